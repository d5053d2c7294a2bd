package eu.releve.cloud.store;

import eu.releve.cloud.database.Failure;
import eu.releve.document.DocumentException;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.site.SiteDescription;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import eu.releve.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a catalogue: its building, the plan, and a key for each of its registers.
 *
 * <p>Of two catalogues the later one in the gateway's journal holds, in whatever order they are
 * written. A plan that cannot be read, or that the database refuses, is kept with the reason; the
 * registers are stored all the same.
 */
final class CatalogueWriter {
  private static final Logger log = LoggerFactory.getLogger(CatalogueWriter.class);

  private static final String DESCRIBED =
      "resolution_mantissa = excluded.resolution_mantissa,"
          + " resolution_exponent = excluded.resolution_exponent,"
          + " source_unit = excluded.source_unit";

  private CatalogueWriter() {}

  /** A plan that can be read, or why it cannot. */
  private sealed interface Read {
    record Plan(SiteDescription plan) implements Read {}

    record Problem(String reason) implements Read {}
  }

  /** The text of a plan, and of which site it is said to be. */
  record Said(SiteId site, String text) {}

  static void write(Connection connection, Arrival arrival, Catalogue catalogue)
      throws SQLException {
    lockGateway(connection, arrival.gateway());
    int building = building(connection, arrival, catalogue);
    boolean latest = isLatest(connection, arrival, building);
    if (!catalogue.plan().isEmpty()) {
      plan(connection, arrival, catalogue, building, latest);
    }
    Map<Integer, Integer> registers = registers(connection, catalogue, building, latest);
    List<Integer> numbers = registers.keySet().stream().sorted().toList();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into catalogue (gateway, digest, building, bytes, numbers, registers)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """)) {
      insert.setString(1, arrival.gateway().value());
      insert.setLong(2, Wire.digestOf(catalogue).bits());
      insert.setInt(3, building);
      insert.setBytes(4, arrival.bytes());
      insert.setObject(5, numbers.stream().mapToInt(Integer::intValue).toArray());
      insert.setObject(6, numbers.stream().mapToInt(registers::get).toArray());
      insert.executeUpdate();
    }
  }

  /** Locks the gateways of all catalogues that one transaction writes, in the order of names. */
  static void lockGateways(Connection connection, List<Ledger.Claim> claims) throws SQLException {
    List<GatewayId> gateways =
        claims.stream()
            .filter(claim -> claim.batch().isPresent())
            .map(Ledger.Claim::opened)
            .filter(Opened.Listed.class::isInstance)
            .map(opened -> opened.arrival().gateway())
            .distinct()
            .sorted(Comparator.comparing(GatewayId::value))
            .toList();
    for (GatewayId gateway : gateways) {
      lockGateway(connection, gateway);
    }
  }

  /**
   * Two catalogues of one gateway are written one after the other. Whoever only names the gateway
   * in another row waits for neither.
   */
  static void lockGateway(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select 1 from gateway where id = ? for no key update")) {
      lock.setString(1, gateway.value());
      lock.execute();
    }
  }

  private static int building(Connection connection, Arrival arrival, Catalogue catalogue)
      throws SQLException {
    Optional<Integer> ofFiles = ofFiles(connection, arrival.gateway());
    if (ofFiles.isPresent()) {
      return ofFiles.get();
    }
    adopt(connection, arrival, catalogue);
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into building (site, gateway, organisation)
            select ?, now.id, now.organisation
            from gateway g join gateway now on now.id = coalesce(g.replaced_by, g.id)
            where g.id = ?
            on conflict (gateway, site) do update set site = excluded.site
            returning id
            """)) {
      upsert.setString(1, catalogue.site().value());
      upsert.setString(2, arrival.gateway().value());
      return key(upsert);
    }
  }

  /** The building whose files come under that name; nothing for a box. */
  private static Optional<Integer> ofFiles(Connection connection, GatewayId gateway)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select files_of from gateway where id = ?")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getObject(1, Integer.class)) : Optional.empty();
      }
    }
  }

  /** A building that had files only, and gets a gateway of its organisation, goes on as it is. */
  private static void adopt(Connection connection, Arrival arrival, Catalogue catalogue)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update building b set gateway = now.id
            from gateway files, gateway g
              join gateway now on now.id = coalesce(g.replaced_by, g.id)
            where g.id = ? and b.site = ? and files.id = b.gateway and files.files_of = b.id
              and b.organisation = now.organisation
              and not exists (
                select from building own where own.gateway = now.id and own.site = b.site)
            """)) {
      update.setString(1, arrival.gateway().value());
      update.setString(2, catalogue.site().value());
      update.executeUpdate();
    }
  }

  /** Notes the catalogue as the building's latest, unless a later one was written before. */
  private static boolean isLatest(Connection connection, Arrival arrival, int building)
      throws SQLException {
    Header header = arrival.header();
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update building b set catalogue_epoch = ours.epoch, catalogue_seq = ?
            from epoch ours where b.id = ? and ours.epoch = ? and not exists (
              select from epoch theirs where theirs.epoch = b.catalogue_epoch
                and (theirs.first_seen, theirs.epoch, b.catalogue_seq)
                  > (ours.first_seen, ours.epoch, ?))
              and not exists (select from gateway where id = ?
                and (replaced_by is not null or files_of is not null))
            """)) {
      update.setLong(1, header.seq());
      update.setInt(2, building);
      update.setLong(3, header.epoch());
      update.setLong(4, header.seq());
      // What is rescued of a box that was replaced, and a file, say nothing of what is installed.
      update.setString(5, arrival.gateway().value());
      return update.executeUpdate() > 0;
    }
  }

  private static void plan(
      Connection connection, Arrival arrival, Catalogue catalogue, int building, boolean latest)
      throws SQLException {
    Digest digest = Digest.of(catalogue.plan().getBytes(StandardCharsets.UTF_8));
    Totals totals = Totals.of(connection, building).with(catalogue);
    Optional<String> problem =
        follow(connection, building, totals, new Said(catalogue.site(), catalogue.plan()), latest);
    problem.ifPresent(reason -> log.warn("plan cannot be followed {} reason={}", arrival, reason));
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into site_plan (building, version, digest, body, problem, epoch, seq)
            select ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ? from site_plan
            where building = ?
            having not coalesce(
              (array_agg(digest order by version desc))[1] = ?, false)
            """)) {
      insert.setInt(1, building);
      insert.setLong(2, digest.bits());
      insert.setString(3, catalogue.plan().replace('\0', '\uFFFD'));
      insert.setString(4, problem.map(reason -> reason.replace('\0', '?')).orElse(null));
      insert.setLong(5, arrival.header().epoch());
      insert.setLong(6, arrival.header().seq());
      insert.setInt(7, building);
      insert.setLong(8, digest.bits());
      insert.executeUpdate();
    }
  }

  /**
   * Writes what a plan says of its building; why it cannot be followed, if so.
   *
   * @param totals what its meters count: two that count the same at one point are refused.
   * @param latest whether it is the building's plan in force; another one is only looked at.
   */
  static Optional<String> follow(
      Connection connection, int building, Totals totals, Said said, boolean latest)
      throws SQLException {
    return switch (read(said, totals)) {
      case Read.Plan read ->
          latest ? refused(connection, building, read.plan) : Optional.<String>empty();
      case Read.Problem unreadable -> Optional.of(unreadable.reason);
    };
  }

  /** Writes what the plan says; why the database refuses it, if it does: then nothing of it. */
  private static Optional<String> refused(Connection connection, int building, SiteDescription plan)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      new PlanWriter(connection, building).write(plan);
      return Optional.empty();
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(before);
      return Optional.of("the database refuses it: " + Failure.reason(failed));
    } finally {
      connection.releaseSavepoint(before);
    }
  }

  /** The catalogue has the registers: what a profile says, the collector need not know. */
  private static Read read(Said said, Totals totals) {
    SiteId site = said.site;
    try {
      SiteDescription plan = SitePlans.describe("plan of " + site, said.text, totals::of);
      return plan.site().equals(site)
          ? new Read.Plan(plan)
          : new Read.Problem("it is the plan of " + plan.site());
    } catch (DocumentException refused) {
      return new Read.Problem(String.valueOf(refused.getMessage()));
    }
  }

  /** A key for each number; meters that the plan does not name are made without a point. */
  private static Map<Integer, Integer> registers(
      Connection connection, Catalogue catalogue, int building, boolean latest)
      throws SQLException {
    Map<Integer, Integer> registers = new HashMap<>();
    try (PreparedStatement meter =
            connection.prepareStatement(
                """
                insert into meter (building, name) values (?, ?)
                on conflict (building, name) do update set name = excluded.name returning id
                """);
        PreparedStatement register =
            connection.prepareStatement(
                """
                insert into register (meter, name, quantity, step, resolution_mantissa,
                  resolution_exponent, source_unit)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (meter, name) do update set
                """
                    + (latest ? DESCRIBED : "name = excluded.name")
                    + " returning id")) {
      Map<String, Integer> meters = new HashMap<>();
      for (Catalogue.Entry entry : catalogue.entries()) {
        Integer meterKey = meters.get(entry.meter().value());
        if (meterKey == null) {
          meter.setInt(1, building);
          meter.setString(2, entry.meter().value());
          meterKey = key(meter);
          meters.put(entry.meter().value(), meterKey);
        }
        register.setInt(1, meterKey);
        describe(register, entry);
        registers.put(entry.number(), key(register));
      }
    }
    return registers;
  }

  private static void describe(PreparedStatement register, Catalogue.Entry entry)
      throws SQLException {
    register.setString(2, entry.register().toString());
    register.setString(3, entry.register().quantity().id());
    register.setString(4, entry.register().quantity().step().symbol());
    register.setInt(5, entry.resolution().mantissa());
    register.setInt(6, entry.resolution().exponent());
    register.setString(7, entry.unit().symbol());
  }

  static int key(PreparedStatement upsert) throws SQLException {
    try (ResultSet row = upsert.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
