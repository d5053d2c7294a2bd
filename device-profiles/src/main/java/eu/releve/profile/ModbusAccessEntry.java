package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads how a Modbus meter is asked: the part of its profile that is not registers. */
final class ModbusAccessEntry {
  private static final Map<String, IdentityRegister.What> WHATS =
      Arrays.stream(IdentityRegister.What.values())
          .collect(
              Collectors.toMap(what -> what.name().toLowerCase(Locale.ROOT), Function.identity()));
  private static final Map<String, DataType> IDENTIFYING =
      ModbusRegisterEntry.TYPES.entrySet().stream()
          .filter(type -> IdentityRegister.isIdentifying(type.getValue()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private final ModbusRegisterEntry.Defaults defaults;
  private final Requests requests;

  private ModbusAccessEntry(ModbusRegisterEntry.Defaults defaults, Requests requests) {
    this.defaults = defaults;
    this.requests = requests;
  }

  static ModbusAccessEntry read(Mapping modbus) throws DocumentException {
    int function = modbus.integer("function", 3, 4);
    WordOrder order = ModbusRegisterEntry.order(modbus).orElse(WordOrder.HIGH_FIRST);
    Map<DataType, List<String>> unavailable = new EnumMap<>(DataType.class);
    Optional<Mapping> sentinels = modbus.optionalMapping("unavailable");
    if (sentinels.isPresent()) {
      unavailable(sentinels.get(), unavailable);
    }
    Requests requests = requests(modbus, function);
    modbus.end();
    return new ModbusAccessEntry(
        new ModbusRegisterEntry.Defaults(function, order, unavailable), requests);
  }

  /** What registers have that do not say theirs. */
  ModbusRegisterEntry.Defaults defaults() {
    return defaults;
  }

  Requests requests() {
    return requests;
  }

  private static void unavailable(Mapping sentinels, Map<DataType, List<String>> byType)
      throws DocumentException {
    for (Map.Entry<String, DataType> type : ModbusRegisterEntry.TYPES.entrySet()) {
      if (type.getValue() != DataType.ASCII && sentinels.has(type.getKey())) {
        int words = type.getValue().words();
        byType.put(
            type.getValue(),
            ModbusRegisterEntry.raws(sentinels, type.getKey(), type.getValue(), words));
      }
    }
    sentinels.end();
  }

  private static Requests requests(Mapping modbus, int function) throws DocumentException {
    int wordsMax =
        modbus
            .optionalInteger("words-max", 1, Access.Modbus.WORDS_MAX)
            .orElse(Access.Modbus.WORDS_MAX);
    int holeWordsMax =
        modbus
            .optionalInteger("hole-words-max", 0, Access.Modbus.WORDS_MAX)
            .orElse(Access.Modbus.HOLE_WORDS_MAX);
    List<Integer> boundaries =
        modbus.has("boundaries") ? modbus.integers("boundaries", 1, 0xFFFF) : List.of();
    List<Requests.Span> together = new ArrayList<>();
    for (Mapping entry : modbus.optionalMappings("together")) {
      int ownFunction = entry.optionalInteger("function", 3, 4).orElse(function);
      int at = entry.integer("at", 0, 0xFFFF);
      int words = entry.integer("words", 2, Access.Modbus.WORDS_MAX);
      entry.end();
      together.add(entry.make("at", () -> new Requests.Span(ownFunction, at, words)));
    }
    Duration pause =
        modbus
            .optionalDuration("pause", Duration.ZERO, Duration.ofSeconds(10))
            .orElse(Duration.ZERO);
    return modbus.make(
        together.isEmpty() ? "boundaries" : "together",
        () -> new Requests(wordsMax, holeWordsMax, boundaries, together, pause));
  }

  /** The profile's {@code identity}, none where it has none. */
  List<IdentityRegister> identity(Mapping document) throws DocumentException {
    List<IdentityRegister> identity = new ArrayList<>();
    Optional<Mapping> entries = document.optionalMapping("identity");
    if (entries.isEmpty()) {
      return identity;
    }
    for (Map.Entry<String, IdentityRegister.What> what : WHATS.entrySet()) {
      Optional<Mapping> entry = entries.get().optionalMapping(what.getKey());
      if (entry.isPresent()) {
        identity.add(identity(entry.get(), what.getValue()));
      }
    }
    entries.get().end();
    identity.sort((left, right) -> left.what().compareTo(right.what()));
    return identity;
  }

  private IdentityRegister identity(Mapping entry, IdentityRegister.What what)
      throws DocumentException {
    int function = entry.optionalInteger("function", 3, 4).orElse(defaults.function());
    int at = entry.integer("at", 0, 0xFFFF);
    DataType type = entry.oneOf("type", IDENTIFYING);
    int words =
        type == DataType.ASCII
            ? entry.integer("words", 1, IdentityRegister.TEXT_WORDS_MAX)
            : type.words();
    WordOrder order = ModbusRegisterEntry.order(entry).orElse(defaults.order());
    entry.end();
    return entry.make("at", () -> new IdentityRegister(what, function, at, type, words, order));
  }

  /** The profile's {@code recognise}, none where it has none. */
  List<Fingerprint> fingerprints(Mapping document) throws DocumentException {
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (Mapping entry : document.optionalMappings("recognise")) {
      if (entry.has("object")) {
        int object = entry.integer("object", 0, 127);
        List<String> contains = entry.texts("contains");
        entry.end();
        fingerprints.add(
            entry.make("contains", () -> new Fingerprint.DeviceObject(object, contains)));
      } else {
        int function = entry.optionalInteger("function", 3, 4).orElse(defaults.function());
        int at = entry.integer("at", 0, 0xFFFF);
        List<String> contents = entry.texts("holds");
        entry.end();
        fingerprints.add(
            entry.make("holds", () -> new Fingerprint.Contents(function, at, contents)));
      }
    }
    return fingerprints;
  }
}
