package eu.releve.cloud.purpose;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The register of purposes as the database holds it. */
public final class Register {
  private final DataSource database;

  /**
   * @param database connections that may read the register.
   */
  public Register(DataSource database) {
    this.database = database;
  }

  /**
   * A row.
   *
   * @param use what is done with the data.
   * @param kept how long.
   * @param confirmed whether a lawyer has confirmed the legal basis.
   */
  public record Row(
      String id,
      String use,
      String legalBasis,
      boolean confirmed,
      String viewer,
      String finest,
      boolean onlyOver,
      int householdsMin,
      String kept) {}

  /** All rows. */
  public List<Row> rows() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select id, use, legal_basis, confirmed, seen_by, finest, only_over, households_min,
                  kept
                from purpose order by id""");
        ResultSet row = query.executeQuery()) {
      List<Row> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(
            new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getBoolean(7),
                row.getInt(8),
                row.getString(9)));
      }
      return rows;
    }
  }

  /**
   * Compares what is written with what is enforced.
   *
   * @throws IllegalStateException when a purpose has no row, a row no purpose, or they differ.
   */
  public void verify() throws SQLException {
    Map<String, Row> rows = rows().stream().collect(Collectors.toMap(Row::id, Function.identity()));
    for (Purpose purpose : Purpose.values()) {
      Row row = rows.remove(purpose.id());
      boolean same =
          row != null
              && row.viewer.equals(purpose.viewer().id())
              && row.finest.equals(purpose.finest().id())
              && row.onlyOver == purpose.onlyOver()
              && row.householdsMin == purpose.householdsMin();
      if (!same) {
        throw new IllegalStateException(
            "purpose %s: the register says %s, this collector enforces %s"
                .formatted(purpose.id(), row, described(purpose)));
      }
    }
    if (!rows.isEmpty()) {
      throw new IllegalStateException(
          "purposes %s: this collector knows only %s"
              .formatted(rows.keySet(), Arrays.stream(Purpose.values()).map(Purpose::id).toList()));
    }
  }

  private static String described(Purpose purpose) {
    return "%s, %s, only over %s, %d households"
        .formatted(
            purpose.viewer().id(),
            purpose.finest().id(),
            purpose.onlyOver(),
            purpose.householdsMin());
  }
}
