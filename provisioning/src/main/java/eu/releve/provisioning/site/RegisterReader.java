package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the registers of a meter without a profile. */
final class RegisterReader {
  private static final Map<String, DataType> TYPES =
      Arrays.stream(DataType.values())
          .collect(
              Collectors.toMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));
  private static final Map<String, WordOrder> ORDERS =
      Map.of("high-first", WordOrder.HIGH_FIRST, "low-first", WordOrder.LOW_FIRST);
  private static final Map<String, Unit> UNITS =
      Arrays.stream(Unit.values()).collect(Collectors.toMap(Unit::symbol, Function.identity()));
  private static final BigDecimal MANTISSA_MAX = BigDecimal.valueOf(9_999);

  private RegisterReader() {}

  static Access read(Mapping meter) throws DocumentException {
    List<ModbusRegister> registers = new ArrayList<>();
    Set<RegisterName> names = new HashSet<>();
    for (Mapping entry : meter.mappings("registers")) {
      ModbusRegister register = register(entry);
      if (!names.add(register.name())) {
        throw entry.refuse("is", "each register once", "'" + register.name() + "' again");
      }
      registers.add(register);
    }
    return meter.make("registers", () -> new Access.Modbus(registers));
  }

  private static ModbusRegister register(Mapping entry) throws DocumentException {
    RegisterName name = entry.value("is", "a register's name", RegisterName::parse);
    int function = entry.integer("function", 3, 4);
    int address = entry.integer("at", 0, 0xFFFF);
    DataType type = entry.oneOf("type", TYPES);
    WordOrder order = entry.optionalOneOf("order", ORDERS).orElse(WordOrder.HIGH_FIRST);
    BigDecimal scale = entry.optionalDecimal("scale").orElse(BigDecimal.ONE);
    Unit unit = entry.oneOf("unit", UNITS);
    if (!unit.measures(name.quantity())) {
      throw entry.refuse("unit", "a unit of " + name.quantity().id(), "'" + unit.symbol() + "'");
    }
    Resolution resolution = resolution(entry, type, scale, unit.stepsOf(name.quantity()));
    entry.end();
    return entry.make(
        "scale",
        () ->
            new ModbusRegister(
                name, function, address, type, order, scale, unit, resolution, List.of()));
  }

  /**
   * What is written, in the register's unit; else the last digit of a whole number, and one step
   * for a floating one, which does not tell.
   */
  private static Resolution resolution(
      Mapping entry, DataType type, BigDecimal scale, BigDecimal stepsOfUnit)
      throws DocumentException {
    boolean floating = type == DataType.FLOAT32 || type == DataType.FLOAT64;
    Optional<BigDecimal> written = entry.optionalDecimal("resolution");
    if (written.isEmpty() && floating) {
      return Resolution.ONE_STEP;
    }
    BigDecimal steps = written.orElse(scale.abs()).multiply(stepsOfUnit).stripTrailingZeros();
    String key = written.isPresent() ? "resolution" : "scale";
    BigDecimal mantissa = new BigDecimal(steps.unscaledValue());
    if (steps.signum() <= 0 || mantissa.compareTo(MANTISSA_MAX) > 0) {
      throw entry.refuse(
          key, "a number above zero of at most four digits", written.orElse(scale).toString());
    }
    return entry.make(
        key, () -> new Resolution(mantissa.intValueExact(), Math.negateExact(steps.scale())));
  }
}
