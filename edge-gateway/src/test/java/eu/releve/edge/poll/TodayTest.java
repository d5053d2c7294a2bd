package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TodayTest {
  private static final long BEGIN = Instant.parse("2026-06-01T21:59:00Z").toEpochMilli();

  private final ManualClock clock = new ManualClock(BEGIN, ClockTrust.SYNCHRONISED);
  private final Today today = new Today(ZoneId.of("Europe/Brussels"), clock);

  @Test
  void aDayBeginsAtTheBuildingsMidnight() {
    assertThat(today.get()).contains(LocalDate.of(2026, 6, 1));
    clock.advance(60_000);
    assertThat(today.get()).contains(LocalDate.of(2026, 6, 2));
  }

  @Test
  void nobodyKnowsTheDayBeforeTheClockWasTrustedOnce() {
    clock.setWall(0, ClockTrust.UNKNOWN);
    assertThat(today.get()).isEmpty();
    clock.setWall(BEGIN, ClockTrust.SYNCHRONISED);
    clock.advance(Today.LOOK_MILLIS);
    assertThat(today.get()).contains(LocalDate.of(2026, 6, 2));
  }

  @Test
  void aClockThatIsDoubtedLaterDoesNotLoseTheDay() {
    assertThat(today.get()).isPresent();
    clock.setWall(0, ClockTrust.UNKNOWN);
    clock.advance(Today.LOOK_MILLIS);
    assertThat(today.get()).contains(LocalDate.of(2026, 6, 2));
  }

  @Test
  void aPlanWithAnotherZoneMovesMidnight() {
    AtomicReference<ZoneId> zone = new AtomicReference<>(ZoneId.of("Europe/Brussels"));
    Today moving = new Today(zone::get, clock);
    assertThat(moving.get()).contains(LocalDate.of(2026, 6, 1));
    zone.set(ZoneId.of("Europe/Athens"));
    assertThat(moving.get()).contains(LocalDate.of(2026, 6, 2));
  }
}
