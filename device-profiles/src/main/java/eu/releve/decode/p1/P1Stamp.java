package eu.releve.decode.p1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timestamps {@code YYMMDDhhmmssX}, X being S in summer time and W in winter time of the zone in
 * which P1 meters are (DSMR P1 5.0.2, 6.4).
 */
final class P1Stamp {
  private static final Pattern FORM =
      Pattern.compile("(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)([SW])");
  private static final int CENTURY = 2000;

  private P1Stamp() {}

  /**
   * The instant of a timestamp; nothing for one that is none, such as {@code 632525252525W}, by
   * which meters say that they have no value.
   */
  static Optional<Instant> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              CENTURY + number(form, 1),
              number(form, 2),
              number(form, 3),
              number(form, 4),
              number(form, 5),
              number(form, 6));
      int hours = form.group(7).equals("S") ? 2 : 1;
      return Optional.of(local.toInstant(ZoneOffset.ofHours(hours)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }
}
