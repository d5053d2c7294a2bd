package eu.releve.cloud.gas;

import eu.releve.cloud.derive.Energy;
import eu.releve.cloud.gas.GasFactors.Holding;
import eu.releve.cloud.gas.GasFactors.Piece;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What gas held that was metered in cubic metres, each day's with the calorific value of that day.
 *
 * @param energy of the days that have a value; gross, exact but for the four digits of a factor.
 * @param used what it rests on, by rising days.
 * @param missing the days on which gas was used and no value holds, rising: their gas is not in the
 *     sum, and no other period's value stands in.
 */
public record GasEnergy(Energy energy, List<Holding.Known> used, List<Piece> missing) {
  public GasEnergy {
    used = List.copyOf(used);
    missing = List.copyOf(missing);
  }

  /**
   * What was metered in some days.
   *
   * @param millilitres never negative.
   */
  public record Metered(Piece piece, BigInteger millilitres) {}

  /** The energy of all of it. */
  static GasEnergy of(List<Metered> parts) {
    List<Holding.Known> used = new ArrayList<>();
    List<Piece> missing = new ArrayList<>();
    Energy sum = Energy.NONE;
    for (Metered part : parts) {
      switch (part.piece.holding()) {
        case Holding.Known known -> {
          sum = sum.plus(known.energy(part.millilitres));
          if (!used.contains(known)) {
            used.add(known);
          }
        }
        case Holding.Missing unused -> {
          if (part.millilitres.signum() > 0) {
            missing.add(part.piece);
          }
        }
      }
    }
    return new GasEnergy(sum, used, missing);
  }

  /** Whether all of the gas is in it, and anything is known of it. */
  public boolean isComplete() {
    return missing.isEmpty() && !used.isEmpty();
  }

  /** Why not, by the first of the days that are missing; empty where none is. */
  public String whyMissing() {
    return missing.stream()
        .flatMap(
            piece ->
                piece.holding() instanceof Holding.Missing none
                    ? Stream.of(none.why(piece.from()))
                    : Stream.empty())
        .findFirst()
        .orElse("");
  }

  /** Whether a value is to be replaced by a final one. */
  public boolean isProvisional() {
    return used.stream().anyMatch(known -> known.version().provisional());
  }
}
