package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a point used by local days, by its registers: totals and, where it counts them, tariffs.
 *
 * @param byRegister of each register its days.
 */
public record Uses(Map<RegisterName, SortedMap<LocalDate, Use>> byRegister) {
  private static final Comparator<RegisterName> BY_NAME = Comparator.comparing(Object::toString);

  public Uses {
    SortedMap<RegisterName, SortedMap<LocalDate, Use>> copy = new TreeMap<>(BY_NAME);
    byRegister.forEach((register, days) -> copy.put(register, new TreeMap<>(days)));
    byRegister = copy;
  }

  /** What a register counted on a day. */
  Optional<Use> on(RegisterName register, LocalDate day) {
    return Optional.ofNullable(byRegister.get(register)).map(days -> days.get(day));
  }

  /** Whether it counted anything on some day. */
  boolean isCounted(RegisterName register) {
    return Optional.ofNullable(byRegister.get(register)).stream()
        .flatMap(days -> days.values().stream())
        .anyMatch(Use::isKnown);
  }

  /** The tariffs of a quantity that count, by their names. */
  List<RegisterName> tariffs(Quantity quantity) {
    return byRegister.keySet().stream()
        .filter(register -> register.quantity() == quantity && register.tariff() > 0)
        .filter(this::isCounted)
        .toList();
  }

  /**
   * The same months, each spread over its days by how much of each readings enclose: sums of whole
   * months stay what they are. A dwelling's price that changes within a month would tell otherwise
   * what it used before and after (DESIGN 6).
   */
  public Uses evenly() {
    Map<RegisterName, SortedMap<LocalDate, Use>> even = new LinkedHashMap<>();
    byRegister.forEach((register, days) -> even.put(register, evenly(days)));
    return new Uses(even);
  }

  private static SortedMap<LocalDate, Use> evenly(SortedMap<LocalDate, Use> days) {
    Map<YearMonth, List<LocalDate>> months = new LinkedHashMap<>();
    days.keySet()
        .forEach(
            day -> months.computeIfAbsent(YearMonth.from(day), m -> new ArrayList<>()).add(day));
    SortedMap<LocalDate, Use> even = new TreeMap<>();
    months.values().forEach(month -> even.putAll(spread(days, month)));
    return even;
  }

  private static SortedMap<LocalDate, Use> spread(
      SortedMap<LocalDate, Use> days, List<LocalDate> month) {
    List<Use> uses = month.stream().map(days::get).toList();
    BigInteger steps = sum(uses.stream().map(Use::steps).toList());
    BigInteger estimated = sum(uses.stream().map(Use::estimated).toList());
    BigInteger whole = BigInteger.valueOf(uses.stream().mapToLong(Use::enclosedMillis).sum());
    SortedMap<LocalDate, Use> spread = new TreeMap<>();
    BigInteger until = BigInteger.ZERO;
    for (int i = 0; i < uses.size(); i++) {
      Use day = uses.get(i);
      BigInteger before = until;
      until = until.add(BigInteger.valueOf(day.enclosedMillis()));
      spread.put(
          month.get(i),
          new Use(
              part(steps, before, until, whole),
              part(estimated, before, until, whole).min(part(steps, before, until, whole)),
              day.enclosedMillis(),
              day.measuredMillis(),
              day.millis(),
              day.worst()));
    }
    return spread;
  }

  /** The difference of two shares that are each rounded down: the parts add up to the whole. */
  private static BigInteger part(
      BigInteger sum, BigInteger before, BigInteger until, BigInteger whole) {
    if (whole.signum() == 0) {
      require(sum.signum() == 0, "%s steps were counted between no readings", sum);
      return BigInteger.ZERO;
    }
    return sum.multiply(until).divide(whole).subtract(sum.multiply(before).divide(whole));
  }

  private static BigInteger sum(List<BigInteger> parts) {
    return parts.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
