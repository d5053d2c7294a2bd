package eu.releve.cloud.cost;

import eu.releve.cloud.cost.Contracts.Deed;
import eu.releve.cloud.cost.Contracts.Kept;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

/** Takes prices from bills: each makes a contract for its days, or says more of one. */
public final class Bills {
  /** The most bills of one building. */
  public static final int BILLS_MAX = 2_000;

  private final Connection connection;
  private final Contracts contracts;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public Bills(Connection connection) {
    this.connection = connection;
    this.contracts = new Contracts(connection);
  }

  /**
   * The file of a bill.
   *
   * @param name of the file.
   * @param sha256 of its bytes, hexadecimal.
   * @param content as it was brought.
   */
  public record File(String name, String sha256, String content) {}

  /** What became of a bill. */
  public sealed interface Taken {
    /** It made a contract. */
    record Made(int bill, Kept contract) implements Taken {}

    /** It made the next version of one. */
    record Extended(int bill, Kept contract) implements Taken {}

    /** A contract says the same already. */
    record Confirmed(int bill, Kept contract) implements Taken {}

    /** The same bytes were taken before. */
    record Before() implements Taken {}

    /** There are as many as there may be; of what. */
    record TooMany(String what, int max) implements Taken {}

    /** Another contract holds on its days. */
    record InTheWay(Kept other) implements Taken {}
  }

  /**
   * Takes a bill; nothing is written where it cannot be taken.
   *
   * @param point whose it is; without it, whose contract has its reference, else the building's.
   */
  public Taken take(int building, Optional<Integer> point, BillFile bill, File file, Deed deed)
      throws SQLException {
    contracts.lock(building);
    if (count("select count(*) from bill where building = ?", building) >= BILLS_MAX) {
      return new Taken.TooMany("bills", BILLS_MAX);
    }
    if (isKnown(building, file)) {
      return new Taken.Before();
    }
    List<Kept> known =
        contracts.of(building, 0, Contracts.CONTRACTS_MAX).stream()
            .filter(kept -> !kept.withdrawn())
            .toList();
    Optional<Integer> whose = point.or(() -> ofReference(known, bill.terms()));
    Optional<Kept> same =
        known.stream()
            .filter(kept -> kept.point().equals(whose))
            .filter(kept -> isSame(kept.terms(), bill.terms()))
            .filter(
                kept -> kept.terms().overlaps(bill.terms()) || kept.terms().adjoins(bill.terms()))
            .findFirst();
    Contract terms = same.map(kept -> kept.terms().with(bill.terms())).orElse(bill.terms());
    Optional<Kept> other = contracts.inTheWay(building, whose, terms, same.map(Kept::contract));
    if (other.isPresent()) {
      return new Taken.InTheWay(other.get());
    }
    if (same.isEmpty()) {
      if (contracts.of(building, 0, Contracts.CONTRACTS_MAX).size() >= Contracts.CONTRACTS_MAX) {
        return new Taken.TooMany("contracts", Contracts.CONTRACTS_MAX);
      }
      Kept made = contracts.add(building, whose, terms, deed);
      return new Taken.Made(keep(building, bill, file, made, deed), made);
    }
    if (same.get().terms().equals(terms)) {
      return new Taken.Confirmed(keep(building, bill, file, same.get(), deed), same.get());
    }
    if (same.get().version() >= Contracts.VERSIONS_MAX) {
      return new Taken.TooMany("versions of a contract", Contracts.VERSIONS_MAX);
    }
    Kept extended = contracts.supersede(same.get(), terms, false, deed);
    return new Taken.Extended(keep(building, bill, file, extended, deed), extended);
  }

  private static Optional<Integer> ofReference(List<Kept> known, Contract terms) {
    return known.stream()
        .filter(kept -> kept.terms().reference().equals(terms.reference()))
        .filter(kept -> kept.terms().medium() == terms.medium())
        .flatMap(kept -> kept.point().stream())
        .findFirst();
  }

  private static boolean isSame(Contract one, Contract other) {
    return one.medium() == other.medium()
        && one.supplier().equals(other.supplier())
        && one.reference().equals(other.reference());
  }

  private boolean isKnown(int building, File file) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select from bill where building = ? and sha256 = ?")) {
      query.setInt(1, building);
      query.setString(2, file.sha256);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  private int count(String sql, int building) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private int keep(int building, BillFile bill, File file, Kept contract, Deed deed)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into bill (building, sha256, name, number, content, contract, version, from_day,
              to_day, net, vat, gross, at, author)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, building);
      insert.setString(2, file.sha256);
      insert.setString(3, file.name);
      insert.setString(4, bill.number());
      insert.setString(5, file.content);
      insert.setInt(6, contract.contract());
      insert.setInt(7, contract.version());
      insert.setObject(8, bill.terms().from());
      insert.setObject(9, bill.terms().to().orElseThrow());
      insert.setBigDecimal(10, bill.net());
      insert.setBigDecimal(11, bill.vat());
      insert.setBigDecimal(12, bill.gross());
      insert.setTimestamp(13, Timestamp.from(deed.at()));
      insert.setString(14, deed.by());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
