package eu.releve.edge.pulse;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.PulseRegister;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a meter's display must say now: what it said once, and the pulses since.
 *
 * @param register what a pulse is.
 * @param pulses counted since counting began; never set back.
 * @param base what the display said when {@code basePulses} were counted, in steps.
 * @param basePulses at most {@code pulses}.
 */
public record PulseIndex(PulseRegister register, long pulses, long base, long basePulses) {
  public PulseIndex {
    require(0 <= basePulses && basePulses <= pulses, "%d of %d pulses", basePulses, pulses);
    require(base >= 0, "an index of %d steps", base);
  }

  /** Where counting begins: at what the plan says that the display says. */
  public static PulseIndex beginning(PulseRegister register) {
    return new PulseIndex(register, 0, start(register), 0);
  }

  private static long start(PulseRegister register) {
    return register
        .unit()
        .toSteps(register.start(), register.name().quantity())
        .orElseThrow(() -> new IllegalArgumentException("a start of " + register.start()));
  }

  /** In steps of the quantity, rounded once; nothing where it does not fit 63 bits. */
  public Optional<Long> value() {
    return register
        .steps(pulses - basePulses)
        .filter(steps -> steps <= Long.MAX_VALUE - base)
        .map(steps -> base + steps);
  }

  /** One pulse more. */
  public PulseIndex counted() {
    return new PulseIndex(register, pulses + 1, base, basePulses);
  }

  /** The display says something else: from here on that counts. */
  public PulseIndex typed(long steps) {
    return new PulseIndex(register, pulses, steps, pulses);
  }

  /** From here on a pulse is something else; what was counted keeps its weight. */
  public PulseIndex under(PulseRegister other) {
    return new PulseIndex(other, pulses, value().orElse(base), pulses);
  }

  /** Whether a pulse is the same amount for both, in whatever unit it is written. */
  public boolean weighsLike(PulseRegister other) {
    return register.name().equals(other.name())
        && amountOf(register, other.pulses()).compareTo(amountOf(other, register.pulses())) == 0;
  }

  /** In steps, times the other's pulses: their quotient may be no finite decimal. */
  private static BigDecimal amountOf(PulseRegister register, int times) {
    return register
        .amount()
        .multiply(register.unit().stepsOf(register.name().quantity()))
        .multiply(BigDecimal.valueOf(times));
  }

  /** Whether counting begins at the same amount for both, in whatever unit it is written. */
  public boolean startsLike(PulseRegister other) {
    return register.name().equals(other.name()) && start(register) == start(other);
  }

  /** As a note. */
  String text() {
    return "pulses=%d base=%d at=%d is=%s unit=%s amount=%s each=%d start=%s"
        .formatted(
            pulses,
            base,
            basePulses,
            register.name(),
            register.unit().symbol(),
            register.amount().toPlainString(),
            register.pulses(),
            register.start().toPlainString());
  }

  /**
   * What a note says.
   *
   * @throws IllegalArgumentException when it is none.
   */
  static PulseIndex parse(String note) {
    Map<String, String> fields = new TreeMap<>();
    for (String field : note.split(" ", -1)) {
      int equals = field.indexOf('=');
      require(equals > 0, "'%s' is no field", field);
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    Unit unit =
        Unit.of(fields.getOrDefault("unit", ""))
            .orElseThrow(() -> new IllegalArgumentException("a note without unit"));
    PulseRegister register =
        new PulseRegister(
            RegisterName.parse(fields.getOrDefault("is", "")),
            unit,
            new BigDecimal(fields.getOrDefault("amount", "")),
            Integer.parseInt(fields.getOrDefault("each", "")),
            new BigDecimal(fields.getOrDefault("start", "")));
    return new PulseIndex(
        register, number(fields, "pulses"), number(fields, "base"), number(fields, "at"));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, ""));
  }
}
