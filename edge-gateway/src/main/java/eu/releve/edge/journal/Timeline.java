package eu.releve.edge.journal;

import eu.releve.edge.journal.ClockView.Jump;
import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Standing.Doubt;
import eu.releve.measure.Quality;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Readings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one time of a boot: learned from the first wall clock that calls itself synchronised, and
 * carried on by the boot clock, whatever the wall clock does then.
 *
 * <p>Steps of up to two seconds, leap seconds among them, are followed so slowly that no two
 * readings change places. A larger jump is not believed: readings go on being dated as before, and
 * are marked, until the wall clock comes back, or has stayed there for an hour; one that looks like
 * a time zone is not believed at all. The rules are in JOURNAL.md. Not thread-safe: {@link Journal}
 * locks.
 */
final class Timeline {
  /** Steps up to here are followed: a leap second, and what a time service mends by itself. */
  static final long STEP_MILLIS_MAX = 2_000;

  /** How long a wall clock has to stay where it jumped to before that is believed. */
  static final long HOLD_MILLIS = Duration.ofHours(1).toMillis();

  /** One millisecond a second: within a window of 900 s less than the shortest period, a second. */
  private static final long ELAPSED_PER_MILLI = 1_000;

  private static final long NOISE_MILLIS = 50;
  private static final long TOLD_MILLIS = 500;

  /** While a disk refuses to write; the latest tell most. */
  private static final int UNSAID_MAX = 64;

  private static final int LOOK_BACK_ROWS = 64;
  private static final int LOOK_BACK_PORTIONS = 16;
  private static final Logger log = LoggerFactory.getLogger(Timeline.class);

  private final List<Fact> unsaid = new ArrayList<>();
  private Optional<Learned> learned = Optional.empty();
  private Optional<Jump> jump = Optional.empty();
  private long heldSinceBootMillis;
  private long soundBootMillis;
  private Optional<Doubt> doubt = Optional.empty();
  private boolean isStepTold;

  /**
   * What a boot knows.
   *
   * @param atBootMillis when the distance was looked at last.
   */
  private record Learned(UUID boot, long wallMinusBoot, long atBootMillis) {}

  /** Goes on where an earlier process of the same boot ended: its batches tell what it knew. */
  void resume(Segments segments, long lastSeq, Standing standing, Stamp raw) {
    doubt = standing.doubt();
    long before = lastSeq;
    try {
      for (int i = 0; i < LOOK_BACK_PORTIONS && before > 0 && learned.isEmpty(); i++) {
        long after = Math.max(0, before - LOOK_BACK_ROWS);
        for (Row row : segments.after(after, (int) (before - after), Long.MAX_VALUE).reversed()) {
          Stamp stamp = Stamp.of(Check.open(row, standing.epoch()).header());
          if (learned.isEmpty() && stamp.isTrusted() && stamp.bootId().equals(raw.bootId())) {
            learn(stamp);
          }
        }
        before = after;
      }
    } catch (SQLException | DamageException unreadable) {
      log.warn("what this boot knew of the time cannot be read", unreadable);
    }
  }

  /** Up to where hours come again in this boot; outlives the program, unlike the rest of it. */
  Optional<Doubt> doubt() {
    return doubt;
  }

  /** Up to where on the boot clock readings lie in hours that come again. */
  private OptionalLong againBootMillis(Stamp stamp) {
    return doubt.isPresent() && doubt.get().boot().equals(stamp.bootId())
        ? OptionalLong.of(doubt.get().toWallMillis() - stamp.wallMinusBoot())
        : OptionalLong.empty();
  }

  ClockView view() {
    return new ClockView(learned.isPresent(), jump);
  }

  /** The clocks by which what comes now is dated. */
  Stamp at(Stamp raw) {
    if (learned.isEmpty() || !learned.get().boot.equals(raw.bootId())) {
      if (raw.isTrusted()) {
        learn(raw);
      }
      return raw;
    }
    if (raw.isTrusted()) {
      compare(raw, learned.get());
    } else {
      heldSinceBootMillis = raw.bootMillis();
    }
    long dated = raw.bootMillis() + learned.get().wallMinusBoot;
    return new Stamp(raw.bootId(), raw.bootMillis(), Math.max(0, dated), ClockTrust.SYNCHRONISED);
  }

  private void learn(Stamp stamp) {
    learned = Optional.of(new Learned(stamp.bootId(), stamp.wallMinusBoot(), stamp.bootMillis()));
    soundBootMillis = stamp.bootMillis();
    jump = Optional.empty();
    doubt = doubt.filter(hours -> hours.boot().equals(stamp.bootId()));
    isStepTold = false;
  }

  private void compare(Stamp raw, Learned known) {
    long ahead = raw.wallMinusBoot() - known.wallMinusBoot;
    if (Math.abs(ahead) <= STEP_MILLIS_MAX) {
      if (jump.isPresent()) {
        say(raw, "clock-returned", "the wall clock is where it was before it jumped");
        jump = Optional.empty();
        follow(raw, new Learned(known.boot, known.wallMinusBoot, raw.bootMillis()), ahead);
      } else {
        follow(raw, known, ahead);
      }
      soundBootMillis = raw.bootMillis();
    } else if (jump.isEmpty() || Math.abs(ahead - jump.get().aheadMillis()) > STEP_MILLIS_MAX) {
      jumped(raw, new Jump(raw.bootMillis(), ahead));
    } else if (!jump.get().isZone() && raw.bootMillis() - heldSinceBootMillis >= HOLD_MILLIS) {
      takeOver(raw, known, ahead);
    }
  }

  /** A small step: told once, and followed by a thousandth of the time that has passed. */
  private void follow(Stamp raw, Learned known, long ahead) {
    if (Math.abs(ahead) >= TOLD_MILLIS && !isStepTold) {
      say(raw, "clock-stepped", "the wall clock was set by " + ahead + " ms, and is followed");
      isStepTold = true;
    }
    if (Math.abs(ahead) <= NOISE_MILLIS) {
      isStepTold = false;
      learned = Optional.of(new Learned(known.boot, known.wallMinusBoot, raw.bootMillis()));
      return;
    }
    long most = (raw.bootMillis() - known.atBootMillis) / ELAPSED_PER_MILLI;
    if (most > 0) {
      long moved = known.wallMinusBoot + Math.clamp(ahead, -most, most);
      learned = Optional.of(new Learned(known.boot, moved, raw.bootMillis()));
    }
  }

  private void jumped(Stamp raw, Jump now) {
    jump = Optional.of(now);
    heldSinceBootMillis = raw.bootMillis();
    String looks = now.isZone() ? ", as much as time zones or summer and winter differ" : "";
    say(
        raw,
        "clock-jumped",
        String.format(
            Locale.ROOT,
            "the wall clock, though synchronised, went %d ms ahead%s; readings since boot clock %d"
                + " are dated as before and marked",
            now.aheadMillis(),
            looks,
            soundBootMillis));
  }

  private void takeOver(Stamp raw, Learned known, long ahead) {
    // Behind: the same hours come again, and what is dated into them is marked as well.
    long reached = raw.bootMillis() + known.wallMinusBoot;
    say(
        raw,
        "clock-taken-over",
        String.format(
            Locale.ROOT,
            "the wall clock stayed %d ms ahead for %d ms and counts from here on",
            ahead,
            raw.bootMillis() - heldSinceBootMillis));
    learn(raw);
    if (ahead < 0) {
      long before = doubt.map(Doubt::toWallMillis).orElse(reached);
      doubt = Optional.of(new Doubt(raw.bootId(), Math.max(before, reached)));
    }
  }

  private void say(Stamp raw, String code, String text) {
    log.warn("{} {}", code, text);
    if (unsaid.size() == UNSAID_MAX) {
      unsaid.removeFirst();
    }
    unsaid.add(new Facts.Event(raw.bootMillis(), code, text));
  }

  /** What has to be written before anything else; {@link #said} when it is on the disk. */
  List<Fact> unsaid() {
    return List.copyOf(unsaid);
  }

  void said() {
    unsaid.clear();
  }

  /** The same, its readings marked where their time is in doubt. */
  Body marked(Body body, Stamp stamp) {
    return switch (body) {
      case Readings readings -> marked(readings, stamp);
      case Facts facts -> facts;
      case Catalogue catalogue -> catalogue;
    };
  }

  /** A batch may hold readings of some minutes: each is judged by itself. */
  private Readings marked(Readings readings, Stamp stamp) {
    long soundUpTo = jump.isPresent() ? soundBootMillis : Long.MAX_VALUE;
    long againUpTo = againBootMillis(stamp).orElse(Long.MIN_VALUE);
    if (soundUpTo == Long.MAX_VALUE && againUpTo == Long.MIN_VALUE) {
      return readings;
    }
    return new Readings(
        readings.rows().stream()
            .map(
                row ->
                    againUpTo < row.bootMillis() && row.bootMillis() <= soundUpTo
                        ? row
                        : new Readings.Row(
                            row.register(),
                            row.bootMillis(),
                            row.value(),
                            row.quality() | Quality.TIME_UNCERTAIN.bits()))
            .toList());
  }
}
