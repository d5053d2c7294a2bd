package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a page's figures are the sum of: a whole building, one point, or one lot.
 *
 * @param id how addresses name it: empty for the building, else {@code p} or {@code l} and a key.
 * @param places the points that are added up; nothing in them is counted twice.
 */
record Scope(String id, List<Place> places) {
  /** The whole building: the points below no other. What a roof produces is no use. */
  static Scope building(List<Place> all, Medium medium) {
    List<Place> measured = measured(all, medium);
    Set<Integer> keys = new LinkedHashSet<>();
    measured.forEach(place -> keys.add(place.id()));
    return new Scope(
        "",
        measured.stream()
            .filter(place -> place.parent().filter(keys::contains).isEmpty())
            .toList());
  }

  /** What an address asks for; the whole building when it asks for nothing that is there. */
  static Scope asked(String id, List<Place> all, Medium medium) {
    List<Place> found =
        measured(all, medium).stream()
            .filter(
                place ->
                    id.equals("p" + place.id())
                        || place.lot().map(lot -> id.equals("l" + lot.id())).orElse(false))
            .toList();
    return found.isEmpty() ? building(all, medium) : new Scope(id, found);
  }

  /** The common points, each its own, in the plan's order. */
  static List<Scope> common(List<Place> all, Medium medium) {
    return measured(all, medium).stream()
        .filter(place -> place.lot().isEmpty())
        .map(place -> new Scope("p" + place.id(), List.of(place)))
        .toList();
  }

  /** The lots, in the plan's order. */
  static List<Scope> lots(List<Place> all, Medium medium) {
    Map<Integer, List<Place>> lots = new LinkedHashMap<>();
    for (Place place : measured(all, medium)) {
      place
          .lot()
          .ifPresent(lot -> lots.computeIfAbsent(lot.id(), first -> new ArrayList<>()).add(place));
    }
    return lots.entrySet().stream()
        .map(entry -> new Scope("l" + entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  /** The meters of lots that have more than one, each its own, in the plan's order. */
  static List<Scope> meters(List<Place> all, Medium medium) {
    return lots(all, medium).stream()
        .filter(lot -> lot.places().size() > 1)
        .flatMap(lot -> lot.places().stream())
        .map(place -> new Scope("p" + place.id(), List.of(place)))
        .toList();
  }

  private static List<Place> measured(List<Place> all, Medium medium) {
    return all.stream()
        .filter(place -> place.has(medium.quantity()))
        .filter(place -> medium != Medium.ELECTRICITY || !place.producer())
        .toList();
  }

  boolean isBuilding() {
    return id.isEmpty();
  }

  boolean isLot() {
    return id.startsWith("l");
  }

  Optional<Place.Lot> lot() {
    return places.isEmpty() ? Optional.empty() : places.getFirst().lot();
  }

  /** What the building's organisation may see of it: pages show nobody more. */
  Sight sight() {
    long dwellings =
        places.stream()
            .filter(Place::isDwelling)
            .flatMap(place -> place.lot().stream())
            .map(Place.Lot::id)
            .distinct()
            .count();
    boolean others = places.stream().anyMatch(place -> !place.isDwelling());
    return Sight.of(Role.SYNDIC, new Households(Math.toIntExact(dwellings), others));
  }

  /** Whether its figures could tell how one household lives: only some of them are shown. */
  boolean isPrivate() {
    return sight().onlyOver();
  }

  /** Whether the figures of such a page may be shown. */
  boolean shows(View view) {
    return sight().allows(view.fineness());
  }

  /** Whether all its meters were taken out. */
  boolean isGone(Quantity quantity) {
    return places.stream().allMatch(place -> place.newest(quantity).isEmpty());
  }

  /** How long its slowest meter may take until silence means something. */
  Duration patience(Quantity quantity) {
    return places.stream()
        .flatMap(place -> place.newest(quantity).stream())
        .map(register -> Overview.patience(register.usual()))
        .max(Comparator.naturalOrder())
        .orElse(Overview.patience(Duration.ZERO));
  }

  /** The keys of the series to add up. */
  List<Integer> registers(Quantity quantity) {
    return places.stream()
        .flatMap(place -> place.of(quantity).stream())
        .map(Place.Register::id)
        .toList();
  }
}
