package eu.releve.cloud.portal;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A point of a building with what its meters count and show.
 *
 * @param id its key.
 * @param title as the plan names it.
 * @param lot whose it is; nothing for common parts.
 * @param parent the point above it.
 * @param registers what is measured there, one list a quantity: a replaced meter leaves two.
 */
record Place(
    int id,
    String title,
    Optional<Lot> lot,
    Optional<Integer> parent,
    Map<Quantity, List<Register>> registers) {

  /** A lot of the building. */
  record Lot(int id, String name, boolean dwelling) {}

  /**
   * A series and the last that is known of it.
   *
   * @param id its key.
   * @param instant of its last reading; nothing before the first.
   * @param value in steps.
   * @param usual how far its last readings lay apart; zero when not known.
   */
  record Register(int id, Optional<Instant> instant, BigDecimal value, Duration usual) {}

  Place {
    registers = registers.isEmpty() ? Map.of() : new EnumMap<>(registers);
  }

  boolean has(Quantity quantity) {
    return registers.containsKey(quantity);
  }

  List<Register> of(Quantity quantity) {
    return registers.getOrDefault(quantity, List.of());
  }

  /** Whether what is measured here is one household's. */
  boolean isDwelling() {
    return lot.map(Lot::dwelling).orElse(false);
  }

  /** Whether it gives more electricity than it takes: a solar roof. */
  boolean isProducer() {
    return total(Quantity.ACTIVE_ENERGY_EXPORT)
            .compareTo(total(Quantity.ACTIVE_ENERGY_IMPORT).multiply(BigDecimal.TWO))
        > 0;
  }

  private BigDecimal total(Quantity quantity) {
    return of(quantity).stream().map(Register::value).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The register that was read last. */
  Optional<Register> newest(Quantity quantity) {
    return of(quantity).stream()
        .reduce((one, other) -> instantOf(other).isAfter(instantOf(one)) ? other : one);
  }

  private static Instant instantOf(Register register) {
    return register.instant().orElse(Instant.MIN);
  }

  /** What it uses. */
  Optional<Medium> medium() {
    for (Medium medium : Medium.values()) {
      if (has(medium.quantity())) {
        return Optional.of(medium);
      }
    }
    return Optional.empty();
  }
}
