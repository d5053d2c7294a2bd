package eu.releve.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.wire.ClockTrust;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LinuxBootClockTest {
  // A restarted gateway stamps readings of the same boot: its clock must go on where it was.
  @Test
  void twoClocksOfOneBootAgreeToAFewMilliseconds() throws IOException {
    LinuxBootClock one = LinuxBootClock.open(true);
    LinuxBootClock other = LinuxBootClock.open(true);

    assertThat(other.bootId()).isEqualTo(one.bootId());
    assertThat(other.bootMillis() - one.bootMillis()).isBetween(-10L, 10L);
  }

  @Test
  void aVouchedClockIsTrusted() throws IOException {
    assertThat(LinuxBootClock.open(true).trust()).isEqualTo(ClockTrust.SYNCHRONISED);
  }
}
