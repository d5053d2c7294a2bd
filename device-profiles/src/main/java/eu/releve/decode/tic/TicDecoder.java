package eu.releve.decode.tic;

import eu.releve.decode.tic.TicLine.Damaged;
import eu.releve.decode.tic.TicLine.Group;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decodes the groups of a frame, each by itself (Enedis-NOI-CPT_02E and 54E, 5.3): {@code LF label
 * value checksum CR}.
 *
 * <p>Characters have seven bits and even parity, which on the wire is the same as eight bits
 * without: they may come with the parity bit in the eighth, which is then checked, or without.
 */
public final class TicDecoder {
  /** The longest frame that is taken; those of a Linky are below 1,500. */
  public static final int BYTES_MAX = 4_096;

  /** Begins a frame. */
  public static final int STX = 0x02;

  /** Ends a frame. */
  public static final int ETX = 0x03;

  /** The meter breaks off: somebody reads it by other means. */
  private static final int EOT = 0x04;

  private static final int LF = 0x0A;
  private static final int CR = 0x0D;
  private static final int PARITY = 0x80;
  private static final int SEVEN_BITS = 0x7F;

  private TicDecoder() {}

  /** All groups of a frame, damaged ones too; what stands outside of groups is damaged. */
  public static TicFrame frame(byte[] bytes) {
    List<TicLine> lines = new ArrayList<>();
    int from = 0;
    boolean begun = false;
    for (int i = 0; i < bytes.length; i++) {
      int character = bytes[i] & SEVEN_BITS;
      if (character == CR && begun) {
        lines.add(group(Arrays.copyOfRange(bytes, from, i), (bytes[i] & PARITY) != 0));
      } else if (bytes[i] == LF || character == ETX || character == STX || character == EOT) {
        between(bytes, from, i, begun).ifPresent(lines::add);
      } else {
        continue;
      }
      from = i + 1;
      begun = bytes[i] == LF;
    }
    between(bytes, from, bytes.length, begun).ifPresent(lines::add);
    return new TicFrame(lines);
  }

  /** What came where a group should have ended, or begun. */
  private static Optional<TicLine> between(byte[] bytes, int from, int to, boolean begun) {
    if (begun) {
      return Optional.of(cut(bytes, from, to));
    }
    return from == to
        ? Optional.empty()
        : Optional.of(
            new Damaged(
                TicRefusal.STRUCTURE,
                "outside of groups: '%s'".formatted(printed(bytes, from, to))));
  }

  private static Damaged cut(byte[] bytes, int from, int to) {
    return new Damaged(TicRefusal.CUT, "'%s'".formatted(printed(bytes, from, to)));
  }

  /**
   * One group.
   *
   * @param bytes between LF and CR.
   * @param parity whether its characters have their parity bit: CR has an odd number of ones, so
   *     that it shows.
   */
  static TicLine group(byte[] bytes, boolean parity) {
    byte[] plain = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boolean odd = Integer.bitCount(bytes[i] & 0xFF) % 2 == 1;
      if (parity ? odd : (bytes[i] & PARITY) != 0) {
        return new Damaged(
            TicRefusal.PARITY, "of the character behind '%s'".formatted(printed(bytes, 0, i)));
      }
      plain[i] = (byte) (bytes[i] & SEVEN_BITS);
    }
    return checked(plain);
  }

  private static TicLine checked(byte[] plain) {
    int last = plain.length - 1;
    String text = new String(plain, StandardCharsets.US_ASCII);
    boolean standard = text.lastIndexOf('\t', last - 1) >= 0;
    // Label, separator, separator and checksum are the least of a group.
    if (last < 3 || plain[last - 1] != (standard ? '\t' : ' ')) {
      return new Damaged(TicRefusal.STRUCTURE, "'%s'".formatted(printed(plain, 0, plain.length)));
    }
    int sum = 0;
    for (int i = 0; i < (standard ? last : last - 1); i++) {
      sum += plain[i];
    }
    int computed = (sum & 0x3F) + 0x20;
    if (computed != plain[last]) {
      return new Damaged(
          TicRefusal.CHECKSUM,
          "'%s': computed %02X, found %02X"
              .formatted(printed(plain, 0, last - 1), computed, plain[last]));
    }
    String body = text.substring(0, last - 1);
    return standard ? standard(body) : historique(body);
  }

  private static TicLine historique(String body) {
    int separator = body.indexOf(' ');
    if (separator < 0) {
      return new Damaged(TicRefusal.STRUCTURE, "'%s' has no value".formatted(body));
    }
    return formed(
        body.substring(0, separator), Optional.empty(), body.substring(separator + 1), body);
  }

  private static TicLine standard(String body) {
    String[] fields = body.split("\t", -1);
    boolean dated = TicForms.isDated(fields[0]);
    if (fields.length != (dated ? 3 : 2)) {
      return new Damaged(
          TicRefusal.STRUCTURE, "%s has %d fields".formatted(shown(body), fields.length));
    }
    if (!dated) {
      return formed(fields[0], Optional.empty(), fields[1], body);
    }
    Optional<Horodate> date = Horodate.parse(fields[1]);
    return date.isPresent()
        ? formed(fields[0], date, fields[2], body)
        : new Damaged(TicRefusal.FORM, "'%s' is no date of %s".formatted(fields[1], fields[0]));
  }

  private static TicLine formed(String label, Optional<Horodate> date, String value, String body) {
    if (!TicForms.LABEL.matcher(label).matches()
        || value.chars().anyMatch(character -> character < ' ' || character >= SEVEN_BITS)) {
      return new Damaged(TicRefusal.STRUCTURE, "'%s'".formatted(shown(body)));
    }
    return TicForms.objection(label, value)
        .<TicLine>map(objection -> new Damaged(TicRefusal.FORM, objection))
        .orElseGet(() -> new Group(label, date, value));
  }

  private static String printed(byte[] bytes, int from, int to) {
    byte[] plain = new byte[to - from];
    for (int i = from; i < to; i++) {
      plain[i - from] = (byte) (bytes[i] & SEVEN_BITS);
    }
    return shown(new String(plain, StandardCharsets.US_ASCII));
  }

  /** At most as long as a group is; control characters as points. */
  private static String shown(String text) {
    String all = text.replaceAll("[\\x00-\\x1F\\x7F]", ".");
    return all.length() <= 48 ? all : all.substring(0, 48) + "...";
  }
}
