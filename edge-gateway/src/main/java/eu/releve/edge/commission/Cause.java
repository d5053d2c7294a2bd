package eu.releve.edge.commission;

import eu.releve.measure.MeterId;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.provisioning.site.Meter;
import java.math.BigDecimal;

/** What is likely to be wrong where a display does not say what is read. */
public sealed interface Cause {
  /**
   * The display is what the meter's words say in another order of words and bytes.
   *
   * @param order in which it fits.
   * @param steps what they say in it, in steps of the quantity.
   */
  record WordOrder(ModbusRegister.WordOrder order, long steps) implements Cause {}

  /**
   * The display is what the meter's words say when their highest bit is, or is not, a sign.
   *
   * @param signed whether it fits with a sign.
   * @param steps what they say then, in steps of the quantity; may be negative.
   */
  record Sign(boolean signed, long steps) implements Cause {}

  /** The counter fell from one reading to the next. */
  record Falls() implements Cause {}

  /** The display is that of the other direction: exported in place of imported. */
  record Opposite() implements Cause {}

  /**
   * The number fits if the display, or the plan, means another unit.
   *
   * @param unit in which it fits.
   */
  record InUnit(Unit unit) implements Cause {}

  /**
   * The reading is the display with its decimal point elsewhere.
   *
   * @param power of ten by which the reading is larger; not 0.
   */
  record Decimals(int power) implements Cause {}

  /**
   * It fits with another ratio of the current transformers than the plan's.
   *
   * @param ratio with which it fits.
   */
  record OtherRatio(Meter.Ratio ratio) implements Cause {}

  /**
   * The display is what another meter reads.
   *
   * @param meter the other.
   * @param mutual whether that one's display is what this one reads: the two are swapped.
   */
  record OtherMeter(MeterId meter, boolean mutual) implements Cause {}

  /**
   * None of these.
   *
   * @param steps the display minus the nearest reading, in steps of the quantity.
   */
  record Unexplained(BigDecimal steps) implements Cause {}
}
