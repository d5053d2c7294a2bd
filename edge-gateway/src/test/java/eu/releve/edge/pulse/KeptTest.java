package eu.releve.edge.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.PulseRegister;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A count over restarts, whatever the plan says then. */
class KeptTest {
  private static final PulseRegister LITRES = water("10", "123456");

  @Test
  void countingBeginsAtWhatTheDisplaySaid() {
    Kept kept = Kept.of(Optional.empty(), LITRES, false);
    assertThat(kept.index().value()).contains(123_456_000L);
    assertThat(kept.news())
        .containsExactly(new Kept.News("pulse-count-begins", "counting begins at 123456 L"));
    assertThat(kept.doubted()).isFalse();
  }

  @Test
  void itGoesOnAfterAnEndInPeaceAndAfterOneWithoutWarningAndTellsThemApart() {
    PulseIndex index = Kept.of(Optional.empty(), LITRES, false).index().counted().counted();
    Kept peace = Kept.of(Optional.of(Kept.stopped(index)), LITRES, false);
    assertThat(peace.index()).isEqualTo(index);
    assertThat(peace.news()).extracting(Kept.News::code).containsExactly("pulses-unwatched");
    Kept cut = Kept.of(Optional.of(Kept.running(index)), LITRES, false);
    assertThat(cut.index()).isEqualTo(index);
    assertThat(cut.news())
        .containsExactly(
            new Kept.News(
                "pulses-missing",
                "ended without warning after 2 pulses were kept: up to 100 more of its last 10 s may"
                    + " be missing, and all while it did not run"));
    assertThat(cut.doubted()).isTrue();
  }

  @Test
  void anotherWeightHoldsFromNowOnAndAnotherStartSetsTheIndex() {
    PulseIndex index = Kept.of(Optional.empty(), LITRES, false).index().counted();
    Kept heavier = Kept.of(Optional.of(Kept.stopped(index)), water("100", "123456.0"), false);
    assertThat(heavier.index().value()).contains(123_466_000L);
    assertThat(heavier.index().counted().value()).contains(123_566_000L);
    assertThat(heavier.news())
        .extracting(Kept.News::code)
        .containsExactly("pulses-unwatched", "pulse-weight-changed");
    Kept moved = Kept.of(Optional.of(Kept.stopped(index)), water("10", "200000"), false);
    assertThat(moved.index().value()).contains(200_000_000L);
    assertThat(moved.index().pulses()).isEqualTo(1);
    assertThat(moved.news())
        .extracting(Kept.News::code)
        .containsExactly("pulses-unwatched", "pulse-index-set");
    // The same plan again changes nothing.
    Kept same =
        Kept.of(Optional.of(Kept.running(moved.index().counted())), water("10", "200000"), false);
    assertThat(same.index().value()).contains(200_010_000L);
  }

  // Billing would see the index fall back by all that was counted, only because litres are now
  // written as cubic metres.
  @Test
  void aPlanThatOnlyWritesItsStartOrItsWeightInAnotherUnitChangesNothing() {
    PulseIndex index = Kept.of(Optional.empty(), LITRES, false).index().counted().counted();
    PulseRegister cubicMetres = water(Unit.M3, "0.010", 1, "123.4560");
    PulseRegister perCubicMetre = water(Unit.M3, "1", 100, "123.456");
    for (PulseRegister same : List.of(cubicMetres, perCubicMetre, water("10.0", "123456.0"))) {
      Kept kept = Kept.of(Optional.of(Kept.stopped(index)), same, false);
      assertThat(kept.news()).extracting(Kept.News::code).containsExactly("pulses-unwatched");
      assertThat(kept.index()).isEqualTo(new PulseIndex(same, 2, index.base(), index.basePulses()));
      assertThat(kept.index().counted().value()).contains(123_486_000L);
    }
    // What the display said was typed meanwhile: it is not undone either.
    PulseIndex typed = index.typed(200_000_000);
    Kept after = Kept.of(Optional.of(Kept.running(typed)), cubicMetres, false);
    assertThat(after.index().value()).contains(200_000_000L);
  }

  // The same number in another unit is another amount.
  @Test
  void aUnitThatChangesWithoutItsNumbersIsAnotherWeightAndAnotherStart() {
    PulseIndex index = Kept.of(Optional.empty(), LITRES, false).index().counted();
    PulseRegister cubicMetres = water(Unit.M3, "10", 1, "123456");
    Kept kept = Kept.of(Optional.of(Kept.stopped(index)), cubicMetres, false);
    assertThat(kept.index().value()).contains(123_456_000_000L);
    assertThat(kept.news())
        .extracting(Kept.News::text)
        .containsExactly(
            "pulses while it did not run are not counted",
            "1 for 10 m3, was 1 for 10 L",
            "the plan's new start: 123456 m3");
  }

  @Test
  void whatIsNoCountIsToldAndCountingBeginsAnew() {
    for (String note :
        new String[] {
          "x state=running",
          "pulses=1 state=stopped",
          Kept.stopped(PulseIndex.beginning(LITRES)).replace("pulses=0", "pulses=-1"),
          Kept.stopped(PulseIndex.beginning(LITRES)).replace("unit=L", "unit=kWh"),
          "later"
        }) {
      Kept kept = Kept.of(Optional.of(note), LITRES, false);
      assertThat(kept.index()).as(note).isEqualTo(PulseIndex.beginning(LITRES));
      assertThat(kept.doubted()).as(note).isTrue();
      assertThat(kept.news())
          .extracting(Kept.News::text)
          .singleElement()
          .asString()
          .contains("anew");
    }
  }

  // Its index goes back to the plan's start: that is not the same as a first installation.
  @Test
  void aCountWhoseFileCouldNotBeReadIsDoubtedAndToldAsLost() {
    Kept first = Kept.of(Optional.empty(), LITRES, false);
    Kept lost = Kept.of(Optional.empty(), LITRES, true);
    assertThat(first.doubted()).isFalse();
    assertThat(lost.doubted()).isTrue();
    assertThat(lost.news()).extracting(Kept.News::code).containsExactly("pulse-count-lost");
  }

  @Test
  void aDisplayThatSaysSomethingElseCountsFromThereOn() {
    PulseRegister energy =
        new PulseRegister(
            RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
            Unit.KWH,
            BigDecimal.ONE,
            800,
            BigDecimal.ZERO);
    PulseIndex index = PulseIndex.beginning(energy);
    for (int i = 0; i < 3; i++) {
      index = index.counted();
    }
    assertThat(index.value()).as("3.75 Wh").contains(4L);
    PulseIndex typed = index.typed(1_000);
    assertThat(typed.value()).contains(1_000L);
    assertThat(typed.counted().counted().value()).as("1,002.5 Wh, half to even").contains(1_002L);
    assertThat(typed.counted().counted().counted().value()).contains(1_004L);
    assertThat(typed.pulses()).isEqualTo(3);
    assertThat(index.typed(Long.MAX_VALUE).counted().value()).isEmpty();
  }

  private static PulseRegister water(String amount, String start) {
    return water(Unit.L, amount, 1, start);
  }

  private static PulseRegister water(Unit unit, String amount, int pulses, String start) {
    return new PulseRegister(
        RegisterName.of(Quantity.WATER_VOLUME),
        unit,
        new BigDecimal(amount),
        pulses,
        new BigDecimal(start));
  }
}
