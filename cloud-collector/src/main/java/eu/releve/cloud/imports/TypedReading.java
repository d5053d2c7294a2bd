package eu.releve.cloud.imports;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody read on a display.
 *
 * @param building the key of the building.
 * @param meter which one.
 * @param register which of its counters.
 * @param at when it was read.
 * @param value as the display showed it, not negative.
 * @param unit as people write it: m3, kWh.
 * @param exchanged whether the meter was exchanged or began anew around then: the index may be
 *     below what was read before.
 * @param common whether a meter that nobody knows is the common parts'.
 * @param photo of the display.
 * @param tells whether the account may see what was measured: a refusal then has its values.
 * @param who the account.
 * @param reason why it was typed; empty where nobody says.
 */
public record TypedReading(
    int building,
    Which meter,
    RegisterName register,
    Instant at,
    BigDecimal value,
    String unit,
    boolean exchanged,
    boolean common,
    Optional<Photo> photo,
    boolean tells,
    String who,
    String reason) {
  public TypedReading {
    require(value.signum() >= 0, "value %s is negative", value);
  }

  /** A number from zero on with a decimal comma or point; nothing for others. */
  public static Optional<BigDecimal> number(String text) {
    return Amounts.number(text).filter(value -> value.signum() >= 0);
  }

  /** How a meter is told. */
  public sealed interface Which {
    /** By its name in the building. */
    record Named(MeterId name) implements Which {}

    /** By the number that it bears; where no meter has it, there is one from now on. */
    record Bearing(String serial) implements Which {
      /** The name of the meter in the building where none has the number. */
      public String identifier() {
        return Matching.identifier(serial);
      }
    }
  }

  /** What became of it. */
  public sealed interface Answer {
    /**
     * It is stored.
     *
     * @param number of its import.
     * @param meter the meter's name in the building.
     * @param steps the value in steps of the quantity.
     */
    record Stored(int number, String meter, long steps) implements Answer {}

    /** The same was typed before, as that import. */
    record Known(int number) implements Answer {}

    /** It cannot have been read so. */
    record Refused(String what, String wanted, String found) implements Answer {}
  }
}
