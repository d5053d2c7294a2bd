package eu.releve.cloud.process;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * A building as processors see it.
 *
 * @param building its key.
 * @param zone where its days begin.
 */
record Site(int building, ZoneId zone) {
  /** Plans name a zone, not a country; these have one zone each. */
  private static final Map<String, String> REGIONS =
      Map.of(
          "Europe/Brussels", "BE",
          "Europe/Paris", "FR",
          "Europe/Luxembourg", "LU",
          "Europe/Zurich", "CH");

  static Optional<Site> of(Connection connection, int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select zone from building where id = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Site(building, ZoneId.of(row.getString(1))))
            : Optional.empty();
      }
    }
  }

  /** The country whose factors and prices hold there, two capital letters. */
  Optional<String> region() {
    return Optional.ofNullable(REGIONS.get(zone.getId()));
  }

  /** When a local day begins. */
  Timestamp start(LocalDate day) {
    return Timestamp.from(day.atStartOfDay(zone).toInstant());
  }

  /** When a local month begins. */
  Timestamp start(YearMonth month) {
    return start(month.atDay(1));
  }

  /** How long a local month is: 31 days may be 743, 744 or 745 hours. */
  long millis(YearMonth month) {
    return start(month.plusMonths(1)).getTime() - start(month).getTime();
  }
}
