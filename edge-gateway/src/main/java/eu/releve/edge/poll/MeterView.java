package eu.releve.edge.poll;

import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A meter as the console shows it.
 *
 * @param id the meter.
 * @param condition how it is.
 * @param sinceBootMillis since when.
 * @param detail why, in words; empty when there is nothing to say.
 * @param values the last value of each register that ever had one, in the order of the answers.
 * @param budget how often its battery lets it be asked still; nothing where that does not matter.
 * @param heard the words of its last answers, by the address from which on they were asked; none of
 *     a meter that is not read in words.
 */
public record MeterView(
    MeterId id,
    Condition condition,
    long sinceBootMillis,
    String detail,
    List<LastValue> values,
    Optional<ReadBudget.Standing> budget,
    List<Heard> heard) {
  public MeterView {
    values = List.copyOf(values);
    heard = List.copyOf(heard);
  }

  /** A meter whose battery does not matter. */
  public MeterView(
      MeterId id,
      Condition condition,
      long sinceBootMillis,
      String detail,
      List<LastValue> values) {
    this(id, condition, sinceBootMillis, detail, values, Optional.empty(), List.of());
  }

  /** Whether it is not asked now to spare its battery: no fault. */
  public boolean isSpared() {
    return budget.map(ReadBudget.Standing::spared).orElse(false);
  }

  /**
   * Words as they came, whatever they mean.
   *
   * @param block the words; not to be changed.
   * @param bootMillis when they came.
   */
  public record Heard(RegisterBlock block, long bootMillis) {}

  /** The last answer in which a register lies wholly, be it a value or not. */
  public Optional<Heard> heard(ModbusRegister register) {
    return heard.stream()
        .filter(one -> one.block().holds(register))
        .max(Comparator.comparingLong(Heard::bootMillis));
  }

  /**
   * What a register said last.
   *
   * @param register which.
   * @param value in steps of its quantity.
   * @param quality what is known against it.
   * @param bootMillis when it was read.
   */
  public record LastValue(RegisterName register, long value, int quality, long bootMillis) {}
}
