package eu.releve.cloud.imports;

import eu.releve.cloud.audit.Audit;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** The mappings of organisations; a version is never changed, the last one of a name counts. */
public final class ColumnMappings {
  /** The most versions of all mappings of an organisation. */
  public static final int VERSIONS_MAX = 1_000;

  private ColumnMappings() {}

  /**
   * What was saved.
   *
   * @param id its key.
   * @param version from 1, of its name.
   */
  public record Version(int id, int version) {}

  static Optional<Version> save(
      Connection connection,
      int organisation,
      String name,
      JsonObject mapping,
      String who,
      Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into column_mapping (organisation, name, version, body, made_at, made_by)
            select ?, ?, 1 + count(*) filter (where name = ?), ?, ?, ? from column_mapping
            where organisation = ? having count(*) < ?
            returning id, version\
            """)) {
      insert.setInt(1, organisation);
      insert.setString(2, name);
      insert.setString(3, name);
      insert.setString(4, mapping.encode());
      insert.setTimestamp(5, Timestamp.from(now));
      insert.setString(6, who);
      insert.setInt(7, organisation);
      insert.setInt(8, VERSIONS_MAX);
      Optional<Version> saved;
      try (ResultSet row = insert.executeQuery()) {
        saved =
            row.next() ? Optional.of(new Version(row.getInt(1), row.getInt(2))) : Optional.empty();
      }
      if (saved.isPresent()) {
        String text = "mapping %s, version %d".formatted(name, saved.get().version());
        Audit.noteOfOrganisation(
            connection, now, who, Audit.Deed.MAPPING_SAVED, text, Optional.of(organisation));
      }
      return saved;
    }
  }

  /** The last version of that name which the building's organisation has. */
  static Optional<ColumnMapping.Saved> ofBuilding(Connection connection, int building, String name)
      throws UnreadableFileException, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.id, c.body from column_mapping c
              join building b on b.organisation = c.organisation
            where b.id = ? and c.name = ? order by c.version desc limit 1\
            """)) {
      query.setInt(1, building);
      query.setString(2, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        int id = row.getInt(1);
        return switch (MappingText.read(new JsonObject(row.getString(2)))) {
          case MappingText.Read.Good good ->
              Optional.of(new ColumnMapping.Saved(id, good.mapping()));
          case MappingText.Read.Bad bad ->
              throw new UnreadableFileException(
                  "mapping %s, %s: wanted %s, found '%s'"
                      .formatted(name, bad.what(), bad.wanted(), bad.found()));
        };
      }
    }
  }
}
