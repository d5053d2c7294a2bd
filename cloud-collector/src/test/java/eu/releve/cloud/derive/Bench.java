package eu.releve.cloud.derive;

import com.sun.management.OperatingSystemMXBean;
import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.delivery.Figures;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A building in an empty database, whose readings are derived and the CPU counted. */
final class Bench {
  private final Database database;
  private final SampleBuilding building;
  private final long batch;

  Bench(Database database, String zone) throws SQLException {
    this.database = database;
    this.building = SampleBuilding.in(database, "reference", "bench");
    this.batch = building.batch(1);
    SampleBuilding.execute(
        database.ingest(), "update building set zone = ? where id = ?", zone, building.building());
  }

  /** A register of a meter, both made where they are not there. */
  int register(Catalogue.Entry entry) throws SQLException {
    return register(
        entry.meter().value(),
        entry.register().toString(),
        entry.register().quantity().id(),
        entry.register().quantity().step().symbol(),
        entry.resolution().mantissa(),
        entry.resolution().exponent());
  }

  int register(String meter, String name, String quantity, String step, int mantissa, int exponent)
      throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                with of_meter as (
                  insert into meter (building, name) values (?, ?)
                  on conflict (building, name) do update set name = excluded.name returning id)
                insert into register (meter, name, quantity, step, resolution_mantissa,
                  resolution_exponent, source_unit)
                select id, ?, ?, ?, ?, ?, '' from of_meter returning id""")) {
      insert.setInt(1, building.building());
      insert.setString(2, meter);
      insert.setString(3, name);
      insert.setString(4, quantity);
      insert.setString(5, step);
      insert.setInt(6, mantissa);
      insert.setInt(7, exponent);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Stores readings, in the order of reading. */
  void write(List<Row> rows, Map<Integer, Integer> registers, long wallMinusBoot)
      throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy reading (register, instant, value, quality, batch) from stdin");
      StringBuilder text = new StringBuilder();
      for (Row row : rows) {
        text.append(registers.get(row.register())).append('\t');
        text.append(Instant.ofEpochMilli(row.bootMillis() + wallMinusBoot)).append('\t');
        text.append(row.value()).append("\t0\t").append(batch).append('\n');
        if (text.length() > 60_000) {
          send(copy, text);
        }
      }
      send(copy, text);
      copy.endCopy();
    }
  }

  private static void send(CopyIn copy, StringBuilder text) throws SQLException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(bytes, 0, bytes.length);
    text.setLength(0);
  }

  /** Marks each day by itself, as a commit does that brings it. */
  void mark(List<List<Row>> days, Map<Integer, Integer> registers, long wallMinusBoot)
      throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into touched (building, registers, from_instant, to_instant)
                values (?, ?, timestamptz 'epoch' + ? * interval '1 millisecond',
                  timestamptz 'epoch' + ? * interval '1 millisecond')""")) {
      for (List<Row> day : days) {
        Object[] those =
            day.stream().map(row -> registers.get(row.register())).distinct().sorted().toArray();
        insert.setInt(1, building.building());
        insert.setArray(2, connection.createArrayOf("integer", those));
        insert.setLong(
            3, wallMinusBoot + day.stream().mapToLong(Row::bootMillis).min().orElseThrow());
        insert.setLong(
            4, wallMinusBoot + day.stream().mapToLong(Row::bootMillis).max().orElseThrow());
        insert.executeUpdate();
      }
    }
  }

  /** As autovacuum leaves a table that has been there for a while. */
  void settle() throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  /** Derives all that is marked; what it took. */
  Cpu derive() throws SQLException, IOException {
    Deriver deriver = new Deriver(database.ingest());
    int backend = backend();
    Cpu before = now(backend);
    while (deriver.step() > 0) {}
    Cpu taken = now(backend).minus(before);
    if (backend() != backend) {
      throw new IOException("the back-end is another one, its CPU is not known");
    }
    return taken;
  }

  private static Cpu now(int backend) throws IOException {
    String ran = Files.readString(Path.of("/proc/" + backend + "/schedstat"));
    return new Cpu(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        Long.parseLong(ran.substring(0, ran.indexOf(' '))));
  }

  /** The one that derives: a deriver takes one connection after the other, the pool has one. */
  private int backend() throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** How many rows there are. */
  void note(Figures figures) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select (select count(*) from quarter_hour), (select count(*) from local_day),
                  (select count(*) from quarter_level), (select count(*) from day_peak)""")) {
      row.next();
      figures.note(
          "derive: %d quarter-hours, %d days, %d levels, %d peaks",
          row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }
  }
}
