package eu.releve.decode.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.opcua.SourceTime.Moment;
import eu.releve.decode.opcua.SourceTime.Occasion;
import eu.releve.measure.Quality;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceTimeTest {
  private static final long ARRIVED = 10_000_000;
  private static final long SERVER = 1_800_000_000_000L;
  private static final long YEAR = 365L * 86_400_000;

  private static Moment moment(long source, long server, Occasion occasion) {
    return SourceTime.of(OptionalLong.of(source), OptionalLong.of(server), ARRIVED, occasion);
  }

  @Test
  void aStampCountsByItsAgeByTheServersOwnClock() {
    for (Occasion occasion : Occasion.values()) {
      assertThat(moment(SERVER - 1_500, SERVER, occasion))
          .isEqualTo(new Moment(ARRIVED - 1_500, Quality.GOOD));
    }
  }

  @Test
  void aServerWhoseClockIsAYearOffDatesItsValuesRightly() {
    assertThat(moment(SERVER - YEAR - 1_500, SERVER - YEAR, Occasion.CHANGED))
        .isEqualTo(new Moment(ARRIVED - 1_500, Quality.GOOD));
  }

  @Test
  void aStampOfAnotherClockIsNotBelieved() {
    for (long apart : new long[] {-YEAR, -3_000, SourceTime.AGE_MILLIS_MAX + 1, YEAR}) {
      assertThat(moment(SERVER - apart, SERVER, Occasion.ASKED))
          .isEqualTo(new Moment(ARRIVED, Quality.GOOD));
      assertThat(moment(SERVER - apart, SERVER, Occasion.CHANGED))
          .isEqualTo(new Moment(ARRIVED, Quality.TIME_UNCERTAIN));
    }
  }

  @Test
  void aStampALittleAheadIsOfNow() {
    assertThat(moment(SERVER + 2_000, SERVER, Occasion.CHANGED))
        .isEqualTo(new Moment(ARRIVED, Quality.GOOD));
  }

  @Test
  void anInstantBeforeTheBootIsNotBelieved() {
    assertThat(
            SourceTime.of(
                OptionalLong.of(SERVER - 5_000), OptionalLong.of(SERVER), 4_000, Occasion.ASKED))
        .isEqualTo(new Moment(4_000, Quality.GOOD));
  }

  @Test
  void withoutAStampAValueIsOfItsArrival() {
    assertThat(
            SourceTime.of(OptionalLong.empty(), OptionalLong.of(SERVER), ARRIVED, Occasion.CHANGED))
        .isEqualTo(new Moment(ARRIVED, Quality.GOOD));
    assertThat(
            SourceTime.of(OptionalLong.of(SERVER), OptionalLong.empty(), ARRIVED, Occasion.CHANGED))
        .isEqualTo(new Moment(ARRIVED, Quality.GOOD));
  }
}
