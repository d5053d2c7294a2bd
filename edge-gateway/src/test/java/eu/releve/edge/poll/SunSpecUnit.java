package eu.releve.edge.poll;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A SunSpec device of unit 1 whose models are written by hand from their definitions. */
final class SunSpecUnit implements Station {
  static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);

  /** Model 103: amps, volts, watts. */
  static final String INVERTER =
      "0067 0032 0F1B 0509 0508 050A FFFE FFFF FFFF FFFF 08FC 0904 08F9 FFFF 0FA0 0000 1387 FFFE"
          + "0FAA 0000 FF9C 0000 FC20 FFFF 0001E240 0001 0064 FFFE 0BB8 FFFF 0BEA 0000 0190 8000"
          + "8000 8000 FFFF 0004 FFFF 00000000 00000000 FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF";

  /** Model 203 with what a meter of three phases has. */
  static final String METER =
      "00CB 0069 04D2 0064 FFCE 049E FFFE 08FD 08FC 0904 08F9 0F96 0F95 0FA0 0F8D FFFF 1387 FFFE"
          + "0F27 049A FF06 0B87 0000 0FAB 04B3 010C 0BEC 0000 FE00 FF56 FF9E FEAB 0000 03C7 03DF"
          + "FC99 03E2 FFFF 00003034 00001014 00001010 00001010 00039E6C 00013424 00013424 00013424"
          + "0002 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 8000"
          + "00001FBC 00000000 00000000 00000000 00000841 00000000 00000000 00000000"
          + "0000037B 00000000 00000000 00000000 00004A7D 00000000 00000000 00000000 0002 00000004";

  /** Model 120, of which nothing is read. */
  static final String RATINGS = "0078 001A" + "FFFF".repeat(26);

  static final String END = "FFFF 0000";

  private final Map<Integer, Integer> words = new TreeMap<>();
  private final Set<Integer> edges = new TreeSet<>();
  private final Set<Integer> mute = new TreeSet<>();
  private int wordsMax = 125;
  private boolean refusesParts;
  private int requests;
  private int refusals;

  /** The common model with that length, 65 or 66. */
  static String common(int length) {
    StringBuilder model = new StringBuilder("0001 %04X".formatted(length));
    for (int words : new int[] {16, 16, 8, 8, 16, length - 64}) {
      byte[] text = "x".repeat(Math.min(words, 4)).getBytes(StandardCharsets.US_ASCII);
      model.append(HexFormat.of().formatHex(Arrays.copyOf(text, 2 * words)));
    }
    return model.toString();
  }

  /** Forgets what it was and holds these models from that address on. */
  SunSpecUnit holds(int base, String... models) {
    words.clear();
    edges.clear();
    int at = put(base, "53756E53");
    edges.add(base);
    for (String model : models) {
      edges.add(at);
      edges.add(at + 2);
      at = put(at, model);
    }
    edges.add(at);
    return this;
  }

  /**
   * Words in hex; blanks do not count.
   *
   * @return the address after the last.
   */
  int put(int address, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int i = 0; i < bytes.length; i += 2) {
      words.put(address + i / 2, (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF));
    }
    return address + bytes.length / 2;
  }

  /** From now on it answers whole models, headers and contents, and nothing between. */
  void refuseParts() {
    refusesParts = true;
  }

  /** From now on it answers so many words at most. */
  void answerAtMost(int most) {
    wordsMax = most;
  }

  /** From now on it says nothing when it is asked from that address on. */
  void beMuteAt(int address) {
    mute.add(address);
  }

  int requestsOf(Runnable polls) {
    requests = 0;
    polls.run();
    return requests;
  }

  int refusalsOf(Runnable polls) {
    refusals = 0;
    polls.run();
    return refusals;
  }

  @Override
  public LineSettings settings() {
    return LINE;
  }

  @Override
  public List<Speech> hears(byte[] bytes) {
    requests++;
    boolean isRequest = bytes.length == 8;
    if (isRequest && mute.contains((bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF))) {
      return List.of();
    }
    List<Speech> said =
        new ArrayList<>(
            new ModbusStation(1, LINE, () -> Duration.ofMillis(20), wordsMax, this::read)
                .hears(bytes));
    refusals += said.stream().anyMatch(speech -> speech.bytes()[1] < 0) ? 1 : 0;
    return said;
  }

  private Optional<byte[]> read(int function, int address, int count) {
    boolean whole = edges.contains(address) && edges.contains(address + count);
    if (function != 3 || (refusesParts && !whole)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * count);
    for (int at = address; at < address + count; at++) {
      Integer word = words.get(at);
      if (word == null) {
        return Optional.empty();
      }
      bytes.putShort(word.shortValue());
    }
    return Optional.of(bytes.array());
  }
}
