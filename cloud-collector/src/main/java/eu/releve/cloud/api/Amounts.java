package eu.releve.cloud.api;

import eu.releve.cloud.derive.AmountUnit;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sets beside each figure what it is in the unit that was asked for. */
final class Amounts {
  private final Asked asked;

  Amounts(Asked asked) {
    this.asked = asked;
  }

  /** The unit that was asked for. */
  static Optional<AmountUnit> unit(Asked asked) throws Problem {
    Optional<String> text = asked.parameter("unit");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        AmountUnit.of(text.get())
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "unit: wanted one of %s, found '%s'"
                            .formatted(
                                Arrays.stream(AmountUnit.values())
                                    .map(AmountUnit::symbol)
                                    .collect(Collectors.joining(", ")),
                                text.get()))));
  }

  /**
   * Adds the amounts.
   *
   * @throws Problem when the unit measures nothing of what the point counts.
   */
  void into(JsonObject figures) throws Problem {
    Optional<AmountUnit> unit = unit(asked);
    if (unit.isEmpty()) {
      return;
    }
    boolean measures = false;
    List<String> counted = new ArrayList<>();
    for (Object each : figures.getJsonArray("series")) {
      JsonObject series = (JsonObject) each;
      String quantity = series.getString("quantity");
      counted.add(quantity);
      measures |=
          Quantity.of(quantity).filter(its -> into(series, its, unit.get())).isPresent()
              || (unit.get().isOfEnergy() && GasInEnergy.isOf(quantity));
    }
    if (!measures && !counted.isEmpty()) {
      throw Problem.badRequest(
          "unit: wanted one that measures %s, found %s"
              .formatted(String.join(" or ", counted), unit.get().symbol()));
    }
  }

  private static boolean into(JsonObject series, Quantity quantity, AmountUnit unit) {
    if (unit.of(quantity, BigInteger.ZERO).isEmpty()) {
      return false;
    }
    series.put("amountUnit", unit.symbol());
    for (Object each : series.getJsonArray("items")) {
      JsonObject item = (JsonObject) each;
      Optional<BigDecimal> amount = unit.of(quantity, new BigInteger(item.getString("value")));
      item.put("amount", amount.map(BigDecimal::toPlainString).orElse(null));
    }
    return true;
  }
}
