package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.Optional;

/** Reads the one register of a meter that gives pulses. */
public final class PulseRegisterEntry {
  private PulseRegisterEntry() {}

  /**
   * The register: {@code pulse} says what one pulse is in its unit, or {@code pulses} how many one
   * unit is.
   *
   * @throws DocumentException when the mapping is none.
   */
  public static PulseRegister read(Mapping entry) throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    if (name.quantity().kind() != Kind.COUNTER) {
      throw entry.refuse("is", "a counter", "'" + name + "'");
    }
    Unit unit = RegisterEntries.unit(entry, name);
    Optional<BigDecimal> pulse = entry.optionalDecimal("pulse");
    Optional<Integer> pulses = entry.optionalInteger("pulses", 1, PulseRegister.PULSES_MAX);
    if (pulse.isPresent() == pulses.isPresent()) {
      throw entry.refuse(
          "pulse",
          "pulse (one in the unit) or pulses (so many for one unit)",
          pulse.isPresent() ? "both" : "nothing");
    }
    if (pulse.isPresent() && pulse.get().signum() <= 0) {
      throw entry.refuse("pulse", "a number above zero", pulse.get().toString());
    }
    BigDecimal start = entry.optionalDecimal("start").orElse(BigDecimal.ZERO);
    if (start.signum() < 0 || unit.toSteps(start, name.quantity()).isEmpty()) {
      throw entry.refuse("start", "what the display says, not below zero", start.toString());
    }
    entry.end();
    return entry.make(
        "is",
        () -> new PulseRegister(name, unit, pulse.orElse(BigDecimal.ONE), pulses.orElse(1), start));
  }
}
