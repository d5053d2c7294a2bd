package eu.releve.provisioning.site;

import eu.releve.decode.p1.P1Telegram;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.document.Nearest;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRequests;
import eu.releve.profile.MbusRequestsEntry;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.profile.ModbusRegisterEntry;
import eu.releve.profile.Profile;
import eu.releve.profile.Rating;
import eu.releve.profile.RatingEntry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the meters of a plan, each against those before it. */
final class MeterReader {
  static final List<String> ADDRESSES = List.of("unit", "primary", "secondary");
  static final List<String> ACCESSES = List.of("profile", "registers");

  private static final Pattern RATIO = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");
  private static final Duration PERIOD = Duration.ofMinutes(15);

  /** Ten changes of a value wait at an OPC-UA server where a plan does not say how many. */
  private static final int QUEUE = 10;

  private static final Duration PERIOD_MIN = Duration.ofSeconds(1);
  private static final Duration PERIOD_MAX = Duration.ofDays(1);

  private final Ground ground;
  private final Function<ProfileId, Optional<Profile>> profiles;
  private final List<String> profileNames;
  private final Map<MeterId, InstalledMeter> meters = new LinkedHashMap<>();
  private final Map<BusId, List<InstalledMeter>> onBus = new LinkedHashMap<>();

  /** What of a plan its meters stand on. */
  record Ground(Map<BusId, Bus> buses, Map<PointId, Point> points, ZoneId zone) {}

  MeterReader(
      Ground ground, Function<ProfileId, Optional<Profile>> profiles, List<String> profileNames) {
    this.ground = ground;
    this.profiles = profiles;
    this.profileNames = profileNames;
  }

  /** A meter with how it is read: its profile must be known. */
  Meter read(Mapping entry) throws DocumentException {
    InstalledMeter installed = installed(entry);
    Access access = asked(entry, access(entry, installed.profile(), protocolOf(installed.bus())));
    Optional<Rating> own = RatingEntry.read(entry);
    Optional<Rating> rating =
        own.isPresent() ? own : installed.profile().flatMap(profiles).flatMap(Profile::rating);
    entry.end();
    Meter meter = entry.make("id", () -> Meter.of(installed, access, rating));
    hold(entry, installed);
    return meter;
  }

  /** A meter for those who do not read it: what its profile says does not matter. */
  InstalledMeter describe(Mapping entry) throws DocumentException {
    InstalledMeter installed = installed(entry);
    Bus.Protocol protocol = protocolOf(installed.bus());
    if (installed.profile().isEmpty() || isPort(protocol)) {
      asked(entry, access(entry, installed.profile(), protocol));
    } else {
      BusReader.oneKey(entry, ACCESSES);
      requests(entry, protocol == Bus.Protocol.MBUS);
      boolean sunSpec = installed.profile().get().equals(Access.SunSpec.NAME);
      order(entry, protocol == Bus.Protocol.MODBUS && !sunSpec);
      sampling(entry, protocol == Bus.Protocol.OPCUA);
    }
    Optional<Rating> unused = RatingEntry.read(entry);
    entry.end();
    hold(entry, installed);
    return installed;
  }

  private InstalledMeter installed(Mapping entry) throws DocumentException {
    MeterId id = entry.value("id", "a meter's identifier", MeterId::new);
    PointId point = SitePlans.known(entry, "point", PointId::new, ground.points());
    BusId busId = SitePlans.known(entry, "bus", BusId::new, ground.buses());
    Bus.Protocol protocol = protocolOf(busId);
    Address address = address(entry, busOf(busId));
    if (ground.buses().get(busId) instanceof Bus.Radio && address instanceof Address.Primary) {
      throw entry.refuse("primary", "secondary: by radio a meter has no other address", "primary");
    }
    Optional<ProfileId> profile =
        entry.optionalValue("profile", "a profile's identifier", ProfileId::new);
    Meter.Ratio ratio = ratio(entry, "ct", "200/5", protocol);
    Meter.Ratio voltageRatio = ratio(entry, "vt", "20000/100", protocol);
    Optional<String> serial = entry.optionalText("serial");
    LocalDate from = entry.date("from");
    Optional<LocalDate> to = entry.optionalDate("to");
    Duration period = entry.optionalDuration("period", PERIOD_MIN, PERIOD_MAX).orElse(PERIOD);
    ContactReader.refuseElsewhere(entry, protocol);
    Optional<Consent> consent = ConsentReader.read(entry, protocol, ground.zone());
    Particulars particulars = ParticularsReader.read(entry);
    Handovers handovers = HandoverReader.read(entry, ratio, voltageRatio);
    fit(entry, handovers, from, to);
    return entry.make(
        to.isPresent() ? "to" : "id",
        () ->
            new InstalledMeter(
                id,
                point,
                busId,
                address,
                profile,
                ratio,
                voltageRatio,
                serial,
                from,
                to,
                period,
                consent,
                particulars,
                handovers));
  }

  private void fit(Mapping entry, Handovers handovers, LocalDate from, Optional<LocalDate> to)
      throws DocumentException {
    try {
      handovers.fit(from, to, ground.zone());
    } catch (IllegalArgumentException wrong) {
      throw entry.refuse(
          entry.has("removed") ? "removed" : "installed",
          "a moment on its first or last day",
          String.valueOf(wrong.getMessage()));
    }
  }

  /** Remembers a meter against those that come after it. */
  private void hold(Mapping entry, InstalledMeter meter) throws DocumentException {
    SitePlans.refuseTwice(entry, meters.put(meter.id(), meter), meter.id());
    refuseTakenAddress(entry, meter);
  }

  private Bus.Protocol protocolOf(BusId id) {
    return busOf(id).protocol();
  }

  private Bus busOf(BusId id) {
    Bus bus = ground.buses().get(id);
    if (bus == null) {
      throw new IllegalStateException("bus " + id + " was known a moment ago");
    }
    return bus;
  }

  private static Address address(Mapping entry, Bus bus) throws DocumentException {
    Bus.Protocol protocol = bus.protocol();
    Optional<Integer> channel = entry.optionalInteger("channel", 0, P1Telegram.CHANNELS_MAX);
    if (channel.isPresent() && protocol != Bus.Protocol.P1) {
      throw entry.refuse("channel", "nothing: only P1 ports have any", "a channel");
    }
    switch (protocol) {
      case PULSE -> {
        return ContactReader.address(entry, bus);
      }
      case PLC -> {
        return new Address.Held();
      }
      case OPCUA -> {
        return new Address.Nodes();
      }
      case P1 -> {
        return new Address.Channel(channel.orElse(0));
      }
      case TIC -> {
        return new Address.Alone();
      }
      case MODBUS, MBUS -> {
        // Written in the plan.
      }
    }
    String key = BusReader.oneKey(entry, ADDRESSES);
    Address address =
        switch (key) {
          case "unit" -> {
            int number = entry.integer("unit", 1, 255);
            yield entry.make("unit", () -> new Address.Unit(number));
          }
          case "primary" -> new Address.Primary(entry.integer("primary", 0, 250));
          default -> entry.value("secondary", "eight digits", Address.Secondary::new);
        };
    if (address.protocol() != protocol) {
      throw entry.refuse(
          key, protocol == Bus.Protocol.MODBUS ? "unit" : "primary or secondary", key);
    }
    return address;
  }

  private Access access(Mapping entry, Optional<ProfileId> id, Bus.Protocol protocol)
      throws DocumentException {
    boolean silent = ACCESSES.stream().noneMatch(entry::has);
    if (isPort(protocol)) {
      if (!silent) {
        String key = BusReader.oneKey(entry, ACCESSES);
        throw entry.refuse(key, "nothing: what the meter says is learned from it", "a " + key);
      }
      return new Access.Pushed();
    }
    if (protocol == Bus.Protocol.MBUS && silent) {
      // What it holds is learned from its answers.
      return new Access.Mbus(Optional.empty(), List.of());
    }
    String key = BusReader.oneKey(entry, ACCESSES);
    Access access =
        id.isPresent() ? ofProfile(entry, id.get()) : RegisterReader.read(entry, protocol);
    if (!protocol.fits(access)) {
      throw entry.refuse(
          key,
          switch (protocol) {
            case MODBUS -> "a Modbus meter";
            case MBUS -> "an M-Bus meter";
            case PLC -> "registers with tags of the controller";
            case OPCUA -> "registers with nodes of the server";
            case PULSE -> "a register with the weight of a pulse";
            case P1, TIC -> "neither profile nor registers";
          },
          id.map(name -> "'" + name + "', which is none").orElse("other registers"));
    }
    return access;
  }

  /** What the plan says of how this one meter is asked counts more than what its profile says. */
  private static Access asked(Mapping entry, Access access) throws DocumentException {
    Optional<MbusRequests> requests = requests(entry, access instanceof Access.Mbus);
    Optional<WordOrder> order = order(entry, access instanceof Access.Modbus);
    Optional<Access.Sampling> sampling = sampling(entry, access instanceof Access.OpcUa);
    return switch (access) {
      case Access.Mbus mbus -> requests.map(mbus::asked).orElse(mbus);
      case Access.Modbus modbus -> order.map(modbus::ordered).orElse(modbus);
      case Access.SunSpec sunSpec -> sunSpec;
      case Access.OpcUa nodes -> sampling.map(nodes::watched).orElse(nodes);
      case Access.Plc plc -> plc;
      case Access.Pulsed pulsed ->
          new Access.Pulsed(
              pulsed.register(), ContactReader.contact(entry, pulsed.register().name().quantity()));
      case Access.Pushed pushed -> pushed;
    };
  }

  /** The order of a meter with a register map; SunSpec has but one. */
  private static Optional<WordOrder> order(Mapping entry, boolean mapped) throws DocumentException {
    Optional<WordOrder> order = ModbusRegisterEntry.order(entry);
    if (order.isPresent() && !mapped) {
      throw entry.refuse("order", "nothing: it is no Modbus meter with a map", "an order");
    }
    return order;
  }

  private static Optional<Access.Sampling> sampling(Mapping entry, boolean opcua)
      throws DocumentException {
    Optional<Duration> interval =
        entry.optionalDuration(
            "sampling", Access.Sampling.INTERVAL_MIN, Access.Sampling.INTERVAL_MAX);
    Optional<Integer> queue = entry.optionalInteger("queue", 1, Access.Sampling.QUEUE_MAX);
    if (interval.isPresent() && !opcua) {
      throw entry.refuse("sampling", "nothing: only an OPC-UA server watches", "an interval");
    }
    if (queue.isPresent() && interval.isEmpty()) {
      throw entry.refuse("queue", "a sampling interval beside it", "none");
    }
    return interval.map(each -> new Access.Sampling(each, queue.orElse(QUEUE)));
  }

  private static Optional<MbusRequests> requests(Mapping entry, boolean mbus)
      throws DocumentException {
    Optional<Mapping> asked = entry.optionalMapping("mbus");
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (!mbus) {
      throw entry.refuse("mbus", "nothing: it is no M-Bus meter", "a mapping");
    }
    MbusRequests requests = MbusRequestsEntry.read(asked.get());
    asked.get().end();
    return Optional.of(requests);
  }

  private Access ofProfile(Mapping entry, ProfileId id) throws DocumentException {
    if (id.equals(Access.SunSpec.NAME)) {
      return new Access.SunSpec();
    }
    String wanted =
        profileNames.isEmpty() ? "a known profile" : Nearest.of(id.toString(), profileNames);
    return profiles
        .apply(id)
        .map(Profile::access)
        .orElseThrow(() -> entry.refuse("profile", wanted, "'" + id + "'"));
  }

  private static Meter.Ratio ratio(Mapping entry, String key, String example, Bus.Protocol protocol)
      throws DocumentException {
    Optional<String> text = entry.optionalText(key);
    if (text.isPresent() && (protocol == Bus.Protocol.PLC || protocol == Bus.Protocol.OPCUA)) {
      throw entry.refuse(key, "nothing: a register's scale says it", "'" + text.get() + "'");
    }
    if (text.isPresent() && protocol == Bus.Protocol.PULSE) {
      throw entry.refuse(key, "nothing: a pulse's weight says it", "'" + text.get() + "'");
    }
    if (text.isPresent() && isPort(protocol)) {
      throw entry.refuse(key, "nothing: the meter knows its transformers", "'" + text.get() + "'");
    }
    if (text.isEmpty()) {
      return Meter.Ratio.ONE;
    }
    Matcher form = RATIO.matcher(text.get());
    if (!form.matches()) {
      throw entry.refuse(key, "a ratio such as " + example, "'" + text.get() + "'");
    }
    return new Meter.Ratio(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  /** A new meter may take the address of the one that it replaces, from the day that one ends. */
  private void refuseTakenAddress(Mapping entry, InstalledMeter meter) throws DocumentException {
    if (meter.address() instanceof Address.Held || meter.address() instanceof Address.Nodes) {
      return;
    }
    List<InstalledMeter> others = onBus.computeIfAbsent(meter.bus(), bus -> new ArrayList<>());
    for (InstalledMeter other : others) {
      if (same(other.address(), meter.address()) && overlap(other, meter)) {
        throw entry.refuse(
            addressKey(entry, meter.address()),
            "an address that is free on bus " + meter.bus(),
            "that of meter " + other.id());
      }
    }
    others.add(meter);
  }

  private static String addressKey(Mapping entry, Address address) {
    return switch (address) {
      case Address.Channel channel -> entry.has("channel") ? "channel" : "bus";
      case Address.Alone alone -> "bus";
      case Address.Held held -> "bus";
      case Address.Nodes nodes -> "bus";
      case Address.Line line -> "line";
      case Address.Input input -> "input";
      case Address.Unit unit -> "unit";
      case Address.Primary primary -> "primary";
      case Address.Secondary secondary -> "secondary";
    };
  }

  private static boolean isPort(Bus.Protocol protocol) {
    return protocol == Bus.Protocol.P1 || protocol == Bus.Protocol.TIC;
  }

  private static boolean same(Address one, Address other) {
    if (one instanceof Address.Secondary first && other instanceof Address.Secondary second) {
      return first.meets(second);
    }
    return one.equals(other);
  }

  private static boolean overlap(InstalledMeter one, InstalledMeter other) {
    return one.from().isBefore(other.to().orElse(LocalDate.MAX))
        && other.from().isBefore(one.to().orElse(LocalDate.MAX));
  }
}
