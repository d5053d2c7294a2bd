package eu.releve.cloud.api;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.FiguresThen;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a point used as it was known at an instant, or with what is guessed of the time since. */
final class ConsumptionThen {
  private final Optional<Instant> known;
  private final boolean estimate;

  private ConsumptionThen(Optional<Instant> known, boolean estimate) {
    this.known = known;
    this.estimate = estimate;
  }

  /** What a request asks for; nothing where it asks for what is stored. */
  static Optional<ConsumptionThen> of(Asked asked) throws Problem {
    Optional<Instant> known = asked.instant("known");
    String text = asked.parameter("estimate").orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw Problem.badRequest("estimate: wanted true or false, found '" + text + "'");
    }
    boolean estimate = text.equals("true");
    if (known.isPresent() && estimate) {
      throw Problem.badRequest("known, estimate: wanted one of them, found both");
    }
    if ((known.isPresent() || estimate) && asked.parameter("compare").isPresent()) {
      throw Problem.badRequest("compare: wanted without known and estimate, found beside one");
    }
    for (String energy : List.of("told", "net")) {
      if ((known.isPresent() || estimate) && asked.parameter(energy).isPresent()) {
        throw Problem.badRequest(energy + ": wanted without known and estimate, found beside one");
      }
    }
    return known.isPresent() || estimate
        ? Optional.of(new ConsumptionThen(known, estimate))
        : Optional.empty();
  }

  /**
   * Which figures are asked for.
   *
   * @param span of each; absent for quarter-hours.
   * @param calendar of the building.
   * @param from the first begin.
   * @param to before which figures begin.
   * @param now until when something can have been used.
   */
  record Period(
      Optional<Span> span, LocalCalendar calendar, Instant from, Instant to, Instant now) {}

  /** One series for each quantity, as {@link Consumption} tells it. */
  JsonArray series(Connection connection, int point, Period period, Sight sight)
      throws Problem, SQLException {
    // No reading is later than a day after the collector's clock.
    Instant end = period.now.plus(Duration.ofDays(1));
    Instant to = period.to.isBefore(end) ? period.to : end;
    long days = Duration.between(period.from, to).toDays();
    if (known.isPresent() && days >= FiguresThen.KNOWN_MAX.toDays()) {
      throw Problem.badRequest(
          "from, to: wanted at most %d days with known, found %s to %s"
              .formatted(FiguresThen.KNOWN_MAX.toDays() - 1, period.from, to));
    }
    List<LocalPeriod> periods =
        period.span.isPresent()
            ? period.calendar.periods(period.span.get(), period.from, to)
            : List.of();
    List<Stretch> stretches =
        period.span.isPresent()
            ? periods.stream()
                .map(one -> new Stretch(one.from().toEpochMilli(), one.to().toEpochMilli()))
                .toList()
            : quarterHours(period.from, to);
    if (stretches.size() > Consumption.FIGURES_MAX) {
      throw Consumption.tooMany();
    }
    JsonArray series = new JsonArray();
    for (PointFigures.Course course : courses(connection, point, stretches, period.now)) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < stretches.size(); i++) {
        Figure figure = course.figures().get(i);
        long until = end(figure, period);
        if (figure.status() != Status.MISSING
            && sight.allows(Instant.ofEpochMilli(until), period.now)) {
          JsonObject item = Consumption.item(figure, until);
          items.add(periods.isEmpty() ? item : item.put("date", periods.get(i).name()));
        }
      }
      if (!items.isEmpty()) {
        series.add(Consumption.series(course.quantity(), course.step(), items));
      }
    }
    return series;
  }

  private List<PointFigures.Course> courses(
      Connection connection, int point, List<Stretch> stretches, Instant now) throws SQLException {
    FiguresThen figures = new FiguresThen(connection, point);
    return estimate
        ? figures.withOpenGap(stretches, now)
        : figures.asKnown(stretches, known.orElse(now));
  }

  private static List<Stretch> quarterHours(Instant from, Instant to) throws Problem {
    long start = QuarterHour.floor(from.toEpochMilli() + QuarterHour.MILLIS - 1);
    if ((to.toEpochMilli() - start) / QuarterHour.MILLIS > Consumption.FIGURES_MAX) {
      throw Consumption.tooMany();
    }
    List<Stretch> quarters = new ArrayList<>();
    for (long next = start; next < to.toEpochMilli(); next += QuarterHour.MILLIS) {
      quarters.add(new Stretch(next, next + QuarterHour.MILLIS));
    }
    return quarters;
  }

  /** In a gap of more than 400 days only whole days are known. */
  private static long end(Figure figure, Period period) {
    boolean day = period.span.isEmpty() && figure.enclosedMillis() > 2 * QuarterHour.MILLIS;
    return day ? figure.over().fromMillis() + figure.enclosedMillis() : figure.over().toMillis();
  }
}
