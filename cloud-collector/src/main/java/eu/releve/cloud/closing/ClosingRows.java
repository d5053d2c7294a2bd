package eu.releve.cloud.closing;

import eu.releve.cloud.closing.Closings.Booked;
import eu.releve.cloud.closing.Line.Remark;
import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines and adjustments of closings in the database: written once, read as they were. */
final class ClosingRows {
  private static final String METER =
      "register, lot, point, title, meter, serial, name, unit, decimals";

  private ClosingRows() {}

  /** Parameters or columns, one after the other. */
  private static final class Row {
    private final PreparedStatement insert;
    private int column;

    Row(PreparedStatement insert) {
      this.insert = insert;
    }

    void number(int value) throws SQLException {
      insert.setInt(++column, value);
    }

    void text(String value) throws SQLException {
      insert.setString(++column, value);
    }

    void text(Optional<String> value) throws SQLException {
      insert.setString(++column, value.orElse(null));
    }

    void instant(Optional<Instant> value) throws SQLException {
      insert.setTimestamp(++column, value.map(Timestamp::from).orElse(null));
    }

    void steps(Optional<Long> value) throws SQLException {
      if (value.isPresent()) {
        insert.setLong(++column, value.get());
      } else {
        insert.setNull(++column, Types.BIGINT);
      }
    }

    void decimal(Optional<BigDecimal> value) throws SQLException {
      insert.setBigDecimal(++column, value.orElse(null));
    }

    void meter(Meter meter) throws SQLException {
      number(meter.register());
      text(meter.lot());
      text(meter.point());
      text(meter.title());
      text(meter.meter());
      text(meter.serial());
      text(meter.name().toString());
      text(meter.unit());
      number(meter.decimals());
    }

    void stand(Stand stand) throws SQLException {
      instant(Optional.of(stand.at()));
      steps(stand.steps());
      text(stand.how().label());
      instant(stand.before());
      instant(stand.after());
      steps(stand.known());
    }
  }

  static void write(Connection connection, Closing closing) throws SQLException {
    int id = closing.made().map(Closing.Made::id).orElseThrow();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into closing_line (closing, position, "
                + METER
                + """
                , opening_at, opening, opening_how, opening_before, opening_after, opening_known,
                  closing_at, closing_index, closing_how, closing_before, closing_after,
                  closing_known, consumption, coverage, estimated, quality, remark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                  ?, ?, ?)\
                """)) {
      int position = 0;
      for (Line line : closing.lines()) {
        Row row = new Row(insert);
        row.number(id);
        row.number(++position);
        row.meter(line.meter());
        row.stand(line.opening());
        row.stand(line.closing());
        row.decimal(line.used().map(BigDecimal::new));
        row.decimal(Optional.of(line.coverage()));
        row.decimal(Optional.of(line.estimated()));
        row.text(line.quality().label());
        row.text(line.remark().label());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    writeAdjustments(connection, id, closing.earlier());
  }

  private static void writeAdjustments(
      Connection connection, int closing, List<Adjustment> adjustments) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into closing_adjustment (closing, position, adjusted, "
                + METER
                + ", before, now) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      int position = 0;
      for (Adjustment adjustment : adjustments) {
        Row row = new Row(insert);
        row.number(closing);
        row.number(++position);
        row.number(adjustment.closed());
        row.meter(adjustment.meter());
        row.decimal(Optional.of(new BigDecimal(adjustment.before())));
        row.decimal(Optional.of(new BigDecimal(adjustment.now())));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static List<Line> lines(Connection connection, int closing) throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select "
                + METER
                + """
                , opening_at, opening, opening_how, opening_before, opening_after, opening_known,
                  closing_at, closing_index, closing_how, closing_before, closing_after,
                  closing_known, consumption, coverage, estimated, quality, remark
                from closing_line where closing = ? order by position\
                """)) {
      query.setInt(1, closing);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(
              new Line(
                  meter(row, 1),
                  stand(row, 10),
                  stand(row, 16),
                  Optional.ofNullable(row.getBigDecimal(22)).map(BigDecimal::toBigIntegerExact),
                  row.getBigDecimal(23),
                  row.getBigDecimal(24),
                  how(row.getString(25)),
                  Remark.of(row.getString(26))));
        }
      }
    }
    return lines;
  }

  private static Meter meter(ResultSet row, int from) throws SQLException {
    return new Meter(
        row.getInt(from),
        Optional.ofNullable(row.getString(from + 1)),
        row.getString(from + 2),
        row.getString(from + 3),
        row.getString(from + 4),
        Optional.ofNullable(row.getString(from + 5)),
        RegisterName.parse(row.getString(from + 6)),
        row.getString(from + 7),
        row.getInt(from + 8));
  }

  private static Stand stand(ResultSet row, int from) throws SQLException {
    return new Stand(
        row.getTimestamp(from).toInstant(),
        Optional.ofNullable(row.getObject(from + 1, Long.class)),
        how(row.getString(from + 2)),
        Optional.ofNullable(row.getTimestamp(from + 3)).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp(from + 4)).map(Timestamp::toInstant),
        Optional.ofNullable(row.getObject(from + 5, Long.class)));
  }

  private static How how(String label) {
    return How.valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** What a closing books of earlier ones. */
  static List<Adjustment> bookedBy(Connection connection, int closing) throws SQLException {
    return booked(connection, "a.closing = ? order by a.position", closing).stream()
        .map(Booked::adjustment)
        .toList();
  }

  /** What later closings have booked of one. */
  static List<Booked> bookedOf(Connection connection, int closing) throws SQLException {
    return booked(connection, "a.adjusted = ? order by a.closing, a.position", closing);
  }

  private static List<Booked> booked(Connection connection, String which, int closing)
      throws SQLException {
    List<Booked> booked = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select "
                + METER
                + """
                , a.closing, a.adjusted, c.first_day, c.end_day, a.before, a.now
                from closing_adjustment a
                  join (select id, first_day, end_day from closing) c on c.id = a.adjusted\
                """
                + " where "
                + which)) {
      query.setInt(1, closing);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          booked.add(
              new Booked(
                  row.getInt(10),
                  new Adjustment(
                      row.getInt(11),
                      new Period(Closings.day(row, 12), Closings.day(row, 13)),
                      meter(row, 1),
                      whole(row, 14),
                      whole(row, 15))));
        }
      }
    }
    return booked;
  }

  private static BigInteger whole(ResultSet row, int column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }
}
