package eu.releve.cloud.derive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which readings of a counter are believed, and draws the line that only rises through
 * them.
 *
 * <p>Each decision looks at a few readings around: derived again from another beginning, the same
 * reading is judged the same.
 */
final class Believed {
  /** A counter that shows more nonsense than this in a row is taken at its word. */
  static final int SPIKE_MAX = 8;

  /** A counter that stays below what it showed for so many readings was set back. */
  static final int DIPS_MAX = 8;

  private static final int NEAR = 8;

  /** Appliances start and stop within this factor; a wrong digit is beyond it. */
  private static final double ABSURD_TIMES = 10;

  private final List<Index> readings;
  private final List<Integer> accepted = new ArrayList<>();
  // How many readings were not believed because they were below that one.
  private final List<Integer> dips = new ArrayList<>();
  private final List<Index> line = new ArrayList<>();
  private final Set<Long> doubtful = new HashSet<>();
  private int runBegin;
  private boolean doubt;

  /**
   * @param readings by rising instant, no instant twice.
   */
  Believed(List<Index> readings) {
    this.readings = readings;
    for (int i = 0; i < readings.size(); i++) {
      judge(i);
    }
  }

  /** What the counter has risen since its first reading, at each that is believed. */
  List<Index> line() {
    return line;
  }

  /** The instants of the readings before which something was not what a counter does. */
  Set<Long> doubtful() {
    return doubtful;
  }

  private long value(int reading) {
    return readings.get(reading).value();
  }

  private long millis(int reading) {
    return readings.get(reading).millis();
  }

  private int last() {
    return accepted.getLast();
  }

  private void judge(int reading) {
    if (accepted.isEmpty()) {
      accept(reading, 0, 0);
      return;
    }
    if (value(reading) < value(last())) {
      dropSpikeBefore(reading);
    }
    long shown = value(last());
    long now = value(reading);
    if (now >= shown) {
      rise(reading, now, shown);
    } else if (isRestart(shown, now)) {
      begin(reading, now);
    } else if (staysBelow(reading, shown)) {
      begin(reading, 0);
    } else {
      dips.set(dips.size() - 1, dips.getLast() + 1);
    }
  }

  /** A difference that no number holds is no reading of a counter. */
  private void rise(int reading, long now, long shown) {
    long rise = now - shown;
    if (rise >= 0) {
      accept(reading, rise, line.getLast().value());
    }
  }

  private void begin(int reading, long since) {
    runBegin = accepted.size();
    doubt = true;
    accept(reading, since, line.getLast().value());
  }

  private void accept(int reading, long rise, long risen) {
    accepted.add(reading);
    dips.add(0);
    // May pass the largest number and go on at the smallest: only differences count.
    line.add(new Index(millis(reading), risen + rise));
    if (doubt) {
      doubtful.add(millis(reading));
      doubt = false;
    }
  }

  static boolean isRestart(long before, long now) {
    return now >= 0 && now < before - before / 10;
  }

  /** Whether the counter stays below what it showed: it was set back. */
  private boolean staysBelow(int reading, long shown) {
    if (dips.getLast() >= DIPS_MAX) {
      return true;
    }
    if (reading + DIPS_MAX > readings.size()) {
      return false;
    }
    for (int i = reading; i < reading + DIPS_MAX; i++) {
      if (value(i) >= shown) {
        return false;
      }
    }
    return true;
  }

  /** Takes back the readings before that one when it returns to the track that they left. */
  private void dropSpikeBefore(int reading) {
    long now = value(reading);
    boolean far = isRestart(value(last()), now);
    int first = accepted.size();
    while (first > runBegin
        && accepted.size() - first <= SPIKE_MAX
        && left(value(accepted.get(first - 1)), now, far)) {
      first--;
    }
    int spikes = accepted.size() - first;
    if (first == runBegin || spikes > SPIKE_MAX || !isAbsurd(first, reading)) {
      return;
    }
    line.subList(first, line.size()).forEach(spike -> doubtful.remove(spike.millis()));
    line.subList(first, line.size()).clear();
    accepted.subList(first, accepted.size()).clear();
    dips.subList(first, dips.size()).clear();
    doubt = true;
  }

  private static boolean left(long before, long now, boolean far) {
    return far ? isRestart(before, now) : before > now;
  }

  /** Whether the rise to that accepted reading was one step, faster than all around it. */
  private boolean isAbsurd(int first, int reading) {
    int before = accepted.get(first - 1);
    int spike = accepted.get(first);
    double jump = (double) value(spike) - value(before);
    double peak = (double) value(last()) - value(before);
    double rate = jump / (millis(spike) - millis(before));
    return jump > 0 && jump >= 0.9 * peak && rate > ABSURD_TIMES * usual(first - 1, reading);
  }

  /** The fastest that the counter rises near there, in steps a millisecond. */
  private double usual(int anchor, int reading) {
    int before = accepted.get(anchor);
    double usual = rate(before, value(before), reading, value(reading));
    for (int i = anchor; i > runBegin && i > anchor - NEAR; i--) {
      int one = accepted.get(i - 1);
      int other = accepted.get(i);
      usual = Math.max(usual, rate(one, value(one), other, value(other)));
    }
    // What comes after may hold another spike: the lowest that follows is on the track.
    int end = Math.min(readings.size(), reading + NEAR + 1);
    long[] lowest = new long[end - reading];
    for (int i = end - 1; i >= reading; i--) {
      long next = i + 1 < end ? lowest[i + 1 - reading] : Long.MAX_VALUE;
      lowest[i - reading] = Math.min(value(i), next);
    }
    for (int i = reading; i + 2 < end; i++) {
      usual = Math.max(usual, rate(i, lowest[i - reading], i + 1, lowest[i + 1 - reading]));
    }
    return usual;
  }

  private double rate(int one, long value, int other, long otherValue) {
    return Math.max(0, ((double) otherValue - value) / (millis(other) - millis(one)));
  }
}
