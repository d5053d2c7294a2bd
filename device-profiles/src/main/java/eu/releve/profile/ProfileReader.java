package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
    Optional<Rating> rating = RatingEntry.read(document);
    document.end();
    if (proofs.isEmpty()) {
      throw document.refuse("proofs", "at least one proof", "none");
    }
    return document.make("profile", () -> new Profile(id, name, source, access, rating, proofs));
  }

  private Access modbus(List<Proof> proofs) throws DocumentException {
    ModbusAccessEntry modbus = ModbusAccessEntry.read(document.mapping("modbus"));
    List<IdentityRegister> identity = modbus.identity(document);
    List<Fingerprint> fingerprints = modbus.fingerprints(document);
    List<ModbusRegister> registers = new ArrayList<>();
    for (Mapping entry : entries("registers")) {
      ModbusRegister register = ModbusRegisterEntry.read(entry, modbus.defaults());
      note(entry, register.name());
      refuseShared(entry, register, registers);
      registers.add(register);
    }
    for (Mapping entry : entries("proofs")) {
      proofs.add(ProofEntry.modbus(entry, names, modbus.defaults().function()));
    }
    return document.make(
        "registers", () -> new Access.Modbus(registers, modbus.requests(), identity, fingerprints));
  }

  private static void refuseShared(
      Mapping entry, ModbusRegister register, List<ModbusRegister> others)
      throws DocumentException {
    for (ModbusRegister other : others) {
      if (register.overlaps(other)) {
        throw entry.refuse(
            "at", "words that no other register has", "words of '" + other.name() + "'");
      }
    }
  }

  private Access mbus(List<Proof> proofs) throws DocumentException {
    Mapping mbus = document.mapping("mbus");
    MbusRequests requests = MbusRequestsEntry.read(mbus);
    Optional<Access.Recognition> recognition = recognition(mbus);
    List<MbusRegister> registers = new ArrayList<>();
    for (Mapping entry : entries("registers")) {
      MbusRegister register = MbusRegisterEntry.read(entry);
      note(entry, register.name());
      registers.add(register);
    }
    for (Mapping entry : entries("proofs")) {
      proofs.add(ProofEntry.mbus(entry, names));
    }
    return document.make("registers", () -> new Access.Mbus(recognition, requests, registers));
  }

  private static Optional<Access.Recognition> recognition(Mapping mbus) throws DocumentException {
    if (!mbus.has("manufacturer") && !mbus.has("version") && !mbus.has("medium")) {
      mbus.end();
      return Optional.empty();
    }
    String manufacturer = mbus.text("manufacturer");
    NavigableSet<Integer> versions = oneOrMore(mbus, "version", "versions");
    NavigableSet<Integer> media = oneOrMore(mbus, "medium", "media");
    mbus.end();
    return Optional.of(
        mbus.make("manufacturer", () -> new Access.Recognition(manufacturer, versions, media)));
  }

  /** The number under the one key or those of the list under the other; none for any number. */
  private static NavigableSet<Integer> oneOrMore(Mapping mbus, String one, String more)
      throws DocumentException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    mbus.optionalInteger(one, 0, 255).ifPresent(numbers::add);
    if (mbus.has(more)) {
      List<Integer> listed = mbus.integers(more, 0, 255);
      if (!numbers.isEmpty()
          || new TreeSet<>(listed).size() != listed.size()
          || listed.size() < 2) {
        throw mbus.refuse(more, "two or more numbers, and no '" + one + "' beside", "" + listed);
      }
      numbers.addAll(listed);
    }
    return numbers;
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
