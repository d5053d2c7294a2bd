package eu.releve.edge.simulate;

import eu.releve.edge.link.Crc16;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.profile.Access;
import eu.releve.profile.Fingerprint;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A device that holds just the registers it was given, and says who it is if it was told. */
public final class GivenModbusDevice implements RegisterBank {
  private final Map<Integer, Integer> words = new HashMap<>();
  private final Map<Integer, String> objects = new TreeMap<>();

  /** A meter of that family: its fingerprints, its identity, and anything in its registers. */
  public static GivenModbusDevice of(Profile profile, SplittableRandom random) {
    GivenModbusDevice device = new GivenModbusDevice();
    Access.Modbus access = (Access.Modbus) profile.access();
    for (ModbusRegister register : access.registers()) {
      for (int at = register.from(); at < register.until(); at++) {
        // Above the codes by which families are recognised.
        device.put(register.function(), at, random.nextInt(0x2000, 0xFFFF));
      }
    }
    for (IdentityRegister register : access.identity()) {
      for (int at = register.address(); at < register.end(); at++) {
        int digits = 0x3030 + random.nextInt(10) + (random.nextInt(10) << 8);
        device.put(register.function(), at, digits);
      }
    }
    for (Fingerprint print : access.fingerprints()) {
      switch (print) {
        case Fingerprint.Contents contents ->
            device.put(contents.function(), contents.address(), contents.contents().getFirst());
        case Fingerprint.DeviceObject object ->
            device.says(object.object(), "x " + object.contains().getFirst());
      }
    }
    return device;
  }

  /** A SunSpec meter of model 203 at 40000 with that serial number and that many Wh. */
  public static GivenModbusDevice sunSpec(String serial, int wattHours) {
    GivenModbusDevice device = new GivenModbusDevice();
    int at = device.put(3, 40_000, "53756E53");
    at = device.put(3, at, "0001 0042".replace(" ", ""));
    for (String text : List.of("Maker", "Model", "", "1.0", serial)) {
      int length = text.isEmpty() || text.equals("1.0") ? 16 : 32;
      byte[] bytes = new byte[length];
      byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(letters, 0, bytes, 0, letters.length);
      at = device.put(3, at, HexFormat.of().formatHex(bytes));
    }
    at = device.put(3, at, "00010000");
    at = device.put(3, at, "00CB0069");
    int begin = at - 2;
    for (int i = 0; i < 105; i++) {
      device.put(3, at + i, i + 2 < 38 ? 0x8000 : 0);
    }
    // Model 203: W at 18 with its factor at 22; exported 38, imported 46, factor 54.
    device.put(3, begin + 18, "04D2");
    device.put(3, begin + 22, "0000");
    device.put(3, begin + 46, "%08X".formatted(wattHours));
    device.put(3, begin + 54, "0000");
    device.put(3, begin + 107, "FFFF0000");
    return device;
  }

  /** One word. */
  public void put(int function, int address, int word) {
    words.put(key(function, address), word & 0xFFFF);
  }

  /**
   * Words in hex.
   *
   * @return the address after the last.
   */
  public int put(int function, int address, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (int i = 0; i < bytes.length; i += 2) {
      put(function, address + i / 2, (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF));
    }
    return address + bytes.length / 2;
  }

  /** An object of function 43/14. */
  public void says(int object, String text) {
    objects.put(object, text);
  }

  private static int key(int function, int address) {
    return function << 16 | address;
  }

  @Override
  public Optional<byte[]> read(int function, int address, int count) {
    byte[] bytes = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      Integer word = words.get(key(function, address + i));
      if (word == null) {
        return Optional.empty();
      }
      bytes[2 * i] = (byte) (word >> 8);
      bytes[2 * i + 1] = (byte) (int) word;
    }
    return Optional.of(bytes);
  }

  /** What follows the function in an answer to 43/14; an exception code where it has none. */
  public byte[] identification(int category, int object) {
    byte[] answer = {0x0E, (byte) category, 1, 0, 0, (byte) objects.size()};
    List<Byte> all = new ArrayList<>();
    objects.forEach(
        (number, text) -> {
          all.add((byte) (int) number);
          all.add((byte) text.length());
          for (byte letter : text.getBytes(StandardCharsets.US_ASCII)) {
            all.add(letter);
          }
        });
    byte[] bytes = new byte[answer.length + all.size()];
    System.arraycopy(answer, 0, bytes, 0, answer.length);
    for (int i = 0; i < all.size(); i++) {
      bytes[answer.length + i] = all.get(i);
    }
    return objects.isEmpty() || object > 0 ? new byte[0] : bytes;
  }

  /** The device on a line. */
  public Station on(int unit, LineSettings settings, Supplier<Duration> turnaround) {
    ModbusStation registers = new ModbusStation(unit, settings, turnaround, 125, this);
    return new Station() {
      @Override
      public LineSettings settings() {
        return settings;
      }

      @Override
      public List<Speech> hears(byte[] bytes) {
        boolean who =
            bytes.length == 7
                && (bytes[0] & 0xFF) == unit
                && bytes[1] == 43
                && bytes[2] == 14
                && Crc16.fits(bytes, 7);
        return who
            ? List.of(new Speech(turnaround.get(), identified(unit, bytes)))
            : registers.hears(bytes);
      }
    };
  }

  private byte[] identified(int unit, byte[] request) {
    byte[] said = identification(request[3], request[4]);
    byte[] frame = new byte[said.length == 0 ? 5 : said.length + 4];
    frame[0] = (byte) unit;
    frame[1] = (byte) (said.length == 0 ? 0xAB : 43);
    frame[2] = 1;
    System.arraycopy(said, 0, frame, 2, said.length);
    Crc16.seal(frame, frame.length - 2);
    return frame;
  }
}
