package eu.releve.cloud.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether a commit of this server survives a power cut. */
final class Durability {
  private Durability() {}

  static List<String> broken(Connection connection) throws SQLException {
    List<String> broken = new ArrayList<>();
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      try (Statement statement = connection.createStatement();
          ResultSet value = statement.executeQuery("show " + setting)) {
        value.next();
        if ("off".equals(value.getString(1))) {
          broken.add(setting + " is off");
        }
      }
    }
    return List.copyOf(broken);
  }
}
