package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InstallationTest {
  // One SDM630 takes several requests; thirty of them each second are far too many at 9600 baud.
  @Test
  void aSerialLineKnowsWhatShareOfItsTimeItsMetersNeed() throws Exception {
    BusBudget slow = budget(30, "1m");
    BusBudget fast = budget(30, "1s");
    assertThat(slow.loads()).hasSize(30);
    assertThat(slow.isKept()).isTrue();
    assertThat(fast.isKept()).isFalse();
    assertThat(slow.neededPercent()).isEqualTo(Math.ceilDiv(fast.neededPercent(), 60));
  }

  @Test
  void theLimitOfACounterIsThatOfTheMetersPlate() throws Exception {
    RegisterName energy = RegisterName.parse("active-energy-import");
    CounterLimit limit = line(1, "1m").meters().getFirst().limits().of(energy).orElseThrow();
    assertThat(limit.allows(0, 897, 60_000)).isTrue();
    assertThat(limit.allows(0, 1_200, 60_000)).isFalse();
  }

  // The gateway runs on while transformers are changed.
  @Test
  void ofTwoMetersWithOneAddressTheOneOfTheDayIsInstalled() throws Exception {
    AtomicReference<Optional<LocalDate>> today =
        new AtomicReference<>(Optional.of(LocalDate.of(2026, 5, 31)));
    SitePlan site =
        SitePlans.load(
            "plan.yaml",
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: "tcp://127.0.0.1:1", baud: 9600 } ]
            points: [ { id: p1, name: "P" } ]
            meters:
              - { id: m1, point: p1, bus: cellar, unit: 1, profile: eastron-sdm630, ct: 200/5, from: 2025-01-01, to: 2026-06-01 }
              - { id: m2, point: p1, bus: cellar, unit: 1, profile: eastron-sdm630, ct: 400/5, from: 2026-06-01 }
            """,
            Profiles.bundled());
    List<PolledMeter> meters = lines(new Installation(site, today::get)).getFirst().meters();
    assertThat(meters).extracting(PolledMeter::isInstalled).containsExactly(true, false);
    today.set(Optional.of(LocalDate.of(2026, 6, 1)));
    assertThat(meters).extracting(PolledMeter::isInstalled).containsExactly(false, true);
    today.set(Optional.empty());
    assertThat(meters).extracting(PolledMeter::isInstalled).containsExactly(false, true);
  }

  private static BusBudget budget(int meters, String period) throws Exception {
    return line(meters, period).budget().orElseThrow();
  }

  private static Line line(int meters, String period) throws Exception {
    StringBuilder plan =
        new StringBuilder(
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: "tcp://127.0.0.1:1", baud: 9600 } ]
            points: [ { id: p1, name: "P" } ]
            meters:
            """);
    for (int i = 1; i <= meters; i++) {
      plan.append(
          "  - { id: m%d, point: p1, bus: cellar, unit: %d, profile: eastron-sdm630, from: 2025-01-01, period: %s, rating: { phases: 3, current: 65 } }\n"
              .formatted(i, i, period));
    }
    SitePlan site = SitePlans.load("plan.yaml", plan.toString(), Profiles.bundled());
    return lines(new Installation(site, Optional.empty())).getFirst();
  }

  private static List<Line> lines(Installation installation) {
    Map<Register, Integer> numbers = new HashMap<>();
    for (Declared declared : installation.registers()) {
      numbers.put(declared.register(), numbers.size() + 1);
    }
    return installation.lines(
        numbers,
        new Installation.Manners(
            Duration.ofSeconds(1), ManualClock.trusted(), Notebook.inMemory()));
  }
}
