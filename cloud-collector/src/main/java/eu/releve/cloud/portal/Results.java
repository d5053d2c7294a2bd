package eu.releve.cloud.portal;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.EmissionFactor;
import eu.releve.cloud.process.Findings.Finding;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;

/** What the processors found about a building; a page shows no section where there is nothing. */
interface Results {
  /** The emissions of its months, the oldest first. */
  List<CarbonMonth> carbon(Building building) throws SQLException;

  /** The leaks of the last thirteen months, those that go on first. */
  List<Finding> leaks(Building building) throws SQLException;

  /** By purchase group that it is part of, its months' sheets, the last first; never empty. */
  List<List<GroupMonth>> groups(Building building) throws SQLException;

  /** A month's emissions. */
  record CarbonMonth(Carbon.Statement statement) {
    private static final BigDecimal MEASURED = new BigDecimal("0.99");

    YearMonth month() {
      return statement.month();
    }

    /** In kg CO2e. */
    BigDecimal kg() {
      return statement.kg();
    }

    /** Whether all of the month was measured and has a factor. */
    boolean complete() {
      return statement.complete() && statement.lines().stream().allMatch(CarbonMonth::isMeasured);
    }

    /** Whether any line has a factor: without one, nothing is known of the month. */
    boolean counted() {
      return statement.lines().stream().anyMatch(line -> line.kg().isPresent());
    }

    /** Whether every factor used is confirmed. */
    boolean confirmed() {
      return statement.lines().stream()
          .flatMap(line -> line.factor().stream())
          .allMatch(EmissionFactor::confirmed);
    }

    /** Whether what a line counts was measured through the month, but for minutes. */
    static boolean isMeasured(Carbon.Line line) {
      return line.use().coverage().compareTo(MEASURED) >= 0;
    }
  }

  /** A month of a purchase group. */
  sealed interface GroupMonth {
    String title();

    YearMonth month();

    /**
     * A month whose figures are told.
     *
     * @param kwh of all households.
     * @param loadFactor mean power over peak, 0 to 1.
     * @param day the mean day, in Wh a quarter-hour, 96 of them; empty when the curve is withheld.
     * @param hours the whole month, in Wh an hour; empty when the curve is withheld.
     * @param beside how few dwellings of a building are not in it, when that withholds the curve.
     */
    record Told(
        String title,
        YearMonth month,
        int households,
        BigDecimal kwh,
        BigDecimal loadFactor,
        List<Long> day,
        List<Long> hours,
        int beside)
        implements GroupMonth {
      public Told {
        require(day.size() == (beside == 0 ? 96 : 0), "a mean day of %d quarter-hours", day.size());
        day = List.copyOf(day);
        hours = List.copyOf(hours);
      }
    }

    /**
     * A month whose figures are withheld, and why.
     *
     * @param reason its key in the rule's own words, lower case.
     * @param found what the rule found.
     * @param wanted what it wants.
     * @param consented how many households agreed to the whole month.
     */
    record Withheld(
        String title, YearMonth month, String reason, int found, int wanted, int consented)
        implements GroupMonth {}
  }
}
