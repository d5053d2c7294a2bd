package eu.releve.edge.simulate;

import java.util.Random;

/** Lays events into one day; times are given in hours, durations in seconds. */
final class DayPlan {
  private static final long SECOND = 1_000;

  private final Random random;
  private final Steps.Builder steps;

  DayPlan(Random random, long base) {
    this.random = random;
    this.steps = new Steps.Builder(base);
  }

  /** Whether something happens today. */
  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number from the lowest to the highest, both included. */
  int between(int lowest, int highest) {
    return lowest + random.nextInt(highest - lowest + 1);
  }

  /** One event somewhere between two hours, its rate up to a tenth off. */
  DayPlan once(double fromHour, double toHour, int seconds, long rate) {
    double hour = fromHour + (toHour - fromHour) * random.nextDouble();
    long start = Math.round(hour * 3_600) * SECOND;
    long its = Math.round(rate * (0.9 + 0.2 * random.nextDouble()));
    steps.add(start, start + seconds * SECOND, its);
    return this;
  }

  /** Several events between two hours, each of its own length. */
  DayPlan several(
      int count, double fromHour, double toHour, int secondsMin, int secondsMax, long rate) {
    for (int i = 0; i < count; i++) {
      once(fromHour, toHour, between(secondsMin, secondsMax), rate);
    }
    return this;
  }

  /** From hour to hour, exactly. */
  DayPlan always(double fromHour, double toHour, long rate) {
    steps.add(Math.round(fromHour * 3_600) * SECOND, Math.round(toHour * 3_600) * SECOND, rate);
    return this;
  }

  Steps steps() {
    return steps.steps();
  }
}
