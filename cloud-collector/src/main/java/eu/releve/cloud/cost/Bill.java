package eu.releve.cloud.cost;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What some days cost: lines that name their tariffs, and what has no cost.
 *
 * @param lines one for each line of a contract that was used.
 * @param missing what has none, each thing once.
 */
public record Bill(List<CostLine> lines, List<Missing> missing) {
  /** Of no day. */
  public static final Bill NONE = new Bill(List.of(), List.of());

  private static final BigDecimal PERCENT = new BigDecimal("0.01");

  public Bill {
    lines = List.copyOf(lines);
    missing = List.copyOf(missing);
  }

  /** Both together, exactly. */
  public Bill plus(Bill other) {
    Map<Tariff, CostLine> all = new LinkedHashMap<>();
    for (List<CostLine> some : List.of(lines, other.lines)) {
      some.forEach(line -> all.merge(line.tariff(), line, CostLine::plus));
    }
    List<Missing> absent = new ArrayList<>(missing);
    for (Missing one : other.missing) {
      int same = -1;
      for (int i = 0; i < absent.size(); i++) {
        same = absent.get(i).isOf(one) ? i : same;
      }
      if (same < 0) {
        absent.add(one);
      } else {
        absent.set(same, absent.get(same).plus(one));
      }
    }
    return new Bill(List.copyOf(all.values()), absent);
  }

  /** Without VAT, in EUR: the sum of what the lines say. */
  public BigDecimal net() {
    return lines.stream().map(CostLine::net).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }

  /** The VAT, in EUR: the sum of what the lines say. */
  public BigDecimal vat() {
    return lines.stream().map(CostLine::vat).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }

  /** With VAT, in EUR. */
  public BigDecimal gross() {
    return net().add(vat());
  }

  /** Without VAT, in EUR, nothing rounded: what bills of days, months and years add up to. */
  public Fraction exactNet() {
    return lines.stream().map(CostLine::exact).reduce(Fraction.ZERO, Fraction::plus);
  }

  /** The VAT, in EUR, nothing rounded. */
  public Fraction exactVat() {
    return lines.stream()
        .map(line -> line.exact().times(line.tariff().line().vat()).times(PERCENT))
        .reduce(Fraction.ZERO, Fraction::plus);
  }

  /** Whether everything that was used has its cost, as far as readings tell all of its days. */
  public boolean isComplete() {
    return missing.isEmpty() && lines.stream().allMatch(line -> line.knowledge().isWhole());
  }

  /** The share of the cost whose quantity was not measured, 0 to 1. */
  public BigDecimal estimatedShare() {
    Fraction estimated =
        lines.stream().map(CostLine::exactEstimated).reduce(Fraction.ZERO, Fraction::plus);
    return CostLine.share(estimated, exactNet());
  }
}
