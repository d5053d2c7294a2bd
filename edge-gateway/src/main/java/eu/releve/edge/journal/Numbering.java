package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Register;
import eu.releve.wire.Catalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives registers their small numbers: the ones they had, or the next that was never used.
 *
 * @param declared the number of each register declared.
 * @param fresh those that had none before.
 * @param entries the same as a catalogue lists them, by rising number.
 */
record Numbering(
    Map<Register, Integer> declared, Map<Register, Integer> fresh, List<Catalogue.Entry> entries) {

  static Numbering of(Map<Register, Integer> known, List<Declared> registers) {
    Map<Register, Integer> declared = new LinkedHashMap<>();
    Map<Register, Integer> fresh = new LinkedHashMap<>();
    List<Catalogue.Entry> entries = new ArrayList<>();
    int last = known.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (Declared each : registers) {
      Register register = each.register();
      require(!declared.containsKey(register), "register %s is declared twice", register);
      int number = known.getOrDefault(register, last + fresh.size() + 1);
      if (!known.containsKey(register)) {
        fresh.put(register, number);
      }
      declared.put(register, number);
      entries.add(
          new Catalogue.Entry(number, each.meter(), each.name(), each.resolution(), each.unit()));
    }
    require(
        last + fresh.size() <= Limits.REGISTERS_MAX,
        "more than %d registers in one epoch",
        Limits.REGISTERS_MAX);
    entries.sort(Comparator.comparingInt(Catalogue.Entry::number));
    return new Numbering(Collections.unmodifiableMap(declared), fresh, List.copyOf(entries));
  }
}
