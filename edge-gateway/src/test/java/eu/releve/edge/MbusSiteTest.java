package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.ReadBudget;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.simulate.Truth;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway over TCP with M-Bus meters of which the plan says little, or that must be spared. */
class MbusSiteTest {
  private static final Truth NOTHING = (meter, register, moment) -> java.math.BigDecimal.ZERO;

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();
  private final int port = FreePorts.one();

  @Test
  void aMeterOfWhichThePlanSaysNothingIsLearnedFromItsAnswers() throws Exception {
    SitePlan plan = plan("primary: 5");
    try (Journal journal = Journal.open(folder, clock)) {
      try (SimulatedSite site = site(plan, meter("0c1301000000"))) {
        run(plan, journal, Duration.ofHours(1));
        assertThat(site.answers()).isZero();
      }
      assertThat(catalogues(journal)).containsExactly(List.of(), List.of("water-volume"));
      assertThat(readings(journal)).isEqualTo(5);
      // The meter has got more to say: what it said before keeps its number.
      try (SimulatedSite site = site(plan, meter("0c13020000000259d20a"))) {
        run(plan, journal, Duration.ofHours(1));
        assertThat(site.answers()).isZero();
      }
      assertThat(catalogues(journal))
          .containsExactly(
              List.of(), List.of("water-volume"), List.of("water-volume", "medium-temperature"));
      // Known from before: declared at the start, before anything is asked.
      run(plan, journal, Duration.ZERO);
      assertThat(catalogues(journal)).hasSize(3);
    }
  }

  @Test
  void aMeterIsReadByTheRecordsThatThePlanNames() throws Exception {
    SitePlan plan =
        plan("primary: 5, registers: [ { is: water-volume, unit: m3, resolution: 0.001 } ]");
    try (Journal journal = Journal.open(folder, clock);
        SimulatedSite site = site(plan("primary: 5"), meter("0c13020000000259d20a"))) {
      run(plan, journal, Duration.ofHours(1));
      assertThat(site.answers()).isZero();
      assertThat(catalogues(journal)).containsExactly(List.of("water-volume"));
      assertThat(readings(journal)).isEqualTo(5);
    }
  }

  // Transformers of 200/5 that the meter does not know of: what it counts is a fortieth.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        """
        , registers: [ { is: active-energy-import, unit: kWh, resolution: 0.001 },
              { is: voltage, unit: V, resolution: 1 } ]
        """
      })
  void whatAnElectricityMeterBehindTransformersSaysIsMultipliedWithTheirRatio(String registers)
      throws Exception {
    SitePlan plan = plan("primary: 5, ct: 200/5" + registers.strip());
    byte[] data = HexFormat.of().parseHex("785634122d2c010200000000" + "0403e9030000" + "01fd4964");
    GivenMeter meter = new GivenMeter(List.of(MbusFraming.longFrame(0x08, 5, 0x72, data)));
    try (Journal journal = Journal.open(folder, clock);
        SimulatedSite site = site(plan("primary: 5"), meter)) {
      run(plan, journal, Duration.ofMinutes(20));
      assertThat(site.answers()).isZero();
      Catalogue last = Catalogue.EMPTY;
      List<Long> values = new ArrayList<>();
      for (Body body : bodies(journal)) {
        last = body instanceof Catalogue catalogue ? catalogue : last;
        if (body instanceof Readings readings) {
          readings.rows().forEach(row -> values.add(row.value()));
        }
      }
      assertThat(values).hasSizeGreaterThanOrEqualTo(2).containsOnly(40_040L, 100_000L);
      assertThat(last.entries())
          .extracting(entry -> entry.resolution().inSteps().intValueExact())
          .containsExactly(40, 1_000);
    }
  }

  @Test
  void aMeterWithABatteryIsReadAsOftenAsItMayAndThenSparedWithoutAFault() throws Exception {
    SitePlan plan = plan("primary: 5, mbus: { reads-per-day: 10 }");
    try (Journal journal = Journal.open(folder, clock);
        SimulatedSite site = site(plan, meter("0c1301000000"))) {
      List<MeterView> seen = new ArrayList<>();
      for (int day = 0; day < 3; day++) {
        seen.add(run(plan, journal, Duration.ofHours(23)));
        seen.add(run(plan, journal, Duration.ofHours(1)));
      }
      assertThat(site.answers()).isZero();
      assertThat(readings(journal)).isBetween(22, 25);
      assertThat(seen).anyMatch(MeterView::isSpared);
      assertThat(seen)
          .allMatch(
              view -> view.condition() == Condition.ANSWERS || view.condition() == Condition.NEW);
    }
  }

  @Test
  void aReadingByHandTakesWhatIsKeptForItAndNoMore() throws Exception {
    SitePlan plan = plan("primary: 5, mbus: { reads-per-day: 10 }");
    try (Journal journal = Journal.open(folder, clock);
        SimulatedSite site = site(plan, meter("0c1301000000"))) {
      MeterView spared = run(plan, journal, Duration.ofHours(23));
      assertThat(spared.budget()).hasValue(new ReadBudget.Standing(2, 10, true, true));
      int before = readings(journal);
      var options = GatewayRuntime.Options.USUAL.withWindow(Duration.ZERO);
      for (int times = 1; times <= 3; times++) {
        // A restart between them gives nothing back.
        var belongings = new GatewayRuntime.Belongings(notebook, Keys.NONE);
        try (GatewayRuntime runtime =
            GatewayRuntime.of(plan, journal, clock, options, belongings)) {
          assertThat(runtime.readNow(new MeterId("w1"))).isTrue();
          assertThat(runtime.readNow(new MeterId("stranger"))).isFalse();
          assertThat(runtime.nextDueBootMillis()).isEqualTo(clock.bootMillis());
          runtime.cycle(clock.bootMillis());
        }
        assertThat(readings(journal)).isEqualTo(before + Math.min(times, 2));
      }
      assertThat(site.answers()).isZero();
    }
  }

  /** Runs a gateway for that time, as if it had been started anew; the meter as it is then. */
  private MeterView run(SitePlan plan, Journal journal, Duration time) throws Exception {
    var options = GatewayRuntime.Options.USUAL.withWindow(Duration.ZERO);
    var belongings = new GatewayRuntime.Belongings(notebook, Keys.NONE);
    try (GatewayRuntime runtime = GatewayRuntime.of(plan, journal, clock, options, belongings)) {
      long end = clock.bootMillis() + time.toMillis();
      for (long next = runtime.nextDueBootMillis();
          next <= end && !time.isZero();
          next = runtime.nextDueBootMillis()) {
        clock.advance(next - clock.bootMillis());
        runtime.cycle(clock.bootMillis());
      }
      clock.advance(end - clock.bootMillis());
      return runtime.view().getFirst().meters().getFirst();
    }
  }

  private SimulatedSite site(SitePlan plan, GivenMeter meter) throws Exception {
    return SimulatedSite.start(
        plan,
        NOTHING,
        () -> Instant.ofEpochMilli(clock.wallMillis()),
        answers -> {},
        Map.of(new BusId("boiler"), List.of(meter)));
  }

  private static GivenMeter meter(String records) {
    byte[] data = HexFormat.of().parseHex("785634122d2c010700000000" + records);
    return new GivenMeter(List.of(MbusFraming.longFrame(0x08, 5, 0x72, data)));
  }

  private SitePlan plan(String meter) throws Exception {
    String text =
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: boiler, mbus: "tcp://127.0.0.1:%d", baud: 2400 } ]
        points: [ { id: cold, name: "Eau froide" } ]
        meters:
          - { id: w1, point: cold, bus: boiler, from: 2025-01-01, period: 15m, %s }
        """
            .formatted(port, meter);
    return SitePlans.load("plan.yaml", text, Profiles.bundled());
  }

  private static List<List<String>> catalogues(Journal journal) throws Exception {
    List<List<String>> catalogues = new ArrayList<>();
    for (Body body : bodies(journal)) {
      if (body instanceof Catalogue catalogue) {
        catalogues.add(
            catalogue.entries().stream().map(entry -> entry.register().toString()).toList());
      }
    }
    return catalogues;
  }

  private static int readings(Journal journal) throws Exception {
    int count = 0;
    for (Body body : bodies(journal)) {
      count += body instanceof Readings readings ? readings.rows().size() : 0;
      assertThat(body).isNotInstanceOf(Facts.class);
    }
    return count;
  }

  private static List<Body> bodies(Journal journal) throws Exception {
    List<Body> bodies = new ArrayList<>();
    Optional<Catalogue> inForce = Optional.empty();
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      Body body =
          Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce.orElse(Catalogue.EMPTY));
      if (body instanceof Catalogue catalogue) {
        inForce = Optional.of(catalogue);
      }
      bodies.add(body);
    }
    return bodies;
  }
}
