package eu.releve.cloud.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * How a file writes a date, a local date and time, or one with its offset.
 *
 * @param pattern as people say it: {@code dd/MM/yyyy HH:mm}.
 * @param formatter the same.
 */
public record TimeForm(String pattern, DateTimeFormatter formatter) {
  private static final OffsetDateTime SAMPLE =
      OffsetDateTime.of(2026, 12, 31, 23, 30, 0, 0, ZoneOffset.ofHours(1));

  /** The form of that pattern; nothing where it tells no day. */
  public static Optional<TimeForm> of(String pattern) {
    try {
      // Of the letter y a strict reader wants the era too.
      DateTimeFormatter formatter =
          DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
              .withResolverStyle(ResolverStyle.STRICT);
      TimeForm form = new TimeForm(pattern, formatter);
      return form.parsed(formatter.format(SAMPLE)).isPresent()
          ? Optional.of(form)
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException wrong) {
      return Optional.empty();
    }
  }

  /** An {@link OffsetDateTime}, a {@link LocalDateTime} or a {@link LocalDate}; else nothing. */
  public Optional<TemporalAccessor> parsed(String text) {
    try {
      return Optional.of(
          formatter.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
    } catch (DateTimeException other) {
      return Optional.empty();
    }
  }

  /** Whether it has no time of day. */
  public boolean isDate() {
    return parsed(formatter.format(SAMPLE)).orElse(SAMPLE) instanceof LocalDate;
  }
}
