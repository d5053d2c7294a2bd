package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Journals that an operator set aside, of two that claim one gateway: what still comes of them is
 * kept in quarantine, so that it is neither believed nor lost.
 *
 * @param reasons by epoch.
 */
record Barred(Map<Long, String> reasons) {
  Barred {
    reasons = Map.copyOf(reasons);
  }

  /** Those of now: a decision counts from the next commit of every collector on. */
  static Barred in(Connection connection) throws SQLException {
    Map<Long, String> reasons = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "select epoch, barred_reason from epoch where barred_at is not null");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        reasons.put(row.getLong(1), "its journal is set aside: " + row.getString(2));
      }
    }
    return new Barred(reasons);
  }

  List<Opened> apply(List<Opened> group) {
    return reasons.isEmpty()
        ? group
        : group.stream()
            .map(
                opened -> {
                  String reason = reasons.get(opened.arrival().header().epoch());
                  return reason == null ? opened : Opened.Poison.of(opened.arrival(), reason);
                })
            .toList();
  }
}
