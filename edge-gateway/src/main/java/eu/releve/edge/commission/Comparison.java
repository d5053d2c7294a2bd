package eu.releve.edge.commission;

import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.Meter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A display against the readings around it: exact arithmetic in steps, nothing is rounded.
 *
 * @param typed the display.
 * @param quantity of the register.
 * @param window the readings around it.
 * @param ratio the plan's, with which readings are multiplied.
 * @param opposite the readings of the counter of the other direction, where the meter has one.
 * @param outward phases whose power flows outwards, {@code L1} to {@code L3}; one empty text where
 *     the sum does and phases are not known.
 * @param others like meters whose readings the display fits better, with whether theirs fits this.
 * @param rereadings what the words around it say when they are read otherwise; none where there are
 *     no words.
 */
public record Comparison(
    Typed typed,
    Quantity quantity,
    Window window,
    Meter.Ratio ratio,
    Optional<Window> opposite,
    List<String> outward,
    List<Other> others,
    List<Rereading> rereadings) {
  private static final int POWER_MAX = 6;

  /** Primary currents of transformers that are sold (IEC 61869-2 and makers' lists), in amperes. */
  private static final List<Integer> PRIMARIES =
      List.of(
          1, 5, 25, 30, 40, 50, 60, 75, 80, 100, 120, 125, 150, 160, 200, 250, 300, 400, 500, 600,
          750, 800, 1_000, 1_200, 1_250, 1_500, 1_600, 2_000, 2_500, 3_000, 4_000, 5_000);

  public Comparison {
    outward = List.copyOf(outward);
    others = List.copyOf(others);
    rereadings = List.copyOf(rereadings);
  }

  /** With readings that are none of words. */
  public Comparison(
      Typed typed,
      Quantity quantity,
      Window window,
      Meter.Ratio ratio,
      Optional<Window> opposite,
      List<String> outward,
      List<Other> others) {
    this(typed, quantity, window, ratio, opposite, outward, others, List.of());
  }

  /**
   * Another meter that a display fits.
   *
   * @param mutual whether that one's display fits this one.
   */
  public record Other(MeterId meter, boolean mutual) {}

  /** What follows. */
  public Verdict verdict() {
    // A counter in a wrong order jumps and falls: that comes first.
    Optional<Cause> reread =
        fits(typed, window) ? Optional.empty() : Rereading.explaining(rereadings, typed, quantity);
    if (reread.isPresent()) {
      return new Verdict.Differs(reread.get());
    }
    if (window.falls()) {
      return new Verdict.Differs(new Cause.Falls());
    }
    if (fits(typed, window)) {
      return isBackwards()
          ? new Verdict.Backwards(outward.stream().filter(phase -> !phase.isEmpty()).toList())
          : new Verdict.Agrees();
    }
    return new Verdict.Differs(cause());
  }

  private boolean isBackwards() {
    boolean onlyOut =
        window.after() == window.before()
            && opposite.map(other -> other.after() > other.before()).orElse(false);
    return onlyOut || !outward.isEmpty();
  }

  private boolean fits(Typed display, Window in) {
    return in.holds(display.steps(quantity), display.digit(quantity));
  }

  private Cause cause() {
    if (opposite.map(other -> fits(typed, other) && isTelling(other)).orElse(false)) {
      return new Cause.Opposite();
    }
    if (others.size() == 1) {
      return new Cause.OtherMeter(others.getFirst().meter(), others.getFirst().mutual());
    }
    if (isTelling(window)) {
      Optional<Cause> found = unit().or(this::planned).or(this::decimals).or(this::anyRatio);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return new Cause.Unexplained(window.distance(typed.steps(quantity)));
  }

  private boolean isTelling(Window in) {
    return typed.number().signum() > 0 && in.isTelling(typed.digit(quantity));
  }

  /** kWh for MWh, L for m3, kWh for MJ. */
  private Optional<Cause> unit() {
    return Arrays.stream(Unit.values())
        .filter(unit -> unit != typed.unit() && unit.measures(quantity))
        .filter(unit -> fits(typed.as(unit), window) && isTelling(typed.as(unit)))
        .findFirst()
        .map(Cause.InUnit::new);
  }

  private boolean isTelling(Typed display) {
    return window.isTelling(display.digit(quantity));
  }

  /** The plan's ratio is applied to what the meter has multiplied already. */
  private Optional<Cause> planned() {
    return ratio.equals(Meter.Ratio.ONE) ? Optional.empty() : withRatio(Meter.Ratio.ONE);
  }

  private Optional<Cause> decimals() {
    OptionalInt power = OptionalInt.empty();
    for (int n = 1; n <= POWER_MAX && power.isEmpty(); n++) {
      BigInteger ten = BigInteger.TEN.pow(n);
      if (holds(ten, BigInteger.ONE)) {
        power = OptionalInt.of(n);
      } else if (holds(BigInteger.ONE, ten)) {
        power = OptionalInt.of(-n);
      }
    }
    return power.isPresent() ? Optional.of(new Cause.Decimals(power.getAsInt())) : Optional.empty();
  }

  /** Only electricity has current transformers. */
  private Optional<Cause> anyRatio() {
    if (!quantity.id().startsWith("active-energy")) {
      return Optional.empty();
    }
    for (int secondary : List.of(5, 1)) {
      for (int primary : PRIMARIES) {
        Optional<Cause> found = withRatio(new Meter.Ratio(primary, secondary));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What was read was multiplied with the plan's ratio, what is displayed with that one. */
  private Optional<Cause> withRatio(Meter.Ratio other) {
    BigInteger over =
        BigInteger.valueOf(ratio.primary()).multiply(BigInteger.valueOf(other.secondary()));
    BigInteger under =
        BigInteger.valueOf(ratio.secondary()).multiply(BigInteger.valueOf(other.primary()));
    return holds(over, under) ? Optional.of(new Cause.OtherRatio(other)) : Optional.empty();
  }

  private boolean holds(BigInteger over, BigInteger under) {
    BigDecimal digit = typed.digit(quantity);
    BigDecimal grown = digit.multiply(new BigDecimal(over));
    // What the display leaves out grows with the factor: then its window tells less.
    boolean isFine =
        grown
                .multiply(BigDecimal.valueOf(100))
                .compareTo(BigDecimal.valueOf(window.after()).abs().multiply(new BigDecimal(under)))
            <= 0;
    return isFine && window.holds(typed.steps(quantity), digit, over, under);
  }
}
