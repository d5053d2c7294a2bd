package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import eu.releve.wire.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store knows of a building's files, each method a transaction of its own. */
record ImportRows(Connection connection, int building) {
  SiteId site() throws SQLException {
    return new SiteId(text("select site from building where id = ?"));
  }

  ZoneId zone() throws SQLException {
    return ZoneId.of(text("select zone from building where id = ?"));
  }

  private String text(String query) throws SQLException {
    try (PreparedStatement asked = connection.prepareStatement(query)) {
      asked.setInt(1, building);
      try (ResultSet row = asked.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("there is no building " + building);
        }
        return row.getString(1);
      }
    }
  }

  /** The import that has stored those bytes. */
  Optional<Integer> stored(String sha256) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id from import
            where building = ? and sha256 = ? and stored_at is not null
              and withdrawn_at is null\
            """)) {
      query.setInt(1, building);
      query.setString(2, sha256);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }

  /** The name under which the building's files are taken in: that one, unless it has one. */
  GatewayId gateway(GatewayId next) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into gateway (id, organisation, claimed, files_of)
            select ?, organisation, true, id from building where id = ? on conflict do nothing\
            """)) {
      insert.setString(1, next.value());
      insert.setInt(2, building);
      insert.executeUpdate();
    }
    return new GatewayId(text("select id from gateway where files_of = ?"));
  }

  /** Notes a file before its batches: one that was begun and not ended is begun anew. */
  int begin(Storing.Order order, String sha256, Instant now, long epoch) throws SQLException {
    forgetUnfinished(sha256, now);
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into import (building, sha256, name, bytes, format, who, at, epoch, readings,
              bad, absent, from_instant, to_instant, beside, compared, mapping)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (building, sha256) where withdrawn_at is null do update set
              name = excluded.name, who = excluded.who, at = excluded.at, epoch = excluded.epoch,
              readings = excluded.readings, bad = excluded.bad, absent = excluded.absent,
              from_instant = excluded.from_instant, to_instant = excluded.to_instant,
              beside = excluded.beside, compared = excluded.compared, mapping = excluded.mapping
            where import.stored_at is null
            returning id\
            """)) {
      List<Instant> instants = order.parsed().entries().stream().map(Entry::at).toList();
      Instant from = instants.stream().min(Instant::compareTo).orElse(now);
      Instant to = instants.stream().max(Instant::compareTo).orElse(now);
      Imports.Brought file = order.file();
      Parsed parsed = order.parsed();
      @Nullable Object[] values = {
        building,
        sha256,
        file.name(),
        file.bytes().length,
        parsed.format().label(),
        file.who(),
        Timestamp.from(now),
        epoch,
        order.entries().size(),
        parsed.bad().size(),
        parsed.absent(),
        Timestamp.from(from),
        Timestamp.from(to),
        order.beside(),
        order.differences().compared(),
        order.mapping().orElse(null)
      };
      for (int i = 0; i < values.length; i++) {
        upsert.setObject(i + 1, values[i]);
      }
      try (ResultSet row = upsert.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the same file was stored meanwhile");
        }
        return row.getInt(1);
      }
    }
  }

  /** What a collector that was killed has left of the same file does not count. */
  private void forgetUnfinished(String sha256, Instant now) throws SQLException {
    update(
        """
        insert into withdrawn (register, batch, at)
        select distinct unnest(c.registers), l.batch, ?::timestamptz
        from import i join ledger l on l.epoch = i.epoch join epoch e on e.epoch = i.epoch
          join catalogue c on c.gateway = e.gateway
        where i.building = ? and i.sha256 = ? and i.stored_at is null and i.withdrawn_at is null
        on conflict do nothing\
        """,
        now.toString(),
        building,
        sha256);
  }

  /** Keeps a photo with its import, instead of one that was kept before. */
  void photo(int number, Optional<Photo> photo, String who, Instant now) throws SQLException {
    update("delete from photo where import = ?", number);
    if (photo.isPresent()) {
      update(
          """
          insert into photo (building, import, sha256, type, bytes, who, at)
          values (?, ?, ?, ?, ?, ?, ?)\
          """,
          building,
          number,
          Digests.sha256(photo.get().bytes()),
          photo.get().type(),
          photo.get().bytes(),
          who,
          Timestamp.from(now));
    }
  }

  /**
   * Notes that all of a file is stored, and to which registers it wrote.
   *
   * @param catalogue that names them; absent where all of the file was compared only.
   */
  void end(int number, GatewayId gateway, Optional<Digest> catalogue, Instant now)
      throws SQLException {
    update(
        """
        update import set stored_at = ?::timestamptz, registers = coalesce(
          (select c.registers from catalogue c where c.gateway = ? and c.digest = ?),
          array[]::integer[])
        where id = ?\
        """,
        now.toString(),
        gateway.value(),
        catalogue.map(Digest::bits).orElse(0L),
        number);
  }

  /**
   * Says over how long the values of each register are, and gives each meter that has none a point:
   * that of the meter with the same serial, or one of its own, a dwelling's unless somebody says
   * that it is the common parts'.
   */
  void place(Map<Entry.Series, Matching.Target> targets, boolean common) throws SQLException {
    for (Map.Entry<Entry.Series, Matching.Target> each : targets.entrySet()) {
      Entry.Series series = each.getKey();
      Matching.Target target = each.getValue();
      String meter = target.meter().value();
      if (target.point().isEmpty()) {
        point(meter, series, common);
      }
      update(
          """
          update meter set serial = coalesce(serial, ?), point = coalesce(point, ?,
            (select id from point p where p.building = meter.building and p.name = meter.name))
          where building = ? and name = ?\
          """,
          series.named() ? null : series.meter(),
          target.point().orElse(null),
          building,
          meter);
      update(
          """
          update register r set per = ? from meter m
          where m.id = r.meter and m.building = ? and m.name = ? and r.name = ?
            and r.per is distinct from ?\
          """,
          series.length().map(IntervalLength::label).orElse(null),
          building,
          meter,
          series.register().toString(),
          series.length().map(IntervalLength::label).orElse(null));
    }
  }

  private void point(String meter, Entry.Series series, boolean common) throws SQLException {
    if (!common) {
      update(
          "insert into lot (building, name, kind) values (?, ?, 'dwelling') on conflict do nothing",
          building,
          meter);
    }
    update(
        """
        insert into point (building, name, title, lot)
        values (?, ?, ?, (select id from lot where building = ? and name = ? and not ?))
        on conflict do nothing\
        """,
        building,
        meter,
        series.place().isEmpty() ? series.meter() : series.place(),
        building,
        meter,
        common);
  }

  private void update(String statement, @Nullable Object... values) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null) {
          update.setNull(i + 1, Types.OTHER);
        } else {
          update.setObject(i + 1, values[i]);
        }
      }
      update.executeUpdate();
    }
  }

  static Optional<Integer> make(
      Connection connection, GatewayId files, SiteId site, ZoneId zone, int organisation)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement gateway =
            connection.prepareStatement(
                """
                insert into gateway (id, organisation, claimed)
                select ?, o.id, true from organisation o where o.id = ?
                  and not exists (select from building where organisation = o.id and site = ?)\
                """);
        PreparedStatement building =
            connection.prepareStatement(
                """
                insert into building (site, gateway, organisation, zone)
                select ?, id, organisation, ? from gateway where id = ? returning id\
                """);
        PreparedStatement ofItself =
            connection.prepareStatement("update gateway set files_of = ? where id = ?")) {
      gateway.setString(1, files.value());
      gateway.setInt(2, organisation);
      gateway.setString(3, site.value());
      gateway.executeUpdate();
      building.setString(1, site.value());
      building.setString(2, zone.getId());
      building.setString(3, files.value());
      Optional<Integer> made;
      try (ResultSet row = building.executeQuery()) {
        made = row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
      if (made.isPresent()) {
        ofItself.setInt(1, made.get());
        ofItself.setString(2, files.value());
        ofItself.executeUpdate();
      }
      connection.commit();
      return made;
    } catch (SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    }
  }
}
