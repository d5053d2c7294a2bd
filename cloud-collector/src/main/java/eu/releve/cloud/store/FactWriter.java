package eu.releve.cloud.store;

import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Event;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import eu.releve.wire.Facts.Time;
import eu.releve.wire.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes what happened, and does what follows from it: boots get dates, numbers are lost. */
final class FactWriter {
  /** The most numbers that the facts of one batch may declare lost: each becomes a row. */
  static final long LOST_MAX = Loss.NUMBERS_MAX;

  /** A hundred years: no boot lasts as long, and an instant of it can still be reckoned with. */
  private static final long BOOT_MILLIS_MAX = 100L * 366 * 86_400_000;

  private static final String EPOCH_ENDED = "epoch-ended";
  private static final Pattern ENDED =
      Pattern.compile("epoch ([0-9a-f]{16}) receipted to (\\d{1,18})");

  private final Connection connection;

  FactWriter(Connection connection) {
    this.connection = connection;
  }

  /** Why the facts of a batch cannot be believed, if so. */
  static Optional<String> refusal(Header header, Facts facts) {
    long lost = 0;
    for (Fact fact : facts.facts()) {
      if (fact instanceof Loss loss && loss.toSeq() > 0) {
        if (loss.fromSeq() < 1 || loss.toSeq() >= header.seq()) {
          return Optional.of(
              "batch %d declares %d..%d lost, which is not before it"
                  .formatted(header.seq(), loss.fromSeq(), loss.toSeq()));
        }
        lost += loss.toSeq() - loss.fromSeq() + 1;
        if (lost > LOST_MAX) {
          return Optional.of("more than %d batches lost in one batch".formatted(LOST_MAX));
        }
      } else if (fact instanceof Event event
          && (event.bootMillis() < 0 || event.bootMillis() > BOOT_MILLIS_MAX)) {
        return Optional.of(
            "event %s at boot clock %d, which no boot reaches"
                .formatted(event.code(), event.bootMillis()));
      }
    }
    return Optional.empty();
  }

  /** The times of boots that a batch tells, as far as they can be believed. */
  static List<Time> times(Arrival arrival, Facts facts, Plausible plausible) {
    return facts.facts().stream()
        .filter(Time.class::isInstance)
        .map(Time.class::cast)
        .filter(time -> plausible.is(time, arrival.header()))
        .toList();
  }

  /** What a batch tells of contradictions. */
  static List<Forks.Told> contradictions(Arrival arrival, Facts facts) {
    List<Forks.Told> told = new ArrayList<>();
    for (Fact fact : facts.facts()) {
      if (fact instanceof Event event) {
        Forks.Kind.told(event.code())
            .map(
                kind ->
                    new Forks.Told(arrival.gateway(), kind, arrival.header().epoch(), event.text()))
            .ifPresent(told::add);
      }
    }
    return told;
  }

  /** Writes them with the date of their batch, if it has one. */
  void write(Arrival arrival, Facts facts, long batch, OptionalLong wallMinusBoot)
      throws SQLException {
    for (Fact fact : facts.facts()) {
      if (fact instanceof Loss loss && loss.toSeq() > 0) {
        Ledger.lose(connection, arrival.header().epoch(), loss.fromSeq(), loss.toSeq());
      } else if (fact instanceof Event event && event.code().equals(EPOCH_ENDED)) {
        ended(arrival, event.text());
      } else if (fact instanceof Event event) {
        PlanOutcomes.note(connection, arrival.gateway(), event, wallMinusBoot);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into fact
              (batch, position, gateway, kind, boot_id, boot_millis, at, code, text, readings,
                from_seq, to_seq)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      int position = 0;
      for (Fact fact : facts.facts()) {
        insert.setLong(1, batch);
        insert.setInt(2, position++);
        insert.setString(3, arrival.gateway().value());
        insert.setObject(5, arrival.header().bootId());
        describe(insert, fact, arrival.header(), wallMinusBoot);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * A gateway has begun another journal, and keeps nothing of what was receipted of the one before:
   * what of that is not here, because the database is an older one by now, is lost.
   */
  private void ended(Arrival arrival, String text) throws SQLException {
    Matcher found = ENDED.matcher(text);
    if (!found.matches()) {
      return;
    }
    long epoch = Long.parseUnsignedLong(found.group(1), 16);
    long toSeq = Long.parseLong(found.group(2));
    try (PreparedStatement known =
        connection.prepareStatement(
            """
            with ours as (select gateway, first_seen from epoch where epoch = ?),
              made as (
                insert into epoch (epoch, gateway, first_seen)
                select ?, gateway, first_seen - interval '1 millisecond' from ours
                on conflict do nothing returning gateway, contiguous)
            select contiguous from made union all
            select e.contiguous from epoch e join ours on ours.gateway = e.gateway
            where e.epoch = ?
            """)) {
      known.setLong(1, arrival.header().epoch());
      known.setLong(2, epoch);
      known.setLong(3, epoch);
      try (ResultSet row = known.executeQuery()) {
        if (row.next()) {
          // Only its first word ends the other: an operator may have said since that that goes on.
          if (follow(arrival, epoch)) {
            end(epoch, toSeq);
          }
          long fromSeq = Math.max(row.getLong(1), toSeq - LOST_MAX) + 1;
          if (fromSeq <= toSeq) {
            Ledger.lose(connection, epoch, fromSeq, toSeq);
          }
        }
      }
    }
  }

  /** What of a journal comes after its end is in the next one: nothing of it is missing here. */
  private void end(long epoch, long lastSeq) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update epoch set ended_seq = ? where epoch = ?")) {
      update.setLong(1, lastSeq);
      update.setLong(2, epoch);
      update.executeUpdate();
    }
  }

  /** The first word of it counts: a journal that is full says it again, further behind. */
  private boolean follow(Arrival arrival, long before) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update epoch set follows = ?, follows_seq = ?"
                + " where epoch = ? and epoch <> ? and follows is null")) {
      update.setLong(1, before);
      update.setLong(2, arrival.header().seq());
      update.setLong(3, arrival.header().epoch());
      update.setLong(4, before);
      return update.executeUpdate() == 1;
    }
  }

  private static void describe(
      PreparedStatement insert, Fact fact, Header header, OptionalLong wallMinusBoot)
      throws SQLException {
    switch (fact) {
      case Time time -> {
        describe(insert, "time", "clock-learned", time.bootId() + " " + time.wallMinusBoot());
        count(insert, OptionalLong.empty(), 0, 0);
      }
      case Loss loss -> {
        describe(insert, "loss", "loss", loss.reason());
        count(insert, OptionalLong.of(loss.readings()), loss.fromSeq(), loss.toSeq());
      }
      case Event event -> {
        describe(insert, "event", event.code(), event.text());
        count(insert, OptionalLong.empty(), 0, 0);
      }
    }
    long bootMillis = fact instanceof Event event ? event.bootMillis() : header.bootMillis();
    insert.setLong(6, bootMillis);
    if (wallMinusBoot.isPresent()) {
      insert.setTimestamp(7, new Timestamp(bootMillis + wallMinusBoot.getAsLong()));
    } else {
      insert.setNull(7, Types.TIMESTAMP_WITH_TIMEZONE);
    }
  }

  /** What a loss counts; number 0 stands for batches that it cannot name. */
  private static void count(
      PreparedStatement insert, OptionalLong readings, long fromSeq, long toSeq)
      throws SQLException {
    insert.setObject(10, readings.isPresent() ? readings.getAsLong() : null, Types.BIGINT);
    insert.setObject(11, fromSeq > 0 ? fromSeq : null, Types.BIGINT);
    insert.setObject(12, toSeq > 0 ? toSeq : null, Types.BIGINT);
  }

  private static void describe(PreparedStatement insert, String kind, String code, String text)
      throws SQLException {
    insert.setString(4, kind);
    insert.setString(8, code);
    insert.setString(9, text);
  }
}
