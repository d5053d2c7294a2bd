package eu.releve.edge.journal;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.wire.BatchKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file of batches: rows in, rows out, one connection, no thought. Described table by
 * table in JOURNAL.md.
 *
 * <p>The connection holds the file alone (exclusive locking), so the log's index lives in memory
 * and a second gateway on the same folder is refused. Not thread-safe: {@link Journal} locks.
 */
final class JournalFile implements AutoCloseable {
  private static final int FORMAT = 1;

  /** Several batches share a page, and a page is what each commit writes at least. */
  private static final int PAGE_BYTES = 4_096;

  private static final String BATCHES =
      "create table batch (seq integer primary key, kind integer not null,"
          + " readings integer not null, bytes blob not null)";

  private static final String CATALOGUES = "create index catalogue on batch (seq) where kind = 2";

  private static final List<String> SCHEMA =
      List.of(
          "create table standing (format integer not null, epoch integer not null, store blob,"
              + " receipted integer not null, gone integer not null, undated blob)",
          BATCHES,
          CATALOGUES,
          "create table register (number integer primary key, meter text not null,"
              + " name text not null, unique (meter, name))");

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement after;
  private final PreparedStatement bytesOf;
  private final PreparedStatement total;

  /** A batch as it lies in the file. */
  record Row(long seq, BatchKind kind, int readings, byte[] bytes) {}

  /** A batch without its bytes. */
  record Outline(long seq, BatchKind kind, int readings, long bytes) {}

  /** Sums over a range of batches. */
  record Total(long batches, long readings, long bytes) {}

  /** What is done in one transaction. */
  interface Work {
    void run() throws SQLException;
  }

  private JournalFile(Connection connection) throws SQLException {
    this.connection = connection;
    insert = connection.prepareStatement("insert into batch values (?, ?, ?, ?)");
    after =
        connection.prepareStatement(
            "select seq, kind, readings, bytes from batch where seq > ? order by seq limit ?");
    bytesOf = connection.prepareStatement("select bytes from batch where seq = ?");
    total =
        connection.prepareStatement(
            "select count(*), total(readings), total(length(bytes)) from batch"
                + " where seq > ? and seq <= ?");
  }

  /**
   * Makes the file under another name and renames it when it is whole, so that an empty or half
   * file of that name can only be a damaged one.
   */
  static void create(Path file, long epoch) throws SQLException, IOException {
    Path making = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(making);
    Files.deleteIfExists(making.resolveSibling(making.getFileName() + "-journal"));
    try (Connection connection = connect(making);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma page_size = " + PAGE_BYTES);
      statement.execute("pragma synchronous = full");
      connection.setAutoCommit(false);
      for (String table : SCHEMA) {
        statement.execute(table);
      }
      statement.execute(
          "insert into standing values (%d, %d, null, 0, 0, null)".formatted(FORMAT, epoch));
      connection.commit();
    }
    Folders.sync(making);
    Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
    Folders.syncFolderOf(file);
  }

  /** Opens the file for this process alone. */
  static JournalFile open(Path file, Tuning tuning) throws SQLException, DamageException {
    Connection connection = connect(file);
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
      return new JournalFile(connection);
    } catch (SQLException | DamageException failure) {
      connection.close();
      throw failure;
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
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

  private static void rollBack(Statement statement, Exception failure) {
    try {
      statement.execute("rollback");
    } catch (SQLException alreadyRolledBack) {
      failure.addSuppressed(alreadyRolledBack);
    }
  }

  void insert(Row row) throws SQLException {
    insert(insert, row);
  }

  private static void insert(PreparedStatement insert, Row row) throws SQLException {
    insert.setLong(1, row.seq());
    insert.setInt(2, row.kind().code());
    insert.setInt(3, row.readings());
    insert.setBytes(4, row.bytes());
    insert.executeUpdate();
  }

  /** Batches in the order of their numbers. */
  List<Row> after(long seq, int batchesMax, long bytesMax) throws SQLException {
    return after(after, seq, batchesMax, bytesMax);
  }

  private static List<Row> after(PreparedStatement after, long seq, int batchesMax, long bytesMax)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    after.setLong(1, seq);
    after.setInt(2, batchesMax);
    try (ResultSet found = after.executeQuery()) {
      while (bytes < bytesMax && found.next()) {
        byte[] batch = bytes(found, 4);
        bytes += batch.length;
        if (bytes <= bytesMax || rows.isEmpty()) {
          rows.add(new Row(found.getLong(1), kind(found.getInt(2)), found.getInt(3), batch));
        }
      }
    }
    return rows;
  }

  private static BatchKind kind(int code) throws SQLException {
    for (BatchKind kind : BatchKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new SQLiteException("unknown batch kind " + code, SQLiteErrorCode.SQLITE_CORRUPT);
  }

  Optional<byte[]> bytesOf(long seq) throws SQLException {
    bytesOf.setLong(1, seq);
    try (ResultSet found = bytesOf.executeQuery()) {
      return found.next() ? Optional.of(bytes(found, 1)) : Optional.empty();
    }
  }

  /** A damaged page may hold a null where the schema has none: no bytes are no batch. */
  private static byte[] bytes(ResultSet found, int column) throws SQLException {
    byte @Nullable [] bytes = found.getBytes(column);
    return bytes == null ? new byte[0] : bytes;
  }

  Total total(long afterSeq, long toSeq) throws SQLException {
    total.setLong(1, afterSeq);
    total.setLong(2, toSeq);
    try (ResultSet found = total.executeQuery()) {
      return new Total(found.getLong(1), found.getLong(2), found.getLong(3));
    }
  }

  /** The oldest batches without their bytes, up to a number, as many as make up those bytes. */
  List<Outline> oldest(long toSeq, long bytesWanted) throws SQLException {
    List<Outline> outlines = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement oldest =
        connection.prepareStatement(
            "select seq, kind, readings, length(bytes) from batch where seq <= ? order by seq")) {
      oldest.setLong(1, toSeq);
      try (ResultSet found = oldest.executeQuery()) {
        while (bytes < bytesWanted && found.next()) {
          outlines.add(
              new Outline(
                  found.getLong(1), kind(found.getInt(2)), found.getInt(3), found.getLong(4)));
          bytes += found.getLong(4);
        }
      }
    }
    return outlines;
  }

  void delete(long seq) throws SQLException {
    execute("delete from batch where seq = " + seq);
  }

  /** Within a transaction: what there is becomes old, and an empty table takes its place. */
  void beginAnew() throws SQLException {
    execute("drop index catalogue");
    execute("alter table batch rename to old");
    execute(BATCHES);
  }

  /** The same as {@link #after}, of what became old. */
  List<Row> oldAfter(long seq, int batchesMax, long bytesMax) throws SQLException {
    try (PreparedStatement old =
        connection.prepareStatement(
            "select seq, kind, readings, bytes from old where seq > ? order by seq limit ?")) {
      return after(old, seq, batchesMax, bytesMax);
    }
  }

  OptionalLong oldCatalogueUpTo(long seq) throws SQLException {
    return number("select max(seq) from old where kind = 2 and seq <= " + seq);
  }

  void insertAnew(Row row) throws SQLException {
    try (PreparedStatement insertion =
        connection.prepareStatement("insert into batch values (?, ?, ?, ?)")) {
      insert(insertion, row);
    }
  }

  /** What was old is gone. */
  void endAnew() throws SQLException {
    execute("drop table old");
    execute(CATALOGUES);
  }

  private void execute(String statement) throws SQLException {
    try (Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /** The numbers missing after {@code afterSeq}, as ranges from (inclusive) to (inclusive). */
  List<long[]> holesAfter(long afterSeq) throws SQLException {
    List<long[]> holes = new ArrayList<>();
    try (PreparedStatement seqs =
        connection.prepareStatement("select seq from batch where seq > ? order by seq")) {
      seqs.setLong(1, afterSeq);
      try (ResultSet found = seqs.executeQuery()) {
        long wanted = afterSeq + 1;
        while (found.next()) {
          if (found.getLong(1) > wanted) {
            holes.add(new long[] {wanted, found.getLong(1) - 1});
          }
          wanted = found.getLong(1) + 1;
        }
      }
    }
    return holes;
  }

  void deleteUpTo(long seq, long butSeq) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from batch where seq <= ? and seq <> ?")) {
      delete.setLong(1, seq);
      delete.setLong(2, butSeq);
      delete.executeUpdate();
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
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select epoch, store, receipted, gone, undated from standing")) {
      return new Standing(
          found.getLong(1),
          uuid(found.getBytes(2)),
          found.getLong(3),
          found.getLong(4),
          uuid(found.getBytes(5)));
    }
  }

  void update(Standing standing) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update standing set epoch = ?, store = ?, receipted = ?, gone = ?, undated = ?")) {
      update.setLong(1, standing.epoch());
      update.setBytes(2, bytes(standing.store()));
      update.setLong(3, standing.receiptedSeq());
      update.setLong(4, standing.goneSeq());
      update.setBytes(5, bytes(standing.undatedBoot()));
      update.executeUpdate();
    }
  }

  /** Every register that this epoch ever numbered. */
  Map<Register, Integer> registers() throws SQLException {
    Map<Register, Integer> numbers = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select number, meter, name from register order by number")) {
      while (found.next()) {
        numbers.put(
            new Register(new MeterId(found.getString(2)), RegisterName.parse(found.getString(3))),
            found.getInt(1));
      }
    }
    return numbers;
  }

  void insert(Register register, int number) throws SQLException {
    try (PreparedStatement insertion =
        connection.prepareStatement("insert into register values (?, ?, ?)")) {
      insertion.setInt(1, number);
      insertion.setString(2, register.meter().value());
      insertion.setString(3, register.name().toString());
      insertion.executeUpdate();
    }
  }

  /** Bytes of the pages in use; freed pages are used again and do not count. */
  long bytesInUse() throws SQLException {
    long pages = number("pragma page_count").orElse(0);
    return (pages - number("pragma freelist_count").orElse(0)) * PAGE_BYTES;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static Optional<UUID> uuid(byte @Nullable [] bytes) {
    if (bytes == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
  }

  private static byte @Nullable [] bytes(Optional<UUID> uuid) {
    return uuid.map(
            id ->
                ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array())
        .orElse(null);
  }
}
