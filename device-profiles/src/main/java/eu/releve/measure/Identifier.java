package eu.releve.measure;

import static eu.releve.measure.Require.require;

import java.util.regex.Pattern;

/** The one form of the names that people give: 2 to 32 of {@code [a-z0-9-]}, no hyphen outside. */
final class Identifier {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}[a-z0-9]");

  private Identifier() {}

  static String check(String what, String value) {
    require(
        FORM.matcher(value).matches(),
        "%s '%s' must match [a-z0-9][a-z0-9-]{0,30}[a-z0-9]",
        what,
        value);
    return value;
  }
}
