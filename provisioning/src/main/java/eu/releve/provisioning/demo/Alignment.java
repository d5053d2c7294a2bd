package eu.releve.provisioning.demo;

import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Pairs answers with readings, both in the order of their instants, with the fewest differences.
 *
 * <p>Taking the first pair that fits will not do: where periods are shorter than what may lie
 * between an answer and its reading, one lost answer would shift all pairs behind it. Instead the
 * cheapest way through the grid of both sides is sought, in the band that the allowance leaves.
 */
final class Alignment {
  /** More than all distances in milliseconds that one register can add up to. */
  private static final long DIFFERENCE = 1_000_000_000_000L;

  private static final long UNREACHED = Long.MAX_VALUE / 2;

  /** One step through the grid: an answer, a reading, or both. */
  sealed interface Step {
    /** An answer and its reading. */
    record Paired(Value answer, Value reading) implements Step {}

    /** An answer without reading. */
    record Missed(Value answer) implements Step {}

    /** A reading without answer. */
    record Extra(Value reading) implements Step {}
  }

  private final List<Value> answers;
  private final List<Value> readings;
  private final Allowance allowance;
  private final int[] first;
  private final long[][] costs;

  private Alignment(List<Value> answers, List<Value> readings, Allowance allowance) {
    this.answers = answers;
    this.readings = readings;
    this.allowance = allowance;
    this.first = new int[answers.size() + 1];
    this.costs = new long[answers.size() + 1][];
  }

  static List<Step> of(List<Value> answers, List<Value> readings, Allowance allowance) {
    Alignment alignment = new Alignment(answers, readings, allowance);
    alignment.band();
    alignment.fill();
    return alignment.wayBack();
  }

  /**
   * In row {@code i} (that many answers are done) only those columns are of use: readings too old
   * for the answer before are done, readings too late for this one are not.
   */
  private void band() {
    int done = 0;
    int reachable = 0;
    for (int i = 0; i <= answers.size(); i++) {
      first[i] = done;
      boolean last = i == answers.size();
      Value answer = answers.isEmpty() ? null : answers.get(last ? i - 1 : i);
      if (last || answer == null) {
        reachable = readings.size();
      } else {
        reachable = until(reachable, reading -> !allowance.isTooLate(answer, reading));
        done = until(done, reading -> allowance.isTooEarly(answer, reading));
      }
      costs[i] = new long[Math.max(reachable, done) - first[i] + 1];
      Arrays.fill(costs[i], UNREACHED);
    }
  }

  private int until(int from, Predicate<Value> goesOn) {
    int index = from;
    while (index < readings.size() && goesOn.test(readings.get(index))) {
      index++;
    }
    return index;
  }

  private void fill() {
    costs[0][0] = 0;
    for (int i = 0; i < costs.length; i++) {
      for (int j = first[i]; j < first[i] + costs[i].length; j++) {
        long cost = cost(i, j);
        reach(i, j + 1, cost + DIFFERENCE);
        if (i < answers.size()) {
          reach(i + 1, j, cost + missCost(i));
          reach(i + 1, j + 1, cost + pairCost(i, j));
        }
      }
    }
  }

  private long cost(int i, int j) {
    boolean inBand = first[i] <= j && j < first[i] + costs[i].length;
    return inBand ? costs[i][j - first[i]] : UNREACHED;
  }

  private void reach(int i, int j, long cost) {
    if (first[i] <= j && j < first[i] + costs[i].length) {
      costs[i][j - first[i]] = Math.min(costs[i][j - first[i]], cost);
    }
  }

  private long missCost(int i) {
    return allowance.excuses(answers.get(i)) ? 0 : DIFFERENCE;
  }

  private long pairCost(int i, int j) {
    if (j >= readings.size() || !allowance.pairs(answers.get(i), readings.get(j))) {
      return UNREACHED;
    }
    Value answer = answers.get(i);
    Value reading = readings.get(j);
    long apart = Math.abs(reading.instant().toEpochMilli() - answer.instant().toEpochMilli());
    return apart + (answer.value() == reading.value() ? 0 : DIFFERENCE);
  }

  private List<Step> wayBack() {
    List<Step> steps = new ArrayList<>();
    int i = answers.size();
    int j = readings.size();
    while (i > 0 || j > 0) {
      long cost = cost(i, j);
      if (i > 0 && j > 0 && cost(i - 1, j - 1) + pairCost(i - 1, j - 1) == cost) {
        steps.add(new Step.Paired(answers.get(--i), readings.get(--j)));
      } else if (i > 0 && cost(i - 1, j) + missCost(i - 1) == cost) {
        steps.add(new Step.Missed(answers.get(--i)));
      } else {
        steps.add(new Step.Extra(readings.get(--j)));
      }
    }
    Collections.reverse(steps);
    return steps;
  }
}
