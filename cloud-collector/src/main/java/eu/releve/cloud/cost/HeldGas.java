package eu.releve.cloud.cost;

import eu.releve.cloud.gas.GasFactors;
import eu.releve.cloud.gas.GasTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** The energy of a point's gas by the calorific values that were told of its zone. */
public final class HeldGas implements HeldEnergy.Source {
  @Override
  public HeldEnergy of(Connection connection, int point, LocalDate from, LocalDate to)
      throws SQLException {
    GasFactors factors = GasTables.known(connection, point, Optional.empty());
    return (volume, day, millilitres) ->
        switch (factors.on(volume, day)) {
          case GasFactors.Holding.Known known ->
              new HeldEnergy.Answer.Held(known.energy(millilitres));
          case GasFactors.Holding.Missing missing ->
              new HeldEnergy.Answer.Unknown(missing.why(day));
        };
  }
}
