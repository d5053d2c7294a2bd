package eu.releve.cloud.validate;

import static eu.releve.cloud.validate.Days.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.validate.Remark.Day;
import eu.releve.cloud.validate.Remark.Subject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RemarkTest {
  private static final Subject MAIN =
      new Subject(Optional.of(1), "active-energy-import", Rule.BALANCE);
  private static final Subject RATIO =
      new Subject(Optional.of(1), "active-energy-import", Rule.MULTIPLIER);

  /** One letter a day from Monday on: b breach, u unknown, a point clean. */
  private static List<Remark> of(Subject subject, String days) {
    List<Day> said = new ArrayList<>();
    for (int i = 0; i < days.length(); i++) {
      Optional<Verdict.Breach> breach =
          days.charAt(i) == 'b'
              ? Optional.of(new Verdict.Breach(BigDecimal.valueOf(12), BigDecimal.valueOf(3)))
              : Optional.empty();
      if (days.charAt(i) != '.') {
        said.add(new Day(subject, MONDAY.plusDays(i), breach));
      }
    }
    return Remark.of(said, MONDAY.plusDays(days.length() - 1L));
  }

  @Test
  @DisplayName("G22: seven days of one imbalance are one remark")
  void daysOnEndAreOneRemark() {
    List<Remark> remarks = of(MAIN, "..bbbbbbb...");
    assertThat(remarks).hasSize(1);
    assertThat(remarks.getFirst().since()).isEqualTo(MONDAY.plusDays(2));
    assertThat(remarks.getFirst().last()).isEqualTo(MONDAY.plusDays(8));
    assertThat(remarks.getFirst().cleanOn()).contains(MONDAY.plusDays(9));
    assertThat(remarks.getFirst().days()).isEqualTo(7);
  }

  @Test
  void aCleanDayBetweenMakesTwo() {
    List<Remark> remarks = of(MAIN, "bb.bb");
    assertThat(remarks).hasSize(2);
    assertThat(remarks.getFirst().isOngoing()).isFalse();
    assertThat(remarks.getLast().isOngoing()).isTrue();
  }

  @Test
  void whatIsNotKnownEndsNothingAndBeginsNothing() {
    List<Remark> remarks = of(MAIN, "ubuubuu");
    assertThat(remarks).hasSize(1);
    assertThat(remarks.getFirst().since()).isEqualTo(MONDAY.plusDays(1));
    assertThat(remarks.getFirst().last()).isEqualTo(MONDAY.plusDays(4));
    assertThat(remarks.getFirst().days()).isEqualTo(2);
    assertThat(remarks.getFirst().isOngoing()).isTrue();
    assertThat(of(MAIN, "uuuu")).isEmpty();
  }

  @Test
  void aRatioThatNobodyDeclaredGoesOn() {
    List<Remark> remarks = of(RATIO, "..b........b..");
    assertThat(remarks).hasSize(1);
    assertThat(remarks.getFirst().isOngoing()).isTrue();
    assertThat(remarks.getFirst().since()).isEqualTo(MONDAY.plusDays(2));
  }
}
