package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one unit costs where a building has no contract of its own.
 *
 * @param id stable name of the entry.
 * @param what is bought: {@code water}.
 * @param region two-letter country.
 * @param amount of money per unit, not negative.
 * @param currency of the amount, three capital letters: {@code EUR}, {@code CHF}.
 * @param basis the unit: {@code m3}.
 * @param boundary what is included.
 * @param source who says so.
 * @param confirmed false where the figure ships as "to be confirmed".
 * @param from the first day.
 * @param to the day after the last.
 */
public record Price(
    String id,
    String what,
    String region,
    BigDecimal amount,
    String currency,
    String basis,
    String boundary,
    String source,
    boolean confirmed,
    LocalDate from,
    Optional<LocalDate> to)
    implements Dated {
  public Price {
    require(amount.signum() >= 0, "price %s is negative", id);
    require(currency.matches("[A-Z]{3}"), "currency '%s' is not three capital letters", currency);
    require(region.matches("[A-Z]{2}"), "region '%s' is not two capital letters", region);
  }
}
