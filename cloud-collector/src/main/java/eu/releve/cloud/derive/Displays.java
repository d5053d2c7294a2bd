package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.measure.Quality;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the displays of a building's counters showed at an instant, and what each counted: by
 * register, where {@link PointFigures} tells of a point over all its meters.
 */
public final class Displays {
  private final Connection connection;
  private final Map<Integer, Counting> counters;

  private Displays(Connection connection, Map<Integer, Counting> counters) {
    this.connection = connection;
    this.counters = counters;
  }

  /**
   * Of all counters of a building.
   *
   * @param connection sees what whoever asks may see.
   */
  public static Displays of(Connection connection, int building) throws SQLException {
    List<Integer> registers = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select r.id from register r join meter m on m.id = r.meter where m.building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          registers.add(row.getInt(1));
        }
      }
    }
    Map<Integer, Counting> counters = new HashMap<>();
    for (Counting counter : Counting.of(connection, registers, Optional.empty())) {
      counters.put(counter.register(), counter);
    }
    return new Displays(connection, counters);
  }

  /**
   * The part of a period in which a register's meter was there; nothing when it was not.
   *
   * @param register of the building.
   */
  public Optional<Stretch> within(int register, Stretch period) {
    Tenure tenure = counting(register).tenure();
    long from = Math.max(period.fromMillis(), tenure.fromMillis());
    long to = Math.min(period.toMillis(), tenure.toMillis());
    return from < to ? Optional.of(new Stretch(from, to)) : Optional.empty();
  }

  /** Whether a register holds the amounts of intervals: it has no index then. */
  public boolean isOfAmounts(int register) {
    return counting(register).intervals().isPresent();
  }

  /** The index of a register at an instant. */
  public DisplayIndex at(int register, long millis) throws SQLException {
    Counting counting = counting(register);
    Tenure.Counted around =
        new ReadingsAround(connection, counting).of(millis, millis, Rewriting.ALL_AROUND);
    DisplayIndex index = DisplayIndex.at(millis, around, counting.dial(), counting.tenure());
    boolean typed =
        index.isOneReading()
            && (around.edited().contains(index.millis()) || isTyped(register, index));
    return typed ? index.byHand() : index;
  }

  private boolean isTyped(int register, DisplayIndex index) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select from counted
            where register = ? and instant = ? and value = ? and quality & ? <> 0 limit 1\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(index.millis()));
      query.setLong(3, index.value().orElseThrow());
      query.setInt(4, Quality.TYPED_BY_HAND.bits());
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * What one register counted in a period.
   *
   * @param period whole quarter-hours.
   */
  public Figure figure(int register, Stretch period) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select starts, consumption, covered_millis, quality, bracket_minutes from quarter_hour
            where register = ? and starts >= ? and starts < ? order by starts\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(period.fromMillis()));
      query.setTimestamp(3, new Timestamp(period.toMillis()));
      query.setFetchSize(10_000);
      List<QuarterHour> quarters = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          quarters.add(
              new QuarterHour(
                  row.getTimestamp(1).getTime(),
                  row.getLong(2),
                  row.getInt(3),
                  Status.of(row.getInt(4)),
                  row.getInt(5)));
        }
      }
      return Figure.of(period, quarters);
    }
  }

  private Counting counting(int register) {
    return Optional.ofNullable(counters.get(register))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "register %d is no counter of the building".formatted(register)));
  }
}
