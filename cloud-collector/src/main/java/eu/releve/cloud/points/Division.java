package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Divides a whole number of steps among parts by their weights, as if each step had been given to
 * the part that was furthest behind (the method of Sainte-Laguë).
 *
 * <p>The parts add up to the whole, exactly. When the whole grows no part shrinks, which the method
 * of the largest remainder does not promise: a part of a growing counter would count backwards. A
 * part lies within half a step and half a step for each part of its exact share.
 */
public final class Division {
  private static final BigInteger TWO = BigInteger.TWO;

  private final List<BigInteger> weights;
  private final BigInteger sum;

  /**
   * @param weights above zero; of parts that are as far behind, the one that stands first comes
   *     first.
   */
  public Division(List<Long> weights) {
    require(!weights.isEmpty(), "wanted a part, found none");
    weights.forEach(weight -> require(weight > 0, "weight: wanted above zero, found %d", weight));
    this.weights = weights.stream().map(BigInteger::valueOf).toList();
    this.sum = this.weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * The parts of a whole, in the order of the weights; of one below zero, those of its opposite.
   */
  public List<BigInteger> of(BigInteger whole) {
    if (whole.signum() < 0) {
      return of(whole.negate()).stream().map(BigInteger::negate).toList();
    }
    List<BigInteger> parts = new ArrayList<>(weights.stream().map(w -> nearest(whole, w)).toList());
    BigInteger given = parts.stream().reduce(BigInteger.ZERO, BigInteger::add);
    int left = whole.subtract(given).intValueExact();
    if (left > 0) {
      give(parts, left);
    } else {
      takeBack(parts, -left);
    }
    return List.copyOf(parts);
  }

  /** The exact share, rounded to the nearest step, a half down. */
  private BigInteger nearest(BigInteger whole, BigInteger weight) {
    BigInteger twice = sum.multiply(TWO);
    return whole
        .multiply(weight)
        .multiply(TWO)
        .subtract(sum)
        .add(twice)
        .subtract(BigInteger.ONE)
        .divide(twice);
  }

  private void give(List<BigInteger> parts, int steps) {
    Comparator<Integer> behind =
        (one, other) -> compare(one, odd(parts, one, 1), other, odd(parts, other, 1));
    PriorityQueue<Integer> next =
        new PriorityQueue<>(behind.reversed().thenComparing(Comparator.naturalOrder()));
    fill(next);
    for (int i = 0; i < steps; i++) {
      int part = next.remove();
      parts.set(part, parts.get(part).add(BigInteger.ONE));
      next.add(part);
    }
  }

  private void takeBack(List<BigInteger> parts, int steps) {
    Comparator<Integer> ahead =
        (one, other) -> compare(one, odd(parts, one, -1), other, odd(parts, other, -1));
    PriorityQueue<Integer> next =
        new PriorityQueue<>(ahead.thenComparing(Comparator.reverseOrder()));
    fill(next);
    for (int i = 0; i < steps; i++) {
      int part = next.remove();
      parts.set(part, parts.get(part).subtract(BigInteger.ONE));
      next.add(part);
    }
  }

  private void fill(PriorityQueue<Integer> next) {
    for (int i = 0; i < weights.size(); i++) {
      next.add(i);
    }
  }

  /** By which a part's weight is divided when it is asked for one more step, or for one back. */
  private static BigInteger odd(List<BigInteger> parts, int part, int more) {
    BigInteger odd = parts.get(part).multiply(TWO).add(BigInteger.valueOf(more));
    // Nobody gives back what they do not have.
    return odd.signum() > 0 ? odd : BigInteger.ZERO;
  }

  /** Compares weights divided by odd numbers; by zero is the largest. */
  private int compare(int one, BigInteger oneOdd, int other, BigInteger otherOdd) {
    return weights.get(one).multiply(otherOdd).compareTo(weights.get(other).multiply(oneOdd));
  }
}
