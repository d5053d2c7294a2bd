package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Rating;
import java.util.Optional;

/**
 * How fast a counter can move: one that seems to move faster, or backwards, is read again before it
 * is believed.
 *
 * @param perSecond at most so many steps a second; above zero.
 * @param slack steps that it may jump at any moment: its resolution.
 */
public record CounterLimit(double perSecond, double slack) {
  private static final double SECONDS_PER_HOUR = 3_600;
  private static final double MILLIS_PER_SECOND = 1_000;

  /** What passes a building's largest connection: 1 MW, behind transformers as much more. */
  private static final double WATT_MAX = 1_000_000;

  /** A heating plant of ten megawatts. */
  private static final double THERMAL_WATT_MAX = 10_000_000;

  /** Overload flow Q4 of a water meter of DN 150 (OIML R 49): 500 m3/h. */
  private static final double MILLILITRE_PER_HOUR_MAX = 500e6;

  /** A gas meter G650: 1,000 m3/h. */
  private static final double GAS_MILLILITRE_PER_HOUR_MAX = 1_000e6;

  public CounterLimit {
    require(perSecond > 0, "%s a second", perSecond);
    require(slack >= 0, "slack %s", slack);
  }

  /**
   * The limit of a register; nothing for what is no counter of something that flows.
   *
   * @param rating what the meter's plate says that it bears; where nothing is known, and for what
   *     is no electricity, the largest that a building has.
   */
  static Optional<CounterLimit> of(
      RegisterName name,
      Resolution resolution,
      Transformers transformers,
      Optional<Rating> rating) {
    Transformers.Ratio ratio = transformers.of(name.quantity());
    double times = Math.max(1, ratio.primary() / (double) ratio.secondary());
    double slack = 2 * Math.max(1, resolution.inSteps().doubleValue());
    Optional<Double> rated =
        rating.flatMap(plate -> plate.stepsPerHour(name)).map(most -> most / SECONDS_PER_HOUR);
    return rated
        .or(() -> perSecond(name.quantity()))
        .map(most -> new CounterLimit(times * most, slack));
  }

  private static Optional<Double> perSecond(Quantity quantity) {
    if (quantity.kind() != Kind.COUNTER) {
      return Optional.empty();
    }
    return switch (quantity.step()) {
      case WATT_HOUR, VAR_HOUR, VOLT_AMPERE_HOUR -> Optional.of(WATT_MAX / SECONDS_PER_HOUR);
      case JOULE -> Optional.of(THERMAL_WATT_MAX);
      case MILLILITRE ->
          Optional.of(
              (quantity == Quantity.GAS_VOLUME
                      ? GAS_MILLILITRE_PER_HOUR_MAX
                      : MILLILITRE_PER_HOUR_MAX)
                  / SECONDS_PER_HOUR);
      default -> Optional.empty();
    };
  }

  /** Whether a counter can go from one value to another in that time. */
  boolean allows(long from, long to, long millis) {
    double moved = (double) to - (double) from;
    return moved >= 0 && moved <= perSecond * Math.max(0, millis) / MILLIS_PER_SECOND + slack;
  }
}
