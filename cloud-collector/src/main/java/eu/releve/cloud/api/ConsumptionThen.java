package eu.releve.cloud.api;

import eu.releve.cloud.api.Consumption.Step;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.FiguresThen;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a point used as it was known at an instant, or with what is guessed of the time since. */
final class ConsumptionThen {
  private static final int FIGURES_MAX = 10_000;
  private static final int COVERAGE_DIGITS = 4;

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
    return known.isPresent() || estimate
        ? Optional.of(new ConsumptionThen(known, estimate))
        : Optional.empty();
  }

  /** One series for each quantity, as {@link Consumption} tells it. */
  JsonArray series(Connection connection, Asked asked, Period period, Sight sight)
      throws Problem, SQLException {
    List<Stretch> periods = periods(period);
    int point = asked.key("point");
    FiguresThen figures = new FiguresThen(connection, point);
    List<PointFigures.Course> courses =
        estimate
            ? figures.withOpenGap(periods, period.now)
            : figures.asKnown(periods, known.orElse(period.now));
    JsonArray series = new JsonArray();
    for (PointFigures.Course course : courses) {
      JsonArray items = items(course, period, sight);
      if (!items.isEmpty()) {
        series.add(
            new JsonObject()
                .put("quantity", course.quantity())
                .put("unit", course.step())
                .put("items", items));
      }
    }
    return series;
  }

  /**
   * Which figures are asked for.
   *
   * @param step how long each is.
   * @param zone of the building.
   * @param from the begin of a figure.
   * @param to the begin of the first figure that is not asked for.
   * @param now until when something can have been used.
   */
  record Period(Step step, ZoneId zone, Instant from, Instant to, Instant now) {}

  private List<Stretch> periods(Period period) throws Problem {
    // No reading is later than a day after the collector's clock.
    Instant end = period.now.plus(Duration.ofDays(1));
    Instant to = period.to.isBefore(end) ? period.to : end;
    long days = Duration.between(period.from, to).toDays();
    if (known.isPresent() && days >= FiguresThen.KNOWN_MAX.toDays()) {
      throw Problem.badRequest(
          "from, to: wanted at most %d days with known, found %s to %s"
              .formatted(FiguresThen.KNOWN_MAX.toDays() - 1, period.from, to));
    }
    List<Stretch> periods = new ArrayList<>();
    Instant start = period.from;
    while (start.isBefore(to)) {
      if (periods.size() == FIGURES_MAX) {
        throw Problem.badRequest(
            "from, to: wanted a range of at most %d figures, found more".formatted(FIGURES_MAX));
      }
      Instant next = period.step.end(start, period.zone);
      periods.add(new Stretch(start.toEpochMilli(), next.toEpochMilli()));
      start = next;
    }
    return periods;
  }

  private static JsonArray items(PointFigures.Course course, Period period, Sight sight) {
    JsonArray items = new JsonArray();
    for (Figure figure : course.figures()) {
      Instant end = Instant.ofEpochMilli(figure.over().toMillis());
      if (figure.status() != Status.MISSING && sight.allows(end, period.now)) {
        items.add(item(figure, period));
      }
    }
    return items;
  }

  private static JsonObject item(Figure figure, Period period) {
    Instant start = Instant.ofEpochMilli(figure.over().fromMillis());
    long length = figure.over().toMillis() - figure.over().fromMillis();
    if (period.step == Step.QUARTER_HOUR && figure.enclosedMillis() > 2 * QuarterHour.MILLIS) {
      // In a gap of more than 400 days only whole days are known.
      length = figure.enclosedMillis();
    }
    JsonObject item = new JsonObject();
    period.step.date(start, period.zone).ifPresent(date -> item.put("date", date));
    return item.put("from", start.toString())
        .put("to", start.plusMillis(length).toString())
        .put("value", figure.consumption().toString())
        .put("status", figure.status().label())
        .put("coverage", coverage(Math.min(figure.enclosedMillis(), length), length));
  }

  private static String coverage(long enclosed, long length) {
    return BigDecimal.valueOf(enclosed)
        .divide(BigDecimal.valueOf(length), COVERAGE_DIGITS, RoundingMode.DOWN)
        .toPlainString();
  }
}
