package eu.releve.cloud.gas;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.gas.GasEnergy.Metered;
import eu.releve.cloud.gas.GasFactors.Piece;
import eu.releve.measure.Quantity;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what gas a point used, as energy.
 *
 * @param connection sees what whoever asks may see.
 * @param point its key.
 * @param calendar where it is: a calorific value holds from one local midnight to another.
 */
public record GasUse(Connection connection, int point, LocalCalendar calendar) {
  /** What counts gas in cubic metres. */
  public static final Set<Quantity> QUANTITIES =
      Set.copyOf(EnumSet.of(Quantity.GAS_VOLUME, Quantity.GAS_VOLUME_CORRECTED));

  /**
   * The energy of some periods.
   *
   * @param quantity one of {@link #QUANTITIES}.
   * @param factors what a cubic metre held there.
   * @param periods whole quarter-hours, by rising begin, none over another.
   * @return one for each, with the days that it was cut into.
   */
  public List<Cut> of(Quantity quantity, GasFactors factors, List<Stretch> periods)
      throws SQLException {
    List<List<Piece>> pieces = new ArrayList<>();
    List<Stretch> parts = new ArrayList<>();
    for (Stretch period : periods) {
      List<Piece> cut = factors.pieces(quantity, firstDay(period), dayAfter(period));
      cut.forEach(piece -> parts.add(within(period, piece)));
      pieces.add(cut);
    }
    List<BigInteger> used =
        PointFigures.of(connection, point, parts).stream()
            .filter(course -> course.quantity().equals(quantity.id()))
            .findFirst()
            .map(course -> course.figures().stream().map(Figure::consumption).toList())
            .orElseGet(() -> parts.stream().map(part -> BigInteger.ZERO).toList());
    List<Cut> energies = new ArrayList<>();
    int next = 0;
    for (List<Piece> cut : pieces) {
      List<Metered> metered = new ArrayList<>();
      for (Piece piece : cut) {
        metered.add(new Metered(piece, used.get(next++)));
      }
      energies.add(new Cut(cut, GasEnergy.of(metered)));
    }
    return energies;
  }

  /**
   * A period's energy.
   *
   * @param pieces the days that it was computed from, each with its own factor.
   */
  public record Cut(List<Piece> pieces, GasEnergy energy) {
    public Cut {
      pieces = List.copyOf(pieces);
    }

    /**
     * Whether the pieces are local months: else whoever knows the factors could tell from an energy
     * and its volume what was used in less than a month.
     */
    public boolean isOfMonths() {
      return pieces.stream()
          .flatMap(piece -> List.of(piece.from(), piece.to()).stream())
          .allMatch(day -> day.getDayOfMonth() == 1);
    }
  }

  private LocalDate firstDay(Stretch period) {
    return calendar.day(Instant.ofEpochMilli(period.fromMillis()));
  }

  private LocalDate dayAfter(Stretch period) {
    return calendar.day(Instant.ofEpochMilli(period.toMillis() - 1)).plusDays(1);
  }

  private Stretch within(Stretch period, Piece piece) {
    return new Stretch(
        Math.max(period.fromMillis(), calendar.start(piece.from()).toEpochMilli()),
        Math.min(period.toMillis(), calendar.start(piece.to()).toEpochMilli()));
  }
}
