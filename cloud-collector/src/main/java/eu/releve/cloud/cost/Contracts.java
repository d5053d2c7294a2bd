package eu.releve.cloud.cost;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPeriod;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contracts of buildings: versions are added, never changed, and the newest one counts. */
public final class Contracts {
  /** The most contracts of one building. */
  public static final int CONTRACTS_MAX = 500;

  /** The most versions of one contract: twenty years of a bill a month. */
  public static final int VERSIONS_MAX = 250;

  private static final int LOCK = 0x636f_7374;

  private final Connection connection;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public Contracts(Connection connection) {
    this.connection = connection;
  }

  /**
   * A version of a contract.
   *
   * @param contract its key.
   * @param version from 1; of the versions of a contract the highest counts.
   * @param point whose it is; without it, the building's.
   * @param withdrawn whether it was said to be none.
   */
  public record Kept(
      int contract,
      int version,
      Optional<Integer> point,
      Contract terms,
      boolean withdrawn,
      Deed deed) {}

  /** Who wrote a version down, when, and why. */
  public record Deed(Instant at, String by, String reason) {}

  /** Waits until nobody else writes contracts of a building, up to the end of the transaction. */
  public void lock(int building) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      statement.setInt(1, LOCK);
      statement.setInt(2, building);
      boolean unused = statement.execute();
    }
  }

  /**
   * The newest versions of a building's contracts, by their keys; withdrawn ones too.
   *
   * @param after the key before the first.
   * @param limit at most so many.
   */
  public List<Kept> of(int building, int after, int limit) throws SQLException {
    return read(
        """
        c.id in (select id from contract where building = ? and id > ? order by id limit ?)
          and v.version = (select max(version) from contract_version where contract = c.id)\
        """,
        building,
        after,
        limit);
  }

  /** All versions of a contract of a building, the oldest first. */
  public List<Kept> versions(int building, int contract) throws SQLException {
    return read("c.building = ? and c.id = ?", building, contract);
  }

  /** What prices the uses of a point. */
  public Prices prices(int building, int point) throws SQLException {
    List<Prices.InForce> own = new ArrayList<>();
    List<Prices.InForce> whole = new ArrayList<>();
    for (Kept kept :
        read(
            """
            c.building = ? and (c.point = ? or c.point is null)
              and v.version = (select max(version) from contract_version where contract = c.id)
              and not v.withdrawn\
            """,
            building,
            point)) {
      (kept.point.isPresent() ? own : whole)
          .add(new Prices.InForce(kept.contract, kept.version, kept.terms));
    }
    return new Prices(own, whole);
  }

  /** The contract that holds already on a day of another one, for the same point and medium. */
  public Optional<Kept> inTheWay(
      int building, Optional<Integer> point, Contract terms, Optional<Integer> except)
      throws SQLException {
    return of(building, 0, CONTRACTS_MAX).stream()
        .filter(kept -> !kept.withdrawn && kept.point.equals(point))
        .filter(kept -> except.isEmpty() || kept.contract != except.get())
        .filter(kept -> kept.terms.medium() == terms.medium() && kept.terms.overlaps(terms))
        .findFirst();
  }

  /** A new contract, in its first version. */
  public Kept add(int building, Optional<Integer> point, Contract terms, Deed deed)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into contract (building, point, medium) values (?, ?, ?) returning id")) {
      insert.setInt(1, building);
      insert.setObject(2, point.orElse(null), Types.INTEGER);
      insert.setString(3, terms.medium().id());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return write(new Kept(row.getInt(1), 1, point, terms, false, deed));
      }
    }
  }

  /** The next version of a contract, as it is to be from now on. */
  public Kept supersede(Kept before, Contract terms, boolean withdrawn, Deed deed)
      throws SQLException {
    judgeAgain(before);
    return write(
        new Kept(before.contract, before.version + 1, before.point, terms, withdrawn, deed));
  }

  private Kept write(Kept kept) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into contract_version (contract, version, supplier, reference, from_day, to_day,
              withdrawn, at, author, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      insert.setInt(1, kept.contract);
      insert.setInt(2, kept.version);
      insert.setString(3, kept.terms.supplier());
      insert.setString(4, kept.terms.reference().value());
      insert.setObject(5, kept.terms.from());
      insert.setObject(6, kept.terms.to().orElse(null), Types.DATE);
      insert.setBoolean(7, kept.withdrawn);
      insert.setTimestamp(8, Timestamp.from(kept.deed.at));
      insert.setString(9, kept.deed.by);
      insert.setString(10, kept.deed.reason);
      int unused = insert.executeUpdate();
    }
    writeLines(kept);
    judgeAgain(kept);
    return kept;
  }

  /** A contracted power says what a peak is (V08): its days are judged by another one now. */
  private void judgeAgain(Kept kept) throws SQLException {
    boolean power =
        kept.terms.lines().stream().anyMatch(line -> line.charge() instanceof Charge.PerPower);
    if (!power || kept.point.isEmpty()) {
      return;
    }
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select p.building, day::date from point p cross join generate_series(
              ?::date::timestamp, least(?::date - 1, current_date)::timestamp, interval '1 day')
              as day
            where p.id = ? on conflict do nothing\
            """)) {
      mark.setObject(1, kept.terms.from());
      mark.setObject(2, kept.terms.to().orElse(null), Types.DATE);
      mark.setInt(3, kept.point.get());
      mark.executeUpdate();
    }
  }

  private void writeLines(Kept kept) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into contract_line (contract, version, position, line, kind, label, register,
              unit, per, power, price, vat, from_day, to_day)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      int position = 0;
      for (Line line : kept.terms.lines()) {
        insert.setInt(1, kept.contract);
        insert.setInt(2, kept.version);
        insert.setInt(3, ++position);
        insert.setString(4, line.id());
        insert.setString(5, line.kind().id());
        insert.setString(6, line.label());
        Columns columns = Columns.of(line.charge());
        insert.setObject(7, columns.register.orElse(null), Types.VARCHAR);
        insert.setObject(8, columns.unit.orElse(null), Types.VARCHAR);
        insert.setObject(9, columns.per.orElse(null), Types.VARCHAR);
        insert.setObject(10, columns.power.orElse(null), Types.NUMERIC);
        insert.setBigDecimal(11, line.price());
        insert.setBigDecimal(12, line.vat());
        insert.setObject(13, line.from());
        insert.setObject(14, line.to().orElse(null), Types.DATE);
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }

  private List<Kept> read(String condition, int... values) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.id, v.version, c.point, c.medium, v.supplier, v.reference, v.from_day,
              v.to_day, v.withdrawn, v.at, v.author, v.reason, l.line, l.kind, l.label, l.register,
              l.unit, l.per, l.power, l.price, l.vat, l.from_day, l.to_day
            from contract c join contract_version v on v.contract = c.id
              join contract_line l on l.contract = v.contract and l.version = v.version
            where %s order by c.id, v.version, l.position\
            """
                .formatted(condition))) {
      for (int i = 0; i < values.length; i++) {
        query.setInt(i + 1, values[i]);
      }
      Map<List<Integer>, Kept> read = new LinkedHashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          List<Integer> key = List.of(row.getInt(1), row.getInt(2));
          List<Line> lines = new ArrayList<>();
          Optional.ofNullable(read.get(key)).ifPresent(kept -> lines.addAll(kept.terms.lines()));
          lines.add(line(row));
          read.put(key, kept(row, lines));
        }
      }
      return List.copyOf(read.values());
    }
  }

  private static Kept kept(ResultSet row, List<Line> lines) throws SQLException {
    return new Kept(
        row.getInt(1),
        row.getInt(2),
        Optional.ofNullable(row.getObject(3, Integer.class)),
        new Contract(
            Medium.of(row.getString(4)).orElseThrow(),
            row.getString(5),
            new Reference(row.getString(6)),
            row.getObject(7, LocalDate.class),
            Optional.ofNullable(row.getObject(8, LocalDate.class)),
            lines),
        row.getBoolean(9),
        new Deed(row.getTimestamp(10).toInstant(), row.getString(11), row.getString(12)));
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getString(13),
        Line.Kind.of(row.getString(14)).orElseThrow(),
        row.getString(15),
        new Columns(
                Optional.ofNullable(row.getString(16)),
                Optional.ofNullable(row.getString(17)),
                Optional.ofNullable(row.getString(18)),
                Optional.ofNullable(row.getBigDecimal(19)))
            .charge(),
        row.getBigDecimal(20),
        row.getBigDecimal(21),
        row.getObject(22, LocalDate.class),
        Optional.ofNullable(row.getObject(23, LocalDate.class)));
  }

  /** What a line is charged by, as it is stored. */
  private record Columns(
      Optional<String> register,
      Optional<String> unit,
      Optional<String> per,
      Optional<BigDecimal> power) {
    static Columns of(Charge charge) {
      Optional<String> none = Optional.empty();
      return switch (charge) {
        case PerUnit its ->
            new Columns(
                Optional.of(its.register().toString()),
                Optional.of(its.sold().symbol()),
                none,
                Optional.empty());
        case PerPeriod its ->
            new Columns(none, none, Optional.of(its.per().id()), Optional.empty());
        case PerPeak its ->
            new Columns(
                Optional.of(its.demand().toString()),
                none,
                Optional.of(its.per().id()),
                Optional.empty());
        case PerPower its ->
            new Columns(none, none, Optional.of(its.per().id()), Optional.of(its.kilowatts()));
      };
    }

    Charge charge() {
      Optional<RegisterName> name = register.map(RegisterName::parse);
      if (unit.isPresent()) {
        return new PerUnit(name.orElseThrow(), Unit.of(unit.get()).orElseThrow());
      }
      Per of = per.flatMap(Per::of).orElseThrow();
      if (power.isPresent()) {
        return new PerPower(power.get(), of);
      }
      return name.isPresent() ? new PerPeak(name.get(), of) : new PerPeriod(of);
    }
  }
}
