package eu.releve.edge.change;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which meters another plan has to read again. */
class HeardTest {
  private static final long NOW = Duration.ofDays(2).toMillis();
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private static Heard heard(long minutesAgo, long everyMinutes, boolean isAsked) {
    return new Heard(
        new MeterId("e1"),
        OptionalLong.of(NOW - Duration.ofMinutes(minutesAgo).toMillis()),
        OptionalLong.of(Duration.ofMinutes(everyMinutes).toMillis()),
        isAsked,
        false);
  }

  @Test
  void oneThatWasReadWithinTheTimeOrTwoOfItsPeriods() {
    assertThat(heard(10, 1, true).isWanted(NOW, WITHIN)).isTrue();
    assertThat(heard(11, 1, true).isWanted(NOW, WITHIN)).isFalse();
    assertThat(heard(30, 15, true).isWanted(NOW, WITHIN)).isTrue();
    assertThat(heard(31, 15, true).isWanted(NOW, WITHIN)).isFalse();
  }

  @Test
  void oneThatSpeaksWhenItPleasesOnlyIfItDoesSoTwiceWithinTheTime() {
    assertThat(heard(1, 5, false).isWanted(NOW, WITHIN)).isTrue();
    assertThat(heard(1, 6, false).isWanted(NOW, WITHIN)).isFalse();
    Heard unknown =
        new Heard(new MeterId("w1"), OptionalLong.of(NOW), OptionalLong.empty(), false, false);
    assertThat(unknown.isWanted(NOW, WITHIN)).isFalse();
  }

  @Test
  void howOneIsReadIsKnownOnceItWasAndOfOneThatSpeaksWhenItPleasesOnceItsPaceIs() {
    assertThat(heard(1, 1, true).isKnown()).isTrue();
    assertThat(heard(1, 1, false).isKnown()).isTrue();
    MeterId meter = new MeterId("w1");
    OptionalLong none = OptionalLong.empty();
    assertThat(new Heard(meter, OptionalLong.of(NOW), none, false, false).isKnown()).isFalse();
    assertThat(new Heard(meter, none, OptionalLong.of(1_000), true, false).isKnown()).isFalse();
    assertThat(new Heard(meter, none, none, true, true).isKnown()).as("spared").isTrue();
  }

  @Test
  void noneThatWasNeverReadOrSparesItsBattery() {
    MeterId meter = new MeterId("h1");
    OptionalLong period = OptionalLong.of(1_000);
    assertThat(new Heard(meter, OptionalLong.empty(), period, true, false).isWanted(NOW, WITHIN))
        .isFalse();
    Heard spared = new Heard(meter, OptionalLong.of(NOW), period, true, true);
    assertThat(spared.isWanted(NOW, WITHIN)).isFalse();
    assertThat(spared.isThereSince(NOW + 1)).isTrue();
    assertThat(heard(1, 1, true).isThereSince(NOW)).isFalse();
  }
}
