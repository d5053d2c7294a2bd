package eu.releve.edge.report;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.PlayedCellar;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cellar with two meters, its reports and the authority whose gateway seals them. */
abstract class ReportsOfACellar {
  static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" } ]
      lots: [ { id: 1a, kind: dwelling } ]
      points:
        - { id: main, name: "Général" }
        - { id: flat-a, name: "Appartement 1A", lot: 1a, parent: main }
      meters:
        - { id: e0, point: main, bus: cellar, unit: 1, from: 2025-01-01, profile: eastron-sdm630,
            serial: "4711", mid-year: 2024, seal: "S-1", verify-by: 2034-01-31, place: "cave, tableau 2" }
        - { id: e1, point: flat-a, bus: cellar, unit: 2, from: 2025-01-01, profile: eastron-sdm630 }
      """;
  static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2035-01-01T00:00:00Z");
  private static final Optional<GatewayId> ANY = Optional.empty();

  @TempDir Path folder;

  final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();
  PlayedCellar cellar;
  PlayedAuthority authority;
  Optional<SealKey> key = Optional.empty();
  Reports reports;

  @BeforeEach
  void begin() throws Exception {
    authority = new PlayedAuthority("Test authority");
    cellar = new PlayedCellar(PLAN, clock);
    reports = reports(cellar);
    key = Optional.of(keyOf(authority, "gw-1"));
  }

  Reports reports(PlayedCellar of) {
    return new Reports(
        of.commissioning(notebook, folder),
        new GatewayId("gw-1"),
        () -> key,
        notebook,
        folder.resolve("reports"));
  }

  static SealKey keyOf(PlayedAuthority of, String gateway) throws Exception {
    KeyPair pair = PlayedAuthority.pair();
    return new SealKey(
        new GatewayId(gateway),
        pair.getPrivate(),
        List.of(of.gateway(new X500Name("CN=" + gateway), pair.getPublic(), FROM, UNTIL)));
  }

  void confirm(String meter) {
    Commissioning commissioning = reports.commissioning();
    cellar.says(meter, "active-energy-import", 12_345_600);
    clock.advance(1_000);
    var unused =
        commissioning.enter(new MeterId(meter), "12345.6", Optional.empty(), Optional.empty());
    clock.advance(1_000);
    cellar.says(meter, "active-energy-import", 12_345_650);
    commissioning.look();
  }

  SealCheck.Result check(Path file) throws Exception {
    return SealCheck.of(file, List.of(authority.certificate()), ANY);
  }

  Path sealed() throws Exception {
    return reports.make("A. Dupont", "en").file();
  }
}
