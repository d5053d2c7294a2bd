package eu.releve.edge.serial;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * The times of an exchange as they are on the wire; the line's latency comes on top.
 *
 * @param answer until the first character of the answer is complete, counted from the end of the
 *     request.
 * @param gap between two characters of one answer: a longer one ends it.
 * @param quiet how long the line has to be quiet after bytes that are no answer, before it is used
 *     again.
 * @param space the same after a zero byte or a damaged character: what many say together can be one
 *     long space, in which a receiver hears nothing more; at least {@code quiet}.
 * @param alone from the end of the request on nobody else may have begun to answer, counted from
 *     there; zero where one frame is enough.
 * @param rest between the end of one exchange and the next request.
 */
public record Timing(
    Duration answer, Duration gap, Duration quiet, Duration space, Duration alone, Duration rest) {
  public Timing {
    require(answer.isPositive(), "answer time %s is not positive", answer);
    require(gap.isPositive(), "gap %s is not positive", gap);
    require(quiet.isPositive(), "quiet time %s is not positive", quiet);
    require(space.compareTo(quiet) >= 0, "after a space only %s of quiet", space);
    require(!alone.isNegative(), "time alone %s is negative", alone);
    require(!rest.isNegative(), "rest %s is negative", rest);
  }

  /** The same with another time for the first character. */
  public Timing answering(Duration within) {
    return new Timing(within, gap, quiet, space, alone, rest);
  }

  /** The same, listening for others who answer to the same request. */
  public Timing alone(Duration within) {
    return new Timing(answer, gap, quiet, space, within, rest);
  }
}
