package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.imports.Differences;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which differences somebody may see: each tells what was measured, and of a dwelling's days nobody
 * of the organisation sees that. What is not shown is not counted either: a count would answer who
 * brings one guess after the other.
 */
final class DifferenceSight {
  private static final Duration MONTH_MIN = Duration.ofDays(28);

  private final Connection connection;
  private final Principal principal;
  private final int building;
  private final Instant now;
  private final Map<Integer, Sight> sights = new HashMap<>();

  /**
   * @param now says which periods are over.
   */
  DifferenceSight(Connection connection, Principal principal, int building, Instant now) {
    this.connection = connection;
    this.principal = principal;
    this.building = building;
    this.now = now;
  }

  boolean shows(int point, Instant from, Instant to) throws SQLException {
    Sight sight = sights.get(point);
    if (sight == null) {
      sight = Sight.of(principal.role(), Whose.of(connection, building, point));
      sights.put(point, sight);
    }
    Duration length = Duration.between(from, to);
    Fineness fineness = length.compareTo(MONTH_MIN) >= 0 ? Fineness.MONTH : Fineness.DAY;
    return sight.allows(fineness) && sight.allows(to, now);
  }

  /** How many differences there are beyond those that are listed; of whom nobody knows. */
  int more(Differences differences) {
    return principal.isOperator() ? differences.more() : 0;
  }
}
