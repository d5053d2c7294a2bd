package eu.releve.wire;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
  /** Names no register: for batches whose bodies need no catalogue. */
  public static final Catalogue EMPTY = new Catalogue(new SiteId("none"), List.of(), "");

  public Catalogue {
    entries = List.copyOf(entries);
    Set<Integer> numbers = new HashSet<>();
    for (Entry entry : entries) {
      require(numbers.add(entry.number()), "register number %d is given twice", entry.number());
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
