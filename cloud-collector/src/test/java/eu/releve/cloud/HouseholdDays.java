package eu.releve.cloud;

import eu.releve.edge.simulate.Truth;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The days of a real dwelling in Sceaux as a counter: what it used by the end of each day.
 *
 * <p>Within a day the counter rises evenly. The power column is the sum of per-minute kW.
 */
final class HouseholdDays implements Truth {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  /** Watt-hours used before each local midnight. */
  private final NavigableMap<Instant, BigDecimal> before = new TreeMap<>();

  private final NavigableMap<LocalDate, BigDecimal> days = new TreeMap<>();

  private HouseholdDays() {}

  static HouseholdDays of(List<String> lines) {
    HouseholdDays household = new HouseholdDays();
    BigDecimal sum = BigDecimal.ZERO;
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(",", -1);
      LocalDate date = LocalDate.parse(columns[0]);
      BigDecimal wattHours =
          new BigDecimal(columns[1])
              .movePointRight(3)
              .divide(BigDecimal.valueOf(60), MathContext.DECIMAL64);
      household.days.put(date, wattHours);
      household.before.put(midnight(date), sum);
      sum = sum.add(wattHours);
      household.before.put(midnight(date.plusDays(1)), sum);
    }
    return household;
  }

  static Instant midnight(LocalDate date) {
    return date.atStartOfDay(PARIS).toInstant();
  }

  /** Watt-hours by day, as the file has them. */
  NavigableMap<LocalDate, BigDecimal> days() {
    return days;
  }

  LocalDate first() {
    return days.firstKey();
  }

  LocalDate last() {
    return days.lastKey();
  }

  @Override
  public BigDecimal valueAt(MeterId meter, RegisterName register, Instant at) {
    if (!register.equals(RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT))) {
      return BigDecimal.ZERO;
    }
    var floor = before.floorEntry(at);
    var ceiling = before.higherEntry(at);
    if (floor == null) {
      return BigDecimal.ZERO;
    }
    if (ceiling == null) {
      return floor.getValue();
    }
    BigDecimal part = BigDecimal.valueOf(at.toEpochMilli() - floor.getKey().toEpochMilli());
    BigDecimal whole =
        BigDecimal.valueOf(ceiling.getKey().toEpochMilli() - floor.getKey().toEpochMilli());
    return floor
        .getValue()
        .add(
            ceiling
                .getValue()
                .subtract(floor.getValue())
                .multiply(part)
                .divide(whole, MathContext.DECIMAL64));
  }
}
