package eu.releve.cloud.api;

import eu.releve.cloud.api.Consumption.Step;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.weather.Correction;
import eu.releve.cloud.weather.Correction.Made;
import eu.releve.cloud.weather.Correction.Reason;
import eu.releve.cloud.weather.DegreeDayBase;
import eu.releve.cloud.weather.DegreeDays;
import eu.releve.cloud.weather.Outdoor;
import eu.releve.cloud.weather.Outdoor.Days;
import eu.releve.cloud.weather.OutdoorTemperatures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Sets beside each figure of a point what the same period of the year before used, and what it
 * would have used in this year's weather. What was used this year stays as it is: it is what the
 * bill says.
 */
final class Comparison {
  /** Two years of months: each needs the temperatures of two. */
  private static final int FIGURES_MAX = 24;

  private static final BigDecimal COVERAGE_MIN = new BigDecimal("0.9");
  private static final int JUNE = 6;
  private static final int SUMMER_MONTHS = 3;

  private final Consumption consumption;
  private final DataSource database;
  private final Asked asked;
  private final DegreeDayBase base;
  private final int point;
  private final Consumption.Place place;
  private final LocalCalendar calendar;
  private final Map<Integer, JsonObject> summers = new HashMap<>();

  Comparison(Consumption consumption, DataSource database, Asked asked)
      throws Problem, SQLException {
    this.consumption = consumption;
    this.database = database;
    this.asked = asked;
    this.base = Weather.base(asked);
    this.point = asked.key("point");
    this.place = consumption.place(asked.principal(), point);
    this.calendar = LocalCalendar.of(place.zone());
  }

  /** The same figures, each with what it is compared with. */
  JsonObject with(JsonObject figures, Step step) throws Problem, SQLException {
    if (step != Step.MONTH && step != Step.YEAR) {
      throw Problem.badRequest("compare: wanted step=month or step=year with it, found another");
    }
    if (!base.isHeating()) {
      throw Problem.badRequest("base: wanted one of heating with compare, found " + base.id());
    }
    int count = 0;
    for (Object series : figures.getJsonArray("series")) {
      count += ((JsonObject) series).getJsonArray("items").size();
    }
    if (count > FIGURES_MAX) {
      throw Problem.badRequest(
          "from, to: wanted at most %d figures with compare, found %d"
              .formatted(FIGURES_MAX, count));
    }
    for (Object series : figures.getJsonArray("series")) {
      JsonObject of = (JsonObject) series;
      String quantity = of.getString("quantity");
      for (Object item : of.getJsonArray("items")) {
        JsonObject figure = (JsonObject) item;
        figure.put("compared", compared(figure, quantity, step));
      }
    }
    return figures.put("base", base.id()).put("confirmed", base.confirmed());
  }

  private JsonObject compared(JsonObject now, String quantity, Step step)
      throws Problem, SQLException {
    Days later = days(now);
    Days earlier = new Days(later.from().minusYears(1), later.to().minusYears(1));
    Optional<JsonObject> before =
        figures(step, earlier, quantity).stream()
            .filter(item -> calendar.day(from(item)).equals(earlier.from()))
            .findFirst();
    JsonObject compared = new JsonObject().put("before", before.orElse(null));
    Optional<Reason> reason = reason(now, before, quantity);
    if (reason.isPresent()) {
      return refused(compared, reason.get());
    }
    Optional<Summer> summer = summer(earlier.from().getYear(), quantity);
    if (summer.isEmpty()) {
      return refused(compared, Reason.NO_SUMMER);
    }
    Outdoor outdoor = outdoor(List.of(earlier, later));
    DegreeDays daysBefore = DegreeDays.of(base, outdoor.days(), earlier.from(), earlier.to());
    DegreeDays daysNow = DegreeDays.of(base, outdoor.days(), later.from(), later.to());
    compared
        .put("degreeDaysBefore", Weather.decimal(daysBefore.sum()))
        .put("degreeDays", Weather.decimal(daysNow.sum()))
        .put("missing", daysBefore.missing().size() + daysNow.missing().size())
        .put("source", Weather.source(outdoor))
        .put("summer", summer.get().year);
    Correction correction =
        Correction.of(
            value(before.orElseThrow()),
            Correction.baseLoad(summer.get().used, daysBefore.days()),
            daysBefore,
            daysNow);
    return switch (correction) {
      case Made made ->
          compared
              .put("baseLoad", made.baseLoad().toString())
              .put("corrected", made.corrected().toString());
      case Correction.Refused refused -> refused(compared, refused.why());
    };
  }

  private static JsonObject refused(JsonObject compared, Reason why) {
    return compared.put("uncorrected", Results.word(why.name()));
  }

  private static Optional<Reason> reason(
      JsonObject now, Optional<JsonObject> before, String quantity) {
    if (before.isEmpty()) {
      return Optional.of(Reason.NO_EARLIER_FIGURE);
    }
    if (!Correction.isOf(quantity)) {
      return Optional.of(Reason.NOT_HEATING);
    }
    return isKnown(now) && isKnown(before.get())
        ? Optional.empty()
        : Optional.of(Reason.TOO_LITTLE_KNOWN);
  }

  /**
   * What a summer used.
   *
   * @param year of its June, July and August.
   * @param used in steps of the quantity.
   */
  private record Summer(int year, BigInteger used) {}

  /** That of the year that is compared with, else the one before. */
  private Optional<Summer> summer(int year, String quantity) throws Problem, SQLException {
    for (int each : new int[] {year, year - 1}) {
      if (!summers.containsKey(each)) {
        LocalDate june = LocalDate.of(each, JUNE, 1);
        summers.put(each, answer(Step.MONTH, new Days(june, june.plusMonths(SUMMER_MONTHS))));
      }
      List<JsonObject> months = of(summers.getOrDefault(each, new JsonObject()), quantity);
      if (months.size() == SUMMER_MONTHS && months.stream().allMatch(Comparison::isKnown)) {
        BigInteger used =
            months.stream().map(Comparison::value).reduce(BigInteger.ZERO, BigInteger::add);
        return Optional.of(new Summer(each, used));
      }
    }
    return Optional.empty();
  }

  private Outdoor outdoor(List<Days> asked) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new OutdoorTemperatures(connection, place.building(), place.zone()).of(asked);
    }
  }

  private List<JsonObject> figures(Step step, Days days, String quantity)
      throws Problem, SQLException {
    return of(answer(step, days), quantity);
  }

  private JsonObject answer(Step step, Days days) throws Problem, SQLException {
    return consumption.ofPoint(
        asked.principal(), point, step, calendar.start(days.from()), calendar.start(days.to()));
  }

  private static List<JsonObject> of(JsonObject answer, String quantity) {
    return answer.getJsonArray("series", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(series -> series.getString("quantity").equals(quantity))
        .flatMap(series -> series.getJsonArray("items").stream())
        .map(JsonObject.class::cast)
        .toList();
  }

  private Days days(JsonObject figure) {
    return new Days(
        calendar.day(from(figure)), calendar.day(Instant.parse(figure.getString("to"))));
  }

  private static Instant from(JsonObject figure) {
    return Instant.parse(figure.getString("from"));
  }

  private static BigInteger value(JsonObject figure) {
    return new BigInteger(figure.getString("value"));
  }

  private static boolean isKnown(JsonObject figure) {
    return new BigDecimal(figure.getString("coverage")).compareTo(COVERAGE_MIN) >= 0;
  }
}
