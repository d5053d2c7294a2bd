package eu.releve.edge.simulate;

import eu.releve.decode.p1.P1Checksum;
import eu.releve.decode.p1.SealedTelegram;
import eu.releve.decode.wmbus.Key;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Address;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Plays a P1 port: a Belgian meter where the building's days begin as in Brussels, else one with
 * totals of its own. Its first channel counts gas, the others water.
 *
 * <p>It encrypts where the meter's serial number in the plan is a system title of sixteen
 * hexadecimal digits that has a key.
 */
final class P1Voice implements PortServer.Voice {
  private static final ZoneId BELGIUM = ZoneId.of("Europe/Brussels");
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyMMddHHmmss");
  private static final int GAS_CHANNEL = 1;

  /** How often the electricity meter reads its sub-meters. */
  private static final long SUB_METERS_SECONDS = 300;

  private final BusMeters meters;
  private final Keys keys;
  private final boolean belgian;
  private final Map<Integer, Instant> read = new HashMap<>();
  private int counter;

  P1Voice(BusMeters meters, Keys keys) {
    this.meters = meters;
    this.keys = keys;
    this.belgian = meters.zone().equals(BELGIUM);
  }

  @Override
  public synchronized Optional<byte[]> say() throws IOException, InterruptedException {
    Optional<PlayedMeter> main = at(0);
    if (main.isEmpty() || main.get().fault().kind() == Fault.Kind.SILENT) {
      return Optional.empty();
    }
    main.get().dawdle();
    boolean garbled = main.get().fault().kind() == Fault.Kind.NONSENSE;
    byte[] telegram = telegram(main.get(), !garbled);
    return Optional.of(garbled ? garbled(telegram, main.get().nextNonsense()) : telegram);
  }

  private Optional<PlayedMeter> at(int channel) {
    return meters.all().stream()
        .filter(its -> its.meter().address().equals(new Address.Channel(channel)))
        .filter(meters::hangsThere)
        .findFirst();
  }

  private byte[] telegram(PlayedMeter main, boolean recorded) throws IOException {
    Instant now = main.now();
    Writing writing = new Writing(main.valuesAt(now));
    writing.line(belgian ? "0-0:96.1.4(50217)" : "1-3:0.2.8(50)");
    writing.line(
        "0-0:96.1.1(" + hex(main.meter().serial().orElse(main.meter().id().value())) + ")");
    writing.line("0-0:1.0.0(" + stamp(now) + ")");
    electricity(writing);
    if (recorded) {
      main.record(writing.written, now);
    }
    for (int channel = 1; channel <= 4; channel++) {
      Optional<PlayedMeter> sub = at(channel);
      if (sub.isPresent() && sub.get().fault().kind() != Fault.Kind.SILENT) {
        subMeter(writing, channel, sub.get(), now, recorded);
      }
    }
    return sealed(main, writing.telegram());
  }

  private void electricity(Writing writing) {
    long total = writing.number("1-0:1.8.1", "active-energy-import.t1", Unit.KWH, 6, 3);
    total += writing.number("1-0:1.8.2", "active-energy-import.t2", Unit.KWH, 6, 3);
    long fed = writing.number("1-0:2.8.1", "active-energy-export.t1", Unit.KWH, 6, 3);
    fed += writing.number("1-0:2.8.2", "active-energy-export.t2", Unit.KWH, 6, 3);
    if (belgian) {
      writing.follows("active-energy-import", total);
      writing.follows("active-energy-export", fed);
      writing.number("1-0:1.4.0", "active-power-demand", Unit.KW, 2, 3);
    } else {
      writing.number(
          "1-0:1.8.0", "active-energy-import", BigDecimal.valueOf(total), Unit.KWH, 6, 3);
      writing.number("1-0:2.8.0", "active-energy-export", BigDecimal.valueOf(fed), Unit.KWH, 6, 3);
    }
    writing.power("", "1-0:1.7.0", "1-0:2.7.0");
    for (int phase = 1; phase <= 3; phase++) {
      int code = 20 * phase;
      String name = ".l" + phase;
      writing.power(name, "1-0:%d.7.0".formatted(code + 1), "1-0:%d.7.0".formatted(code + 2));
      writing.number("1-0:%d.7.0".formatted(code + 12), "voltage" + name, Unit.V, 3, 1);
      writing.number("1-0:%d.7.0".formatted(code + 11), "current" + name, Unit.A, 3, 2);
    }
  }

  private void subMeter(
      Writing writing, int channel, PlayedMeter sub, Instant now, boolean recorded)
      throws IOException {
    boolean gas = channel == GAS_CHANNEL;
    long seconds = now.getEpochSecond() - Math.floorMod(now.getEpochSecond(), SUB_METERS_SECONDS);
    Instant taken = Instant.ofEpochSecond(seconds);
    String name = gas ? belgian ? "gas-volume" : "gas-volume-corrected" : "water-volume";
    RegisterName register = RegisterName.parse(name);
    RegisterName measured = RegisterName.parse(gas ? "gas-volume" : "water-volume");
    PortNumber number = PortNumber.of(register, sub.valuesAt(taken).of(measured), Unit.M3, 5, 3);
    String code = gas && belgian ? "24.2.3" : "24.2.1";
    writing.line("0-%d:24.1.0(%s)".formatted(channel, gas ? "003" : "007"));
    writing.line(
        "0-%d:96.1.1(%s)"
            .formatted(channel, hex(sub.meter().serial().orElse(sub.meter().id().value()))));
    writing.line("0-%d:%s(%s)(%s*m3)".formatted(channel, code, stamp(taken), number.text()));
    if (recorded && !taken.equals(read.put(channel, taken))) {
      sub.record(Map.of(register, number.steps()), taken);
    }
  }

  private byte[] sealed(PlayedMeter main, byte[] plain) {
    Optional<byte[]> title =
        main.meter()
            .serial()
            .filter(serial -> serial.matches("[0-9A-F]{16}"))
            .map(serial -> HexFormat.of().parseHex(serial));
    Optional<Key> key =
        title.flatMap(
            its -> keys.of(new KeyAddress(HexFormat.of().withUpperCase().formatHex(its))));
    return key.map(its -> SealedTelegram.seal(its, title.orElseThrow(), counter++, plain))
        .orElse(plain);
  }

  /** In turn a changed byte, a telegram that breaks off, and bytes that are none. */
  private static byte[] garbled(byte[] telegram, long turn) {
    byte[] bytes = turn % 3 == 1 ? Arrays.copyOf(telegram, telegram.length / 2) : telegram.clone();
    if (turn % 3 == 0) {
      bytes[bytes.length / 2] ^= 1;
    } else if (turn % 3 == 2) {
      Arrays.fill(bytes, 1, bytes.length, (byte) 0x55);
    }
    return bytes;
  }

  private String stamp(Instant instant) {
    boolean summer = meters.zone().getRules().isDaylightSavings(instant);
    return STAMP.format(instant.atZone(meters.zone())) + (summer ? "S" : "W");
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A telegram while it is written. */
  private static final class Writing {
    private final Values values;
    private final StringBuilder text = new StringBuilder("/REL5\\0000000001\r\n\r\n");
    private final Map<RegisterName, Long> written = new LinkedHashMap<>();

    Writing(Values values) {
      this.values = values;
    }

    void line(String line) {
      text.append(line).append("\r\n");
    }

    /** A line of a register as it is measured; how many steps it states. */
    long number(String code, String register, Unit unit, int digits, int decimals) {
      BigDecimal steps = values.of(RegisterName.parse(register));
      return number(code, register, steps, unit, digits, decimals);
    }

    long number(
        String code, String register, BigDecimal steps, Unit unit, int digits, int decimals) {
      RegisterName name = RegisterName.parse(register);
      PortNumber number = PortNumber.of(name, steps, unit, digits, decimals);
      line("%s(%s*%s)".formatted(code, number.text(), unit.symbol()));
      written.put(name, number.steps());
      return number.steps();
    }

    /** What is drawn and what is fed are two numbers, one of them zero. */
    void power(String phase, String drawn, String fed) {
      BigDecimal net = values.of(RegisterName.parse("active-power" + phase));
      number(drawn, "active-power" + phase, net, Unit.KW, 2, 3);
      number(fed, "active-power-export" + phase, net.negate(), Unit.KW, 2, 3);
    }

    /** A register that is in no line and follows from others. */
    void follows(String register, long steps) {
      written.put(RegisterName.parse(register), steps);
    }

    byte[] telegram() {
      byte[] body = (text.toString() + '!').getBytes(StandardCharsets.US_ASCII);
      String tail = "%04X\r\n".formatted(P1Checksum.of(body, body.length));
      return (text + "!" + tail).getBytes(StandardCharsets.US_ASCII);
    }
  }
}
