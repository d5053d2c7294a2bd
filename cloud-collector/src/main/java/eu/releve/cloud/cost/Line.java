package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPeriod;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a contract: what one unit costs on some days.
 *
 * @param id by which results name it; a later price has the same name and later days.
 * @param kind what it is for.
 * @param label as the bill calls it.
 * @param charge what its price is multiplied by.
 * @param price in EUR a unit, without VAT; not negative.
 * @param vat percent, 0 to 100.
 * @param from the first local day.
 * @param to the day after the last; without it, as long as the contract.
 */
public record Line(
    String id,
    Kind kind,
    String label,
    Charge charge,
    BigDecimal price,
    BigDecimal vat,
    LocalDate from,
    Optional<LocalDate> to) {
  /** What an identifier of a line looks like. */
  static final String ID = "[a-z0-9][a-z0-9.-]{0,39}";

  /** A tenth of a millionth of a cent; prices have seven decimals at most in practice. */
  static final int DECIMALS_MAX = 9;

  private static final int LABEL_MAX = 100;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** What a line is for. */
  public enum Kind {
    ENERGY,
    WATER,
    WASTE_WATER,
    FIXED,
    CAPACITY,
    LEVY;

    /** The kind of that name, or nothing. */
    public static Optional<Kind> of(String id) {
      return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }

    /** As contracts write it: {@code waste-water}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether what it prices is not without a price any more: a levy alone is none. */
    boolean isPrice() {
      return this == ENERGY || this == WATER;
    }

    private boolean takes(Charge charge) {
      return switch (charge) {
        case PerUnit unused -> this != FIXED && this != CAPACITY;
        case PerPeriod unused -> this == FIXED || this == LEVY;
        case PerPeak unused -> this == CAPACITY;
        case PerPower unused -> this == CAPACITY;
      };
    }
  }

  public Line {
    require(id.matches(ID), "line '%s' is not of the form %s", id, ID);
    require(!label.isBlank() && label.length() <= LABEL_MAX, "line %s: no label", id);
    require(kind.takes(charge), "line %s: %s is not charged per %s", id, kind.id(), charge.unit());
    require(
        price.signum() >= 0 && price.scale() <= DECIMALS_MAX,
        "line %s: a price of %s is not in 0.. with at most %d decimals",
        id,
        price,
        DECIMALS_MAX);
    require(vat.signum() >= 0 && vat.compareTo(HUNDRED) <= 0, "line %s: %s %% of VAT", id, vat);
    price = price.stripTrailingZeros();
    vat = vat.stripTrailingZeros();
    LocalDate begin = from;
    require(to.map(begin::isBefore).orElse(true), "line %s: %s is not before its end", id, from);
  }

  /** Whether it holds on a day. */
  public boolean holds(LocalDate day) {
    return !day.isBefore(from) && to.map(day::isBefore).orElse(true);
  }

  /** What it counts by, where it counts units. */
  Optional<RegisterName> register() {
    return charge instanceof PerUnit unit ? Optional.of(unit.register()) : Optional.empty();
  }

  /** The same on other days. */
  Line on(LocalDate begin, Optional<LocalDate> end) {
    return new Line(id, kind, label, charge, price, vat, begin, end);
  }

  /** Whether both say the same, whenever they say it. */
  boolean saysAs(Line other) {
    return on(other.from, other.to).equals(other);
  }
}
