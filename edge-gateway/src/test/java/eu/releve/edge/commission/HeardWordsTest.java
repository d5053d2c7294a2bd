package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.MeterId;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words that were heard around a display and are no values, on a clock that the test moves. */
class HeardWordsTest {
  private static final MeterId METER = new MeterId("e1");
  private static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" } ]
      points: [ { id: flat-a, name: "Appartement 1A" } ]
      meters:
        - { id: e1, point: flat-a, bus: cellar, unit: 2, from: 2025-01-01,
            registers: [ { is: active-energy-import, function: 3, at: 4, type: float32, unit: kWh, resolution: 0.1 } ] }
      """;

  /** 12,345.6 kWh as a float, its words exchanged: without them -2.7E23 kWh, which is no value. */
  private static final String EXCHANGED = "E6664640";

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();

  private void type(Commissioning commissioning, String display) {
    clock.advance(1_000);
    Line unused = commissioning.enter(METER, display, Optional.empty(), Optional.empty());
  }

  private void look(Commissioning commissioning) {
    clock.advance(1_000);
    commissioning.look();
  }

  private static Verdict verdict(Commissioning commissioning) {
    return commissioning.line(METER).orElseThrow().verdict();
  }

  @Test
  @DisplayName("G10: a wrong order that gives no reading is told, and over a restart")
  void wordsThatAreNoValueAreEnough() throws Exception {
    Path file = folder.resolve("state.db");
    PlayedCellar cellar = new PlayedCellar(PLAN, clock);
    Verdict told = new Verdict.Differs(new Cause.WordOrder(WordOrder.LOW_FIRST, 12_345_600));
    try (StateFile state = StateFile.open(file)) {
      Commissioning commissioning = cellar.commissioning(state, folder);
      cellar.answers("e1", 0, "00000000" + "00000000" + EXCHANGED);
      type(commissioning, "12345.6");
      look(commissioning);
      assertThat(verdict(commissioning)).as("not the words before").isEqualTo(new Verdict.Waits());
    }
    clock.reboot();
    cellar.forget();
    try (StateFile state = StateFile.open(file)) {
      Commissioning commissioning = cellar.commissioning(state, folder);
      cellar.answers("e1", 4, EXCHANGED);
      look(commissioning);
      assertThat(verdict(commissioning)).isEqualTo(told);
    }
    try (StateFile state = StateFile.open(file)) {
      assertThat(verdict(cellar.commissioning(state, folder))).isEqualTo(told);
    }
  }

  @Test
  void wordsThatExplainNothingLeaveADisplayWaiting() throws Exception {
    PlayedCellar cellar = new PlayedCellar(PLAN, clock);
    Commissioning commissioning = cellar.commissioning(Notebook.inMemory(), folder);
    cellar.answers("e1", 4, EXCHANGED);
    type(commissioning, "12354.6");
    clock.advance(1_000);
    cellar.answers("e1", 4, EXCHANGED);
    look(commissioning);
    assertThat(verdict(commissioning)).isEqualTo(new Verdict.Waits());
    clock.advance(1_000);
    cellar.says("e1", "active-energy-import", 12_345_600);
    look(commissioning);
    assertThat(verdict(commissioning)).isEqualTo(new Verdict.Again());
  }

  @Test
  void aMeterWithoutWordsBeforeIsToBeTypedOnceMore() throws Exception {
    PlayedCellar cellar = new PlayedCellar(PLAN, clock);
    Commissioning commissioning = cellar.commissioning(Notebook.inMemory(), folder);
    type(commissioning, "12345.6");
    clock.advance(1_000);
    cellar.answers("e1", 4, EXCHANGED);
    cellar.says("e1", "active-energy-import", 7);
    look(commissioning);
    assertThat(verdict(commissioning)).isEqualTo(new Verdict.Again());
  }
}
