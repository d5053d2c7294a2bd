package eu.releve.cloud.portal;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.portal.Inventory.Building;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/** What the processors found about a building; a page shows no section where there is nothing. */
interface Results {
  /** The emissions of its months, the oldest first. */
  List<CarbonMonth> carbon(Building building) throws SQLException;

  /** The leaks that go on, the costliest first. */
  List<Leak> leaks(Building building) throws SQLException;

  /** The last month's sheet of each purchase group that it is part of. */
  List<GroupMonth> groups(Building building) throws SQLException;

  /**
   * A month's emissions.
   *
   * @param kg kg CO2e.
   * @param complete whether all of the month was measured and has a factor.
   * @param confirmed whether every factor used is confirmed.
   */
  record CarbonMonth(YearMonth month, BigDecimal kg, boolean complete, boolean confirmed) {}

  /**
   * Water that runs all night.
   *
   * @param place where, as the plan names it.
   * @param since the first night of it.
   * @param litresPerHour what runs away.
   * @param litres what ran away so far.
   * @param euros what that cost; nothing without a price.
   * @param eurosPerM3 at what price.
   * @param confirmed whether that price is confirmed.
   */
  record Leak(
      String place,
      LocalDate since,
      int nights,
      BigDecimal litresPerHour,
      BigDecimal litres,
      Optional<BigDecimal> euros,
      Optional<BigDecimal> eurosPerM3,
      boolean confirmed) {}

  /** A month of a purchase group. */
  sealed interface GroupMonth {
    String title();

    YearMonth month();

    /**
     * A month whose figures are told.
     *
     * @param kwh of all households.
     * @param loadFactor mean power over peak, 0 to 1.
     * @param day the mean day, in Wh a quarter-hour, 96 of them.
     */
    record Told(
        String title,
        YearMonth month,
        int households,
        BigDecimal kwh,
        BigDecimal loadFactor,
        List<Long> day)
        implements GroupMonth {
      public Told {
        require(day.size() == 96, "a mean day of %d quarter-hours", day.size());
        day = List.copyOf(day);
      }
    }

    /**
     * A month whose figures are withheld, and why.
     *
     * @param reason its key in the rule's own words, lower case.
     * @param found what the rule found.
     * @param wanted what it wants.
     */
    record Withheld(String title, YearMonth month, String reason, int found, int wanted)
        implements GroupMonth {}
  }
}
