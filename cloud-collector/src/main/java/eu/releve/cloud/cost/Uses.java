package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
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

  /**
   * What a register counted on a day; a total that nothing tells then is the sum of its tariffs.
   */
  Optional<Use> on(RegisterName register, LocalDate day) {
    if (register.tariff() == 0 && !isKnown(register, day)) {
      return byRegister.keySet().stream()
          .filter(tariff -> tariff.quantity() == register.quantity() && tariff.tariff() > 0)
          .flatMap(tariff -> stated(tariff, day).stream())
          .reduce(Use::beside)
          .or(() -> stated(register, day));
    }
    return stated(register, day);
  }

  /** Whether readings of a register enclose some of a day. */
  boolean isKnown(RegisterName register, LocalDate day) {
    return stated(register, day).filter(Use::isKnown).isPresent();
  }

  private Optional<Use> stated(RegisterName register, LocalDate day) {
    return Optional.ofNullable(byRegister.get(register)).map(days -> days.get(day));
  }

  /** Whether a quantity is counted in some way on some day. */
  boolean isCounted(Quantity quantity) {
    return byRegister.entrySet().stream()
        .filter(each -> each.getKey().quantity() == quantity)
        .flatMap(each -> each.getValue().values().stream())
        .anyMatch(Use::isKnown);
  }

  /** The tariffs of a quantity that count on a day, by their names. */
  List<RegisterName> tariffs(Quantity quantity, LocalDate day) {
    return byRegister.keySet().stream()
        .filter(register -> register.quantity() == quantity && register.tariff() > 0)
        .filter(register -> isKnown(register, day))
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
    Map<YearMonth, SortedMap<LocalDate, Use>> months = new LinkedHashMap<>();
    days.forEach(
        (day, use) ->
            months.computeIfAbsent(YearMonth.from(day), m -> new TreeMap<>()).put(day, use));
    SortedMap<LocalDate, Use> even = new TreeMap<>();
    months.values().forEach(month -> even.putAll(spread(month)));
    return even;
  }

  private static SortedMap<LocalDate, Use> spread(SortedMap<LocalDate, Use> month) {
    List<LocalDate> dates = List.copyOf(month.keySet());
    List<Use> uses = List.copyOf(month.values());
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
          dates.get(i),
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
