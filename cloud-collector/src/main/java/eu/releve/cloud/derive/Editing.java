package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.audit.Audit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people type over the readings of a register: added, listed beside what was read, withdrawn,
 * never changed and never deleted.
 */
public final class Editing {
  /** How many edits a register may have, withdrawn ones included. */
  public static final int EDITS_MAX = 1_000;

  private final Connection connection;

  /**
   * @param connection sees what whoever asks may see.
   */
  public Editing(Connection connection) {
    this.connection = connection;
  }

  /** A register, and whose readings it has. */
  public record Subject(
      int register, int building, Optional<Integer> point, String unit, String name) {}

  /**
   * What somebody types.
   *
   * @param instant in milliseconds, not in the future.
   * @param value the index that the display showed then, in steps; nothing where what was read then
   *     does not count.
   */
  public record Typed(Instant instant, Optional<Long> value) {
    public Typed {
      require(
          instant.equals(instant.truncatedTo(ChronoUnit.MILLIS)),
          "%s is no whole millisecond",
          instant);
      value.ifPresent(index -> require(index >= 0, "index %d is negative", index));
    }

    /** What it does: {@code index} or {@code discard}. */
    public String kind() {
      return value.isPresent() ? "index" : "discard";
    }
  }

  /**
   * Who did it, when and why.
   *
   * @param at the database's clock, by which batches are committed too.
   */
  public record Made(String by, Instant at, String reason) {}

  /**
   * One that was made.
   *
   * @param original what was read at its instant, by the batches that say so.
   */
  public record Edit(
      int id, Typed typed, Made made, Optional<Made> withdrawn, List<Long> original) {
    public Edit {
      original = List.copyOf(original);
    }
  }

  /** What became of something that somebody typed. */
  public sealed interface Answer {
    /** It holds from now on. */
    record Added(int id) implements Answer {}

    /** It cannot be: {@code field} says of what, the rest what was wanted and found. */
    record Refused(String field, String wanted, String found, List<Index> neighbours)
        implements Answer {
      public Refused {
        neighbours = List.copyOf(neighbours);
      }
    }

    /** The register has as many as it may have. */
    record Full() implements Answer {}
  }

  /** A register that whoever asks may see. */
  public Optional<Subject> subject(int register) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.building, m.point, r.step, m.name || ' ' || r.name
            from register r join meter m on m.id = r.meter where r.id = ?\
            """)) {
      query.setInt(1, register);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Subject(
                    register,
                    row.getInt(1),
                    Optional.ofNullable(row.getObject(2, Integer.class)),
                    row.getString(3),
                    row.getString(4)))
            : Optional.empty();
      }
    }
  }

  /** Adds an edit, marks what rests on it and notes it, in the transaction of the connection. */
  public Answer add(Subject subject, Typed typed, Made made) throws SQLException {
    lock(subject.register);
    if (number("select count(*) from edit where register = ?", subject.register) >= EDITS_MAX) {
      return new Answer.Full();
    }
    Optional<Answer.Refused> refused = refusal(subject.register, typed);
    if (refused.isPresent()) {
      return refused.get();
    }
    int id = insert(subject.register, typed, made);
    touch(subject, typed.instant);
    note(
        subject,
        made,
        Audit.Deed.EDITED,
        "edit %d of %s: %s at %s%s: %s"
            .formatted(
                id,
                subject.name,
                typed.kind(),
                typed.instant,
                typed.value.map(index -> " " + index + " " + subject.unit).orElse(""),
                made.reason));
    return new Answer.Added(id);
  }

  /** Two at once would each be judged without the other. */
  private void lock(int register) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(1701079412, ?)")) {
      lock.setInt(1, register);
      lock.execute();
    }
  }

  private Optional<Answer.Refused> refusal(int register, Typed typed) throws SQLException {
    List<Counting> counting = Counting.of(connection, List.of(register), Optional.empty());
    if (counting.isEmpty()) {
      return refused("register", "a counter", "one of another kind");
    }
    Counting counter = counting.getFirst();
    if (counter.intervals().isPresent()) {
      return refused("register", "one whose readings are an index", "one of amounts");
    }
    Tenure tenure = counter.tenure();
    long at = typed.instant.toEpochMilli();
    if (at < tenure.fromMillis() || at > tenure.toMillis()) {
      return refused("instant", "one at which the meter was there", typed.instant.toString());
    }
    List<Index> around = new ReadingsAround(connection, counter).of(at, at, 1).readings();
    if (typed.value.isEmpty()) {
      return around.stream().anyMatch(reading -> reading.millis() == at)
          ? Optional.empty()
          : refused("instant", "one of a reading", typed.instant.toString());
    }
    return goingBack(around, new Index(at, typed.value.get()));
  }

  private static Optional<Answer.Refused> refused(String field, String wanted, String found) {
    return Optional.of(new Answer.Refused(field, wanted, found, List.of()));
  }

  /** A counter that went back already may have been anywhere in between; others only rise. */
  private static Optional<Answer.Refused> goingBack(List<Index> around, Index typed) {
    Optional<Index> before =
        around.stream()
            .filter(reading -> reading.millis() < typed.millis())
            .reduce((first, second) -> second);
    Optional<Index> after =
        around.stream().filter(reading -> reading.millis() > typed.millis()).findFirst();
    boolean above = before.map(index -> typed.value() >= index.value()).orElse(true);
    boolean below = after.map(index -> typed.value() <= index.value()).orElse(true);
    boolean fell =
        before.isPresent() && after.isPresent() && after.get().value() < before.get().value();
    if (fell ? above || below : above && below) {
      return Optional.empty();
    }
    List<Index> neighbours = new ArrayList<>();
    before.ifPresent(neighbours::add);
    after.ifPresent(neighbours::add);
    return Optional.of(
        new Answer.Refused(
            "value",
            "one with which the counter does not go back",
            Long.toString(typed.value()),
            neighbours));
  }

  private int insert(int register, Typed typed, Made made) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into edit (register, kind, instant, value, reason, made_by)
            values (?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, register);
      insert.setString(2, typed.kind());
      insert.setTimestamp(3, Timestamp.from(typed.instant));
      insert.setObject(4, typed.value.orElse(null), Types.BIGINT);
      insert.setString(5, made.reason);
      insert.setString(6, made.by);
      try (ResultSet row = insert.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("an edit was not written");
        }
        return row.getInt(1);
      }
    }
  }

  private void touch(Subject subject, Instant at) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched (building, registers, from_instant, to_instant)
            values (?, array[?::integer], ?, ?)\
            """)) {
      mark.setInt(1, subject.building);
      mark.setInt(2, subject.register);
      mark.setTimestamp(3, Timestamp.from(at));
      mark.setTimestamp(4, Timestamp.from(at));
      mark.executeUpdate();
    }
  }

  private void note(Subject subject, Made made, Audit.Deed deed, String text) throws SQLException {
    Audit.noteOfBuilding(connection, made.at, made.by, deed, text, subject.building);
  }

  /** Which register an edit is of; nothing where whoever asks may not see it. */
  public Optional<Integer> registerOf(int edit) throws SQLException {
    int register = number("select coalesce(max(register), 0) from edit where id = ?", edit);
    return register == 0 ? Optional.empty() : Optional.of(register);
  }

  private int number(String query, int key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setInt(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /**
   * Withdraws an edit: what it typed over counts again.
   *
   * @return whether it held until now.
   */
  public boolean withdraw(Subject subject, int edit, Made made) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            with withdrawn as (
              insert into edit_withdrawal (edit, reason, made_by) values (?, ?, ?)
              on conflict (edit) do nothing returning edit)
            select e.instant from edit e join withdrawn w on w.edit = e.id\
            """)) {
      insert.setInt(1, edit);
      insert.setString(2, made.reason);
      insert.setString(3, made.by);
      try (ResultSet row = insert.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        touch(subject, row.getTimestamp(1).toInstant());
      }
    }
    note(
        subject,
        made,
        Audit.Deed.EDIT_WITHDRAWN,
        "edit %d of %s: %s".formatted(edit, subject.name, made.reason));
    return true;
  }

  /**
   * The edits of a register by their keys.
   *
   * @param after the key after which they begin.
   * @param most how many at most.
   */
  public List<Edit> of(int register, int after, int most) throws SQLException {
    List<Edit> edits = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select e.id, e.instant, e.value, e.made_by, e.made_at, e.reason, w.made_by, w.made_at,
              w.reason
            from edit e left join edit_withdrawal w on w.edit = e.id
            where e.register = ? and e.id > ? order by e.id limit ?\
            """)) {
      query.setInt(1, register);
      query.setInt(2, after);
      query.setInt(3, most);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          edits.add(
              new Edit(
                  row.getInt(1),
                  new Typed(
                      row.getTimestamp(2).toInstant(),
                      Optional.ofNullable(row.getObject(3, Long.class))),
                  new Made(row.getString(4), row.getTimestamp(5).toInstant(), row.getString(6)),
                  withdrawn(row),
                  List.of()));
        }
      }
    }
    return withOriginals(register, edits);
  }

  private static Optional<Made> withdrawn(ResultSet row) throws SQLException {
    Timestamp at = row.getTimestamp(8);
    return at == null
        ? Optional.empty()
        : Optional.of(new Made(row.getString(7), at.toInstant(), row.getString(9)));
  }

  private List<Edit> withOriginals(int register, List<Edit> edits) throws SQLException {
    Map<Instant, List<Long>> read = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select instant, value from counted where register = ? and instant = any (?)
            order by instant, batch\
            """)) {
      query.setInt(1, register);
      query.setArray(
          2,
          connection.createArrayOf(
              "timestamptz",
              edits.stream().map(edit -> edit.typed.instant.toString()).distinct().toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          read.computeIfAbsent(row.getTimestamp(1).toInstant(), first -> new ArrayList<>())
              .add(row.getLong(2));
        }
      }
    }
    return edits.stream()
        .map(
            edit ->
                new Edit(
                    edit.id,
                    edit.typed,
                    edit.made,
                    edit.withdrawn,
                    read.getOrDefault(edit.typed.instant, List.of())))
        .toList();
  }
}
