package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastTest {
  private static final SitePlan PLAN = SamplePlan.of(1, 2);
  private static final LocalDate FROM = SamplePlan.FIRST.plusDays(20);
  private static final LocalDate LEAKS = FROM.plusDays(3);
  private static final RegisterName VOLUME = RegisterName.parse("water-volume");

  @TempDir private Path folder;

  @Test
  void theJournalHoldsWhatTheRecordSaysHourByHourAndNothingAfterTheStart() throws Exception {
    Instant begin = FROM.atStartOfDay(PLAN.zone()).toInstant();
    Instant until = begin.plus(Duration.ofDays(6)).plusSeconds(1_000);
    Map<PointId, Leak> leaks =
        Map.of(new PointId("flat-1b-cold"), new Leak(25, Optional.of(LEAKS)));
    List<Answer> answers = new ArrayList<>();
    Past.Wanted wanted = new Past.Wanted(folder, FROM);
    long written = Past.write(wanted, PLAN, Building.of(PLAN, 7, leaks), answers::addAll, until);
    assertThat(written).isEqualTo(answers.size()).isGreaterThan(144);
    assertThat(answers).noneMatch(answer -> answer.instant().isAfter(until));
    assertThat(journalled()).isEqualTo(byRegister(answers));
    assertThat(Past.write(wanted, PLAN, Building.of(PLAN, 7, leaks), answers::addAll, until))
        .as("a journal that is there stays as it is")
        .isZero();

    NavigableMap<Instant, Long> leaking =
        byRegister(answers)
            .getOrDefault(new Register(new MeterId("w-1b"), VOLUME), new TreeMap<>());
    assertThat(nightLitres(leaking, LEAKS.minusDays(1))).isZero();
    // Three hours of 25 litres, and one flush.
    assertThat(nightLitres(leaking, LEAKS)).isBetween(74L, 90L);
  }

  /** From two to five. */
  private static long nightLitres(NavigableMap<Instant, Long> volume, LocalDate day) {
    Instant two = day.atTime(2, 0).atZone(PLAN.zone()).toInstant();
    long first = volume.ceilingEntry(two).getValue();
    return (volume.ceilingEntry(two.plusSeconds(10_800)).getValue() - first) / 1_000;
  }

  private static Map<Register, NavigableMap<Instant, Long>> byRegister(List<Answer> answers) {
    Map<Register, NavigableMap<Instant, Long>> values = new HashMap<>();
    for (Answer answer : answers) {
      values
          .computeIfAbsent(
              new Register(answer.meter(), answer.register()), first -> new TreeMap<>())
          .put(answer.instant(), answer.value());
    }
    return values;
  }

  private Map<Register, NavigableMap<Instant, Long>> journalled() throws Exception {
    Map<Register, NavigableMap<Instant, Long>> values = new HashMap<>();
    try (Journal journal = Journal.open(folder, ManualClock.trusted())) {
      List<SealedBatch> batches = journal.after(0, 1_000, 1 << 24);
      Catalogue catalogue = Catalogue.EMPTY;
      for (SealedBatch batch : batches) {
        switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), catalogue)) {
          case Catalogue declared -> catalogue = declared;
          case Readings readings -> {
            for (Readings.Row row : readings.rows()) {
              Catalogue.Entry entry =
                  catalogue.entries().stream()
                      .filter(each -> each.number() == row.register())
                      .findFirst()
                      .orElseThrow();
              long millis = row.bootMillis() + batch.header().wallMinusBoot();
              values
                  .computeIfAbsent(
                      new Register(entry.meter(), entry.register()), first -> new TreeMap<>())
                  .put(Instant.ofEpochMilli(millis), row.value());
            }
          }
          default -> throw new AssertionError("a history has no facts");
        }
      }
    }
    return values;
  }
}
