package eu.releve.decode.p1;

import eu.releve.decode.p1.P1Answer.Refused;
import eu.releve.decode.wmbus.Key;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes telegrams of DSMR 4 and 5, eMUCS (Belgium) and Luxembourg. */
public final class P1Decoder {
  /** The longest telegram that is taken; the norm's are below 2,048. */
  public static final int BYTES_MAX = 8_192;

  /** Three characters, a baud rate, and what the maker writes behind; a blank line follows. */
  private static final Pattern HEAD = Pattern.compile("/([^\\r\\n/!]{4,96})\\r\\n\\r\\n");

  /** Four digits, of which one meter leaves the zeros at the front out. */
  private static final Pattern TAIL = Pattern.compile("([0-9A-F]{1,4})\\r\\n");

  private static final String STAMP = "0-0:1.0.0";
  private static final String BELGIAN_VERSION = "0-0:96.1.4";
  private static final String VERSION = "1-3:0.2.8";
  private static final String TOTAL = "1-0:1.8.0";

  private P1Decoder() {}

  /**
   * What the bytes of one whole telegram say.
   *
   * @param bytes from its first to its last, line end included.
   * @param keys of a meter that encrypts, by the sixteen hexadecimal digits of its system title.
   */
  public static P1Answer of(byte[] bytes, Function<String, Optional<Key>> keys) {
    if (bytes.length == 0) {
      return new Refused(P1Refusal.EMPTY, "no byte");
    }
    return switch (bytes[0]) {
      case '/' -> plain(bytes);
      case SealedTelegram.START -> opened(SealedTelegram.open(bytes, keys));
      default ->
          new Refused(P1Refusal.START, "wanted / or DB, found %02X".formatted(bytes[0] & 0xFF));
    };
  }

  private static P1Answer opened(SealedTelegram.Opening opening) {
    return switch (opening) {
      case SealedTelegram.Plain plain when plain.bytes().length > 0 && plain.bytes()[0] == '/' ->
          plain(plain.bytes());
      case SealedTelegram.Plain plain ->
          new Refused(P1Refusal.STRUCTURE, "no telegram was encrypted");
      case SealedTelegram.Shut shut -> shut.refused();
    };
  }

  private static P1Answer plain(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('!');
    if (end < 0 || bytes.length > BYTES_MAX) {
      return new Refused(P1Refusal.CUT, "no end within %d bytes".formatted(bytes.length));
    }
    Optional<Refused> refused = checked(bytes, end, text.substring(end + 1));
    return refused.isPresent() ? refused.get() : telegram(text.substring(0, end));
  }

  private static Optional<Refused> checked(byte[] bytes, int end, String behind) {
    Matcher tail = TAIL.matcher(behind);
    if (!tail.lookingAt()) {
      return Optional.of(unchecked(behind));
    }
    if (tail.end() < behind.length()) {
      int more = behind.length() - tail.end();
      return Optional.of(new Refused(P1Refusal.SURPLUS, more + " bytes behind its end"));
    }
    int computed = P1Checksum.of(bytes, end + 1);
    int found = Integer.parseInt(tail.group(1), 16);
    return found == computed
        ? Optional.empty()
        : Optional.of(
            new Refused(
                P1Refusal.CHECKSUM,
                "crc %04X, computed %04X, %d bytes".formatted(found, computed, bytes.length)));
  }

  private static Refused unchecked(String behind) {
    if (!behind.contains("\r\n")) {
      return new Refused(P1Refusal.CUT, "no line's end behind its end");
    }
    return behind.equals("\r\n")
        ? new Refused(P1Refusal.CHECKSUM_MISSING, "nothing stands behind its end")
        : new Refused(P1Refusal.CHECKSUM, "no four digits behind its end");
  }

  private static P1Answer telegram(String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.lookingAt()) {
      return new Refused(P1Refusal.STRUCTURE, "no identification and blank line at its beginning");
    }
    Map<String, CosemObject> objects = new LinkedHashMap<>();
    text.substring(head.end())
        .lines()
        .flatMap(line -> CosemObject.parse(line).stream())
        .forEach(object -> objects.putIfAbsent(object.code(), object));
    if (objects.isEmpty()) {
      return new Refused(P1Refusal.STRUCTURE, "no object");
    }
    Optional<Instant> at =
        Optional.ofNullable(objects.get(STAMP))
            .flatMap(object -> P1Stamp.parse(object.values().getFirst()));
    return new P1Telegram(
        head.group(1),
        market(objects),
        at,
        P1SubMeters.equipment(0, objects),
        P1Registers.of(objects),
        P1SubMeters.of(objects));
  }

  private static P1Market market(Map<String, CosemObject> objects) {
    if (objects.containsKey(BELGIAN_VERSION)) {
      return P1Market.BELGIUM;
    }
    return objects.containsKey(VERSION) && !objects.containsKey(TOTAL)
        ? P1Market.NETHERLANDS
        : P1Market.OTHER;
  }
}
