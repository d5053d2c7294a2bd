package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads a register of an M-Bus meter, in a profile and in a plan. */
public final class MbusRegisterEntry {
  private MbusRegisterEntry() {}

  /** All that the entry says; another key is refused. */
  public static MbusRegister read(Mapping entry) throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    Unit unit = RegisterEntries.unit(entry, name);
    Resolution resolution =
        RegisterEntries.resolution(entry, "resolution", entry.decimal("resolution"), unit, name);
    Optional<String> record = entry.optionalText("record");
    if (record.isPresent() && !record.get().matches("([0-9A-F]{2}){2,24}")) {
      throw entry.refuse("record", "2 to 24 bytes as pairs of 0-9A-F", "'" + record.get() + "'");
    }
    BigDecimal scale = entry.optionalDecimal("scale").orElse(BigDecimal.ONE);
    List<String> unavailable = entry.has("unavailable") ? entry.texts("unavailable") : List.of();
    for (String contents : unavailable) {
      if (!contents.matches("([0-9A-F]{2}){1,8}")) {
        throw entry.refuse("unavailable", "1 to 8 bytes as pairs of 0-9A-F", "'" + contents + "'");
      }
    }
    entry.end();
    return entry.make(
        "unit", () -> new MbusRegister(name, unit, resolution, record, scale, unavailable));
  }
}
