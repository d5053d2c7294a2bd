package eu.releve.cloud.api;

import eu.releve.cloud.imports.BadRow;
import eu.releve.cloud.imports.Difference;
import eu.releve.cloud.imports.Entry;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.imports.Summary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/** Imports as they are told. */
final class ImportTold {
  /** Imports with their mappings; a condition follows. */
  static final String QUERY =
      """
      select i.id, i.name, i.sha256, i.format, i.who, i.at, i.readings, i.bad, i.absent,
        i.from_instant, i.to_instant, i.bytes, i.beside, i.compared, c.name, c.version,
        i.withdrawn_at, i.withdrawn_by, i.withdrawn_reason, i.building
      from import i left join column_mapping c on c.id = i.mapping
      """;

  private static final int BAD_TOLD_MAX = 100;
  private static final int SERIES_TOLD_MAX = 1_000;

  private ImportTold() {}

  /**
   * What became of a file.
   *
   * @param sight what of the differences may be told.
   */
  static JsonObject answer(Imports.Answer answer, DifferenceSight sight) throws SQLException {
    JsonArray bad = new JsonArray();
    answer.parsed().bad().stream().limit(BAD_TOLD_MAX).forEach(row -> bad.add(told(row)));
    JsonArray series = new JsonArray();
    answer.series().stream().limit(SERIES_TOLD_MAX).forEach(each -> series.add(told(each)));
    JsonArray first = new JsonArray();
    answer.first().forEach(entry -> first.add(told(entry)));
    JsonArray differs = new JsonArray();
    for (Difference each : answer.differences().told()) {
      if (sight.shows(each.point(), each.from(), each.to())) {
        differs.add(told(each));
      }
    }
    return new JsonObject()
        .put("stored", answer.number().isPresent())
        .put("import", answer.number().orElse(null))
        .put("before", answer.before().orElse(null))
        .put("format", answer.parsed().format().label())
        .put("readings", answer.readings())
        .put("absent", answer.parsed().absent())
        .put("bad", answer.parsed().bad().size())
        .put("rows", bad)
        .put("series", series)
        .put("first", first)
        .put("beside", answer.beside())
        .put("compared", answer.differences().compared())
        .put("differences", differs.size() + sight.more(answer.differences()))
        .put("differs", differs);
  }

  private static JsonObject told(BadRow row) {
    return new JsonObject()
        .put("line", row.line())
        .put("column", row.column())
        .put("wanted", row.wanted())
        .put("found", row.found());
  }

  private static JsonObject told(Summary each) {
    return new JsonObject()
        .put("number", each.number())
        .put("meter", each.meter())
        .put("new", each.isNew())
        .put("register", each.register())
        .put("unit", each.unit())
        .put("length", each.length())
        .put("readings", each.readings())
        .put("estimated", each.estimated())
        .put("from", each.from().toString())
        .put("to", each.to().toString())
        .put("value", Long.toString(each.value()));
  }

  private static JsonObject told(Entry entry) {
    return new JsonObject()
        .put("line", entry.line())
        .put("number", entry.series().meter())
        .put("register", entry.series().register().toString())
        .put("instant", entry.at().toString())
        .put("value", Long.toString(entry.value()))
        .put("unit", entry.series().register().quantity().step().symbol())
        .put("estimated", entry.estimated());
  }

  private static JsonObject told(Difference each) {
    return new JsonObject()
        .put("point", each.point())
        .put("pointName", each.pointName())
        .put("quantity", each.quantity())
        .put("unit", each.step())
        .put("from", each.from().toString())
        .put("to", each.to().toString())
        .put("measured", each.measured().toString())
        .put("imported", each.imported().toString())
        .put("percent", each.percent().toPlainString());
  }

  static JsonObject row(ResultSet row) throws SQLException {
    JsonObject mapping = null;
    if (row.getString(15) != null) {
      mapping = new JsonObject().put("name", row.getString(15)).put("version", row.getInt(16));
    }
    JsonObject withdrawn = null;
    if (row.getTimestamp(17) != null) {
      withdrawn =
          new JsonObject()
              .put("at", text(row.getTimestamp(17)))
              .put("by", row.getString(18))
              .put("reason", row.getString(19));
    }
    return new JsonObject()
        .put("id", row.getInt(1))
        .put("name", row.getString(2))
        .put("sha256", row.getString(3))
        .put("format", row.getString(4))
        .put("who", row.getString(5))
        .put("at", text(row.getTimestamp(6)))
        .put("readings", row.getInt(7))
        .put("bad", row.getInt(8))
        .put("absent", row.getInt(9))
        .put("from", text(row.getTimestamp(10)))
        .put("to", text(row.getTimestamp(11)))
        .put("bytes", row.getInt(12))
        .put("beside", row.getInt(13))
        .put("compared", row.getInt(14))
        .put("mapping", mapping)
        .put("withdrawn", withdrawn);
  }

  private static @Nullable String text(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant().toString();
  }

  static JsonArray differences(Connection connection, int number, DifferenceSight sight)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select d.point, p.name, d.quantity, d.from_instant, d.to_instant, d.measured::text,
              d.imported::text, d.percent::text,
              (select min(r.step) from register r join meter m on m.id = r.meter
                where m.point = d.point and r.quantity = d.quantity)
            from import_difference d join point p on p.id = d.point
            where d.import = ? order by d.point, d.quantity, d.from_instant\
            """)) {
      query.setInt(1, number);
      JsonArray items = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (!sight.shows(
              row.getInt(1), row.getTimestamp(4).toInstant(), row.getTimestamp(5).toInstant())) {
            continue;
          }
          items.add(
              new JsonObject()
                  .put("point", row.getInt(1))
                  .put("pointName", row.getString(2))
                  .put("quantity", row.getString(3))
                  .put("unit", row.getString(9))
                  .put("from", text(row.getTimestamp(4)))
                  .put("to", text(row.getTimestamp(5)))
                  .put("measured", row.getString(6))
                  .put("imported", row.getString(7))
                  .put("percent", row.getString(8)));
        }
      }
      return items;
    }
  }

  static JsonArray photos(Connection connection, int number) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, type, sha256, octet_length(bytes) from photo where import = ? order by id\
            """)) {
      query.setInt(1, number);
      JsonArray items = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          items.add(
              new JsonObject()
                  .put("id", row.getInt(1))
                  .put("type", row.getString(2))
                  .put("sha256", row.getString(3))
                  .put("bytes", row.getInt(4)));
        }
      }
      return items;
    }
  }
}
