package eu.releve.cloud.process;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.gas.GasEnergy;
import eu.releve.cloud.gas.GasFactors;
import eu.releve.cloud.gas.GasTables;
import eu.releve.cloud.gas.GasUse;
import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.purpose.Households;
import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * Turns a month's cubic metres of gas into energy where calorific values are known.
 *
 * @param connection sees intervals and what was said of gas.
 * @param site where it is.
 * @param month which.
 */
record Converting(Connection connection, Site site, YearMonth month) {
  /**
   * The energy of a point; nothing where a value is missing. Nothing either where values change
   * within a month of a few households: with two of them the month's sum would tell its weeks.
   */
  Optional<GasEnergy> energy(Households households, Point point, String quantity)
      throws SQLException {
    GasFactors factors = GasTables.known(connection, point.key(), Optional.empty());
    if (factors.isEmpty()) {
      return Optional.empty();
    }
    Stretch whole =
        new Stretch(site.start(month).getTime(), site.start(month.plusMonths(1)).getTime());
    GasUse use = new GasUse(connection, point.key(), LocalCalendar.of(site.zone()));
    GasUse.Cut cut =
        use.of(Quantity.of(quantity).orElseThrow(), factors, List.of(whole)).getFirst();
    return Optional.of(cut)
        .filter(each -> each.isOfMonths() || !households.arePersonal())
        .map(GasUse.Cut::energy)
        .filter(GasEnergy::isComplete);
  }
}
