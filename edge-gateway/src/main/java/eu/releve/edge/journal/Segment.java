package eu.releve.edge.journal;

import eu.releve.measure.Register;
import eu.releve.wire.BatchKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file of batches: rows in, rows out, one connection, no thought. Described table by
 * table in JOURNAL.md.
 *
 * <p>The newest segment is written with a write-ahead log, held by this process alone; the others
 * are sealed: without a log, and only read. Not thread-safe: {@link Journal} locks.
 */
final class Segment implements AutoCloseable {
  static final int FORMAT = 2;

  /** Several batches share a page, and a page is what each commit writes at least. */
  static final int PAGE_BYTES = 4_096;

  private static final List<String> SCHEMA =
      List.of(
          "create table standing (format integer not null, epoch integer not null, store blob,"
              + " receipted integer not null, gone integer not null, undated blob,"
              + " freed integer not null)",
          "create table batch (seq integer primary key, kind integer not null,"
              + " readings integer not null, bytes blob not null)",
          "create index catalogue on batch (seq) where kind = 2",
          "create table register (number integer primary key, meter text not null,"
              + " name text not null, unique (meter, name))");

  /** Whatever a batch holds. */
  static final Set<BatchKind> ANY = Set.of(BatchKind.values());

  private final Connection connection;

  /** A batch as it lies in the file. */
  record Row(long seq, BatchKind kind, int readings, byte[] bytes) {}

  /** A batch without its bytes. */
  record Outline(long seq, BatchKind kind, int readings, long bytes) {}

  /** Sums over a range of batches. */
  record Total(long batches, long readings, long bytes) {
    static final Total NONE = new Total(0, 0, 0);

    Total plus(Total other) {
      return new Total(batches + other.batches, readings + other.readings, bytes + other.bytes);
    }
  }

  /** What is done in one transaction. */
  interface Work {
    void run() throws SQLException;
  }

  // Statements are prepared for each use: one that the disk failed cannot be used again.
  private Segment(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes an empty segment under another name and renames it when it is whole, so that an empty or
   * half file of that name can only be a damaged one.
   *
   * @param standing as it is when the segment begins.
   * @param registers every one that the epoch has numbered.
   */
  static void create(Path file, Standing standing, Map<Register, Integer> registers)
      throws SQLException, IOException {
    Path draft = draftOf(file);
    draft(draft, standing, registers).close();
    publish(draft, file);
  }

  /** A name that opening the journal clears away. */
  static Path draftOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** An empty segment that may be filled before it gets its name; nothing of it is synced. */
  static Segment draft(Path draft, Standing standing, Map<Register, Integer> registers)
      throws SQLException, IOException {
    Files.deleteIfExists(draft);
    Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + "-journal"));
    Connection connection = connect(draft, false);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma page_size = " + PAGE_BYTES);
        statement.execute("pragma synchronous = off");
        statement.execute("pragma journal_mode = memory");
        statement.execute("begin immediate");
        for (String table : SCHEMA) {
          statement.execute(table);
        }
        statement.execute(
            "insert into standing values (%d, 0, null, 0, 0, null, 0)".formatted(FORMAT));
        statement.execute("commit");
      }
      Segment segment = new Segment(connection);
      segment.commit(
          () -> {
            segment.update(standing);
            for (Map.Entry<Register, Integer> numbered : registers.entrySet()) {
              segment.insert(numbered.getKey(), numbered.getValue());
            }
          });
      return segment;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /** Gives a draft its name, whole and durable. */
  static void publish(Path draft, Path file) throws IOException {
    Folders.sync(draft);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    Folders.syncFolderOf(file);
  }

  /** Opens the newest segment for this process alone. */
  static Segment write(Path file, Tuning tuning) throws SQLException, DamageException {
    Connection connection = connect(file, false);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma locking_mode = exclusive");
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = " + tuning.synchronous());
        statement.execute("pragma wal_autocheckpoint = " + tuning.walPagesMax());
        statement.execute("pragma cache_size = -1024");
        statement.execute("pragma temp_store = memory");
      }
      checkSchema(connection);
      return new Segment(connection);
    } catch (SQLException | DamageException failure) {
      connection.close();
      throw failure;
    }
  }

  /** Opens a sealed segment. */
  static Segment read(Path file) throws SQLException, DamageException {
    Connection connection = connect(file, true);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("pragma cache_size = -512");
      }
      checkSchema(connection);
      return new Segment(connection);
    } catch (SQLException | DamageException failure) {
      connection.close();
      throw failure;
    }
  }

  /** Opens what may be damaged anywhere; what can be read is told by asking. */
  static Segment salvage(Path file) throws SQLException {
    Connection connection = connect(file, false);
    try {
      try (Statement statement = connection.createStatement();
          ResultSet tables =
              statement.executeQuery("select count(*) from sqlite_schema where name = 'batch'")) {
        if (tables.getInt(1) != 1) {
          throw StandingRows.corrupt("no table of batches");
        }
      }
      return new Segment(connection);
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  /** Carries the log into the file, for good: from now on it is only read. */
  void seal() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma wal_checkpoint(truncate)");
      statement.execute("pragma journal_mode = delete");
    }
  }

  static Connection connect(Path file, boolean isOnlyRead) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(isOnlyRead);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  private static void checkSchema(Connection connection) throws SQLException, DamageException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet tables =
          statement.executeQuery(
              "select count(*) from sqlite_schema"
                  + " where name in ('standing', 'batch', 'register')")) {
        if (tables.getInt(1) != 3) {
          throw new DamageException("wanted three tables, found " + tables.getInt(1));
        }
      }
      for (String small : List.of("standing", "register")) {
        try (ResultSet check = statement.executeQuery("pragma quick_check(" + small + ")")) {
          if (!check.next() || !"ok".equals(check.getString(1))) {
            throw new DamageException("table " + small + " is damaged");
          }
        }
      }
      try (ResultSet format = statement.executeQuery("select format from standing")) {
        if (!format.next()) {
          throw new DamageException("the row of table standing is missing");
        }
        if (format.getInt(1) < 1) {
          throw new DamageException("wanted a journal format, found " + format.getInt(1));
        }
        // A later program's: to set it aside would lose what that program can still read.
        if (format.getInt(1) != FORMAT) {
          throw new SQLException(
              "wanted journal format %d, found %d".formatted(FORMAT, format.getInt(1)));
        }
      }
    }
  }

  /** Everything or nothing, and on the disk when it returns. */
  void commit(Work work) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin immediate");
      try {
        work.run();
        statement.execute("commit");
      } catch (SQLException | RuntimeException failure) {
        rollBack(statement, failure);
        throw failure;
      }
    }
  }

  /** Begins to fill a draft, which is no promise to anybody before it is whole. */
  void begin() throws SQLException {
    execute("begin immediate");
  }

  /** All that was written since. */
  void end() throws SQLException {
    execute("commit");
  }

  private static void rollBack(Statement statement, Exception failure) {
    try {
      statement.execute("rollback");
    } catch (SQLException alreadyRolledBack) {
      failure.addSuppressed(alreadyRolledBack);
    }
  }

  void insert(Row row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into batch values (?, ?, ?, ?)")) {
      insert.setLong(1, row.seq());
      insert.setInt(2, row.kind().code());
      insert.setInt(3, row.readings());
      insert.setBytes(4, row.bytes());
      insert.executeUpdate();
    }
  }

  /**
   * Batches in the order of their numbers.
   *
   * @param rows as many as were asked for.
   * @param isAll whether there are no others after them.
   */
  record Portion(List<Row> rows, boolean isAll) {}

  /** Some of the batches after a number; the first is given whatever its size. */
  Portion after(long seq, int batchesMax, long bytesMax) throws SQLException {
    return after(seq, ANY, batchesMax, bytesMax);
  }

  /** The same of some kinds alone. */
  Portion after(long seq, Set<BatchKind> kinds, int batchesMax, long bytesMax) throws SQLException {
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement after =
        connection.prepareStatement(
            "select seq, kind, readings, bytes from batch where seq > ?"
                + only(kinds)
                + " order by seq")) {
      after.setLong(1, seq);
      try (ResultSet found = after.executeQuery()) {
        while (found.next()) {
          Row row = row(found);
          bytes += row.bytes().length;
          if (rows.size() == batchesMax || (bytes > bytesMax && !rows.isEmpty())) {
            return new Portion(rows, false);
          }
          rows.add(row);
        }
      }
    }
    return new Portion(rows, true);
  }

  private static String only(Set<BatchKind> kinds) {
    return kinds.equals(ANY)
        ? ""
        : kinds.stream()
            .map(kind -> Integer.toString(kind.code()))
            .collect(Collectors.joining(",", " and kind in (", ")"));
  }

  private static Row row(ResultSet found) throws SQLException {
    return new Row(found.getLong(1), kind(found.getInt(2)), found.getInt(3), bytes(found, 4));
  }

  private static BatchKind kind(int code) throws SQLException {
    for (BatchKind kind : BatchKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw StandingRows.corrupt("unknown batch kind " + code);
  }

  /** A batch by its number alone. */
  Optional<Row> row(long seq) throws SQLException {
    return one("select seq, kind, readings, bytes from batch where seq = " + seq);
  }

  /** The first batch after a number. */
  Optional<Row> next(long seq) throws SQLException {
    return one(
        "select seq, kind, readings, bytes from batch where seq > "
            + seq
            + " order by seq limit 1");
  }

  private Optional<Row> one(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      return found.next() ? Optional.of(row(found)) : Optional.empty();
    }
  }

  /** A damaged page may hold a null where the schema has none: no bytes are no batch. */
  private static byte[] bytes(ResultSet found, int column) throws SQLException {
    byte @Nullable [] bytes = found.getBytes(column);
    return bytes == null ? new byte[0] : bytes;
  }

  Total total(long afterSeq, long toSeq) throws SQLException {
    try (PreparedStatement total =
        connection.prepareStatement(
            "select count(*), total(readings), total(length(bytes)) from batch"
                + " where seq > ? and seq <= ?")) {
      total.setLong(1, afterSeq);
      total.setLong(2, toSeq);
      try (ResultSet found = total.executeQuery()) {
        return new Total(found.getLong(1), found.getLong(2), found.getLong(3));
      }
    }
  }

  /** Its batches without their bytes, in order. */
  List<Outline> outlines() throws SQLException {
    List<Outline> outlines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select seq, kind, readings, length(bytes) from batch order by seq")) {
      while (found.next()) {
        outlines.add(
            new Outline(
                found.getLong(1), kind(found.getInt(2)), found.getInt(3), found.getLong(4)));
      }
    }
    return outlines;
  }

  void delete(long seq) throws SQLException {
    execute("delete from batch where seq = " + seq);
  }

  private void execute(String statement) throws SQLException {
    try (Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /** The newest batch, or the newest catalogue up to a number. */
  OptionalLong last() throws SQLException {
    return number("select max(seq) from batch");
  }

  OptionalLong catalogueUpTo(long seq) throws SQLException {
    return number(
        "select max(seq) from batch indexed by catalogue where kind = 2 and seq <= " + seq);
  }

  private OptionalLong number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      long number = found.getLong(1);
      return found.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
  }

  Standing standing() throws SQLException {
    return StandingRows.standing(connection);
  }

  void update(Standing standing) throws SQLException {
    StandingRows.update(connection, standing);
  }

  /** Every register that this epoch ever numbered. */
  Map<Register, Integer> registers() throws SQLException {
    return StandingRows.registers(connection);
  }

  void insert(Register register, int number) throws SQLException {
    StandingRows.insert(connection, register, number);
  }

  /** Bytes of its pages, also of those that are still in the log. */
  long bytes() throws SQLException {
    return number("pragma page_count").orElse(0) * PAGE_BYTES;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
