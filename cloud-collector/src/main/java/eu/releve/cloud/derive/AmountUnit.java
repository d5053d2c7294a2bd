package eu.releve.cloud.derive;

import eu.releve.measure.Quantity;
import eu.releve.measure.Step;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Optional;

/**
 * A unit in which people read amounts of energy or volumes. Each has enough decimals that every
 * whole joule and millilitre is found again; where a division does not end within them, the last
 * one is rounded half-even.
 */
public enum AmountUnit {
  KILOWATT_HOUR("kWh", true, "3600000", 10),
  MEGAWATT_HOUR("MWh", true, "3600000000", 13),
  GIGAJOULE("GJ", true, "1000000000", 14),
  /** 1,163 kWh, by the calorie of the international steam table. */
  GIGACALORIE("Gcal", true, "4186800000", 13),
  CUBIC_METRE("m3", false, "1000000", 6),
  LITRE("L", false, "1000", 3);

  private final String symbol;
  private final boolean energy;
  private final BigDecimal size;
  private final int digits;

  /**
   * @param size in joules or millilitres.
   * @param digits after the point.
   */
  AmountUnit(String symbol, boolean energy, String size, int digits) {
    this.symbol = symbol;
    this.energy = energy;
    this.size = new BigDecimal(size);
    this.digits = digits;
  }

  /** The unit of that symbol: {@code kWh}, {@code MWh}, {@code GJ}, {@code Gcal}, {@code m3}. */
  public static Optional<AmountUnit> of(String symbol) {
    return Arrays.stream(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
  }

  /** How it is written. */
  public String symbol() {
    return symbol;
  }

  /** Whether it measures energy; a volume else. */
  public boolean isOfEnergy() {
    return energy;
  }

  BigDecimal size() {
    return size;
  }

  /** So many joules or millilitres, in this unit, without zeros at the end. */
  BigDecimal of(BigDecimal steps) {
    BigDecimal amount = steps.divide(size, digits, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }

  /**
   * What a quantity counted; nothing where this unit does not measure it. Units of heat-cost
   * allocators are measured by none.
   */
  public Optional<BigDecimal> of(Quantity quantity, BigInteger steps) {
    if (energy) {
      return Energy.isCountedBy(quantity)
          ? Optional.of(Energy.of(quantity, steps).in(this))
          : Optional.empty();
    }
    return quantity.step() == Step.MILLILITRE
        ? Optional.of(of(new BigDecimal(steps)))
        : Optional.empty();
  }
}
