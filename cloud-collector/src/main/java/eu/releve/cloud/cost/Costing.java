package eu.releve.cloud.cost;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPeriod;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.cloud.cost.CostLine.Knowledge;
import eu.releve.cloud.cost.HeldEnergy.Answer;
import eu.releve.cloud.cost.Missing.Reason;
import eu.releve.cloud.derive.Energy;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a point's days cost, each by the lines that hold on it: a price that changes within a month
 * changes at a local midnight. Months and years are sums of days, and nothing is rounded in
 * between.
 */
public final class Costing {
  private static final Map<Medium, Unit> SOLD =
      Map.of(
          Medium.ELECTRICITY, Unit.KWH,
          Medium.GAS, Unit.KWH,
          Medium.WATER, Unit.M3,
          Medium.HEAT, Unit.KWH,
          Medium.COLD, Unit.KWH);
  private static final Fraction JOULES_A_KWH = Fraction.of(BigInteger.valueOf(3_600_000));
  private static final Fraction MILLIWATTS_A_KW = Fraction.of(BigInteger.valueOf(1_000_000));

  private final Prices prices;
  private final Uses uses;
  private final HeldEnergy held;
  private final Peaks peaks;

  /**
   * @param prices of the point.
   * @param uses its days.
   * @param held what its gas holds.
   * @param peaks its demand.
   */
  public Costing(Prices prices, Uses uses, HeldEnergy held, Peaks peaks) {
    this.prices = prices;
    this.uses = uses;
    this.held = held;
    this.peaks = peaks;
  }

  /**
   * What some days cost.
   *
   * @param from the first local day.
   * @param to the day after the last.
   */
  public Bill of(LocalDate from, LocalDate to) {
    Bill bill = Bill.NONE;
    for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
      for (Medium medium : Medium.values()) {
        bill = bill.plus(of(medium, day));
      }
    }
    return bill;
  }

  private Bill of(Medium medium, LocalDate day) {
    List<CostLine> lines = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    List<Tariff> tariffs = prices.on(medium, day);
    for (Tariff tariff : tariffs) {
      switch (tariff.line().charge()) {
        case PerUnit charge -> counted(tariff, charge, day, lines, missing);
        case PerPeriod charge -> lines.add(fee(tariff, day, charge.per().share(day)));
        case PerPower charge ->
            lines.add(fee(tariff, day, charge.per().share(day).times(charge.kilowatts())));
        case PerPeak charge -> peak(tariff, charge, day, lines, missing);
      }
    }
    missing.addAll(unpriced(medium, tariffs, day));
    return new Bill(lines, missing);
  }

  private static CostLine fee(Tariff tariff, LocalDate day, Fraction quantity) {
    return new CostLine(tariff, day, day.plusDays(1), quantity, Knowledge.OF_A_FEE);
  }

  private void peak(
      Tariff tariff, PerPeak charge, LocalDate day, List<CostLine> lines, List<Missing> missing) {
    Optional<BigInteger> milliwatts = peaks.of(charge.demand(), day);
    if (milliwatts.isPresent()) {
      Fraction kilowatts = Fraction.of(milliwatts.get()).over(MILLIWATTS_A_KW);
      lines.add(fee(tariff, day, charge.per().share(day).times(kilowatts)));
    } else {
      missing.add(
          new Missing(
              Reason.NO_DEMAND,
              charge.demand().toString(),
              Optional.empty(),
              day,
              day.plusDays(1),
              charge.per().share(day),
              charge.per().id()));
    }
  }

  private void counted(
      Tariff tariff, PerUnit charge, LocalDate day, List<CostLine> lines, List<Missing> missing) {
    Optional<Use> use = uses.on(charge.register(), day);
    if (use.isEmpty()) {
      return;
    }
    Quantity quantity = charge.register().quantity();
    Fraction amount = amount(use.get().steps(), charge.sold(), quantity);
    if (charge.isConverted() && use.get().steps().signum() > 0) {
      switch (held.of(quantity, day, use.get().steps())) {
        case Answer.Held answer -> amount = sold(answer.energy(), charge.sold());
        case Answer.Unknown unused -> {
          missing.add(
              new Missing(
                  Reason.NO_CALORIFIC_VALUE,
                  charge.register().toString(),
                  Optional.empty(),
                  day,
                  day.plusDays(1),
                  amount(use.get().steps(), Unit.M3, quantity),
                  Unit.M3.symbol()));
          return;
        }
      }
    }
    Fraction estimated =
        use.get().steps().signum() == 0
            ? Fraction.ZERO
            : amount.times(Fraction.of(use.get().estimated())).over(Fraction.of(use.get().steps()));
    lines.add(
        new CostLine(
            tariff,
            day,
            day.plusDays(1),
            amount,
            new Knowledge(
                estimated,
                use.get().enclosedMillis(),
                use.get().measuredMillis(),
                use.get().millis(),
                use.get().worst())));
  }

  private static Fraction sold(Energy energy, Unit unit) {
    Fraction kilowattHours = Fraction.of(energy.joules()).over(JOULES_A_KWH);
    return unit == Unit.MWH
        ? kilowattHours.over(Fraction.of(BigInteger.valueOf(1_000)))
        : kilowattHours;
  }

  private static Fraction amount(BigInteger steps, Unit unit, Quantity quantity) {
    return unit.measures(quantity)
        ? Fraction.of(steps).over(Fraction.of(unit.stepsOf(quantity)))
        : Fraction.of(steps);
  }

  /** What was used that day and has no price: of one quantity, for one use is bought once. */
  private List<Missing> unpriced(Medium medium, List<Tariff> tariffs, LocalDate day) {
    List<RegisterName> priced =
        tariffs.stream()
            .map(Tariff::line)
            .filter(line -> line.kind().isPrice())
            .flatMap(line -> line.register().stream())
            .toList();
    Optional<Quantity> quantity =
        medium.quantities().stream()
            .filter(
                each ->
                    priced.isEmpty()
                        ? uses.isCounted(RegisterName.of(each)) || !uses.tariffs(each).isEmpty()
                        : priced.stream().anyMatch(register -> register.quantity() == each))
            .findFirst();
    return quantity.map(which -> unpriced(medium, which, priced, day)).orElse(List.of());
  }

  private List<Missing> unpriced(
      Medium medium, Quantity quantity, List<RegisterName> priced, LocalDate day) {
    RegisterName total = RegisterName.of(quantity);
    if (priced.contains(total)) {
      return List.of();
    }
    List<RegisterName> tariffs = uses.tariffs(quantity);
    if (!priced.isEmpty() && tariffs.isEmpty()) {
      return without(Reason.NO_TARIFF, medium, total, day).stream().toList();
    }
    if (priced.isEmpty() && uses.isCounted(total)) {
      return without(Reason.NO_PRICE, medium, total, day).stream().toList();
    }
    return tariffs.stream()
        .filter(tariff -> !priced.contains(tariff))
        .flatMap(tariff -> without(Reason.NO_PRICE, medium, tariff, day).stream())
        .toList();
  }

  private Optional<Missing> without(
      Reason reason, Medium medium, RegisterName register, LocalDate day) {
    Unit unit =
        Medium.isGasVolume(register.quantity()) ? Unit.M3 : SOLD.getOrDefault(medium, Unit.M3);
    return uses.on(register, day)
        .filter(use -> use.steps().signum() > 0)
        .map(
            use ->
                new Missing(
                    reason,
                    register.toString(),
                    reason == Reason.NO_PRICE
                        ? prices.endedBefore(medium, register, day)
                        : Optional.empty(),
                    day,
                    day.plusDays(1),
                    amount(use.steps(), unit, register.quantity()),
                    unit.symbol()));
  }

  /** The highest demand of calendar months, in milliwatts. */
  @FunctionalInterface
  public interface Peaks {
    /** Where none is stated. */
    Peaks NONE = (demand, day) -> Optional.empty();

    /** Of the month of a day; nothing where none was stated: no demand is not a demand of zero. */
    Optional<BigInteger> of(RegisterName demand, LocalDate day);
  }
}
