package eu.releve.provisioning.draft;

import eu.releve.decode.tic.TicMode;
import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Consent;
import eu.releve.provisioning.site.Handovers;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Particulars;
import eu.releve.provisioning.site.Point;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Makes plans that a loader takes, with texts that try every escape. */
public final class RandomDraft {
  private static final List<String> LETTERS =
      List.of(
          "a", "Z", "é", "ß", "\"", "'", "\\", ":", " ", "#", " # ", "{", "}", "[", "]", ",", "&",
          "*", "!", "|", ">", "%", "@", "`", "-", "?", "\t", "\n", "\u00a0", "\u2028", "\ufeff",
          "漢", "😀", "0", "~", "null");
  private static final List<String> MODBUS = List.of("eastron-sdm630", "abb-b23", "sunspec");
  private static final List<String> MBUS = List.of("itron-bm-plus-m", "kamstrup-multical-601");

  private final Random random;
  private final List<Bus> buses = new ArrayList<>();
  private final List<InstalledMeter> meters = new ArrayList<>();

  private RandomDraft(Random random) {
    this.random = random;
  }

  /** A plan of at most 8 buses, 12 lots, 30 points and 40 meters. */
  public static Draft of(Random random) {
    return new RandomDraft(random).draft();
  }

  private Draft draft() {
    buses();
    List<Lot> lots = new ArrayList<>();
    for (int i = 0; i < random.nextInt(12); i++) {
      lots.add(
          new Lot(
              new LotId(List.of("lot-", "12", "1e", "null-").get(i % 4) + (10 + i)),
              any(List.of(Lot.Kind.values())),
              maybe(new BigDecimal(1 + random.nextInt(99_999)).movePointLeft(random.nextInt(3))),
              maybe(random.nextInt(1_000))));
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      points.add(
          new Point(
              new PointId("p" + i + "-x"),
              text(),
              lots.isEmpty() ? Optional.empty() : maybe(any(lots).id()),
              points.isEmpty() ? Optional.empty() : maybe(any(points).id()),
              maybe(random.nextBoolean())));
    }
    for (int i = 0; i < random.nextInt(40); i++) {
      meter(i, any(points).id());
    }
    Map<PointId, String> remarks = new HashMap<>();
    points.forEach(point -> maybe(text()).ifPresent(text -> remarks.put(point.id(), text)));
    return new Draft(
        new SiteId("site-" + random.nextInt(1_000)),
        ZoneId.of(any(List.of("Europe/Paris", "Europe/Luxembourg", "Europe/Zurich"))),
        maybe(new BigDecimal("1480.50")),
        buses,
        lots,
        points,
        meters,
        new Draft.Remarks(List.of(text()), remarks, Map.of(), List.of(text())));
  }

  private void buses() {
    Bus.Endpoint here = new Bus.Endpoint("10.0.0.7", 10_001);
    Bus.Parity parity = any(List.of(Bus.Parity.values()));
    buses.add(
        new Bus.ModbusRtu(
            new BusId("rtu"), new Bus.SerialLine("/dev/tty \"0\"", 9_600, parity, 2)));
    List<Bus> others =
        List.of(
            new Bus.ModbusTcp(new BusId("tcp"), new Bus.Endpoint("2001:db8::7", 502)),
            new Bus.ModbusConverter(new BusId("behind"), here, 19_200, parity, 1),
            new Bus.MbusTcp(new BusId("mbus"), new Bus.Endpoint("bus.example", 10_001), 300),
            new Bus.MbusSerial(
                new BusId("wire"), new Bus.SerialLine("/dev/m", 2_400, Bus.Parity.EVEN, 1)),
            new Bus.RadioReceiver(new BusId("air"), "/dev/air", Bus.Receiver.AMB8465),
            new Bus.RadioUdp(
                new BusId("air-udp"), new Bus.Endpoint("0.0.0.0", 9_000), Bus.Checksums.KEPT),
            new Bus.P1Port(new BusId("p1"), new Bus.Place.Device("/dev/p1")),
            new Bus.TicPort(new BusId("tic"), new Bus.Place.Device("/dev/tic"), TicMode.STANDARD),
            new Bus.Gpio(new BusId("contacts"), new Bus.Pins.OfBoard()),
            new Bus.Plc(new BusId("plc"), "s7://10.0.0.5"),
            new Bus.OpcUa(
                new BusId("ua"),
                "opc.tcp://10.0.0.9:4840/a",
                Bus.Security.AES256,
                new Bus.Login.User("reader \"1\"")));
    others.stream().filter(bus -> random.nextBoolean()).forEach(buses::add);
  }

  private void meter(int i, PointId point) {
    Bus bus = any(buses);
    Optional<Address> address = address(bus, i);
    if (address.isEmpty()) {
      return;
    }
    boolean modbus = bus.protocol() == Bus.Protocol.MODBUS;
    boolean mbus = bus.protocol() == Bus.Protocol.MBUS;
    Optional<ProfileId> profile =
        modbus
            ? Optional.of(new ProfileId(any(MODBUS)))
            : mbus ? maybe(new ProfileId(any(MBUS))) : Optional.empty();
    LocalDate from = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2_000));
    meters.add(
        new InstalledMeter(
            new MeterId("m" + i + "-x"),
            point,
            bus.id(),
            address.get(),
            profile,
            modbus && random.nextBoolean() ? new Meter.Ratio(200, 5) : Meter.Ratio.ONE,
            modbus && random.nextBoolean() ? new Meter.Ratio(20_000, 100) : Meter.Ratio.ONE,
            maybe("%08d".formatted(i)),
            from,
            maybe(from.plusDays(1 + random.nextInt(900))),
            any(
                List.of(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(2_500),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofDays(1))),
            bus.protocol() == Bus.Protocol.P1
                ? maybe(new Consent("EAN 54 " + i, LocalDate.of(2028, 2, 29)))
                : Optional.empty(),
            new Particulars(
                maybe(2016 + random.nextInt(10)),
                maybe(text()),
                maybe(LocalDate.of(2032, 1, 1)),
                maybe(text()),
                maybe(text()),
                maybe("w" + i + ".jpg")),
            Handovers.NONE));
  }

  private Optional<Address> address(Bus bus, int i) {
    boolean wired = bus instanceof Bus.MbusTcp || bus instanceof Bus.MbusSerial;
    return switch (bus.protocol()) {
      case MODBUS -> Optional.of(new Address.Unit(1 + i));
      case MBUS ->
          Optional.of(
              wired && random.nextBoolean()
                  ? new Address.Primary(i)
                  : new Address.Secondary("%08d".formatted(i) + (i % 2 == 0 ? "" : "2C2D1B16")));
      case P1 -> free(bus, new Address.Channel(i % 5));
      case TIC -> free(bus, new Address.Alone());
      case PULSE, PLC, OPCUA -> Optional.empty();
    };
  }

  private Optional<Address> free(Bus bus, Address address) {
    return meters.stream()
            .anyMatch(meter -> meter.bus().equals(bus.id()) && meter.address().equals(address))
        ? Optional.empty()
        : Optional.of(address);
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> Optional<T> maybe(T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  private String text() {
    StringBuilder text = new StringBuilder("x");
    for (int i = 0; i < random.nextInt(12); i++) {
      text.append(any(LETTERS));
    }
    return text.toString();
  }
}
