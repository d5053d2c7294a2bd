package eu.releve.measure;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A unit in which a meter states a value, with its exact factor to the step of a quantity.
 *
 * <p>A unit belongs to every step that has a factor for it: kWh is 1,000 Wh of electricity and
 * 3,600,000 J of heat. All factors are quotients of whole numbers, so that no conversion rounds but
 * the last.
 */
public enum Unit {
  WH("Wh", "Wh", 1, "J", 3_600),
  KWH("kWh", "Wh", 1_000, "J", 3_600_000),
  MWH("MWh", "Wh", 1_000_000, "J", 3_600_000_000L),
  J("J", "J", 1),
  KJ("kJ", "J", 1_000),
  MJ("MJ", "J", 1_000_000),
  GJ("GJ", "J", 1_000_000_000),
  /** 1 Gcal = 1,163 kWh (thermochemical convention of heat billing). */
  GCAL("Gcal", "J", 4_186_800_000L),
  VARH("varh", "varh", 1),
  KVARH("kvarh", "varh", 1_000),
  VAH("VAh", "VAh", 1),
  KVAH("kVAh", "VAh", 1_000),
  W("W", "mW", 1_000),
  KW("kW", "mW", 1_000_000),
  MW_MEGA("MW", "mW", 1_000_000_000),
  /** 3,600 J/h are 1 W: the only unit whose factor, 5/18 mW, is no finite decimal. */
  J_PER_H("J/h", "mW", 5, 18),
  VAR("var", "mvar", 1_000),
  KVAR("kvar", "mvar", 1_000_000),
  VA("VA", "mVA", 1_000),
  KVA("kVA", "mVA", 1_000_000),
  V("V", "mV", 1_000),
  KV("kV", "mV", 1_000_000),
  A("A", "mA", 1_000),
  HZ("Hz", "mHz", 1_000),
  ML("mL", "mL", 1),
  L("L", "mL", 1_000),
  M3("m3", "mL", 1_000_000),
  L_PER_H("L/h", "mL/h", 1_000),
  M3_PER_H("m3/h", "mL/h", 1_000_000),
  DEG_C("degC", "milli-degC", 1_000),
  K("K", "mK", 1_000),
  PA("Pa", "Pa", 1),
  BAR("bar", "Pa", 100_000),
  RATIO("1", "1/1000", 1_000, "1", 1),
  PERCENT("%", "1/1000", 10),
  S("s", "s", 1, "local-s", 1),
  MIN("min", "s", 60),
  H("h", "s", 3_600),
  D("d", "s", 86_400);

  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final Map<String, Unit> BY_SYMBOL = new HashMap<>();

  static {
    Arrays.stream(values()).forEach(unit -> BY_SYMBOL.put(unit.symbol, unit));
  }

  private final String symbol;
  private final Map<String, BigDecimal> factors;
  private final int divisor;

  Unit(String symbol, String step, long factor) {
    this(symbol, step, factor, 1);
  }

  Unit(String symbol, String step, long factor, int divisor) {
    this.symbol = symbol;
    this.factors = Map.of(step, BigDecimal.valueOf(factor));
    this.divisor = divisor;
  }

  Unit(String symbol, String step, long factor, String otherStep, long otherFactor) {
    this.symbol = symbol;
    this.factors =
        Map.of(step, BigDecimal.valueOf(factor), otherStep, BigDecimal.valueOf(otherFactor));
    this.divisor = 1;
  }

  /** The unit of that symbol, or nothing. */
  public static Optional<Unit> of(String symbol) {
    return Optional.ofNullable(BY_SYMBOL.get(symbol));
  }

  /** The symbol as profiles and catalogues write it. */
  public String symbol() {
    return symbol;
  }

  /** Whether values in this unit can be values of that quantity. */
  public boolean measures(Quantity quantity) {
    return factors.containsKey(quantity.step().symbol());
  }

  /**
   * How many steps of the quantity one of this unit is; exact but for J/h, which has four digits.
   */
  public BigDecimal stepsOf(Quantity quantity) {
    BigDecimal whole = wholeSteps(quantity);
    return divisor == 1 ? whole : whole.divide(BigDecimal.valueOf(divisor), FOUR_DIGITS);
  }

  /**
   * The value in steps of the quantity, rounded half-even: the one rounding of a value's life.
   *
   * @return the value, or nothing when it does not fit 64 bits.
   */
  public Optional<Long> toSteps(BigDecimal value, Quantity quantity) {
    return toSteps(value, 1, quantity);
  }

  /**
   * The same of a value that is still to be divided, so that it is rounded only once.
   *
   * @param by above zero.
   */
  public Optional<Long> toSteps(BigDecimal value, long by, Quantity quantity) {
    BigDecimal whole = value.multiply(wholeSteps(quantity));
    BigDecimal parts = BigDecimal.valueOf(divisor).multiply(BigDecimal.valueOf(by));
    BigInteger steps = whole.divide(parts, 0, RoundingMode.HALF_EVEN).toBigInteger();
    return steps.bitLength() <= 63 ? Optional.of(steps.longValueExact()) : Optional.empty();
  }

  /** In steps, before the divisor. */
  private BigDecimal wholeSteps(Quantity quantity) {
    BigDecimal factor = factors.get(quantity.step().symbol());
    require(factor != null, "%s is not a unit of %s", symbol, quantity.id());
    return factor == null ? BigDecimal.ZERO : factor;
  }
}
