package eu.releve.cloud.process;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.validate.Limits;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.TogetherRules;
import eu.releve.cloud.validate.Verdict;
import eu.releve.cloud.weather.Correction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * Judges a month that is over by what was used in it. What it says is booked to each of its days,
 * so that months on end are one remark.
 *
 * <p>What heats is left out: how it compares, the weather says.
 */
final class MonthRun {
  private final Connection connection;
  private final Site site;
  private final Limits limits;

  MonthRun(Connection connection, Site site, Limits limits) {
    this.connection = connection;
    this.site = site;
    this.limits = limits;
  }

  List<Remark.Day> judge(YearMonth month) throws SQLException {
    Verdicts verdicts = new Verdicts();
    LocalDate first = month.atDay(1);
    List<Stretch> periods =
        List.of(stretch(month.minusYears(1)), stretch(month.minusMonths(1)), stretch(month));
    for (Counted what : Counted.of(connection, site)) {
      boolean judged =
          !Correction.isOf(what.quantity())
              && what.first().isBefore(first)
              && what.last().map(month.atEndOfMonth()::isBefore).orElse(true);
      if (judged) {
        Verdict verdict = verdict(what, periods, limits.on(first));
        first
            .datesUntil(month.plusMonths(1).atDay(1))
            .forEach(
                day ->
                    verdicts.add(
                        Optional.of(what.point()), what.quantity(), Rule.USAGE, day, verdict));
      }
    }
    return verdicts.days();
  }

  private Verdict verdict(Counted what, List<Stretch> periods, Limits.On on) throws SQLException {
    List<Figure> figures =
        PointFigures.of(connection, what.point(), periods).stream()
            .filter(course -> course.quantity().equals(what.quantity()))
            .findFirst()
            .map(PointFigures.Course::figures)
            .orElse(List.of());
    return figures.isEmpty()
        ? Verdict.Silent.UNKNOWN
        : TogetherRules.usage(figures.get(2), figures.get(1), Optional.of(figures.get(0)), on);
  }

  private Stretch stretch(YearMonth month) {
    return new Stretch(site.start(month).getTime(), site.start(month.plusMonths(1)).getTime());
  }
}
