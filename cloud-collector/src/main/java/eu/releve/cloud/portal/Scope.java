package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.purpose.Counting;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a page's figures are the sum of: a whole building, one point, or one lot.
 *
 * @param id how addresses name it: empty for the building, else {@code p} or {@code l} and a key.
 * @param places the points that are added up; nothing in them is counted twice.
 * @param dwellings of those of them that count the use of few dwellings alone, whose: by the
 *     place's key the keys of the lots.
 */
record Scope(String id, List<Place> places, Map<Integer, Set<Integer>> dwellings) {
  Scope {
    places = List.copyOf(places);
    dwellings = Map.copyOf(dwellings);
  }

  private static Scope of(String id, List<Place> places, List<Place> all, Medium medium) {
    Counting counting = counting(all, medium);
    Map<Integer, Set<Integer>> dwellings = new HashMap<>();
    for (Place place : places) {
      // A dwelling's roof counts no use, and is still a dwelling's.
      Optional<Set<Integer>> own =
          place.isDwelling() ? place.lot().map(lot -> Set.of(lot.id())) : Optional.empty();
      own.or(() -> counting.few(place.id())).ifPresent(lots -> dwellings.put(place.id(), lots));
    }
    return new Scope(id, places, dwellings);
  }

  /** One place, and whose use it counts among all of the building. */
  static Scope single(Place place, List<Place> all, Medium medium) {
    return of("p" + place.id(), List.of(place), all, medium);
  }

  private static Counting counting(List<Place> all, Medium medium) {
    List<Place> measured = measured(all, medium);
    Map<Integer, Place> byKey = Place.byKey(all);
    Set<Integer> keys = Place.byKey(measured).keySet();
    return new Counting(
        measured.stream()
            .map(
                place ->
                    new Counting.Point(
                        place.id(),
                        place.above(byKey).stream().filter(keys::contains).findFirst(),
                        place.lot().map(Place.Lot::id),
                        place.isDwelling()))
            .toList());
  }

  /** The whole building: the points below no other. What a roof produces is no use. */
  static Scope building(List<Place> all, Medium medium) {
    return of("", topmost(measured(all, medium), all), all, medium);
  }

  /** Those of some places that stand below none of the others, at whatever distance. */
  private static List<Place> topmost(List<Place> some, List<Place> all) {
    Map<Integer, Place> byKey = Place.byKey(all);
    Set<Integer> keys = Place.byKey(some).keySet();
    return some.stream()
        .filter(place -> place.above(byKey).stream().noneMatch(keys::contains))
        .toList();
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
    return found.isEmpty() ? building(all, medium) : of(id, topmost(found, all), all, medium);
  }

  /** The common points, each its own, in the plan's order. */
  static List<Scope> common(List<Place> all, Medium medium) {
    return measured(all, medium).stream()
        .filter(place -> place.lot().isEmpty())
        .map(place -> single(place, all, medium))
        .toList();
  }

  /** The common points that count nothing which another meter counts too. */
  static List<Scope> lowestCommon(List<Place> all, Medium medium) {
    Map<Integer, Place> byKey = Place.byKey(all);
    Set<Integer> above = new HashSet<>();
    measured(all, medium).forEach(place -> above.addAll(place.above(byKey)));
    return common(all, medium).stream()
        .filter(scope -> scope.places().stream().map(Place::id).noneMatch(above::contains))
        .toList();
  }

  /** The lots, in the plan's order. */
  static List<Scope> lots(List<Place> all, Medium medium) {
    return byLot(all, medium).entrySet().stream()
        .map(lot -> of("l" + lot.getKey(), topmost(lot.getValue(), all), all, medium))
        .toList();
  }

  /** The meters of lots that have more than one, each its own, in the plan's order. */
  static List<Scope> meters(List<Place> all, Medium medium) {
    return byLot(all, medium).values().stream()
        .filter(lot -> lot.size() > 1)
        .flatMap(List::stream)
        .map(place -> single(place, all, medium))
        .toList();
  }

  private static Map<Integer, List<Place>> byLot(List<Place> all, Medium medium) {
    Map<Integer, List<Place>> lots = new LinkedHashMap<>();
    for (Place place : measured(all, medium)) {
      place
          .lot()
          .ifPresent(lot -> lots.computeIfAbsent(lot.id(), first -> new ArrayList<>()).add(place));
    }
    return lots;
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
    boolean others = dwellings.size() < places.size();
    return Sight.of(Role.SYNDIC, new Households(countDwellings(dwellings.keySet()), others));
  }

  /** How many dwellings' use some of its places count alone. */
  private int countDwellings(Set<Integer> places) {
    Set<Integer> lots = new HashSet<>();
    dwellings.forEach(
        (place, those) -> {
          if (places.contains(place)) {
            lots.addAll(those);
          }
        });
    return lots.size();
  }

  /**
   * The places whose use an organisation may know in months alone, for they count few dwellings'
   * use by themselves: what is left of a finer sum without the others', which are shown, would be
   * theirs. None where they are all there is: then the whole is shown in months alone.
   */
  Set<Integer> apart() {
    boolean few =
        new Households(countDwellings(dwellings.keySet()), false).arePersonal()
            && dwellings.size() < places.size();
    return few ? dwellings.keySet() : Set.of();
  }

  /**
   * Whether those of its dwellings that some registers tell of are so few that a sum tells too much
   * of each; the plan may name many more.
   */
  boolean areFew(Quantity quantity, Set<Integer> measured) {
    Set<Integer> told =
        places.stream()
            .filter(place -> !apart().contains(place.id()))
            .filter(
                place ->
                    place.of(quantity).stream()
                        .map(Place.Register::id)
                        .anyMatch(measured::contains))
            .map(Place::id)
            .collect(Collectors.toSet());
    return !isPrivate() && new Households(countDwellings(told), false).arePersonal();
  }

  /** What of it may be known at any step. */
  Scope withoutApart() {
    Set<Integer> apart = apart();
    return apart.isEmpty()
        ? this
        : new Scope(
            id, places.stream().filter(place -> !apart.contains(place.id())).toList(), Map.of());
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
