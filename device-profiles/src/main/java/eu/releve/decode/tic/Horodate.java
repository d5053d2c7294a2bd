package eu.releve.decode.tic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date {@code SAAMMJJhhmmss} (Enedis-NOI-CPT_54E, 6.2.1.1): S is E in summer time and H in winter
 * time; a small letter, or a blank, where the meter is not sure of its clock.
 *
 * @param at the instant.
 * @param sure whether the meter is.
 */
public record Horodate(Instant at, boolean sure) {
  private static final Pattern FORM =
      Pattern.compile("([EHeh ])(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)");
  private static final int CENTURY = 2000;

  /** The instant of a date; nothing for one that is none. */
  static Optional<Horodate> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              CENTURY + number(form, 2),
              number(form, 3),
              number(form, 4),
              number(form, 5),
              number(form, 6),
              number(form, 7));
      String season = form.group(1);
      int hours = season.equalsIgnoreCase("E") ? 2 : 1;
      boolean sure = season.equals("E") || season.equals("H");
      return Optional.of(new Horodate(local.toInstant(ZoneOffset.ofHours(hours)), sure));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }
}
