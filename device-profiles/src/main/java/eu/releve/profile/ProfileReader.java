package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a profile: exactly one protocol, no register twice, at least one proof. */
final class ProfileReader {
  private static final Set<String> PROTOCOLS = Set.of("modbus", "mbus");

  private final Mapping document;
  private final Set<RegisterName> names = new LinkedHashSet<>();

  private ProfileReader(Mapping document) {
    this.document = document;
  }

  static Profile read(Mapping document) throws DocumentException {
    return new ProfileReader(document).read();
  }

  private Profile read() throws DocumentException {
    ProfileId id = document.value("profile", "a profile's name", ProfileId::new);
    String name = document.text("name");
    String source = document.text("source");
    document.optionalText("notes");
    boolean modbus = document.has("modbus");
    if (modbus == document.has("mbus")) {
      throw document.refuse(
          "modbus", "one of " + String.join(" and ", PROTOCOLS), modbus ? "both" : "none");
    }
    List<Proof> proofs = new ArrayList<>();
    Access access = modbus ? modbus(proofs) : mbus(proofs);
    document.end();
    if (proofs.isEmpty()) {
      throw document.refuse("proofs", "at least one proof", "none");
    }
    return document.make("profile", () -> new Profile(id, name, source, access, proofs));
  }

  private Access modbus(List<Proof> proofs) throws DocumentException {
    Mapping modbus = document.mapping("modbus");
    int function = modbus.integer("function", 3, 4);
    WordOrder order =
        modbus.optionalOneOf("order", ModbusRegisterEntry.ORDERS).orElse(WordOrder.HIGH_FIRST);
    int wordsMax =
        modbus
            .optionalInteger("words-max", 4, Access.Modbus.WORDS_MAX)
            .orElse(Access.Modbus.WORDS_MAX);
    int holeWordsMax =
        modbus
            .optionalInteger("hole-words-max", 0, Access.Modbus.WORDS_MAX)
            .orElse(Access.Modbus.HOLE_WORDS_MAX);
    modbus.end();
    List<ModbusRegister> registers = new ArrayList<>();
    for (Mapping entry : entries("registers")) {
      ModbusRegister register = ModbusRegisterEntry.read(entry, function, order);
      note(entry, register.name());
      registers.add(register);
    }
    for (Mapping entry : entries("proofs")) {
      proofs.add(ProofEntry.modbus(entry, names, function));
    }
    return document.make("registers", () -> new Access.Modbus(registers, wordsMax, holeWordsMax));
  }

  private Access mbus(List<Proof> proofs) throws DocumentException {
    Optional<Access.Recognition> recognition = recognition(document.mapping("mbus"));
    List<MbusRegister> registers = new ArrayList<>();
    for (Mapping entry : entries("registers")) {
      MbusRegister register = RegisterEntries.mbus(entry);
      note(entry, register.name());
      registers.add(register);
    }
    for (Mapping entry : entries("proofs")) {
      proofs.add(ProofEntry.mbus(entry, names));
    }
    return document.make("registers", () -> new Access.Mbus(recognition, registers));
  }

  private static Optional<Access.Recognition> recognition(Mapping mbus) throws DocumentException {
    if (mbus.keys().isEmpty()) {
      return Optional.empty();
    }
    String manufacturer = mbus.text("manufacturer");
    Optional<Integer> version = mbus.optionalInteger("version", 0, 255);
    Optional<Integer> medium = mbus.optionalInteger("medium", 0, 255);
    mbus.end();
    return Optional.of(
        mbus.make("manufacturer", () -> new Access.Recognition(manufacturer, version, medium)));
  }

  private List<Mapping> entries(String key) throws DocumentException {
    List<Mapping> entries = document.mappings(key);
    if (entries.isEmpty()) {
      throw document.refuse(key, "at least one", "an empty list");
    }
    return entries;
  }

  private void note(Mapping entry, RegisterName name) throws DocumentException {
    if (!names.add(name)) {
      throw entry.refuse("is", "each register once", "'" + name + "' again");
    }
  }
}
