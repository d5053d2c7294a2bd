package eu.releve.edge.simulate;

import eu.releve.measure.Phase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;

/**
 * A meter's connection: how its power spreads over the phases, its power factor, and the voltage
 * and frequency that the network gives it.
 *
 * @param shareL1 of the power, in thousandths.
 * @param shareL2 of the power, in thousandths; L3 has the rest.
 * @param powerFactorThousandths above zero, up to 1,000.
 * @param chance moves voltage and frequency every ten seconds.
 */
record Grid(int shareL1, int shareL2, int powerFactorThousandths, Chance chance) {
  private static final long NOMINAL_MILLIVOLTS = 231_500;
  private static final long SLOT_SECONDS = 10;
  private static final double ROOT_OF_THREE = 1.7320508;

  /** The connection of that name, its shares near a third each. */
  static Grid of(Chance chance) {
    int first = 270 + (int) (130 * chance.of("l1").share());
    int second = 270 + (int) (100 * chance.of("l2").share());
    int factor = 920 + (int) (70 * chance.of("factor").share());
    return new Grid(first, second, factor, chance);
  }

  /** The part of the power that one phase carries; all of it for all phases, none for others. */
  int shareThousandths(Phase phase) {
    return switch (phase) {
      case ALL -> 1_000;
      case L1 -> shareL1;
      case L2 -> shareL2;
      case L3 -> 1_000 - shareL1 - shareL2;
      case N, L1_L2, L2_L3, L3_L1 -> 0;
    };
  }

  /** Reactive by active power. */
  BigDecimal tangent() {
    double factor = powerFactorThousandths / 1_000.0;
    double tangent = StrictMath.sqrt(1 - factor * factor) / factor;
    return BigDecimal.valueOf(tangent).round(new MathContext(6));
  }

  /** 231.5 V, a little up and down, and 0.2 V less for each kW on the phase. */
  long millivolts(Phase phase, long milliwatts, Instant at) {
    return switch (phase) {
      case L1, L2, L3 -> {
        long wobble = Math.round(3_000 * (slot("volt" + phase, at) - 0.5));
        long drop = milliwatts / 1_000 * shareThousandths(phase) / 1_000 / 5;
        yield Math.clamp(NOMINAL_MILLIVOLTS + wobble - drop, 207_000, 253_000);
      }
      case ALL ->
          (millivolts(Phase.L1, milliwatts, at)
                  + millivolts(Phase.L2, milliwatts, at)
                  + millivolts(Phase.L3, milliwatts, at))
              / 3;
      case N -> 0;
      case L1_L2, L2_L3, L3_L1 -> Math.round(ROOT_OF_THREE * millivolts(Phase.ALL, milliwatts, at));
    };
  }

  /** Apparent power by voltage; for all phases their sum, in the neutral what does not cancel. */
  long milliamperes(Phase phase, long milliwatts, Instant at) {
    long first = lineCurrent(Phase.L1, milliwatts, at);
    long second = lineCurrent(Phase.L2, milliwatts, at);
    long third = lineCurrent(Phase.L3, milliwatts, at);
    return switch (phase) {
      case L1 -> first;
      case L2 -> second;
      case L3 -> third;
      case ALL -> first + second + third;
      case N ->
          Math.round(
              StrictMath.sqrt(
                  (double) first * first
                      + (double) second * second
                      + (double) third * third
                      - (double) first * second
                      - (double) second * third
                      - (double) third * first));
      case L1_L2, L2_L3, L3_L1 -> 0;
    };
  }

  /** 50 Hz, up to 25 mHz off. */
  long millihertz(Instant at) {
    return 50_000 + Math.round(50 * (slot("hertz", at) - 0.5));
  }

  private long lineCurrent(Phase phase, long milliwatts, Instant at) {
    double apparent =
        Math.abs((double) milliwatts) * shareThousandths(phase) / powerFactorThousandths;
    return Math.round(apparent * 1_000 / millivolts(phase, milliwatts, at));
  }

  private double slot(String name, Instant at) {
    return chance.of(name).share(Math.floorDiv(at.getEpochSecond(), SLOT_SECONDS));
  }
}
