package eu.releve.cloud.closing;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names as people sort them: {@code 3b} before {@code 10a}. */
final class NaturalOrder implements Comparator<String> {
  private static final Pattern PARTS = Pattern.compile("[0-9]+|[^0-9]+");

  @Override
  public int compare(String one, String other) {
    Matcher left = PARTS.matcher(one);
    Matcher right = PARTS.matcher(other);
    while (true) {
      boolean more = left.find();
      if (!right.find()) {
        return more ? 1 : one.compareTo(other);
      }
      int order = more ? part(left.group(), right.group()) : -1;
      if (order != 0) {
        return order;
      }
    }
  }

  private static int part(String one, String other) {
    if (!isNumber(one) || !isNumber(other)) {
      return one.compareTo(other);
    }
    String left = one.replaceFirst("^0+", "");
    String right = other.replaceFirst("^0+", "");
    return left.length() == right.length()
        ? left.compareTo(right)
        : Integer.compare(left.length(), right.length());
  }

  private static boolean isNumber(String part) {
    return Character.digit(part.charAt(0), 10) >= 0;
  }
}
