package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sub-meters against their main meter. */
class SumCheckTest {
  private static final long DAY = 86_400_000;
  private static final SumGroup GROUP = group(3, false);

  private static SumGroup group(int subs, boolean nets) {
    return new SumGroup(
        new PointId("main"),
        "Général",
        Quantity.ACTIVE_ENERGY_IMPORT,
        Unit.KWH,
        List.of(part("m1", nets)),
        IntStream.rangeClosed(1, subs).mapToObj(i -> part("s" + i, nets)).toList());
  }

  private static SumGroup.Part part(String id, boolean nets) {
    return new SumGroup.Part(new MeterId(id), id, BigDecimal.TEN, nets);
  }

  private static Snapshot at(long millis, Map<String, Long> values) {
    Map<MeterId, Snapshot.Count> counts = new HashMap<>();
    values.forEach(
        (id, value) ->
            counts.put(new MeterId(id), new Snapshot.Count(value, 0, millis, Optional.empty())));
    return new Snapshot(counts);
  }

  private static SumCheck check(Map<String, Long> last) {
    Map<String, Long> first = Map.of("m1", 1_000L, "s1", 50L, "s2", 0L, "s3", 7_000L);
    return SumCheck.of(GROUP, at(0, first), at(DAY, last), 3);
  }

  @Test
  void whatAddsUpFits() {
    SumCheck check = check(Map.of("m1", 101_000L, "s1", 30_050L, "s2", 40_000L, "s3", 36_000L));
    assertThat(check.kind()).isEqualTo(SumCheck.Kind.FITS);
    assertThat(check.main()).isEqualByComparingTo("100000");
    assertThat(check.subs()).isEqualByComparingTo("99000");
    // Four registers of 10 Wh at both ends, and 3 % of 100 kWh.
    assertThat(check.tolerance()).isEqualByComparingTo("3080");
  }

  @Test
  void whatIsMissingBelowIsNamedAndIsNoFault() {
    SumCheck check = check(Map.of("m1", 101_000L, "s1", 30_050L, "s2", 40_000L, "s3", 7_000L));
    assertThat(check.kind()).isEqualTo(SumCheck.Kind.REST);
    assertThat(check.rest()).isEqualByComparingTo("30000");
    assertThat(check.restPercent()).isEqualTo(30);
    assertThat(check.isWrong()).isFalse();
  }

  @Test
  void moreBelowThanAboveIsAFaultEvenIfAnotherIsUnknown() {
    SumCheck check = check(Map.of("m1", 101_000L, "s1", 80_050L, "s2", 40_000L));
    assertThat(check.kind()).isEqualTo(SumCheck.Kind.MORE);
    assertThat(check.isWrong()).isTrue();
    assertThat(check.unknown()).containsExactly(new MeterId("s3"));
  }

  @Test
  void aMeterThatWasNotReadOrFellMakesItUnknown() {
    assertThat(check(Map.of("m1", 101_000L, "s1", 30_050L, "s2", 40_000L)).kind())
        .isEqualTo(SumCheck.Kind.UNKNOWN);
    SumCheck fell = check(Map.of("m1", 101_000L, "s1", 0L, "s2", 40_000L, "s3", 36_000L));
    assertThat(fell.kind()).isEqualTo(SumCheck.Kind.UNKNOWN);
    assertThat(fell.unknown()).containsExactly(new MeterId("s1"));
    assertThat(check(Map.of("s1", 90L, "s2", 10L, "s3", 7_010L)).kind())
        .isEqualTo(SumCheck.Kind.UNKNOWN);
  }

  @Test
  void littleConsumptionAndReadingsThatLieApartTellNothing() {
    assertThat(check(Map.of("m1", 1_050L, "s1", 60L, "s2", 20L, "s3", 7_010L)).kind())
        .isEqualTo(SumCheck.Kind.TOO_SHORT);
    Snapshot from = at(0, Map.of("m1", 0L, "s1", 0L, "s2", 0L, "s3", 0L));
    Map<MeterId, Snapshot.Count> apart =
        new HashMap<>(at(DAY, Map.of("m1", 90_000L, "s1", 30_000L, "s2", 30_000L)).counts());
    apart.put(new MeterId("s3"), new Snapshot.Count(20_000, 0, DAY / 2, Optional.empty()));
    assertThat(SumCheck.of(GROUP, from, new Snapshot(apart), 3).kind())
        .isEqualTo(SumCheck.Kind.TOO_SHORT);
  }

  // A quarter of an hour apart in a day: the main meter may have used a hundredth of it meanwhile.
  @Test
  void readingsThatLieALittleApartWidenTheTolerance() {
    Snapshot from = at(0, Map.of("m1", 0L, "s1", 0L, "s2", 0L, "s3", 0L));
    Map<MeterId, Snapshot.Count> apart =
        new HashMap<>(at(DAY, Map.of("m1", 100_000L, "s1", 30_000L, "s2", 30_000L)).counts());
    apart.put(new MeterId("s3"), new Snapshot.Count(36_000, 0, DAY - 900_000, Optional.empty()));
    SumCheck check = SumCheck.of(GROUP, from, new Snapshot(apart), 3);
    assertThat(check.kind()).isEqualTo(SumCheck.Kind.FITS);
    assertThat(check.tolerance()).isGreaterThan(BigDecimal.valueOf(4_080));
  }

  @Test
  void whatASolarRoofFeedsInIsTakenOff() {
    SumGroup nets = group(2, true);
    Map<MeterId, Snapshot.Count> last =
        Map.of(
            new MeterId("m1"), new Snapshot.Count(20_000, 30_000, DAY, Optional.empty()),
            new MeterId("s1"), new Snapshot.Count(40_000, 0, DAY, Optional.empty()),
            new MeterId("s2"), new Snapshot.Count(0, 50_000, DAY, Optional.empty()));
    Snapshot from = at(0, Map.of("m1", 0L, "s1", 0L, "s2", 0L));
    assertThat(SumCheck.of(nets, from, new Snapshot(last), 3).kind()).isEqualTo(SumCheck.Kind.FITS);
  }

  @Test
  void whatAddsUpFitsWhateverRegistersLeaveOut() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      SumGroup group = group(1 + random.nextInt(20), false);
      Map<String, Long> first = new HashMap<>();
      Map<String, Long> last = new HashMap<>();
      long begun = random.nextLong(1_000_000_000);
      long sum = 0;
      for (SumGroup.Part part : group.subs()) {
        long start = random.nextLong(1_000_000_000);
        long used = random.nextLong(1_000_000);
        sum += used;
        first.put(part.meter().value(), start / 10 * 10);
        last.put(part.meter().value(), (start + used) / 10 * 10);
      }
      first.put("m1", begun / 10 * 10);
      last.put("m1", (begun + sum) / 10 * 10);
      SumCheck check = SumCheck.of(group, at(0, first), at(DAY, last), 0);
      assertThat(check.kind())
          .as("seed %d, %d: %s", seed, i, check)
          .isIn(SumCheck.Kind.FITS, SumCheck.Kind.TOO_SHORT);
    }
  }

  @Test
  void aPlansParentsMakeTheGroupsAndAPointWithoutAMeterIsLookedThrough() throws Exception {
    SitePlan plan =
        SitePlans.load(
            "plan.yaml",
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" } ]
            points:
              - { id: main, name: "Général" }
              - { id: stair, name: "Cage A", parent: main }
              - { id: flat, name: "1A", parent: stair }
              - { id: lift, name: "Ascenseur", parent: main }
              - { id: water, name: "Eau", parent: main }
            meters:
              - { id: m1, point: main, bus: cellar, unit: 1, from: 2025-01-01, profile: abb-b23 }
              - { id: f1, point: flat, bus: cellar, unit: 2, from: 2025-01-01, profile: abb-b23 }
              - { id: l1, point: lift, bus: cellar, unit: 3, from: 2025-01-01, profile: abb-b23 }
              - { id: w1, point: water, bus: cellar, unit: 4, from: 2025-01-01,
                  registers: [ { is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }
            """,
            Profiles.bundled());
    List<Subject> subjects =
        plan.meters().stream().map(meter -> Subject.of(plan, meter, List.of())).toList();
    List<SumGroup> groups = SumGroup.of(plan, subjects);
    assertThat(groups).hasSize(1);
    assertThat(groups.getFirst().subs())
        .extracting(part -> part.meter().value())
        .containsExactly("f1", "l1");
    assertThat(groups.getFirst().unit()).isEqualTo(Unit.KWH);
  }
}
