package eu.releve.cloud.derive;

import eu.releve.cloud.derive.Change.Dip;
import eu.releve.cloud.derive.Change.Restart;
import eu.releve.cloud.derive.Change.Rise;
import eu.releve.cloud.derive.Change.Rollover;
import eu.releve.cloud.derive.Change.Spike;
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

  /** A counter of which so many readings in a row are not believed is taken at its word. */
  static final int REFUSED_MAX = 8;

  private static final int NEAR = 8;

  /** Appliances start and stop within this factor; a wrong digit is beyond it. */
  private static final double ABSURD_TIMES = 10;

  private final List<Index> readings;
  private final Dial dial;
  private final List<Integer> accepted = new ArrayList<>();
  // How many readings after that one were not believed.
  private final List<Integer> refused = new ArrayList<>();
  private final List<Index> line = new ArrayList<>();
  private final Set<Long> doubtful = new HashSet<>();
  private final Set<Long> rolledOver = new HashSet<>();
  private int runBegin;
  private boolean doubt;

  /**
   * @param readings by rising instant, no instant twice.
   * @param dial of the counter.
   */
  Believed(List<Index> readings, Dial dial) {
    this.readings = readings;
    this.dial = dial;
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

  /** The instants of the readings before which the counter passed the end of its digits. */
  Set<Long> rolledOver() {
    return rolledOver;
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
    switch (dial.between(readings.get(last()), readings.get(reading))) {
      case Rise rise -> accept(reading, rise.steps(), line.getLast().value());
      case Rollover rollover when !returns(reading) -> {
        begin(reading, rollover.steps());
        rolledOver.add(millis(reading));
      }
      case Restart restart when !returns(reading) -> beginInDoubt(reading, restart.steps());
      case Rollover hole -> refuse();
      case Restart hole -> refuse();
      case Dip dip -> refuse(reading, 0);
      case Spike spike -> refuse(reading, value(reading) - value(last()));
    }
  }

  private void refuse() {
    refused.set(refused.size() - 1, refused.getLast() + 1);
  }

  /** What is not believed again and again is taken at its word. */
  private void refuse(int reading, long risen) {
    if (stays(reading)) {
      // Below zero where no number holds the rise.
      beginInDoubt(reading, Math.max(0, risen));
    } else {
      refuse();
    }
  }

  private void beginInDoubt(int reading, long since) {
    doubt = true;
    begin(reading, since);
  }

  private void begin(int reading, long since) {
    runBegin = accepted.size();
    accept(reading, since, line.getLast().value());
  }

  private void accept(int reading, long rise, long risen) {
    accepted.add(reading);
    refused.add(0);
    // May pass the largest number and go on at the smallest: only differences count.
    line.add(new Index(millis(reading), risen + rise));
    if (doubt) {
      doubtful.add(millis(reading));
      doubt = false;
    }
  }

  /** Whether the counter stays where it is not believed. */
  private boolean stays(int reading) {
    if (refused.getLast() >= REFUSED_MAX) {
      return true;
    }
    if (reading + REFUSED_MAX > readings.size()) {
      return false;
    }
    Index shown = readings.get(last());
    boolean above = value(reading) >= shown.value();
    for (int i = reading; i < reading + REFUSED_MAX; i++) {
      boolean away =
          above ? dial.between(shown, readings.get(i)) instanceof Spike : value(i) < shown.value();
      if (!away) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the counter comes back from a hole that it fell into: within a few readings, in one
   * step faster than all around it, to where it can have counted meanwhile.
   */
  private boolean returns(int reading) {
    int end = Math.min(readings.size(), reading + SPIKE_MAX + 1 - refused.getLast());
    long highest = value(reading);
    for (int i = reading + 1; i < end; i++) {
      if (value(i) >= value(last())) {
        double jump = ((double) value(i) - highest) / (millis(i) - millis(i - 1));
        return dial.between(readings.get(last()), readings.get(i)) instanceof Rise
            && jump > ABSURD_TIMES * usual(accepted.size() - 1, i);
      }
      highest = Math.max(highest, value(i));
    }
    return false;
  }

  /** Takes back the readings before that one when it returns to the track that they left. */
  private void dropSpikeBefore(int reading) {
    long now = value(reading);
    boolean far = Dial.isRestart(value(last()), now);
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
    refused.subList(first, refused.size()).clear();
    doubt = true;
  }

  private static boolean left(long before, long now, boolean far) {
    return far ? Dial.isRestart(before, now) : before > now;
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
