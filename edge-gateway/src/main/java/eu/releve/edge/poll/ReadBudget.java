package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.Allowance;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.wire.ClockTrust;
import java.util.UUID;

/**
 * How often a meter with a battery may still be asked for a telegram: each request counts before it
 * is sent, and the count is on the disk then. A fifth is kept for readings by hand; the others are
 * spread over the day.
 *
 * <p>A day is 24 hours from its first request, by the boot clock. Time while the machine was off
 * counts only where the wall clock was trusted before and after; so no restart gives anything back.
 */
public final class ReadBudget implements Allowance {
  private static final String KIND = "mbus-reads";
  private static final long DAY_MILLIS = 86_400_000;
  private static final int RESERVE_SHARE = 5;
  private static final long UNTRUSTED = -1;

  private final MeterId meter;
  private final int readsPerDay;
  private final BootClock clock;
  private final Notebook notebook;
  private Count count;
  private int usedBefore;

  /**
   * How a budget stands.
   *
   * @param left requests that may still be sent in this day.
   * @param perDay of so many.
   * @param spared whether only the reserve is left, so that it is not read by itself.
   * @param enough whether what is left is as much as a reading is thought to cost.
   */
  public record Standing(int left, int perDay, boolean spared, boolean enough) {}

  /**
   * What has been spent.
   *
   * @param used requests in this day.
   * @param elapsed how much of the day had passed at that moment, in milliseconds.
   * @param boot which boot it was.
   * @param bootMillis at that moment.
   * @param wallMillis at that moment, {@value #UNTRUSTED} while it was not trusted.
   * @param lastAt when the last reading by itself began, as time of this day; may be before it.
   * @param cost how many requests it took, 1 or more.
   */
  private record Count(
      int used, long elapsed, UUID boot, long bootMillis, long wallMillis, long lastAt, int cost) {
    static Count parse(String text) {
      String[] parts = text.split(" ", -1);
      require(parts.length == 7, "%d parts", parts.length);
      return new Count(
          Integer.parseInt(parts[0]),
          Long.parseLong(parts[1]),
          UUID.fromString(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          Long.parseLong(parts[5]),
          Integer.parseInt(parts[6]));
    }

    @Override
    public String toString() {
      return "%d %d %s %d %d %d %d"
          .formatted(used, elapsed, boot, bootMillis, wallMillis, lastAt, cost);
    }
  }

  /**
   * Goes on where the notebook says that it was.
   *
   * @param readsPerDay 1 or more.
   */
  public ReadBudget(MeterId meter, int readsPerDay, BootClock clock, Notebook notebook) {
    require(readsPerDay > 0, "meter %s: %d reads a day", meter, readsPerDay);
    this.meter = meter;
    this.readsPerDay = readsPerDay;
    this.clock = clock;
    this.notebook = notebook;
    this.count = recalled();
  }

  private Count recalled() {
    Count fresh = new Count(0, 0, clock.bootId(), clock.bootMillis(), wall(), -DAY_MILLIS, 1);
    try {
      return notebook.find(KIND, meter.value()).map(Count::parse).orElse(fresh);
    } catch (IllegalArgumentException another) {
      // By another version: the day is taken as spent rather than spent twice.
      return new Count(readsPerDay, 0, clock.bootId(), clock.bootMillis(), wall(), -DAY_MILLIS, 1);
    }
  }

  private long wall() {
    return clock.trust() == ClockTrust.SYNCHRONISED ? clock.wallMillis() : UNTRUSTED;
  }

  @Override
  public synchronized boolean take() {
    Count now = now();
    if (now.used >= readsPerDay) {
      return false;
    }
    // A day begins with its first request.
    long elapsed = now.used == 0 ? 0 : now.elapsed;
    long lastAt = now.used == 0 ? now.lastAt - now.elapsed : now.lastAt;
    keep(
        new Count(
            now.used + 1, elapsed, now.boot, now.bootMillis, now.wallMillis, lastAt, now.cost));
    return true;
  }

  /** A reading that nobody asked for begins. */
  synchronized void begin() {
    Count now = now();
    usedBefore = now.used;
    count =
        new Count(
            now.used, now.elapsed, now.boot, now.bootMillis, now.wallMillis, now.elapsed, now.cost);
  }

  /** It has ended: what it cost is what the next is thought to cost. */
  synchronized void end() {
    Count now = now();
    int cost = Math.max(1, now.used - usedBefore);
    count =
        new Count(
            now.used, now.elapsed, now.boot, now.bootMillis, now.wallMillis, now.lastAt, cost);
    notebook.write(KIND, meter.value(), count.toString());
  }

  /** Before this instant of the boot clock it is not read by itself; not past. */
  synchronized long notBeforeBootMillis() {
    Count now = now();
    long due = now.lastAt + cost(now) * DAY_MILLIS / own();
    if (isSpared(now)) {
      due = Math.max(due, DAY_MILLIS);
    }
    return now.bootMillis + Math.max(0, due - now.elapsed);
  }

  /** How it stands now; may be called from any thread. */
  public synchronized Standing standing() {
    Count now = now();
    int left = readsPerDay - now.used;
    boolean enough = left >= Math.min(now.cost, readsPerDay);
    return new Standing(left, readsPerDay, isSpared(now), enough);
  }

  private boolean isSpared(Count now) {
    return now.used + cost(now) > own();
  }

  /** A meter whose telegrams are more than its day is read once a day. */
  private long cost(Count now) {
    return Math.min(now.cost, own());
  }

  /** What is for readings that nobody asked for. */
  private int own() {
    return readsPerDay == 1 ? 1 : readsPerDay - (readsPerDay + RESERVE_SHARE - 1) / RESERVE_SHARE;
  }

  private Count now() {
    boolean same = count.boot.equals(clock.bootId());
    long wall = wall();
    long off = wall >= 0 && count.wallMillis >= 0 ? wall - count.wallMillis : 0;
    long passed = same ? clock.bootMillis() - count.bootMillis : Math.max(clock.bootMillis(), off);
    long elapsed = count.elapsed + Math.max(0, passed);
    boolean over = elapsed >= DAY_MILLIS;
    return new Count(
        over ? 0 : count.used,
        over ? 0 : elapsed,
        clock.bootId(),
        clock.bootMillis(),
        wall,
        over ? count.lastAt - elapsed : count.lastAt,
        count.cost);
  }

  private void keep(Count next) {
    count = next;
    notebook.writeNow(KIND, meter.value(), next.toString());
  }
}
