package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * One day of something that flows: a rate that jumps at some moments and is constant in between, so
 * that what has flowed is an exact whole number.
 *
 * <p>Moments are milliseconds since local midnight; the last rate lasts until the day ends.
 */
final class Steps {
  private final long[] from;
  private final long[] rate;

  private Steps(long[] from, long[] rate) {
    this.from = from;
    this.rate = rate;
  }

  /** The same all day. */
  static Steps constant(long rate) {
    return new Steps(new long[] {0}, new long[] {rate});
  }

  /** The rate at that moment. */
  long at(long moment) {
    return rate[index(moment)];
  }

  /** What has flowed since midnight, in rate times milliseconds. */
  long until(long moment) {
    long sum = 0;
    for (int i = 0; i < from.length && from[i] < moment; i++) {
      long end = i + 1 < from.length ? Math.min(from[i + 1], moment) : moment;
      sum += rate[i] * (end - from[i]);
    }
    return sum;
  }

  /** The highest rate since midnight. */
  long highestUntil(long moment) {
    long highest = rate[0];
    for (int i = 1; i < from.length && from[i] <= moment; i++) {
      highest = Math.max(highest, rate[i]);
    }
    return highest;
  }

  Steps plus(Steps other) {
    return with(other, Long::sum);
  }

  Steps minus(Steps other) {
    return with(other, (mine, its) -> mine - its);
  }

  /** Each rate by that rule. */
  Steps map(LongUnaryOperator rule) {
    return new Steps(from, Arrays.stream(rate).map(rule).toArray());
  }

  /** Only between two moments, zero elsewhere. */
  Steps within(long start, long end) {
    Builder window = new Builder(0);
    window.add(start, end, 1);
    return with(window.steps(), (mine, inside) -> mine * inside);
  }

  private Steps with(Steps other, LongBinaryOperator rule) {
    long[] moments = new long[from.length + other.from.length];
    long[] rates = new long[moments.length];
    int count = 0;
    int mine = 0;
    int its = 0;
    while (mine < from.length || its < other.from.length) {
      long next =
          Math.min(
              mine < from.length ? from[mine] : Long.MAX_VALUE,
              its < other.from.length ? other.from[its] : Long.MAX_VALUE);
      mine += mine < from.length && from[mine] == next ? 1 : 0;
      its += its < other.from.length && other.from[its] == next ? 1 : 0;
      moments[count] = next;
      rates[count++] = rule.applyAsLong(rate[mine - 1], other.rate[its - 1]);
    }
    return new Steps(Arrays.copyOf(moments, count), Arrays.copyOf(rates, count));
  }

  private int index(long moment) {
    int found = Arrays.binarySearch(from, Math.max(0, moment));
    return found >= 0 ? found : -found - 2;
  }

  /** All of them together. */
  static Steps sum(List<Steps> parts) {
    Builder builder = new Builder(0);
    for (Steps part : parts) {
      for (int i = 0; i < part.from.length; i++) {
        builder.jump(part.from[i], i == 0 ? part.rate[0] : part.rate[i] - part.rate[i - 1]);
      }
    }
    return builder.steps();
  }

  /** Lays events upon a base. */
  static final class Builder {
    private static final long DAY_MILLIS = 86_400_000;
    private static final int INDEX_BITS = 20;
    private static final int EVENTS_MAX = 1 << (INDEX_BITS - 1);

    private long[] moments = new long[128];
    private long[] changes = new long[128];
    private int count;

    Builder(long base) {
      jump(0, base);
    }

    /** Something that adds to the rate for a while; what would reach into the next day is cut. */
    Builder add(long start, long end, long rate) {
      require(start >= 0, "moment %d is before midnight", start);
      long cut = Math.min(end, DAY_MILLIS - 1_000);
      if (start < cut) {
        jump(start, rate);
        jump(cut, -rate);
      }
      return this;
    }

    private void jump(long moment, long change) {
      if (count == moments.length) {
        require(count < EVENTS_MAX, "more than %d events in a day", count);
        moments = Arrays.copyOf(moments, 2 * count);
        changes = Arrays.copyOf(changes, 2 * count);
      }
      moments[count] = moment;
      changes[count++] = change;
    }

    Steps steps() {
      long[] order = new long[count]; // Sorted as plain numbers: the moment, then which jump it is.
      for (int i = 0; i < count; i++) {
        order[i] = moments[i] << INDEX_BITS | i;
      }
      Arrays.sort(order);
      long[] from = new long[count];
      long[] rate = new long[count];
      int length = 0;
      long now = 0;
      for (long entry : order) {
        int jump = (int) (entry & ((1 << INDEX_BITS) - 1));
        now += changes[jump];
        if (length == 0 || from[length - 1] != moments[jump]) {
          from[length++] = moments[jump];
        }
        rate[length - 1] = now;
      }
      return new Steps(Arrays.copyOf(from, length), Arrays.copyOf(rate, length));
    }
  }
}
