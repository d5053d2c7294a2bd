package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import java.util.regex.Pattern;

/**
 * What a virtual point is reckoned from.
 *
 * @param name a point's or a virtual point's.
 * @param part which series of a virtual point that is shared out; empty for all else.
 */
public record Operand(String name, String part) {
  static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

  public Operand {
    require(NAME.matcher(name).matches(), "of: wanted a point's name, found '%s'", name);
    require(
        part.isEmpty() || NAME.matcher(part).matches(),
        "of: wanted the name of a part, found '%s'",
        part);
  }

  /** Reads {@code NAME} or {@code NAME/PART}. */
  public static Operand of(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Operand(text, "")
        : new Operand(text.substring(0, slash), required(text.substring(slash + 1)));
  }

  private static String required(String part) {
    require(!part.isEmpty(), "of: wanted the name of a part after the slash, found nothing");
    return part;
  }

  @Override
  public String toString() {
    return part.isEmpty() ? name : name + "/" + part;
  }
}
