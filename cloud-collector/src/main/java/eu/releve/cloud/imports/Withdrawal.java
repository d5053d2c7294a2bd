package eu.releve.cloud.imports;

import eu.releve.cloud.audit.Audit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Takes an import back: its batches stay, and count for no register any more. What was derived from
 * them is derived again without them.
 */
public final class Withdrawal {
  private static final String MARK =
      """
      insert into withdrawn (register, batch, at)
      select r.register, l.batch, ?::timestamptz
      from import i join ledger l on l.epoch = i.epoch
        cross join lateral (select unnest(coalesce(i.registers, (
          select array_agg(distinct one.register) from epoch e
            join catalogue c on c.gateway = e.gateway
            cross join lateral unnest(c.registers) as one(register)
          where e.epoch = i.epoch))) as register) r
      where i.id = ? on conflict do nothing\
      """;

  private static final String TOUCH =
      """
      insert into touched (building, registers, from_instant, to_instant)
      select i.building, array_agg(distinct w.register), i.from_instant, i.to_instant
      from import i join ledger l on l.epoch = i.epoch join withdrawn w on w.batch = l.batch
      where i.id = ? group by i.id\
      """;

  // Of registers whose newest reading is the import's: a newer one that came meanwhile stays.
  private static final String ITS_NEWEST =
      """
      exists (select from import i join ledger l on l.epoch = i.epoch
        where i.id = ? and l.batch = n.batch)\
      """;

  private static final String NOTHING_LEFT =
      "delete from latest n where %s and not exists (%s)"
          .formatted(ITS_NEWEST, "select from counted d where d.register = n.register");

  private static final String NEWEST =
      """
      update latest n set (instant, value, quality, batch) = (
        select d.instant, d.value, d.quality, d.batch from counted d
        where d.register = n.register order by d.instant desc, d.batch desc limit 1)
      where %s\
      """
          .formatted(ITS_NEWEST);

  private final Connection connection;
  private final int number;
  private int building;

  /**
   * @param connection with role releve_ingest.
   * @param number of the import.
   */
  Withdrawal(Connection connection, int number) {
    this.connection = connection;
    this.number = number;
  }

  /** What became of it. */
  public enum Outcome {
    DONE,
    /** There is no such import. */
    UNKNOWN,
    /** It was taken back before. */
    BEFORE
  }

  /** Whose import it was, once it is done. */
  int building() {
    return building;
  }

  /** All of it in one transaction. */
  Outcome carryOut(String who, String reason, Instant now) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Outcome outcome = withdrawn(who, reason, now);
      connection.commit();
      return outcome;
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private Outcome withdrawn(String who, String reason, Instant now) throws SQLException {
    String text;
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select building, withdrawn_at is not null, name, sha256, readings from import
            where id = ? and stored_at is not null for update\
            """)) {
      query.setInt(1, number);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Outcome.UNKNOWN;
        }
        if (row.getBoolean(2)) {
          return Outcome.BEFORE;
        }
        building = row.getInt(1);
        text =
            "import %d, %s, %s, %d readings: %s"
                .formatted(number, row.getString(3), row.getString(4), row.getInt(5), reason);
      }
    }
    String at = now.toString();
    execute(MARK, at, number);
    execute(
        """
        update import set withdrawn_at = ?::timestamptz, withdrawn_by = ?, withdrawn_reason = ?
        where id = ?\
        """,
        at,
        who,
        reason,
        number);
    execute(NOTHING_LEFT, number);
    execute(NEWEST, number);
    execute(TOUCH, number);
    Audit.noteOfBuilding(connection, now, who, Audit.Deed.IMPORT_WITHDRAWN, text, building);
    return Outcome.DONE;
  }

  private void execute(String statement, Object... values) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      prepared.executeUpdate();
    }
  }
}
