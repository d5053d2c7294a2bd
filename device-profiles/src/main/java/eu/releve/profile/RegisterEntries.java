package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the registers of every protocol say of themselves. */
final class RegisterEntries {
  private static final Map<String, Unit> UNITS =
      Arrays.stream(Unit.values()).collect(Collectors.toMap(Unit::symbol, Function.identity()));

  private RegisterEntries() {}

  static RegisterName name(Mapping entry) throws DocumentException {
    return entry.value("is", "a register's name", RegisterName::parse);
  }

  static Unit unit(Mapping entry, RegisterName name) throws DocumentException {
    Unit unit = entry.oneOf("unit", UNITS);
    if (!unit.measures(name.quantity())) {
      throw entry.refuse("unit", "a unit of " + name.quantity().id(), "'" + unit.symbol() + "'");
    }
    return unit;
  }

  /** The resolution that the key says in the register's unit. */
  static Resolution resolution(
      Mapping entry, String key, BigDecimal inUnit, Unit unit, RegisterName name)
      throws DocumentException {
    BigDecimal steps = inUnit.multiply(unit.stepsOf(name.quantity())).stripTrailingZeros();
    if (steps.signum() <= 0 || steps.unscaledValue().bitLength() > 14) {
      throw entry.refuse(key, "a number above zero of at most four digits", inUnit.toString());
    }
    return entry.make(
        key, () -> new Resolution(steps.unscaledValue().intValueExact(), -steps.scale()));
  }
}
