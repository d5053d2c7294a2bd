package eu.releve.cloud.store;

import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Event;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import eu.releve.wire.Facts.Time;
import eu.releve.wire.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes what happened, and does what follows from it: boots get dates, numbers are lost. */
final class FactWriter {
  /** The most numbers that one fact may declare lost. */
  static final long LOST_MAX = 1_000_000;

  private final Connection connection;
  private final Plausible plausible;

  FactWriter(Connection connection, Plausible plausible) {
    this.connection = connection;
    this.plausible = plausible;
  }

  /** Why the facts of a batch cannot be believed, if so. */
  static Optional<String> refusal(Header header, Facts facts) {
    for (Fact fact : facts.facts()) {
      if (fact instanceof Loss loss && loss.toSeq() > 0) {
        if (loss.fromSeq() < 1 || loss.toSeq() >= header.seq()) {
          return Optional.of(
              "batch %d declares %d..%d lost, which is not before it"
                  .formatted(header.seq(), loss.fromSeq(), loss.toSeq()));
        }
        if (loss.toSeq() - loss.fromSeq() >= LOST_MAX) {
          return Optional.of("more than %d batches lost in one fact".formatted(LOST_MAX));
        }
      }
    }
    return Optional.empty();
  }

  void write(Arrival arrival, Facts facts, long batch) throws SQLException {
    for (Fact fact : facts.facts()) {
      if (fact instanceof Time time && plausible.is(time, arrival.header())) {
        Boots.learn(connection, arrival.gateway(), time.bootId(), time.wallMinusBoot());
      } else if (fact instanceof Loss loss && loss.toSeq() > 0) {
        Ledger.lose(connection, arrival.header().epoch(), loss.fromSeq(), loss.toSeq());
      }
    }
    OptionalLong wallMinusBoot = Boots.wallMinusBoot(connection, arrival, plausible);
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
