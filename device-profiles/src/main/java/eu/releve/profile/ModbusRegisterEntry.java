package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister.Bits;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one register of a Modbus meter from a profile, or from a plan that has none for it. */
public final class ModbusRegisterEntry {
  static final Map<String, WordOrder> ORDERS =
      Arrays.stream(WordOrder.values())
          .collect(
              Collectors.toMap(
                  order -> order.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  Function.identity()));
  static final Map<String, DataType> TYPES =
      Arrays.stream(DataType.values())
          .collect(
              Collectors.toMap(type -> type.name().toLowerCase(Locale.ROOT), Function.identity()));
  private static final Pattern BITS =
      Pattern.compile("([0-9]|[1-5][0-9]|6[0-3])(?:-([0-9]{1,2}))?");

  /** What registers of a profile have that do not say theirs. */
  record Defaults(int function, WordOrder order, Map<DataType, List<String>> unavailable) {}

  private ModbusRegisterEntry() {}

  /**
   * The register of a meter without a profile: it says its function itself.
   *
   * @throws DocumentException when the mapping is none.
   */
  public static ModbusRegister read(Mapping entry) throws DocumentException {
    int function = entry.integer("function", 3, 4);
    return read(entry, new Defaults(function, WordOrder.HIGH_FIRST, Map.of()));
  }

  /**
   * The order of words and bytes that an entry names by {@code order}; nothing when it names none.
   *
   * @throws DocumentException when it names another thing.
   */
  public static Optional<WordOrder> order(Mapping entry) throws DocumentException {
    return entry.optionalOneOf("order", ORDERS);
  }

  /** The register. */
  static ModbusRegister read(Mapping entry, Defaults defaults) throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    int function = entry.optionalInteger("function", 3, 4).orElse(defaults.function());
    int address = entry.integer("at", 0, 0xFFFF);
    DataType type = entry.oneOf("type", TYPES);
    int words = words(entry, type);
    WordOrder order = order(entry).orElse(defaults.order());
    BigDecimal scale = entry.optionalDecimal("scale").orElse(BigDecimal.ONE);
    if (scale.signum() == 0) {
      throw entry.refuse("scale", "a number other than zero", scale.toString());
    }
    Unit unit = RegisterEntries.unit(entry, name);
    Optional<Integer> exponentAt = entry.optionalInteger("exponent-at", 0, 0xFFFF);
    Resolution resolution =
        resolution(entry, type.isFloating() || exponentAt.isPresent(), scale, unit, name);
    List<String> unavailable =
        entry.has("unavailable")
            ? raws(entry, "unavailable", type, words)
            : defaults.unavailable().getOrDefault(type, List.of());
    Optional<Bits> bits = bits(entry, type);
    entry.end();
    return entry.make(
        exponentAt.isPresent() ? "exponent-at" : "at",
        () ->
            new ModbusRegister(
                name,
                function,
                address,
                type,
                words,
                order,
                scale,
                unit,
                resolution,
                unavailable,
                exponentAt,
                bits));
  }

  /** How many words it takes: only a text says so itself. */
  static int words(Mapping entry, DataType type) throws DocumentException {
    if (type == DataType.ASCII) {
      return entry.optionalInteger("words", 1, 16).orElse(type.words());
    }
    if (entry.has("words")) {
      throw entry.refuse("words", "no words but those of " + type.name(), "words");
    }
    return type.words();
  }

  /** A whole number tells its last digit; where nothing does, the profile must. */
  private static Resolution resolution(
      Mapping entry, boolean untold, BigDecimal scale, Unit unit, RegisterName name)
      throws DocumentException {
    Optional<BigDecimal> written =
        untold ? Optional.of(entry.decimal("resolution")) : entry.optionalDecimal("resolution");
    return written.isPresent()
        ? RegisterEntries.resolution(entry, "resolution", written.get(), unit, name)
        : RegisterEntries.resolution(entry, "scale", scale.abs(), unit, name);
  }

  /** Raw contents of that many words. */
  static List<String> raws(Mapping entry, String key, DataType type, int words)
      throws DocumentException {
    int digits = 4 * words;
    List<String> raws = entry.texts(key);
    for (String raw : raws) {
      boolean notANumber = type.isFloating() && raw.equals(ModbusRegister.NOT_A_NUMBER);
      if (!notANumber && !raw.matches("[0-9A-F]{" + digits + "}")) {
        throw entry.refuse(key, digits + " digits of 0-9A-F", "'" + raw + "'");
      }
    }
    return raws;
  }

  private static Optional<Bits> bits(Mapping entry, DataType type) throws DocumentException {
    Optional<String> text = entry.optionalText("bits");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher form = BITS.matcher(text.get());
    String wanted = "a bit of an unsigned type such as 3, or bits such as 0-3";
    if (!form.matches() || !type.isUnsigned()) {
      throw entry.refuse("bits", wanted, "'" + text.get() + "' of " + type.name());
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    if (last < first || last >= 16 * type.words() || last - first > 62) {
      throw entry.refuse("bits", wanted, "'" + text.get() + "' of " + type.name());
    }
    return Optional.of(new Bits(first, last));
  }
}
