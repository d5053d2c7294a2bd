package eu.releve.profile;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import java.math.BigDecimal;

/** Reads one register that a controller holds from a plan. */
public final class PlcRegisterEntry {
  private PlcRegisterEntry() {}

  /**
   * The register; a controller does not tell the resolution of its numbers, so the plan must.
   *
   * @throws DocumentException when the mapping is none.
   */
  public static PlcRegister read(Mapping entry) throws DocumentException {
    RegisterName name = RegisterEntries.name(entry);
    String tag = entry.text("tag");
    BigDecimal scale = entry.optionalDecimal("scale").orElse(BigDecimal.ONE);
    if (scale.signum() == 0) {
      throw entry.refuse("scale", "a number other than zero", scale.toString());
    }
    Unit unit = RegisterEntries.unit(entry, name);
    Resolution resolution =
        RegisterEntries.resolution(entry, "resolution", entry.decimal("resolution"), unit, name);
    entry.end();
    return entry.make("tag", () -> new PlcRegister(name, tag, scale, unit, resolution));
  }
}
