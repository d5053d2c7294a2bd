package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.enrol.Transfers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What an organisation keeps of a building that leaves it: what it could see in its own period, in
 * files of figures, sealed with the authority's key.
 *
 * <p>Everything goes through the connections and handlers that answer that organisation's accounts:
 * nothing is in it that they could not have seen.
 */
public final class BuildingExport implements Transfers.Exporter {
  private final Database database;
  private final Authority authority;
  private final InstantSource clock;

  /**
   * @param database lends connections that see what the organisation may.
   * @param authority seals.
   * @param clock says when.
   */
  public BuildingExport(Database database, Authority authority, InstantSource clock) {
    this.database = database;
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public Path export(Transfers.Leaving leaving) throws SQLException, IOException {
    DataSource own = database.api(Reach.of(leaving.organisation()));
    Principal reader = new Principal(0, "export", Principal.Role.SYNDIC, leaving.organisation());
    Path file = Files.createTempFile("releve-export", ".zip");
    try (SealedZip zip = new SealedZip(file)) {
      Period period = period(own, leaving);
      ExportFigures figures =
          new ExportFigures(own, reader, leaving.building(), period, clock.instant());
      figures.write(zip);
      byte[] manifest = manifest(leaving, period, zip).encodePrettily().getBytes(SealedZip.TEXT);
      zip.seal(manifest, authority.seal(manifest), chain());
      return file;
    } catch (SQLException | IOException | RuntimeException failed) {
      Files.deleteIfExists(file);
      throw failed;
    }
  }

  /**
   * From when to when.
   *
   * @param from the day on which the organisation took the building over, or the month of its first
   *     figure.
   */
  record Period(String site, String zone, Instant from, Instant end) {}

  private static Period period(DataSource own, Transfers.Leaving leaving) throws SQLException {
    try (Connection connection = own.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select b.site, b.zone, (
                  select max(t.day)::timestamp at time zone b.zone from transfer t
                  where t.building = b.id and t.to_organisation = ? and t.done_at is not null), (
                  select date_trunc('month', min(q.starts), b.zone)
                  from quarter_hour q join register r on r.id = q.register
                    join meter m on m.id = r.meter where m.building = b.id)
                from building b where b.id = ?\
                """)) {
      query.setInt(1, leaving.organisation());
      query.setInt(2, leaving.building());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the building is not the leaving organisation's any more");
        }
        Instant first =
            Optional.ofNullable(row.getTimestamp(3))
                .or(() -> first(row))
                .map(Timestamp::toInstant)
                .orElse(leaving.end());
        Instant from = first.isBefore(leaving.end()) ? first : leaving.end();
        return new Period(row.getString(1), row.getString(2), from, leaving.end());
      }
    }
  }

  private static Optional<Timestamp> first(ResultSet row) {
    try {
      return Optional.ofNullable(row.getTimestamp(4));
    } catch (SQLException gone) {
      throw new IllegalStateException("a row that was just read", gone);
    }
  }

  private JsonObject manifest(Transfers.Leaving leaving, Period period, SealedZip zip) {
    return new JsonObject()
        .put("format", "releve-building-export-1")
        .put("site", period.site())
        .put("zone", period.zone())
        .put("organisation", leaving.name())
        .put("to", leaving.to())
        .put("periodFrom", period.from().toString())
        .put("periodTo", period.end().toString())
        .put("made", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("store", database.store().toString())
        .put("transfer", leaving.transfer())
        .put("authority", authority.fingerprint().hex())
        .put("files", zip.files());
  }

  private byte[] chain() {
    StringBuilder pem = new StringBuilder();
    try {
      for (X509Certificate each : authority.chain()) {
        pem.append("-----BEGIN CERTIFICATE-----\n")
            .append(
                Base64.getMimeEncoder(64, "\n".getBytes(SealedZip.TEXT))
                    .encodeToString(each.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      }
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was loaded", impossible);
    }
    return pem.toString().getBytes(SealedZip.TEXT);
  }
}
