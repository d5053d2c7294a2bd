package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the columns of a file are read.
 *
 * @param separator between cells: {@code ;}, {@code ,}, {@code |} or a tab.
 * @param decimal sign of numbers: {@code ,} or {@code .}; thousands are not set apart.
 * @param charset of the file.
 * @param header the line that names the columns, from 1; what stands above it is not read.
 * @param meter the number that a meter bears; or, with {@code ofPoint}, a point's name.
 * @param ofPoint whether rows are of points.
 * @param register which register of the meter.
 * @param unit in which the value stands.
 * @param place the column that says where the meter is.
 * @param time when.
 * @param value the column of the values.
 * @param estimated which rows nobody has read.
 * @param length absent for an index, as a display shows it; else over how long each amount is.
 */
public record ColumnMapping(
    char separator,
    char decimal,
    Charset charset,
    int header,
    Cell meter,
    boolean ofPoint,
    Cell register,
    Cell unit,
    Optional<String> place,
    Time time,
    String value,
    Optional<Estimated> estimated,
    Optional<IntervalLength> length) {
  /**
   * A mapping as it is saved.
   *
   * @param id its key.
   */
  record Saved(int id, ColumnMapping mapping) {}

  /** Where something stands. */
  public sealed interface Cell {
    /** Nowhere: it is the same for all rows. */
    record Constant(String text) implements Cell {}

    /**
     * In a column.
     *
     * @param name of the column.
     * @param values what the column's words mean; empty where they are what is meant.
     */
    record Column(String name, Map<String, String> values) implements Cell {
      public Column {
        values = Map.copyOf(values);
      }
    }
  }

  /**
   * When a value was read, or which interval it is of.
   *
   * @param columns one, or two that are joined by a space: a date and a time.
   * @param form of the columns' text.
   * @param zone of local times; absent for the building's.
   * @param begins whether it is when an interval begins, and not when it ends.
   */
  public record Time(List<String> columns, TimeForm form, Optional<ZoneId> zone, boolean begins) {
    public Time {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Which rows are estimated.
   *
   * @param column that says it.
   * @param yes the words for it, in lower case and without accents.
   */
  public record Estimated(String column, Set<String> yes) {
    public Estimated {
      yes = Set.copyOf(yes);
    }
  }

  /** The register of that name, if it counts. */
  static RegisterName register(String text) throws Refusal {
    try {
      RegisterName register = RegisterName.parse(text);
      if (register.quantity().kind() == Kind.COUNTER) {
        return register;
      }
    } catch (IllegalArgumentException other) {
      // Told below, like a register that does not count.
    }
    throw new Refusal("register", "one that counts, such as water-volume", text);
  }

  /** The unit of that name, if it is one of the register. */
  static Unit unit(String text, RegisterName register) throws Refusal {
    return SubMetering.unitOf(text)
        .or(() -> Unit.of(text))
        .filter(unit -> unit.measures(register.quantity()))
        .orElseThrow(() -> new Refusal("unit", "a unit of " + register.quantity().id(), text));
  }
}
