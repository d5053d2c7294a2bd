package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Energy;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What a cubic metre of gas holds at a point, day by day. */
public final class GasFactors {
  private final NavigableMap<LocalDate, GasSupply> supplies = new TreeMap<>();
  private final Map<String, NavigableMap<LocalDate, CalorificVersion>> values = new HashMap<>();

  /**
   * @param supplies of the point, one a first day.
   * @param values of their zones, no two of one zone on one day.
   */
  public GasFactors(List<GasSupply> supplies, List<CalorificVersion> values) {
    supplies.forEach(supply -> this.supplies.put(supply.from(), supply));
    for (CalorificVersion version : values) {
      NavigableMap<LocalDate, CalorificVersion> zone =
          this.values.computeIfAbsent(version.zone(), first -> new TreeMap<>());
      for (CalorificVersion other : zone.values()) {
        require(
            !version.value().overlaps(other.value()),
            "%s: %s to %s and %s to %s overlap: one calorific value holds on a day",
            version.zone(),
            other.value().from(),
            other.value().to(),
            version.value().from(),
            version.value().to());
      }
      zone.put(version.value().from(), version);
    }
  }

  /** What is known of some days. */
  public sealed interface Holding {
    /**
     * They have a value.
     *
     * @param kilowattHours gross, per metered cubic metre, four digits.
     */
    record Known(BigDecimal kilowattHours, CalorificVersion version) implements Holding {
      /** 1 kWh a cubic metre. */
      private static final BigDecimal JOULES_A_MILLILITRE = new BigDecimal("3.6");

      /** What a metered volume held, exactly. */
      public Energy energy(BigInteger millilitres) {
        return new Energy(
            new BigDecimal(millilitres).multiply(kilowattHours).multiply(JOULES_A_MILLILITRE));
      }
    }

    /** They have none. */
    sealed interface Missing extends Holding {
      /** Why, to be read: of the first of the days. */
      String why(LocalDate day);
    }

    /** Nobody said under which circumstances the point is supplied. */
    record NoSupply() implements Missing {
      @Override
      public String why(LocalDate day) {
        return "no circumstances of the gas supply on %s".formatted(day);
      }
    }

    /**
     * Nobody told a value of that zone.
     *
     * @param since the day after the last that has one, or the first of the supply.
     */
    record NoValue(String zone, LocalDate since) implements Missing {
      @Override
      public String why(LocalDate day) {
        return "no calorific value of zone %s since %s".formatted(zone, since);
      }
    }
  }

  /**
   * Days that follow each other and of which the same is known.
   *
   * @param from the first.
   * @param to the day after the last.
   */
  public record Piece(LocalDate from, LocalDate to, Holding holding) {}

  /** Whether anybody said anything of the point. */
  public boolean isEmpty() {
    return supplies.isEmpty();
  }

  /** What is known of a day. */
  public Holding on(Quantity quantity, LocalDate day) {
    return piece(quantity, day, day.plusDays(1)).holding;
  }

  /**
   * Some days, as few pieces as they are.
   *
   * @param quantity how the gas was counted.
   * @param from the first day.
   * @param to the day after the last.
   */
  public List<Piece> pieces(Quantity quantity, LocalDate from, LocalDate to) {
    List<Piece> pieces = new ArrayList<>();
    LocalDate day = from;
    while (day.isBefore(to)) {
      Piece next = piece(quantity, day, to);
      Piece last = pieces.isEmpty() ? next : pieces.getLast();
      if (!pieces.isEmpty() && last.holding.equals(next.holding)) {
        pieces.set(pieces.size() - 1, new Piece(last.from, next.to, last.holding));
      } else {
        pieces.add(next);
      }
      day = next.to;
    }
    return pieces;
  }

  private Piece piece(Quantity quantity, LocalDate day, LocalDate to) {
    LocalDate end = earlier(to, Optional.ofNullable(supplies.higherKey(day)));
    Map.Entry<LocalDate, GasSupply> entry = supplies.floorEntry(day);
    if (entry == null) {
      return new Piece(day, end, new Holding.NoSupply());
    }
    GasSupply supply = entry.getValue();
    NavigableMap<LocalDate, CalorificVersion> zone =
        values.getOrDefault(supply.zone(), new TreeMap<>());
    Map.Entry<LocalDate, CalorificVersion> value = zone.floorEntry(day);
    if (value == null || !value.getValue().value().holds(day)) {
      LocalDate next = earlier(end, Optional.ofNullable(zone.higherKey(day)));
      LocalDate since = value == null ? supply.from() : value.getValue().value().to();
      return new Piece(day, next, new Holding.NoValue(supply.zone(), since));
    }
    CalorificVersion version = value.getValue();
    BigDecimal factor = supply.factor(quantity, version.value().kilowattHours());
    return new Piece(
        day, earlier(end, Optional.of(version.value().to())), new Holding.Known(factor, version));
  }

  private static LocalDate earlier(LocalDate one, Optional<LocalDate> other) {
    return other.filter(one::isAfter).orElse(one);
  }
}
