package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StampTest {
  private static final long NOW = 1_767_225_600_000L;

  // The wall clock that was read is still the one of 1970, the trust already that of today.
  @Test
  void aClockThatIsSetWhileItIsLookedAtIsNotTrustedYet() {
    Stamp stamp = Stamp.of(new SetAfterTheLook(new ManualClock(0, ClockTrust.UNKNOWN)));
    assertThat(stamp.wallMillis()).isZero();
    assertThat(stamp.isTrusted()).isFalse();
  }

  @Test
  void aClockThatIsTrustedBeforeAndAfterIsTrusted() {
    assertThat(Stamp.of(ManualClock.trusted()).isTrusted()).isTrue();
  }

  /** A time service that sets the clock right after the wall clock was read. */
  private record SetAfterTheLook(ManualClock clock) implements BootClock {
    @Override
    public UUID bootId() {
      return clock.bootId();
    }

    @Override
    public long bootMillis() {
      return clock.bootMillis();
    }

    @Override
    public long wallMillis() {
      long wall = clock.wallMillis();
      clock.setWall(NOW, ClockTrust.SYNCHRONISED);
      return wall;
    }

    @Override
    public ClockTrust trust() {
      return clock.trust();
    }
  }
}
