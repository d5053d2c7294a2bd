package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Energy;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What revised calorific values changed at a point, one line a revision. */
public final class GasCorrections {
  /** Eight years of months, each told six times. */
  private static final int REVISIONS_MAX = 500;

  private final GasUse use;

  /**
   * @param use reads what the point used.
   */
  public GasCorrections(GasUse use) {
    this.use = use;
  }

  /**
   * A revision and what it changed.
   *
   * @param quantity how the gas was counted.
   * @param before the version that counted.
   * @param after the one that took its place.
   * @param old the energy of that period with the first.
   * @param now with the second.
   * @param ofMonths whether the days that it was computed from are whole local months.
   */
  public record Correction(
      Quantity quantity,
      CalorificVersion before,
      CalorificVersion after,
      Energy old,
      Energy now,
      boolean ofMonths) {
    /** By how many joules the energy rose; negative where it fell. */
    public BigDecimal joules() {
      return now.joules().subtract(old.joules());
    }
  }

  /**
   * Those of the periods that touch some days, by rising first day and version.
   *
   * @param from the first day.
   * @param to the day after the last.
   * @throws IllegalArgumentException when there are more than 500 revisions.
   */
  public List<Correction> of(LocalDate from, LocalDate to) throws SQLException {
    List<GasSupply> supplies = GasTables.supplies(use.connection(), use.point(), Optional.empty());
    if (supplies.isEmpty()) {
      return List.of();
    }
    List<CalorificVersion> history =
        GasTables.history(use.connection(), use.point(), supplies, from, to);
    long revisions = history.stream().filter(version -> version.number() > 1).count();
    require(
        revisions <= REVISIONS_MAX,
        "wanted days with at most %d revisions, found %d",
        REVISIONS_MAX,
        revisions);
    List<Correction> corrections = new ArrayList<>();
    for (int i = 1; i < history.size(); i++) {
      CalorificVersion before = history.get(i - 1);
      CalorificVersion after = history.get(i);
      if (after.number() > 1) {
        for (Quantity quantity : List.of(Quantity.GAS_VOLUME, Quantity.GAS_VOLUME_CORRECTED)) {
          correction(supplies, quantity, before, after).ifPresent(corrections::add);
        }
      }
    }
    return corrections;
  }

  /** Nothing where the period's gas was not used there. */
  private Optional<Correction> correction(
      List<GasSupply> supplies, Quantity quantity, CalorificVersion before, CalorificVersion after)
      throws SQLException {
    Stretch period =
        new Stretch(
            use.calendar().start(after.value().from()).toEpochMilli(),
            use.calendar().start(after.value().to()).toEpochMilli());
    GasUse.Cut old = with(supplies, quantity, before, period);
    if (old.energy().energy().joules().signum() == 0) {
      return Optional.empty();
    }
    GasUse.Cut now = with(supplies, quantity, after, period);
    return Optional.of(
        new Correction(
            quantity,
            before,
            after,
            old.energy().energy(),
            now.energy().energy(),
            now.isOfMonths()));
  }

  private GasUse.Cut with(
      List<GasSupply> supplies, Quantity quantity, CalorificVersion version, Stretch period)
      throws SQLException {
    return use.of(quantity, new GasFactors(supplies, List.of(version)), List.of(period)).getFirst();
  }
}
