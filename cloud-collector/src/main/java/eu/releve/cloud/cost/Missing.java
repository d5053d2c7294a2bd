package eu.releve.cloud.cost;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What was used and costs nothing here because something is not known: never a cost of zero.
 *
 * @param reason what is missing.
 * @param what a register, or a line of a contract.
 * @param priced until when it had a price before, where it had one.
 * @param from the first local day of it.
 * @param to the day after the last.
 * @param quantity so much has no cost.
 * @param unit of the quantity.
 */
public record Missing(
    Reason reason,
    String what,
    Optional<LocalDate> priced,
    LocalDate from,
    LocalDate to,
    Fraction quantity,
    String unit) {

  /** What is missing. */
  public enum Reason {
    /** No line of a contract prices it. */
    NO_PRICE("no price"),
    /** A contract prices tariffs that the point does not count. */
    NO_TARIFF("no such tariff is counted, no price of the total"),
    /** A contract prices what no register of the point counts: how much, nobody knows. */
    NO_READING("no reading"),
    /** Gas in cubic metres is sold by its energy, and nobody said what it held. */
    NO_CALORIFIC_VALUE("no calorific value"),
    /** A line is charged by the month's peak, and none was stated. */
    NO_DEMAND("no demand");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** As programs read it: {@code no-price}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Since when: the end of the last price, else the first day that was asked for and has none. */
  public LocalDate since() {
    return priced.orElse(from);
  }

  /** For people: {@code active-energy-import: no price since 2026-01-01}. */
  public String text() {
    return "%s: %s since %s".formatted(what, reason.text, since());
  }

  /** Whether both miss the same thing. */
  boolean isOf(Missing other) {
    return reason == other.reason
        && what.equals(other.what)
        && priced.equals(other.priced)
        && unit.equals(other.unit);
  }

  Missing plus(Missing other) {
    return new Missing(
        reason,
        what,
        priced,
        from.isBefore(other.from) ? from : other.from,
        to.isAfter(other.to) ? to : other.to,
        quantity.plus(other.quantity),
        unit);
  }
}
