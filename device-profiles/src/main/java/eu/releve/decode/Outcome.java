package eu.releve.decode;

import java.math.BigInteger;

/** What became of one register of an answer. */
public sealed interface Outcome {
  /** The meter says that it has no value. */
  Outcome UNAVAILABLE = new Unavailable();

  /**
   * A value.
   *
   * @param steps in steps of the register's quantity, rounded half-even once.
   */
  record Value(long steps) implements Outcome {}

  /** The meter says that it has no value: a sentinel, or a record in error state. */
  record Unavailable() implements Outcome {}

  /**
   * Contents that are no value of the quantity: not a number, an overflow, an invalid digit.
   *
   * @param reason for people, with what was found.
   */
  record Refused(String reason) implements Outcome {}

  /** The value, or a refusal when it does not fit 64 bits. */
  static Outcome ofSteps(BigInteger steps) {
    return steps.bitLength() <= 63
        ? new Value(steps.longValueExact())
        : new Refused("overflow: " + steps.bitLength() + " bits of steps do not fit 63");
  }
}
