package eu.releve.edge.poll;

import eu.releve.decode.modbus.Transformers;
import eu.releve.decode.plc.PlcDecoder;
import eu.releve.edge.board.Board;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.link.Allowance;
import eu.releve.edge.link.MbusLink;
import eu.releve.edge.link.MbusTarget;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusRtuLink;
import eu.releve.edge.link.ModbusTcpLink;
import eu.releve.edge.link.Plc4xLink;
import eu.releve.edge.link.SerialPlace;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.plan.Cost;
import eu.releve.edge.poll.RadioLine.RadioMeter;
import eu.releve.edge.port.PortLanguage;
import eu.releve.edge.port.PortLink;
import eu.releve.edge.port.PortPlace;
import eu.releve.edge.radio.RadioLink;
import eu.releve.edge.radio.RadioPlace;
import eu.releve.edge.serial.Captures;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.TelegramMemory;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a site plan says that this gateway is to read.
 *
 * @param plan the plan in force.
 * @param today decides each time which of two meters with one address is asked; nothing while the
 *     clock is not trusted, then the one without an end.
 */
public record Installation(SitePlan plan, Supplier<Optional<LocalDate>> today) {
  private static final int MANTISSA_DIGITS = 4;
  private static final Duration MBUS_PATIENCE = Duration.ofSeconds(1);

  /** What most meters take to begin an answer: what a plan is reckoned with. */
  private static final Duration TURNAROUND = Duration.ofMillis(20);

  /** Meters on a serial line that take longer to begin their answer are not waited for. */
  private static final Duration RTU_PATIENCE = Duration.ofSeconds(1);

  /** On one day for ever. */
  public Installation(SitePlan plan, Optional<LocalDate> today) {
    this(plan, () -> today);
  }

  /**
   * How the buses are used.
   *
   * @param timeout how long a meter may take to answer.
   * @param clock dates and schedules.
   * @param notebook remembers what meters refuse, and how often batteries were used.
   * @param keys of meters that encrypt.
   * @param telegrams keeps the last of each M-Bus meter.
   * @param discoveries what meters hold of which the plan says nothing.
   * @param captures are told every frame.
   */
  public record Manners(
      Duration timeout,
      BootClock clock,
      Notebook notebook,
      Keys keys,
      TelegramMemory telegrams,
      Discoveries discoveries,
      Captures captures) {
    /** For a plan that says of every meter what it holds, and whose meters do not encrypt. */
    public Manners(Duration timeout, BootClock clock, Notebook notebook) {
      this(
          timeout,
          clock,
          notebook,
          Keys.NONE,
          new TelegramMemory(),
          new Discoveries(List.of(), notebook, besides -> Map.of()),
          Captures.NONE);
    }

    /**
     * What opens telegrams of one bus for one purpose: each keeps the fragments that it has seen.
     */
    Looking looking() {
      return new Looking(meter -> keys.of(meter), new KeptFormats(notebook));
    }
  }

  /** Every register of every meter of the plan, installed now or not. */
  public List<Declared> registers() {
    List<Declared> declared = new ArrayList<>();
    for (Meter meter : plan.meters()) {
      Transformers transformers = transformers(meter);
      for (RegisterSource source : meter.access().registers()) {
        Resolution resolution = scaled(source.resolution(), transformers, source.name().quantity());
        declared.add(new Declared(meter.id(), source.name(), resolution, source.unit()));
      }
    }
    return declared;
  }

  /**
   * The buses with what is asked on each.
   *
   * @param numbers of all {@link #registers()}.
   */
  public List<Line> lines(Map<Register, Integer> numbers, Manners manners) {
    return plan.buses().stream()
        .filter(bus -> !(bus instanceof Bus.Radio || bus instanceof Bus.Port))
        .filter(bus -> !(bus instanceof Bus.OpcUa))
        .filter(bus -> !(bus instanceof Bus.Gpio))
        .map(bus -> line(bus, numbers, manners))
        .toList();
  }

  /**
   * The radio buses with the meters that are listened to.
   *
   * @param numbers of all {@link #registers()}.
   */
  public List<RadioLine> radioLines(Map<Register, Integer> numbers, Manners manners) {
    List<RadioLine> lines = new ArrayList<>();
    for (Bus bus : plan.buses()) {
      if (bus instanceof Bus.Radio radio) {
        lines.add(radioLine(radio, numbers, manners));
      }
    }
    return lines;
  }

  /**
   * The OPC-UA servers with the meters whose values they hold.
   *
   * @param numbers of all {@link #registers()}.
   * @param keys who is trusted.
   */
  public List<OpcUaLine> opcUaLines(
      Map<Register, Integer> numbers, Manners manners, ServerKeys keys) {
    List<OpcUaLine> lines = new ArrayList<>();
    for (Bus bus : plan.buses()) {
      if (bus instanceof Bus.OpcUa server) {
        List<Meter> meters = plan.metersOn(bus.id());
        List<PolledMeter> polled =
            meters.stream().map(meter -> polled(meter, Agenda.of(List.of()), numbers)).toList();
        lines.add(ServerPlan.line(server, meters, polled, manners, keys));
      }
    }
    return lines;
  }

  /**
   * The buses of contacts with the meters whose pulses are counted.
   *
   * @param numbers of all {@link #registers()}.
   * @param board what its inputs are.
   */
  public List<PulseLine> pulseLines(Map<Register, Integer> numbers, Manners manners, Board board) {
    List<PulseLine> lines = new ArrayList<>();
    for (Bus bus : plan.buses()) {
      if (bus instanceof Bus.Gpio gpio) {
        List<Meter> meters = plan.metersOn(bus.id());
        List<PolledMeter> polled =
            meters.stream().map(meter -> polled(meter, Agenda.of(List.of()), numbers)).toList();
        lines.add(PulsePlan.line(gpio, meters, polled, board, manners.notebook()));
      }
    }
    return lines;
  }

  /** The customers' ports with the meters that are listened to. */
  public List<CustomerPort> customerPorts(Manners manners) {
    List<CustomerPort> lines = new ArrayList<>();
    for (Bus bus : plan.buses()) {
      if (bus instanceof Bus.Port port) {
        lines.add(customerPort(port, manners));
      }
    }
    return lines;
  }

  private CustomerPort customerPort(Bus.Port bus, Manners manners) {
    PortPlace place = PortPlace.of(bus, manners.timeout());
    return new CustomerPort(
        bus.id(),
        place.name(),
        new PortLink(place, manners.clock()),
        PortLanguage.of(bus, manners.keys()),
        plan.metersOn(bus.id()).stream()
            .map(
                meter ->
                    new CustomerPort.PortMeter(
                        meter.id(),
                        meter.address() instanceof Address.Channel at ? at.channel() : 0,
                        meter.period().toMillis(),
                        meter.consent(),
                        () -> isInstalled(meter)))
            .toList(),
        plan.zone(),
        today,
        manners.discoveries());
  }

  private RadioLine radioLine(Bus.Radio bus, Map<Register, Integer> numbers, Manners manners) {
    RadioPlace place = RadioPlace.of(bus, manners.timeout());
    List<RadioMeter> meters =
        plan.metersOn(bus.id()).stream()
            .filter(this::isInstalled)
            .map(meter -> listened(meter, numbers, manners))
            .toList();
    RadioLink link =
        new RadioLink(
            place,
            manners.clock(),
            sender -> {
              KeyAddress address = KeyAddress.of(sender);
              return meters.stream().anyMatch(meter -> address.meets(meter.address()));
            });
    RadioLine.Means means =
        new RadioLine.Means(
            manners.keys(), new KeptFormats(manners.notebook()), manners.telegrams());
    return new RadioLine(bus.id(), place.name(), link, meters, means);
  }

  private RadioMeter listened(Meter meter, Map<Register, Integer> numbers, Manners manners) {
    if (!(meter.access() instanceof Access.Mbus access)
        || !(meter.address() instanceof Address.Secondary address)) {
      throw new IllegalStateException("meter " + meter.id() + " is not heard by radio");
    }
    boolean learns = access.registers().isEmpty();
    return new RadioMeter(
        meter.id(),
        address,
        MbusQuestion.Records.of(meter.id(), access, transformers(meter), manners.discoveries()),
        learns
            ? manners.discoveries().numbersOf(meter.id())
            : polled(meter, Agenda.of(List.of()), numbers).numbers());
  }

  /**
   * One bus over a line that is opened in another way than its plan says: a model, a bench.
   *
   * @param numbers of all {@link #registers()}.
   */
  public Line over(
      Bus.ModbusRtu bus, LineOpener opener, Map<Register, Integer> numbers, Manners manners) {
    return rtu(bus, new SerialPlace(opener, SerialPlace.of(bus).settings()), numbers, manners);
  }

  private Line line(Bus bus, Map<Register, Integer> numbers, Manners manners) {
    return switch (bus) {
      case Bus.ModbusTcp tcp -> {
        var link =
            new ModbusTcpLink(
                tcp.endpoint(),
                manners.timeout(),
                manners.clock(),
                manners.captures().of(bus.id()));
        ModbusMeters meters = new ModbusMeters(this, link, pause -> Cost.TCP, manners);
        yield new Line(
            bus.id(),
            "modbus-tcp " + tcp.endpoint(),
            link,
            onBus(bus, meter -> meters.polled(meter, numbers)));
      }
      case Bus.ModbusRtu rtu -> rtu(bus, SerialPlace.of(rtu), numbers, manners);
      case Bus.ModbusConverter rtu ->
          rtu(bus, SerialPlace.of(rtu, manners.timeout()), numbers, manners);
      case Bus.Radio radio ->
          throw new IllegalStateException("bus " + bus.id() + " is listened to, not asked");
      case Bus.OpcUa server ->
          throw new IllegalStateException("bus " + bus.id() + " has a lane of its own kind");
      case Bus.Port port ->
          throw new IllegalStateException("bus " + bus.id() + " is listened to, not asked");
      case Bus.Gpio gpio ->
          throw new IllegalStateException("bus " + bus.id() + " is listened to, not asked");
      case Bus.Plc plc -> {
        var link = new Plc4xLink(plc.address(), manners.timeout(), manners.clock());
        yield new Line(
            bus.id(),
            plc.address(),
            link,
            onBus(bus, meter -> polled(meter, held(meter, link), numbers)));
      }
      case Bus.MbusTcp tcp ->
          mbus(
              bus,
              TcpLine.opener(tcp.endpoint(), LineSettings.mbus(tcp.baud()), manners.timeout()),
              numbers,
              manners);
      case Bus.MbusSerial serial ->
          mbus(
              bus,
              PortLine.opener(serial.line().device(), LineSettings.mbus(serial.line().baud())),
              numbers,
              manners);
    };
  }

  private Line mbus(Bus bus, LineOpener opener, Map<Register, Integer> numbers, Manners manners) {
    Looking more = manners.looking();
    MbusLink link =
        new MbusLink(
            opener,
            patience(manners),
            manners.clock(),
            manners.captures().of(bus.id()),
            frame -> more.wired(frame).answer());
    Looking looking = manners.looking();
    return new Line(
        bus.id(),
        "mbus " + opener.place(),
        link,
        onBus(bus, meter -> mbus(meter, link, looking, numbers, manners)));
  }

  /** Meters that are slower than the norm exist; one that waits as for Modbus TCP does not. */
  private static Duration patience(Manners manners) {
    return manners.timeout().compareTo(MBUS_PATIENCE) < 0 ? manners.timeout() : MBUS_PATIENCE;
  }

  private Line rtu(Bus bus, SerialPlace place, Map<Register, Integer> numbers, Manners manners) {
    Duration timeout = manners.timeout();
    Duration patience = timeout.compareTo(RTU_PATIENCE) < 0 ? timeout : RTU_PATIENCE;
    ModbusLink link =
        new ModbusRtuLink(
            place.opener(), patience, manners.clock(), manners.captures().of(bus.id()));
    ModbusMeters meters =
        new ModbusMeters(
            this, link, pause -> Cost.serial(place.settings(), TURNAROUND, pause), manners);
    List<BusBudget.Load> loads =
        plan.metersOn(bus.id()).stream().filter(this::isInstalled).map(meters::load).toList();
    return new Line(
        bus.id(),
        "modbus-rtu " + place.opener().place(),
        link,
        onBus(bus, meter -> meters.polled(meter, numbers)),
        Optional.of(new BusBudget(loads)));
  }

  /** All of a bus; a lane asks those that are installed on the day. */
  private List<PolledMeter> onBus(Bus bus, Function<Meter, PolledMeter> polled) {
    return plan.metersOn(bus.id()).stream().map(polled).toList();
  }

  /** Whether it hangs there today. */
  boolean isInstalled(Meter meter) {
    return today
        .get()
        .map(day -> !day.isBefore(meter.from()) && meter.to().map(day::isBefore).orElse(true))
        .orElse(meter.to().isEmpty());
  }

  /** A meter whose registers its profile or the plan names. */
  PolledMeter polled(Meter meter, Agenda agenda, Map<Register, Integer> numbers) {
    Map<RegisterName, Integer> own = new HashMap<>();
    Map<RegisterName, CounterLimit> limits = new HashMap<>();
    Transformers transformers = transformers(meter);
    for (RegisterSource source : meter.access().registers()) {
      RegisterName name = source.name();
      Integer number = numbers.get(new Register(meter.id(), name));
      if (number == null) {
        throw new IllegalStateException(meter.id() + "/" + name + " has no number");
      }
      own.put(name, number);
      Resolution resolution = scaled(source.resolution(), transformers, name.quantity());
      CounterLimit.of(name, resolution, transformers, meter.rating())
          .ifPresent(limit -> limits.put(name, limit));
    }
    return new PolledMeter(
        meter.id(),
        meter.period().toMillis(),
        agenda,
        Numbers.of(own),
        Limits.of(limits),
        Optional.empty(),
        () -> isInstalled(meter));
  }

  private PolledMeter mbus(
      Meter meter,
      MbusLink link,
      Looking looking,
      Map<Register, Integer> numbers,
      Manners manners) {
    if (!(meter.access() instanceof Access.Mbus access)) {
      throw new IllegalStateException("meter " + meter.id() + " is not an M-Bus meter");
    }
    Optional<ReadBudget> budget =
        access
            .requests()
            .readsPerDay()
            .map(reads -> new ReadBudget(meter.id(), reads, manners.clock(), manners.notebook()));
    MbusTarget target =
        new MbusTarget(
            meter.address(),
            access.requests().reset(),
            budget.<Allowance>map(its -> its).orElse(Allowance.UNLIMITED));
    boolean learns = access.registers().isEmpty();
    MbusQuestion.Records records =
        MbusQuestion.Records.of(meter.id(), access, transformers(meter), manners.discoveries());
    PolledMeter polled =
        polled(
            meter,
            Agenda.of(
                List.of(
                    new MbusQuestion(
                        link, meter.id(), target, records, looking, manners.telegrams()))),
            numbers);
    return new PolledMeter(
        polled.id(),
        polled.periodMillis(),
        polled.agenda(),
        learns ? manners.discoveries().numbersOf(meter.id()) : polled.numbers(),
        polled.limits(),
        budget,
        polled.installed());
  }

  private static Agenda held(Meter meter, Plc4xLink link) {
    if (!(meter.access() instanceof Access.Plc access)) {
      throw new IllegalStateException("meter " + meter.id() + " is not held by a controller");
    }
    return Agenda.of(List.of(new PlcQuestion(link, new PlcDecoder(access.registers()))));
  }

  /** The transformers that a meter does not know of, as its plan says. */
  public static Transformers transformers(Meter meter) {
    return new Transformers(
        new Transformers.Ratio(meter.ratio().primary(), meter.ratio().secondary()),
        new Transformers.Ratio(meter.voltageRatio().primary(), meter.voltageRatio().secondary()));
  }

  /** Behind a transformer of 200/5 the smallest difference is forty times the meter's own. */
  static Resolution scaled(Resolution own, Transformers transformers, Quantity quantity) {
    Transformers.Ratio ratio = transformers.of(quantity);
    if (ratio.equals(Transformers.Ratio.ONE)) {
      return own;
    }
    BigDecimal steps =
        own.inSteps()
            .multiply(BigDecimal.valueOf(ratio.primary()))
            .divide(
                BigDecimal.valueOf(ratio.secondary()),
                new MathContext(MANTISSA_DIGITS, RoundingMode.UP))
            .stripTrailingZeros();
    return new Resolution(steps.unscaledValue().intValueExact(), -steps.scale());
  }
}
