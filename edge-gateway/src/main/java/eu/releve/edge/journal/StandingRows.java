package eu.releve.edge.journal;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What stands beside the batches of a segment: the tables {@code standing}, {@code doubt} and
 * {@code register}.
 *
 * <p>A byte that decayed in them is damage like any other: what no program writes is refused as
 * SQLite refuses a page that it cannot read.
 */
final class StandingRows {
  private StandingRows() {}

  static Standing standing(Connection connection) throws SQLException {
    Optional<Standing.Doubt> doubt = doubt(connection);
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select epoch, store, receipted, gone, undated, freed from standing")) {
      return new Standing(
          found.getLong(1),
          uuid(found.getBytes(2)),
          found.getLong(3),
          found.getLong(4),
          uuid(found.getBytes(5)),
          found.getLong(6),
          doubt);
    } catch (IllegalArgumentException refused) {
      throw corrupt(String.valueOf(refused.getMessage()));
    }
  }

  static void update(Connection connection, Standing standing) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update standing set epoch = ?, store = ?, receipted = ?, gone = ?, undated = ?,"
                + " freed = ?")) {
      update.setLong(1, standing.epoch());
      update.setBytes(2, bytes(standing.store()));
      update.setLong(3, standing.receiptedSeq());
      update.setLong(4, standing.goneSeq());
      update.setBytes(5, bytes(standing.undatedBoot()));
      update.setLong(6, standing.freedSeq());
      update.executeUpdate();
    }
    if (!doubt(connection).equals(standing.doubt())) {
      update(connection, standing.doubt());
    }
  }

  /** Few segments ever need the table, and those of earlier programs have none. */
  private static Optional<Standing.Doubt> doubt(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet tables =
          statement.executeQuery("select count(*) from sqlite_schema where name = 'doubt'")) {
        if (tables.getInt(1) == 0) {
          return Optional.empty();
        }
      }
      try (ResultSet found = statement.executeQuery("select boot, wall from doubt")) {
        Optional<UUID> boot = found.next() ? uuid(found.getBytes(1)) : Optional.empty();
        return boot.isPresent()
            ? Optional.of(new Standing.Doubt(boot.get(), found.getLong(2)))
            : Optional.empty();
      }
    }
  }

  private static void update(Connection connection, Optional<Standing.Doubt> doubt)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists doubt (boot blob not null, wall integer not null)");
      statement.execute("delete from doubt");
    }
    if (doubt.isPresent()) {
      try (PreparedStatement insertion =
          connection.prepareStatement("insert into doubt values (?, ?)")) {
        insertion.setBytes(1, bytes(Optional.of(doubt.get().boot())));
        insertion.setLong(2, doubt.get().toWallMillis());
        insertion.executeUpdate();
      }
    }
  }

  static Map<Register, Integer> registers(Connection connection) throws SQLException {
    Map<Register, Integer> numbers = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select number, meter, name from register order by number")) {
      while (found.next()) {
        numbers.put(register(found.getString(2), found.getString(3)), found.getInt(1));
      }
    }
    return numbers;
  }

  private static Register register(@Nullable String meter, @Nullable String name)
      throws SQLException {
    if (meter == null || name == null) {
      throw corrupt("a register without a name");
    }
    try {
      return new Register(new MeterId(meter), RegisterName.parse(name));
    } catch (IllegalArgumentException refused) {
      throw corrupt("register %s of %s: %s".formatted(name, meter, refused.getMessage()));
    }
  }

  static void insert(Connection connection, Register register, int number) throws SQLException {
    try (PreparedStatement insertion =
        connection.prepareStatement("insert into register values (?, ?, ?)")) {
      insertion.setInt(1, number);
      insertion.setString(2, register.meter().value());
      insertion.setString(3, register.name().toString());
      insertion.executeUpdate();
    }
  }

  private static Optional<UUID> uuid(byte @Nullable [] bytes) throws SQLException {
    if (bytes == null) {
      return Optional.empty();
    }
    if (bytes.length != 2 * Long.BYTES) {
      throw corrupt("an identifier of " + bytes.length + " bytes");
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

  /** As SQLite would say it. */
  static SQLException corrupt(String what) {
    return new SQLiteException(what, SQLiteErrorCode.SQLITE_CORRUPT);
  }
}
