package eu.releve.cloud.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import eu.releve.cloud.imports.TypedReading.Answer;
import eu.releve.cloud.imports.TypedReading.Which;
import eu.releve.measure.Kind;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at what somebody typed, and stores it as a file of one row is stored. */
final class Typing {
  private static final MathContext TOLD = new MathContext(15);

  private final Connection connection;
  private final Storing storing;
  private final Instant now;

  Typing(Connection connection, Storing storing, Instant now) {
    this.connection = connection;
    this.storing = storing;
    this.now = now;
  }

  Answer take(TypedReading typed) throws SQLException {
    try {
      return stored(typed);
    } catch (Refusal refusal) {
      BadRow bad = refusal.at(1);
      return new Answer.Refused(bad.column(), bad.wanted(), bad.found());
    }
  }

  private Answer stored(TypedReading typed) throws Refusal, SQLException {
    if (typed.at().isAfter(now) || typed.at().isBefore(Imports.BEGINNING)) {
      throw new Refusal(
          "instant", "one from 2000 to " + now.truncatedTo(ChronoUnit.SECONDS), "" + typed.at());
    }
    Unit unit = unit(typed);
    long steps = steps(typed, unit);
    ImportRows rows = new ImportRows(connection, typed.building());
    Matching matching = new Matching(connection, typed.building(), rows.zone());
    Entry.Series series =
        new Entry.Series(
            number(typed.meter()),
            "",
            typed.register(),
            unit,
            Optional.empty(),
            typed.meter() instanceof Which.Named);
    Matching.Target target =
        typed.meter() instanceof Which.Named named
            ? named(typed.building(), named.name())
            : matching.target(series);
    Optional<String> length = matching.otherLength(series, target);
    if (length.isPresent()) {
      throw new Refusal("register", "one that tells an index", length.get());
    }
    if (typed.photo().isPresent() && photos(typed.building()) >= Photo.COUNT_MAX) {
      throw new Refusal(
          "photo", "at most %d of a building".formatted(Photo.COUNT_MAX), "as many already");
    }
    if (!typed.exchanged()) {
      refuseGoingBack(typed, unit, target, steps);
    }
    Instant at = typed.at().truncatedTo(ChronoUnit.MILLIS);
    byte[] text =
        "%s;%s;%s;%d".formatted(target.meter(), typed.register(), at, steps).getBytes(UTF_8);
    Optional<Integer> before = rows.stored(Digests.sha256(text));
    if (before.isPresent()) {
      return new Answer.Known(before.get());
    }
    String name = "%s of meter %s".formatted(typed.register(), target.meter());
    String told = typed.reason().isEmpty() ? name : name + ": " + typed.reason();
    Entry entry = new Entry(1, series, at, steps, false);
    Storing.Order order =
        new Storing.Order(
            new Imports.Brought(typed.building(), told, text, typed.who()),
            Optional.empty(),
            new Parsed(Format.TYPED, List.of(entry), List.of(), 0),
            List.of(entry),
            Map.of(series, target),
            typed.common(),
            0,
            Differences.NONE,
            typed.photo());
    return new Answer.Stored(storing.store(rows, order), target.meter().value(), steps);
  }

  private static String number(Which which) throws Refusal {
    return switch (which) {
      case Which.Named named -> named.name().value();
      case Which.Bearing bearing -> Rows.meter("serial", bearing.serial());
    };
  }

  private static Unit unit(TypedReading typed) throws Refusal {
    Quantity quantity = typed.register().quantity();
    if (quantity.kind() != Kind.COUNTER) {
      throw new Refusal("register", "one that counts", typed.register().toString());
    }
    Unit unit =
        SubMetering.unitOf(typed.unit())
            .or(() -> Unit.of(typed.unit()))
            .orElseThrow(() -> new Refusal("unit", SubMetering.UNITS_WANTED, typed.unit()));
    if (!unit.measures(quantity)) {
      throw new Refusal("unit", "one of " + quantity.id(), typed.unit());
    }
    return unit;
  }

  /** A display shows no more digits than its register holds: what has more was typed wrongly. */
  private static long steps(TypedReading typed, Unit unit) throws Refusal {
    Quantity quantity = typed.register().quantity();
    BigDecimal steps = typed.value().multiply(unit.stepsOf(quantity)).stripTrailingZeros();
    if (steps.scale() > 0) {
      throw new Refusal(
          "value",
          "whole steps of 1 " + quantity.step().symbol(),
          typed.value().toPlainString() + " " + typed.unit());
    }
    return unit.toSteps(typed.value(), quantity)
        .orElseThrow(
            () -> new Refusal("value", "a value of 64 bits", typed.value().toPlainString()));
  }

  private Matching.Target named(int building, MeterId name) throws Refusal, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select point from meter where building = ? and name = ?")) {
      query.setInt(1, building);
      query.setString(2, name.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new Refusal("meter", "one of the building", name.value());
        }
        return new Matching.Target(name, Optional.ofNullable(row.getObject(1, Integer.class)));
      }
    }
  }

  private int photos(int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select count(*) from photo where building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /**
   * What was read of the register before or after.
   *
   * @param told whether it may be told: somebody brought it, or who asks sees what was measured.
   */
  private record Neighbour(Instant at, long steps, boolean told) {
    String told(Unit unit, Quantity quantity) {
      if (!told) {
        return "one of " + at.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10);
      }
      BigDecimal value =
          new BigDecimal(steps).divide(unit.stepsOf(quantity), TOLD).stripTrailingZeros();
      return "%s %s at %s".formatted(value.toPlainString(), unit.symbol(), at);
    }
  }

  private void refuseGoingBack(TypedReading typed, Unit unit, Matching.Target target, long steps)
      throws Refusal, SQLException {
    Optional<Neighbour> before = neighbour(typed, target, "d.instant < ?", "desc");
    Optional<Neighbour> after = neighbour(typed, target, "d.instant > ?", "asc");
    boolean below = before.filter(one -> one.steps > steps).isPresent();
    boolean above = after.filter(one -> one.steps < steps).isPresent();
    if (below || above) {
      Quantity quantity = typed.register().quantity();
      String from = before.map(one -> one.told(unit, quantity)).orElse("nothing");
      String to = after.map(one -> one.told(unit, quantity)).orElse("nothing");
      throw new Refusal(
          "value",
          "an index between those around it, %s before and %s after, or exchanged: true"
              .formatted(from, to),
          typed.value().toPlainString() + " " + typed.unit());
    }
  }

  private Optional<Neighbour> neighbour(
      TypedReading typed, Matching.Target target, String where, String order) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select d.instant, d.value, exists (
              select from ledger l join epoch e on e.epoch = l.epoch
                join gateway g on g.id = e.gateway
              where l.batch = d.batch and g.files_of is not null)
            from meter m join register r on r.meter = m.id join counted d on d.register = r.id
            where m.building = ? and m.name = ? and r.name = ? and %s
            order by d.instant %s, d.batch desc limit 1\
            """
                .formatted(where, order))) {
      query.setInt(1, typed.building());
      query.setString(2, target.meter().value());
      query.setString(3, typed.register().toString());
      query.setTimestamp(4, Timestamp.from(typed.at()));
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Neighbour(
                    row.getTimestamp(1).toInstant(),
                    row.getLong(2),
                    typed.tells() || row.getBoolean(3)))
            : Optional.empty();
      }
    }
  }
}
