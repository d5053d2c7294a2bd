package eu.releve.wire;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import java.util.List;

/**
 * The registers of a gateway with their small numbers, and the site plan that they come from.
 *
 * <p>Numbers are never reused within an epoch.
 *
 * @param site the building.
 * @param entries by rising number.
 * @param plan the text of the site plan in force, as the installer wrote it (UTF-8 YAML).
 */
public record Catalogue(SiteId site, List<Entry> entries, String plan) implements Body {
  /** In force before the first catalogue: numbers nothing. */
  public static final Catalogue EMPTY = new Catalogue(new SiteId("none"), List.of(), "");

  public Catalogue {
    entries = List.copyOf(entries);
    int before = 0;
    for (Entry entry : entries) {
      require(entry.number() > before, "register %d follows register %d", entry.number(), before);
      before = entry.number();
    }
  }

  /**
   * One register.
   *
   * @param number at least 1, unique in an epoch.
   * @param meter the meter.
   * @param register which of its registers.
   * @param resolution the smallest difference it can tell, in steps of its quantity.
   * @param unit the unit in which the meter states it.
   */
  public record Entry(
      int number, MeterId meter, RegisterName register, Resolution resolution, Unit unit) {
    public Entry {
      require(number >= 1, "register number %d is below 1", number);
      require(unit.measures(register.quantity()), "%s is not a unit of %s", unit, register);
    }
  }
}
