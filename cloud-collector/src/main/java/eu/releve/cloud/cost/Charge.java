package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;

/** What a line of a contract multiplies its price by. */
public sealed interface Charge {
  /** The unit that its price is for: {@code kWh}, {@code m3}, {@code year}, {@code kW-month}. */
  String unit();

  /**
   * What a register counted.
   *
   * @param register a total or a tariff of a counter.
   * @param sold the unit of the price; of gas in cubic metres it may be one of energy.
   */
  record PerUnit(RegisterName register, Unit sold) implements Charge {
    public PerUnit {
      require(
          sold.measures(register.quantity())
              || (isOfEnergy(sold) && Medium.isGasVolume(register.quantity())),
          "%s is no unit of %s",
          sold.symbol(),
          register);
    }

    private static boolean isOfEnergy(Unit unit) {
      return unit == Unit.KWH || unit == Unit.MWH;
    }

    /** Whether gas is counted in cubic metres and sold by the energy that they hold. */
    boolean isConverted() {
      return !sold.measures(register.quantity());
    }

    @Override
    public String unit() {
      return sold.symbol();
    }
  }

  /** The days themselves: a fixed fee. */
  record PerPeriod(Per per) implements Charge {
    @Override
    public String unit() {
      return per.id();
    }
  }

  /**
   * The highest demand of the calendar month, each day of it the same.
   *
   * @param demand a register that states means of power.
   */
  record PerPeak(RegisterName demand, Per per) implements Charge {
    public PerPeak {
      require(
          demand.quantity().kind() == Kind.DEMAND && Unit.KW.measures(demand.quantity()),
          "%s is no demand in kW",
          demand);
    }

    @Override
    public String unit() {
      return "kW-" + per.id();
    }
  }

  /**
   * A power that the contract itself names.
   *
   * @param kilowatts above zero.
   */
  record PerPower(BigDecimal kilowatts, Per per) implements Charge {
    public PerPower {
      require(kilowatts.signum() > 0, "a contracted power of %s kW", kilowatts);
    }

    @Override
    public String unit() {
      return "kW-" + per.id();
    }
  }
}
