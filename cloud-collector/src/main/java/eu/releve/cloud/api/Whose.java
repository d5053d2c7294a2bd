package eu.releve.cloud.api;

import eu.releve.cloud.process.MeasuredPoints;
import eu.releve.cloud.purpose.Households;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whose use the meters of a point tell. */
final class Whose {
  private Whose() {}

  /**
   * What holds for one of its quantities holds for all: a riser's power tells what its energy does.
   */
  static Households of(Connection connection, int building, int point) throws SQLException {
    for (String quantity : quantities(connection, point)) {
      Households those = MeasuredPoints.of(connection, building, quantity).households(point);
      if (those.arePersonal()) {
        return those;
      }
    }
    return Households.NONE;
  }

  private static List<String> quantities(Connection connection, int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct r.quantity from meter m join register r on r.meter = m.id
            where m.point = ?""")) {
      query.setInt(1, point);
      List<String> quantities = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          quantities.add(row.getString(1));
        }
      }
      return quantities;
    }
  }
}
