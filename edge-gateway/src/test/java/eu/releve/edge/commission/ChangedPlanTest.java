package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A display that was compared counts for the meter as the plan had it then. */
class ChangedPlanTest {
  private static final String PLAN =
      CommissioningTest.PLAN.replace("eastron-sdm630,\n      ct", "eastron-sdm630, ct");
  private static final String IMPORT = "active-energy-import";
  private static final MeterId MAIN = new MeterId("e0");
  private static final MeterId WATER = new MeterId("w1");

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();
  private PlayedCellar cellar;
  private Commissioning commissioning;

  @BeforeEach
  void confirm() throws Exception {
    cellar = new PlayedCellar(PLAN, clock);
    commissioning = cellar.commissioning(notebook, folder);
    confirm(MAIN, IMPORT, 12_345_600, "12345.6");
    confirm(WATER, "water-volume", 777_000_000, "777");
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
    assertThat(verdict(WATER)).isEqualTo(new Verdict.Agrees());
  }

  private void confirm(MeterId meter, String register, long value, String typed) {
    cellar.says(meter.value(), register, value);
    type(meter, typed);
    clock.advance(1_000);
    cellar.says(meter.value(), register, value);
    commissioning.look();
  }

  private void type(MeterId meter, String typed) {
    clock.advance(1_000);
    Line unused = commissioning.enter(meter, typed, Optional.empty(), Optional.empty());
  }

  private Line line(MeterId meter) {
    return commissioning.line(meter).orElseThrow();
  }

  private Verdict verdict(MeterId meter) {
    return line(meter).verdict();
  }

  private void follow(String was, String is) throws Exception {
    assertThat(PLAN).contains(was);
    cellar.follows(PLAN.replace(was, is));
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ct: 200/5|ct: 250/5",
        "ct: 200/5|vt: 20000/100",
        "profile: eastron-sdm630, ct|profile: eastron-sdm120, ct",
        "serial: \"4711\"|serial: \"4712\"",
        "point: main, bus|point: flat-a, bus",
        "bus: cellar, unit: 1, from|bus: cellar, unit: 9, from",
        "unit: 1, from: 2025-01-01|unit: 1, from: 2025-06-01",
        "tcp://127.0.0.1:1|tcp://127.0.0.1:2"
      })
  void aChangeOfWhatIsReadAsksForTheDisplayAgain(String was, String is) throws Exception {
    follow(was, is);
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Changed(true));
    assertThat(verdict(MAIN).isConfirmed()).isFalse();
    assertThat(verdict(MAIN).isWrong()).isFalse();
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "at: 0, type: u32|at: 2, type: u32",
        "type: u32, unit: L|type: u32, scale: 10, unit: L",
        "type: u32, unit: L|type: u32, unit: m3",
        "type: u32, unit: L|type: i32, unit: L",
        "is: water-volume, function: 3|is: water-volume, function: 4",
      })
  void aRegisterThatIsReadOtherwiseAsksForTheDisplayAgain(String was, String is) throws Exception {
    follow(was, is);
    assertThat(verdict(WATER)).isEqualTo(new Verdict.Changed(true));
    assertThat(verdict(MAIN)).as("of others nothing changed").isEqualTo(new Verdict.Agrees());
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "name: \"Général\"|name: \"Compteur général\"",
        "place: \"cave\"|place: \"rez\", access: \"clé\"",
        "seal: \"S-1\"|seal: \"S-2\"",
        "verify-by: 2034-01-01|verify-by: 2035-01-01",
        "ct: 200/5|ct: 200/5, period: 1m",
        "bus: cellar, unit: 3, from|bus: cellar, unit: 8, from"
      })
  void aNameANoteOrAnotherMeterChangesNothing(String was, String is) throws Exception {
    follow(was, is);
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
    assertThat(verdict(WATER)).isEqualTo(new Verdict.Agrees());
  }

  @Test
  void aPlanThatGoesBackBringsItsConfirmationsBack() throws Exception {
    follow("ct: 200/5", "ct: 250/5");
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Changed(true));
    cellar.follows(PLAN);
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
  }

  @Test
  void typedAgainItIsConfirmedAsThePlanHasItNow() throws Exception {
    follow("ct: 200/5", "ct: 250/5");
    confirm(MAIN, IMPORT, 15_432_000, "15432.0");
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
    cellar.follows(PLAN);
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Changed(true));
  }

  @Test
  void whatWaitsForAReadingDoesNotTakeOneOfAnotherPlan() throws Exception {
    type(MAIN, "12345.6");
    follow("unit: 1, from", "unit: 9, from");
    clock.advance(1_000);
    cellar.says("e0", IMPORT, 99_000_000);
    commissioning.look();
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Changed(false));
    assertThat(line(MAIN).entry().orElseThrow().after()).isEmpty();
    cellar.follows(PLAN);
    clock.advance(1_000);
    commissioning.look();
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Waits());
    clock.advance(1_000);
    cellar.says("e0", IMPORT, 12_345_600);
    commissioning.look();
    assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
  }

  @Test
  void whatWasTypedIsShownInItsOwnQuantityWhereAnotherIsCountedNow() throws Exception {
    follow(
        "is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }\n  - { id: old",
        "is: gas-volume, function: 3, at: 0, type: u32, unit: L } ] }\n  - { id: old");
    CommissionWords words = CommissionWords.in("en");
    Line line = line(WATER);
    Entry entry = line.entry().orElseThrow();
    assertThat(line.verdict()).isEqualTo(new Verdict.Changed(true));
    assertThat(line.subject().register()).contains(RegisterName.parse("gas-volume"));
    assertThat(words.reading(entry, entry.before().orElseThrow())).isEqualTo("777\u00a0m³");
    assertThat(words.verdict(line, commissioning.plan()))
        .startsWith("To be confirmed again: it was confirmed, but since then the plan reads");
    assertThat(CommissionWords.in("fr").verdict(line, commissioning.plan()))
        .startsWith("À confirmer à nouveau\u00a0: il était confirmé, mais depuis, le plan");
  }

  @Test
  void whatAnEarlierVersionKeptCountsForThePlanThatItIsFoundWith() throws Exception {
    Path file = folder.resolve("state.db");
    try (StateFile state = StateFile.open(file)) {
      String kept = notebook.find("commission-display", "e0").orElseThrow();
      String earlier = kept.replaceAll(",\"footing\":\"[0-9a-f]{16}\",\"confirmed\":\"true\"", "");
      assertThat(earlier).isNotEqualTo(kept).doesNotContain("footing");
      assertThat(state.writeNow("commission-display", "e0", earlier)).isTrue();
      commissioning = cellar.commissioning(state, folder);
      assertThat(verdict(MAIN)).isEqualTo(new Verdict.Agrees());
    }
    follow("ct: 200/5", "ct: 250/5");
    try (StateFile state = StateFile.open(file)) {
      commissioning = cellar.commissioning(state, folder);
      assertThat(verdict(MAIN)).isEqualTo(new Verdict.Changed(true));
    }
  }

  @Test
  void aSumDoesNotAddUpWhatTwoPlansCounted() throws Exception {
    cellar.says("e0", IMPORT, 20_000_000);
    cellar.says("e1", IMPORT, 0);
    cellar.says("e2", IMPORT, 0);
    clock.advance(61_000);
    commissioning.look();
    clock.advance(Duration.ofDays(10).toMillis());
    follow("ct: 200/5", "ct: 250/5");
    cellar.says("e0", IMPORT, 25_000_000);
    cellar.says("e1", IMPORT, 100_000);
    cellar.says("e2", IMPORT, 100_000);
    SumCheck check = commissioning.sums().checks().getFirst();
    assertThat(check.kind()).isEqualTo(SumCheck.Kind.UNKNOWN);
    assertThat(check.unknown()).containsExactly(MAIN);
  }

  @Test
  void aSumThatAnEarlierVersionBeganGoesOn() {
    assertThat(Snapshot.parse("e0 5 0 1000\n").of(MAIN).orElseThrow().footing()).isEmpty();
    Snapshot.Count now = new Snapshot.Count(9, 0, 2_000, Optional.of(new Footing("0".repeat(16))));
    assertThat(now.continues(Snapshot.parse("e0 5 0 1000\n").of(MAIN).orElseThrow())).isTrue();
    assertThat(Snapshot.parse("e0 9 0 2000 0000000000000000\n").of(MAIN)).contains(now);
  }

  /** If these change, all meters of all buildings are to be confirmed again by an update. */
  @Test
  void aFootingIsTheSameInEveryVersion() {
    assertThat(line(MAIN).entry().orElseThrow().basis().orElseThrow().footing().digest())
        .isEqualTo("8c60baf74853629c");
    assertThat(line(WATER).entry().orElseThrow().basis().orElseThrow().footing().digest())
        .isEqualTo("081ca90f3a8d1f73");
  }
}
