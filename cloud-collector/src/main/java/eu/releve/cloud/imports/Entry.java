package eu.releve.cloud.imports;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.time.Instant;
import java.util.Optional;

/**
 * One value that a file tells.
 *
 * @param line of the file, from 1.
 * @param series whose it is.
 * @param at when the display showed it, or when the interval ended.
 * @param value in steps of the quantity.
 * @param estimated whether its source says that nobody read it.
 */
public record Entry(int line, Series series, Instant at, long value, boolean estimated) {
  /** The longest text of a place that is kept. */
  static final int PLACE_MAX = 100;

  /**
   * What a file tells of one register.
   *
   * @param meter its number as the file writes it: a serial, an EAN, a PRM.
   * @param place where it is, as the file says; empty where it does not.
   * @param register which of its registers.
   * @param unit in which the file states it.
   * @param length absent for an index, as a display shows it.
   * @param named whether {@code meter} is not what the meter bears, but a name in the building: of
   *     a point, or of the meter itself.
   */
  public record Series(
      String meter,
      String place,
      RegisterName register,
      Unit unit,
      Optional<IntervalLength> length,
      boolean named) {
    /** Of a meter that is told by the number that it bears. */
    public Series(
        String meter,
        String place,
        RegisterName register,
        Unit unit,
        Optional<IntervalLength> length) {
      this(meter, place, register, unit, length, false);
    }

    public Series {
      require(unit.measures(register.quantity()), "%s is not a unit of %s", unit, register);
      require(place.length() <= PLACE_MAX, "place of %d characters", place.length());
    }
  }

  public Entry {
    require(line >= 1, "line %d is below 1", line);
  }
}
