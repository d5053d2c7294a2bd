package eu.releve.cloud.process;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The dated tables in the database: entries are added, never changed. */
public final class ReferenceTables {
  private ReferenceTables() {}

  /**
   * Adds the entries that are new.
   *
   * @param database connections that may add reference data.
   * @throws IllegalStateException naming an entry whose figures differ from those it had: results
   *     that name it would no longer be explained by it.
   */
  public static void bring(DataSource database, Reference reference) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        for (EmissionFactor factor : reference.factors()) {
          add(connection, factor, reference.factorsVersion());
        }
        for (Price price : reference.prices()) {
          add(connection, price, reference.pricesVersion());
        }
        requireUnchanged(reference.factors(), factors(connection));
        requireUnchanged(reference.prices(), prices(connection));
        connection.commit();
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static <T> void requireUnchanged(List<T> brought, List<T> kept) {
    for (T entry : brought) {
      if (!kept.contains(entry)) {
        throw new IllegalStateException(
            "reference data is never changed in place: wanted a new id for " + entry);
      }
    }
  }

  private static void add(Connection connection, EmissionFactor factor, String version)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into emission_factor (id, version, activity, region, kg_per_unit, basis,
              boundary, source, confirmed, valid_from, valid_to)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
      insert.setString(1, factor.id());
      insert.setString(2, version);
      insert.setString(3, Reference.label(factor.activity()));
      insert.setString(4, factor.region());
      insert.setBigDecimal(5, factor.kgPerUnit());
      insert.setString(6, factor.basis());
      insert.setString(7, factor.boundary());
      insert.setString(8, factor.source());
      insert.setBoolean(9, factor.confirmed());
      insert.setObject(10, factor.from());
      insert.setObject(11, factor.to().orElse(null));
      insert.executeUpdate();
    }
  }

  private static void add(Connection connection, Price price, String version) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into price (id, version, what, region, amount, currency, basis, boundary,
              source, confirmed, valid_from, valid_to)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
      insert.setString(1, price.id());
      insert.setString(2, version);
      insert.setString(3, price.what());
      insert.setString(4, price.region());
      insert.setBigDecimal(5, price.amount());
      insert.setString(6, price.currency());
      insert.setString(7, price.basis());
      insert.setString(8, price.boundary());
      insert.setString(9, price.source());
      insert.setBoolean(10, price.confirmed());
      insert.setObject(11, price.from());
      insert.setObject(12, price.to().orElse(null));
      insert.executeUpdate();
    }
  }

  /** All factors, the later valid ones last. */
  static List<EmissionFactor> factors(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select id, activity, region, kg_per_unit, basis, boundary, source, confirmed,
                  valid_from, valid_to
                from emission_factor order by valid_from, id""");
        ResultSet row = query.executeQuery()) {
      List<EmissionFactor> factors = new ArrayList<>();
      while (row.next()) {
        factors.add(
            new EmissionFactor(
                row.getString(1),
                Reference.activity(row.getString(2)),
                row.getString(3),
                row.getBigDecimal(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getBoolean(8),
                row.getObject(9, LocalDate.class),
                Optional.ofNullable(row.getObject(10, LocalDate.class))));
      }
      return factors;
    }
  }

  /** All prices, the later valid ones last. */
  static List<Price> prices(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select id, what, region, amount, currency, basis, boundary, source, confirmed,
                  valid_from, valid_to
                from price order by valid_from, id""");
        ResultSet row = query.executeQuery()) {
      List<Price> prices = new ArrayList<>();
      while (row.next()) {
        prices.add(
            new Price(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBigDecimal(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBoolean(9),
                row.getObject(10, LocalDate.class),
                Optional.ofNullable(row.getObject(11, LocalDate.class))));
      }
      return prices;
    }
  }
}
