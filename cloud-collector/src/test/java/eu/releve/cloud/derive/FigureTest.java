package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sum says of its quality; the names begin with the vector that a test shows. */
class FigureTest {
  private static final long QUARTER = QuarterHour.MILLIS;
  private static final Stretch DAY = new Stretch(0, 96 * QUARTER);

  private static QuarterHour quarter(int number, long consumption, Status status) {
    return new QuarterHour(number * QUARTER, consumption, (int) QUARTER, status, 15);
  }

  /** A day in which the quarter-hours from one to another were not measured. */
  private static Figure day(int from, int to, Status status) {
    List<QuarterHour> quarters = new ArrayList<>();
    for (int i = 0; i < 96; i++) {
      quarters.add(quarter(i, 10, i >= from && i < to ? status : Status.MEASURED));
    }
    return Figure.of(DAY, quarters);
  }

  @Test
  void a7CoverageIsTheMeasuredShareOfTheTime() {
    Figure figure = day(24, 48, Status.INTERPOLATED);
    assertThat(figure.coverage()).isEqualByComparingTo("0.75");
    assertThat(figure.enclosedMillis()).isEqualTo(96 * QUARTER);
    assertThat(day(0, 0, Status.MEASURED).coverage()).isEqualByComparingTo("1");
    assertThat(Figure.of(DAY, List.of()).coverage()).isZero();
  }

  @Test
  void a7TheEstimatedShareIsThatOfTheConsumption() {
    assertThat(day(24, 48, Status.INTERPOLATED).estimatedShare()).isEqualByComparingTo("0.25");
    assertThat(day(0, 0, Status.MEASURED).estimatedShare()).isZero();
    assertThat(Figure.of(DAY, List.of(quarter(0, 0, Status.INTERPOLATED))).estimatedShare())
        .isZero();
  }

  // 0.9 of 96 quarter-hours are 86.4.
  @Test
  void a7ACoverageBelowNineTenthsIsNotCompared() {
    assertThat(day(0, 9, Status.INTERPOLATED).isComparable()).isTrue();
    assertThat(day(0, 10, Status.INTERPOLATED).isComparable()).isFalse();
  }

  @Test
  void a7MoreThanATenthIsShownAsAnEstimateAndMoreThanHalfIsNotBilled() {
    assertThat(day(0, 9, Status.INTERPOLATED).isShownAsEstimate()).isFalse();
    assertThat(day(0, 10, Status.INTERPOLATED).isShownAsEstimate()).isTrue();
    assertThat(day(0, 48, Status.INTERPOLATED).isBillable()).isTrue();
    assertThat(day(0, 49, Status.INTERPOLATED).isBillable()).isFalse();
  }

  @Test
  void a7StatesAreOrderedFromTheBestToTheWorst() {
    assertThat(Status.values())
        .containsExactly(
            Status.MEASURED,
            Status.ROLLOVER,
            Status.INTERPOLATED,
            Status.SUBSTITUTED,
            Status.ESTIMATED_SHAPE,
            Status.ESTIMATED_FULL,
            Status.EDITED,
            Status.UNCERTAIN,
            Status.MISSING);
    for (int i = 1; i < Status.values().length; i++) {
      assertThat(Status.values()[i].code()).isGreaterThan(Status.values()[i - 1].code());
    }
    assertThat(day(3, 4, Status.ROLLOVER).status()).isEqualTo(Status.ROLLOVER);
    assertThat(day(3, 4, Status.ROLLOVER).coverage()).isEqualByComparingTo("1");
    assertThat(day(3, 4, Status.UNCERTAIN).status()).isEqualTo(Status.UNCERTAIN);
  }

  @Test
  void a3AGapWithinAPeriodLeavesItsTotalMeasured() {
    assertThat(day(24, 48, Status.INTERPOLATED).status()).isEqualTo(Status.INTERPOLATED);
    assertThat(day(24, 48, Status.INTERPOLATED).statusOfTotal()).isEqualTo(Status.MEASURED);
    assertThat(day(0, 48, Status.INTERPOLATED).statusOfTotal()).isEqualTo(Status.INTERPOLATED);
    assertThat(day(48, 96, Status.INTERPOLATED).statusOfTotal()).isEqualTo(Status.INTERPOLATED);
    assertThat(day(24, 48, Status.ESTIMATED_SHAPE).statusOfTotal()).isEqualTo(Status.MEASURED);
    assertThat(day(24, 48, Status.EDITED).statusOfTotal()).isEqualTo(Status.EDITED);
    assertThat(day(24, 48, Status.UNCERTAIN).statusOfTotal()).isEqualTo(Status.UNCERTAIN);
  }

  @Test
  void aGapOverMidnightIsHealedInTheSumOfTheDays() {
    Figure first = day(48, 96, Status.INTERPOLATED);
    List<QuarterHour> next = new ArrayList<>();
    for (int i = 96; i < 192; i++) {
      next.add(quarter(i, 10, i < 100 ? Status.INTERPOLATED : Status.MEASURED));
    }
    Figure second = Figure.of(new Stretch(96 * QUARTER, 192 * QUARTER), next);
    assertThat(second.statusOfTotal()).isEqualTo(Status.INTERPOLATED);
    Figure both = first.then(second);
    assertThat(both.statusOfTotal()).isEqualTo(Status.MEASURED);
    assertThat(both.consumption()).isEqualTo(1_920);
  }

  @Test
  void whatIsMissingIsToldByTheCoverageAndHidesNothing() {
    Figure none = Figure.of(new Stretch(-96 * QUARTER, 0), List.of());
    Figure both = none.then(day(24, 48, Status.INTERPOLATED));
    assertThat(both.status()).isEqualTo(Status.INTERPOLATED);
    assertThat(both.statusOfTotal()).isEqualTo(Status.INTERPOLATED);
    assertThat(both.coverage()).isEqualByComparingTo("0.375");
    assertThat(none.status()).isEqualTo(Status.MISSING);
  }

  @Test
  void aFigureThatCannotBeIsRefusedWithTheReason() {
    assertThatThrownBy(() -> Figure.of(DAY, List.of(quarter(96, 1, Status.MEASURED))))
        .hasMessageContaining("does not begin in");
    assertThatThrownBy(() -> day(0, 0, Status.MEASURED).then(day(0, 0, Status.MEASURED)))
        .hasMessageContaining("does not follow");
    assertThatThrownBy(() -> Figure.of(new Stretch(5, 5), List.of()))
        .hasMessageContaining("is no period");
  }
}
