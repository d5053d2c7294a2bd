package eu.releve.cloud.weather;

import eu.releve.cloud.derive.GapsAgain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of daily temperatures that were brought for buildings: added, never changed. */
public final class TemperatureFiles {
  /** The most files of one building: a file a month for sixteen years. */
  public static final int FILES_MAX = 200;

  private final Connection connection;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public TemperatureFiles(Connection connection) {
    this.connection = connection;
  }

  /**
   * A file that was brought.
   *
   * @param id its key.
   * @param source whose figures these are.
   * @param first its first day.
   * @param last its last day.
   * @param days how many it has.
   * @param at when it was brought.
   * @param by who brought it.
   */
  public record Brought(
      int id, String source, LocalDate first, LocalDate last, int days, Instant at, String by) {}

  /** Those of a building, the newest first. */
  public List<Brought> of(int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, source, first_day, last_day, days, brought_at, brought_by
            from temperature_file where building = ? order by id desc limit ?""")) {
      query.setInt(1, building);
      query.setInt(2, FILES_MAX);
      List<Brought> files = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          files.add(
              new Brought(
                  row.getInt(1),
                  row.getString(2),
                  row.getObject(3, LocalDate.class),
                  row.getObject(4, LocalDate.class),
                  row.getInt(5),
                  row.getTimestamp(6).toInstant(),
                  row.getString(7)));
        }
      }
      return files;
    }
  }

  /** Who brings a file, when, and whose figures these are. */
  public record Bringing(String source, Instant at, String by) {}

  /**
   * Adds a file.
   *
   * @return its key; nothing when the same bytes were brought for that building before.
   */
  public Optional<Integer> add(int building, TemperatureFile file, Bringing bringing)
      throws SQLException {
    Optional<Integer> id = addFile(building, file, bringing);
    if (id.isPresent()) {
      addDays(id.get(), file);
      int unused =
          new GapsAgain(connection, building).ofHeat(file.days().firstKey(), file.days().lastKey());
    }
    return id;
  }

  private Optional<Integer> addFile(int building, TemperatureFile file, Bringing bringing)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into temperature_file
              (building, source, sha256, first_day, last_day, days, brought_at, brought_by)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (building, sha256) do nothing
            returning id""")) {
      insert.setInt(1, building);
      insert.setString(2, bringing.source);
      insert.setString(3, file.sha256());
      insert.setObject(4, file.days().firstKey());
      insert.setObject(5, file.days().lastKey());
      insert.setInt(6, file.days().size());
      insert.setTimestamp(7, Timestamp.from(bringing.at));
      insert.setString(8, bringing.by);
      try (ResultSet row = insert.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }

  private void addDays(int id, TemperatureFile file) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into outdoor_day (file, day, mean, low, high) values (?, ?, ?, ?, ?)")) {
      for (Map.Entry<LocalDate, DayTemperature> day : file.days().entrySet()) {
        insert.setInt(1, id);
        insert.setObject(2, day.getKey());
        insert.setLong(3, day.getValue().mean());
        Optional<DayTemperature.Range> range = day.getValue().range();
        insert.setObject(4, range.map(DayTemperature.Range::min).orElse(null), Types.INTEGER);
        insert.setObject(5, range.map(DayTemperature.Range::max).orElse(null), Types.INTEGER);
        insert.addBatch();
      }
      int[] unused = insert.executeBatch();
    }
  }
}
