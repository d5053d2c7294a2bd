package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one register of a Modbus meter from a profile, or from a plan that has none for it. */
public final class ModbusRegisterEntry {
  static final Map<String, WordOrder> ORDERS =
      Map.of("high-first", WordOrder.HIGH_FIRST, "low-first", WordOrder.LOW_FIRST);
  private static final Map<String, DataType> TYPES =
      Arrays.stream(DataType.values())
          .collect(
              Collectors.toMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));

  private ModbusRegisterEntry() {}

  /**
   * The register of a meter without a profile: it says its function itself.
   *
   * @throws DocumentException when the mapping is none.
   */
  public static ModbusRegister read(Mapping entry) throws DocumentException {
    return read(entry, entry.integer("function", 3, 4), WordOrder.HIGH_FIRST);
  }

  /**
   * The register.
   *
   * @param function of registers that do not say theirs.
   * @param order of registers that do not say theirs.
   */
  static ModbusRegister read(Mapping entry, int function, WordOrder order)
      throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    int ownFunction = entry.optionalInteger("function", 3, 4).orElse(function);
    int address = entry.integer("at", 0, 0xFFFF);
    DataType type = entry.oneOf("type", TYPES);
    WordOrder ownOrder = entry.optionalOneOf("order", ORDERS).orElse(order);
    BigDecimal scale = entry.optionalDecimal("scale").orElse(BigDecimal.ONE);
    if (scale.signum() == 0) {
      throw entry.refuse("scale", "a number other than zero", scale.toString());
    }
    Unit unit = RegisterEntries.unit(entry, name);
    Resolution resolution = resolution(entry, type, scale, unit, name);
    List<String> unavailable = entry.has("unavailable") ? raws(entry, type) : List.of();
    entry.end();
    return entry.make(
        "at",
        () ->
            new ModbusRegister(
                name, ownFunction, address, type, ownOrder, scale, unit, resolution, unavailable));
  }

  /** A whole number tells its last digit; a floating one does not tell, the profile must. */
  private static Resolution resolution(
      Mapping entry, DataType type, BigDecimal scale, Unit unit, RegisterName name)
      throws DocumentException {
    boolean floating = type == DataType.FLOAT32 || type == DataType.FLOAT64;
    Optional<BigDecimal> written =
        floating ? Optional.of(entry.decimal("resolution")) : entry.optionalDecimal("resolution");
    return written.isPresent()
        ? RegisterEntries.resolution(entry, "resolution", written.get(), unit, name)
        : RegisterEntries.resolution(entry, "scale", scale.abs(), unit, name);
  }

  private static List<String> raws(Mapping entry, DataType type) throws DocumentException {
    int digits = 4 * type.words();
    List<String> raws = entry.texts("unavailable");
    for (String raw : raws) {
      if (!raw.matches("[0-9A-F]{" + digits + "}")) {
        throw entry.refuse("unavailable", digits + " digits of 0-9A-F", "'" + raw + "'");
      }
    }
    return raws;
  }
}
