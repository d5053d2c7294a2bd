package eu.releve.cloud.portal;

import eu.releve.cloud.process.Roof;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A point of a building with what its meters count and show.
 *
 * @param id its key.
 * @param title as the plan names it.
 * @param lot whose it is; nothing for common parts.
 * @param parent the nearest of the places above it.
 * @param registers what is measured there, one list a quantity: a replaced meter leaves two; none
 *     where the plan has a meter that never answered.
 * @param producer whether it gives electricity and uses none worth telling: a solar roof.
 */
record Place(
    int id,
    String title,
    Optional<Lot> lot,
    Optional<Integer> parent,
    Map<Quantity, List<Register>> registers,
    boolean producer) {

  /** A lot of the building. */
  record Lot(int id, String name, boolean dwelling) {}

  /** Whether a meter is expected to answer. */
  enum Service {
    AWAITED,
    /** It was put in today: nobody waits for it yet. */
    NEW,
    /** It was taken out. */
    ENDED
  }

  /**
   * A series and the last that is known of it.
   *
   * @param id its key.
   * @param instant of its last reading; nothing before the first.
   * @param value in steps.
   * @param usual how far its last readings lay apart; zero when not known.
   * @param service whether its meter is expected to answer.
   */
  record Register(
      int id, Optional<Instant> instant, BigDecimal value, Duration usual, Service service) {}

  Place {
    registers = registers.isEmpty() ? Map.of() : new EnumMap<>(registers);
  }

  /** The same below another place. */
  Place below(Optional<Integer> nearest) {
    return new Place(id, title, lot, nearest, registers, producer);
  }

  /** The keys of those of some places that stand above it, the nearest first. */
  Set<Integer> above(Map<Integer, Place> byKey) {
    Set<Integer> above = new LinkedHashSet<>();
    Optional<Integer> next = parent;
    while (next.isPresent() && byKey.containsKey(next.get()) && above.add(next.get())) {
      next = byKey.get(next.get()).parent;
    }
    return above;
  }

  static Map<Integer, Place> byKey(List<Place> places) {
    return places.stream().collect(Collectors.toMap(Place::id, Function.identity()));
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

  /**
   * The same places, the solar roofs among them marked.
   *
   * @param bought what the plan says of where a place's energy comes from, by its key.
   */
  static List<Place> marked(List<Place> places, Map<Integer, Boolean> bought) {
    Map<Integer, Place> byKey = byKey(places);
    List<Place> electric = places.stream().filter(Place::isElectric).toList();
    Set<Integer> above = new HashSet<>();
    electric.forEach(place -> above.addAll(place.above(byKey)));
    BigDecimal most =
        electric.stream()
            .map(place -> place.total(Quantity.ACTIVE_ENERGY_IMPORT))
            .reduce(BigDecimal.ZERO, BigDecimal::max);
    return places.stream()
        .map(
            place ->
                place.as(
                    place.isElectric()
                        && new Roof(
                                place.total(Quantity.ACTIVE_ENERGY_IMPORT),
                                place.total(Quantity.ACTIVE_ENERGY_EXPORT),
                                above.contains(place.id()),
                                Optional.ofNullable(bought.get(place.id())))
                            .is(most)))
        .toList();
  }

  private Place as(boolean roof) {
    return new Place(id, title, lot, parent, registers, roof);
  }

  private boolean isElectric() {
    return has(Quantity.ACTIVE_ENERGY_IMPORT);
  }

  private BigDecimal total(Quantity quantity) {
    return of(quantity).stream().map(Register::value).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The register that was read last, of the meters that are still there. */
  Optional<Register> newest(Quantity quantity) {
    return of(quantity).stream()
        .filter(register -> register.service() != Service.ENDED)
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
