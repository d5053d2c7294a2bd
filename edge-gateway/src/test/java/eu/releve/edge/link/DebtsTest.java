package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DebtsTest {
  private static final RtuQuery ASKED = query(1, 10, 4);
  private static final RtuQuery ALIKE = query(1, 50, 4);

  private final Debts debts = new Debts();

  @Test
  void whatIsOwedEndangersWhatLooksLikeItButNotTheSameRegisters() {
    debts.add(ASKED, 0);
    assertThat(debts.endanger(ALIKE, 1)).isTrue();
    assertThat(debts.endanger(ASKED, 1)).isFalse();
    assertThat(debts.endanger(query(1, 50, 6), 1)).isFalse();
    assertThat(debts.endanger(query(2, 50, 4), 1)).isFalse();
  }

  @Test
  void nobodyAnswersAfterTenSeconds() {
    debts.add(ASKED, 0);
    assertThat(debts.owes(1, 9_999)).isTrue();
    assertThat(debts.endanger(ALIKE, 10_000)).isFalse();
  }

  @Test
  void anAnswerThatNothingOwedCanBeSettlesEverything() {
    debts.add(ASKED, 0);
    debts.answered(ASKED, 1);
    assertThat(debts.endanger(ALIKE, 1)).as("it may have been the late one").isTrue();
    RtuQuery other = debts.otherwise(ALIKE, 1);
    assertThat(other.range()).isEqualTo(new RegisterRange(3, 50, 2));
    debts.add(other, 1);
    RtuQuery third = debts.otherwise(ALIKE, 2);
    assertThat(third.range()).isEqualTo(new RegisterRange(3, 50, 6));
    debts.answered(third, 2);
    assertThat(debts.owes(1, 2)).isFalse();
  }

  private static RtuQuery query(int unit, int address, int words) {
    return new RtuQuery(unit, new RegisterRange(3, address, words));
  }
}
