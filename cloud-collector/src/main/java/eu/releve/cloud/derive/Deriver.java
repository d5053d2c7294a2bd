package eu.releve.cloud.derive;

import eu.releve.cloud.database.Failure;
import eu.releve.cloud.derive.Tenure.Counted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Derives again what commits have touched: claims marks of one building, writes the quarter-hours
 * that rest on them and removes the marks, all in one transaction.
 *
 * <p>A run that dies leaves the marks where they were; a run too many changes nothing. A register
 * that cannot be derived is noted with the reason and keeps no other waiting; nor does a building.
 */
public final class Deriver {
  /** Whoever derives a building holds the lock of this number and the building's key. */
  static final int LOCK = 1_918_986_354;

  private static final long APART_MILLIS = QuarterHour.MILLIS;

  /** So many registers' readings are asked for by one query, and are in memory. */
  private static final int TOGETHER = 50;

  private final DataSource database;
  private final Set<Integer> setAside = ConcurrentHashMap.newKeySet();

  /**
   * @param database connections that may read readings and write intervals.
   */
  public Deriver(DataSource database) {
    this.database = database;
  }

  /**
   * Derives the oldest marks of the building that waits longest.
   *
   * @return how many marks were done; 0 when there was nothing to do.
   */
  public int step() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      inOrderOfTheKey(connection);
      Optional<Integer> building = oldestBuilding(connection);
      try {
        int done = building.isEmpty() ? 0 : patiently(connection, building.get());
        connection.commit();
        return done;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        building.ifPresent(setAside::add);
        throw failed;
      }
    }
  }

  /**
   * All that is asked here is a stretch of a register in the order of its time, as the keys have
   * it. Of stretches that are parameters the planner thinks that they are short, and would rather
   * read and sort them: years, for the forty readings before a day.
   */
  private static void inOrderOfTheKey(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local enable_bitmapscan = off");
    }
  }

  /** Once for all registers, then, when data spoil that, with each register by itself. */
  private static int patiently(Connection connection, int building) throws SQLException {
    Savepoint begin = connection.setSavepoint();
    try {
      return derive(connection, building, false);
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(begin);
      return derive(connection, building, true);
    }
  }

  private static int derive(Connection connection, int building, boolean apart)
      throws SQLException {
    Marks marks = Marks.claim(connection, building);
    List<Stretch> changed = new ArrayList<>();
    Map<Integer, List<Stretch>> changedByRegister = new TreeMap<>();
    ZoneId zone = zone(connection, building);
    Rollups rollups = new Rollups(connection, zone, Kept.CONSUMPTION);
    List<Counting> all = Counting.of(connection, marks.registers(), Optional.empty());
    for (int i = 0; i < all.size(); i += TOGETHER) {
      List<Counting> some = all.subList(i, Math.min(all.size(), i + TOGETHER));
      Map<Integer, Counted> fetched = apart ? Map.of() : fetch(connection, some, marks);
      for (Counting counter : some) {
        List<Stretch> stretches =
            apart
                ? Apart.of(
                    connection,
                    counter.register(),
                    () -> alone(connection, rollups, counter, marks))
                : rewrite(
                    connection,
                    counter,
                    marks.of(counter.register()),
                    Optional.ofNullable(fetched.get(counter.register())));
        changed.addAll(stretches);
        changedByRegister.put(counter.register(), stretches);
      }
    }
    // Rules look at gauges, too: one that comes late has its days judged again.
    changed.addAll(new LevelsAndPeaks(connection, zone).derive(marks, apart));
    Map<Integer, List<Stretch>> others =
        gapsOfOthers(
            connection,
            rollups,
            new OtherGaps(connection, building).of(marks, changedByRegister),
            apart);
    others.values().forEach(changed::addAll);
    others.forEach((register, of) -> changedByRegister.merge(register, of, Deriver::both));
    if (!apart) {
      rollups.keep(changedByRegister);
      Apart.forget(connection, marks.registers());
    }
    for (Stretch stretch : Stretch.joined(changed, APART_MILLIS)) {
      touchDays(connection, building, stretch);
    }
    marks.remove(connection);
    return marks.size();
  }

  /** The readings of those that have one stretch only, by one query. */
  private static Map<Integer, Counted> fetch(
      Connection connection, List<Counting> counters, Marks marks) throws SQLException {
    List<ReadingsOf.Wanted> wanted = new ArrayList<>();
    List<Tenure> tenures = new ArrayList<>();
    for (Counting counter : counters) {
      List<Stretch> stretches = marks.of(counter.register());
      if (counter.intervals().isEmpty() && counter.edits().isEmpty() && stretches.size() == 1) {
        wanted.add(new ReadingsOf.Wanted(counter.register(), stretches.getFirst()));
        tenures.add(counter.tenure());
      }
    }
    Map<Integer, Counted> fetched = new TreeMap<>();
    List<Optional<Counted>> read =
        ReadingsOf.around(connection, wanted, tenures, Rewriting.AROUND, Rewriting.PIECE_READINGS);
    for (int i = 0; i < wanted.size(); i++) {
      int register = wanted.get(i).register();
      read.get(i).ifPresent(counted -> fetched.put(register, counted));
    }
    return fetched;
  }

  private static List<Stretch> alone(
      Connection connection, Rollups rollups, Counting counter, Marks marks) throws SQLException {
    return kept(
        rollups,
        counter.register(),
        rewrite(connection, counter, marks.of(counter.register()), Optional.empty()));
  }

  /**
   * Registers of which nothing was read may have gaps that rest on those of which something was.
   */
  private static Map<Integer, List<Stretch>> gapsOfOthers(
      Connection connection, Rollups rollups, Map<Integer, OtherGaps.Said> said, boolean apart)
      throws SQLException {
    Map<Integer, List<Stretch>> changed = new TreeMap<>();
    for (Counting counter : Counting.of(connection, said.keySet(), Optional.empty())) {
      int register = counter.register();
      Apart.Work work =
          () -> {
            Rewriting rewriting = new Rewriting(connection, counter);
            rewriting.rewriteGapsOfOthers(said.getOrDefault(register, OtherGaps.Said.NOTHING));
            return rewriting.changed();
          };
      changed.put(
          register,
          apart
              ? Apart.of(connection, register, () -> kept(rollups, register, work.run()))
              : work.run());
    }
    return changed;
  }

  private static List<Stretch> kept(Rollups rollups, int register, List<Stretch> changed)
      throws SQLException {
    rollups.keep(Map.of(register, changed));
    return changed;
  }

  private static List<Stretch> both(List<Stretch> some, List<Stretch> more) {
    List<Stretch> both = new ArrayList<>(some);
    both.addAll(more);
    return both;
  }

  private static List<Stretch> rewrite(
      Connection connection, Counting counter, List<Stretch> stretches, Optional<Counted> fetched)
      throws SQLException {
    Rewriting rewriting = new Rewriting(connection, counter).with(fetched);
    for (Stretch stretch : stretches) {
      rewriting.rewrite(stretch);
    }
    rewriting.rewriteGapsLikeThem();
    return rewriting.changed();
  }

  /** One worker a building: its lock is held to the end of the transaction. */
  private Optional<Integer> oldestBuilding(Connection connection) throws SQLException {
    List<Integer> buildings = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                select building from (select building, min(id) as first from touched
                  group by building order by first limit 10000) t\
                """);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        buildings.add(row.getInt(1));
      }
    }
    if (setAside.containsAll(buildings)) {
      // All that is left failed before; perhaps it was the database.
      setAside.clear();
    }
    for (int building : buildings) {
      if (!setAside.contains(building) && locked(connection, building)) {
        return Optional.of(building);
      }
    }
    return Optional.empty();
  }

  private static boolean locked(Connection connection, int building) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOCK);
      lock.setInt(2, building);
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static ZoneId zone(Connection connection, int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select zone from building where id = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
      }
    }
  }

  /** Marks the local days of a stretch for the processors. */
  private static void touchDays(Connection connection, int building, Stretch stretch)
      throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select b.id, day::date from building b, generate_series(
              (?::timestamptz at time zone b.zone)::date,
              (?::timestamptz at time zone b.zone)::date, interval '1 day') as day
            where b.id = ? on conflict do nothing\
            """)) {
      mark.setTimestamp(1, new Timestamp(stretch.fromMillis()));
      mark.setTimestamp(2, new Timestamp(stretch.toMillis() - 1));
      mark.setInt(3, building);
      mark.executeUpdate();
    }
  }
}
