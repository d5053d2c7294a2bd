package eu.releve.measure;

import java.util.Locale;

/** The kernel's one helper: a record that would be wrong is not made. */
public final class Require {
  private Require() {}

  /**
   * Throws unless the condition holds.
   *
   * @param condition what must be true.
   * @param format the message, in the form of {@link String#format}.
   * @param arguments what the message names.
   * @throws IllegalArgumentException with the formatted message.
   */
  public static void require(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }
}
