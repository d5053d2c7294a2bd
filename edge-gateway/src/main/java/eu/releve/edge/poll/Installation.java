package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.Transformers;
import eu.releve.decode.plc.PlcDecoder;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.link.MbusTcpLink;
import eu.releve.edge.link.ModbusTcpLink;
import eu.releve.edge.link.Plc4xLink;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.RegisterSource;
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

/**
 * What a site plan says that this gateway is to read.
 *
 * @param plan the plan in force.
 * @param today decides which of two meters with one address is asked; nothing while the clock is
 *     not trusted, then the one without an end.
 */
public record Installation(SitePlan plan, Optional<LocalDate> today) {
  private static final int MANTISSA_DIGITS = 4;

  /** How the buses are used. */
  public record Manners(Duration timeout, BootClock clock) {}

  /** A bus that this version cannot read, in words; nothing when all can be read. */
  public Optional<String> unreadable() {
    for (Bus bus : plan.buses()) {
      if (bus instanceof Bus.Serial) {
        return Optional.of("bus " + bus.id() + " on a serial line");
      }
    }
    return plan.meters().stream()
        .filter(meter -> meter.address() instanceof Address.Secondary)
        .findFirst()
        .map(meter -> "meter " + meter.id() + " with a secondary address");
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
    return plan.buses().stream().map(bus -> line(bus, numbers, manners)).toList();
  }

  private Line line(Bus bus, Map<Register, Integer> numbers, Manners manners) {
    return switch (bus) {
      case Bus.ModbusTcp tcp -> {
        var link = new ModbusTcpLink(tcp.endpoint(), manners.timeout(), manners.clock());
        yield new Line(
            bus.id(),
            "modbus-tcp " + tcp.endpoint(),
            link,
            installed(bus, meter -> polled(meter, modbus(meter, link), numbers)));
      }
      case Bus.MbusTcp tcp -> {
        var link = new MbusTcpLink(tcp.endpoint(), tcp.baud(), manners.timeout(), manners.clock());
        yield new Line(
            bus.id(),
            "mbus " + tcp.endpoint(),
            link,
            installed(bus, meter -> polled(meter, mbus(meter, link), numbers)));
      }
      case Bus.Plc plc -> {
        var link = new Plc4xLink(plc.address(), manners.timeout(), manners.clock());
        yield new Line(
            bus.id(),
            plc.address(),
            link,
            installed(bus, meter -> polled(meter, held(meter, link), numbers)));
      }
      case Bus.Serial serial ->
          throw new IllegalStateException("bus " + serial.id() + " cannot be read");
    };
  }

  private List<PolledMeter> installed(Bus bus, Function<Meter, PolledMeter> polled) {
    return plan.metersOn(bus.id()).stream().filter(this::isInstalled).map(polled).toList();
  }

  private boolean isInstalled(Meter meter) {
    return today
        .map(day -> !day.isBefore(meter.from()) && meter.to().map(day::isBefore).orElse(true))
        .orElse(meter.to().isEmpty());
  }

  private static PolledMeter polled(
      Meter meter, List<Question> questions, Map<Register, Integer> numbers) {
    Map<RegisterName, Integer> own = new HashMap<>();
    for (RegisterSource source : meter.access().registers()) {
      Integer number = numbers.get(new Register(meter.id(), source.name()));
      if (number == null) {
        throw new IllegalStateException(meter.id() + "/" + source.name() + " has no number");
      }
      own.put(source.name(), number);
    }
    return new PolledMeter(meter.id(), meter.period().toMillis(), questions, own);
  }

  private static List<Question> modbus(Meter meter, ModbusTcpLink link) {
    if (!(meter.access() instanceof Access.Modbus access)
        || !(meter.address() instanceof Address.Unit unit)) {
      throw new IllegalStateException("meter " + meter.id() + " is not a Modbus meter");
    }
    ModbusDecoder decoder = new ModbusDecoder(access.registers(), transformers(meter));
    return RangePlanner.plan(access).stream()
        .<Question>map(range -> new ModbusQuestion(link, unit.number(), range, decoder))
        .toList();
  }

  private static List<Question> mbus(Meter meter, MbusTcpLink link) {
    if (!(meter.access() instanceof Access.Mbus access)
        || !(meter.address() instanceof Address.Primary primary)) {
      throw new IllegalStateException("meter " + meter.id() + " has no primary address");
    }
    return List.of(new MbusQuestion(link, primary.number(), access));
  }

  private static List<Question> held(Meter meter, Plc4xLink link) {
    if (!(meter.access() instanceof Access.Plc access)) {
      throw new IllegalStateException("meter " + meter.id() + " is not held by a controller");
    }
    return List.of(new PlcQuestion(link, new PlcDecoder(access.registers())));
  }

  private static Transformers transformers(Meter meter) {
    return Transformers.ofCurrent(meter.ratio().primary(), meter.ratio().secondary());
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
