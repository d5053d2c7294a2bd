package eu.releve.edge.radio;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telegrams as lines of text: those that rtl-wmbus prints, or a telegram alone in hexadecimal
 * digits, in both cases with its checksums or without, as the source is known to send them.
 *
 * <p>A line of rtl-wmbus has {@code mode;checksums right;3-of-6 right;time;strength;strength
 * now;number;0xTELEGRAM}; a strength above zero has no known scale and is not used. Telegrams whose
 * checksums were not right are not looked at.
 */
public final class HexLines implements TelegramStream {
  private static final int LINE_MAX = 2_048;
  private static final Pattern TELEGRAM = Pattern.compile("(?:0[xX])?((?:[0-9A-Fa-f]{2}){11,290})");
  private static final Pattern DBM = Pattern.compile("-[0-9]{1,3}");
  private static final int CHECKSUMS_RIGHT = 1;
  private static final int RSSI = 4;
  private static final int FIELDS_MIN = 6;

  private final LineChecksums checksums;
  private final StringBuilder line = new StringBuilder();
  private boolean tooLong;
  private long discarded;

  /** Lines of a source of which that is known. */
  public HexLines(LineChecksums checksums) {
    this.checksums = checksums;
  }

  @Override
  public List<Received> feed(byte[] bytes, int count) {
    List<Received> telegrams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      char letter = (char) (bytes[i] & 0xFF);
      if (letter == '\n' || letter == '\r') {
        end().ifPresent(telegrams::add);
      } else if (line.length() < LINE_MAX) {
        line.append(letter);
      } else {
        tooLong = true;
        discarded++;
      }
    }
    return telegrams;
  }

  /** A line ends with its end and no sooner: a network may hold the rest back. */
  @Override
  public List<Received> paused() {
    return List.of();
  }

  @Override
  public long discarded() {
    return discarded;
  }

  private Optional<Received> end() {
    String text = line.toString().strip();
    line.setLength(0);
    boolean cut = tooLong;
    tooLong = false;
    Optional<Received> received = cut ? Optional.empty() : parse(text);
    if (received.isEmpty() && !text.startsWith("#")) {
      discarded += text.length();
    }
    return received;
  }

  /** The telegram of a line; nothing where it has none, or one that was damaged on its way. */
  public Optional<Received> parse(String text) {
    String[] fields = text.split(";", -1);
    boolean alone = fields.length == 1;
    if (!alone && (fields.length < FIELDS_MIN || !fields[CHECKSUMS_RIGHT].strip().equals("1"))) {
      return Optional.empty();
    }
    Matcher form = TELEGRAM.matcher(alone ? text.replace(" ", "") : last(fields));
    if (!form.matches()) {
      return Optional.empty();
    }
    byte[] bytes = HexFormat.of().parseHex(form.group(1));
    String rssi = alone ? "" : fields[RSSI].strip();
    return Optional.of(
        new Received(
            checksums.parse(bytes, !alone),
            DBM.matcher(rssi).matches()
                ? OptionalInt.of(Integer.parseInt(rssi))
                : OptionalInt.empty()));
  }

  /** A line may end with a semicolon. */
  private static String last(String[] fields) {
    String last = fields[fields.length - 1].strip();
    return last.isEmpty() ? fields[fields.length - 2].strip() : last;
  }
}
