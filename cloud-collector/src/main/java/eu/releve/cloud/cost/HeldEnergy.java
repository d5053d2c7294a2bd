package eu.releve.cloud.cost;

import eu.releve.cloud.derive.Energy;
import eu.releve.measure.Quantity;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;

/** What energy a day's gas held, by the calorific value that holds on that day. */
@FunctionalInterface
public interface HeldEnergy {
  /** Where nobody has brought calorific values. */
  HeldEnergy NONE = (volume, day, millilitres) -> new Answer.Unknown("no calorific value");

  /** An answer. */
  sealed interface Answer {
    /** So much; gross, and of twice the gas twice as much. */
    record Held(Energy energy) implements Answer {}

    /** Nobody knows, and no other period's value stands in. */
    record Unknown(String reason) implements Answer {}
  }

  /** Where calorific values come from. */
  @FunctionalInterface
  interface Source {
    /**
     * What the gas of a point held.
     *
     * @param connection sees what whoever asks may see.
     * @param point its key.
     * @param from the first local day.
     * @param to the day after the last.
     */
    HeldEnergy of(Connection connection, int point, LocalDate from, LocalDate to)
        throws SQLException;
  }

  /**
   * The energy of one local day's gas.
   *
   * @param volume how it was counted: as it flowed, or brought to a temperature.
   * @param millilitres as counted.
   */
  Answer of(Quantity volume, LocalDate day, BigInteger millilitres);
}
