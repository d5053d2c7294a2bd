package eu.releve.edge.plan;

import static eu.releve.measure.Require.require;

import eu.releve.profile.Requests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a meter has taught beyond its profile by refusing.
 *
 * @param cuts places that no request may lie on both sides of.
 * @param absent pieces that it does not have, by the place of their first register.
 */
public record Learned(NavigableSet<Place> cuts, NavigableSet<Place> absent) {
  /** Nothing yet. */
  public static final Learned NOTHING =
      new Learned(Collections.emptyNavigableSet(), Collections.emptyNavigableSet());

  public Learned {
    cuts = Collections.unmodifiableNavigableSet(new TreeSet<>(cuts));
    absent = Collections.unmodifiableNavigableSet(new TreeSet<>(absent));
  }

  /**
   * Where something lies.
   *
   * @param function 3 or 4.
   * @param address 0 to 65536: a cut may lie behind the last word.
   */
  public record Place(int function, int address) implements Comparable<Place> {
    public Place {
      require(function == 3 || function == 4, "function %d is not 3 or 4", function);
      require(0 <= address && address <= 0x10000, "address %d is not in 0..65536", address);
    }

    /** Several values may begin with one exponent before them: the value's own place tells them. */
    static Place of(Piece piece) {
      return new Place(piece.range().function(), piece.registers().getFirst().address());
    }

    @Override
    public int compareTo(Place other) {
      return function != other.function
          ? Integer.compare(function, other.function)
          : Integer.compare(address, other.address);
    }

    @Override
    public String toString() {
      return function + ":" + address;
    }
  }

  /** Whether there is nothing. */
  public boolean isNothing() {
    return cuts.isEmpty() && absent.isEmpty();
  }

  /** The piece, or its parts where the meter has taught that it does not answer it whole. */
  public List<Piece> divided(Piece piece) {
    int function = piece.range().function();
    boolean isCut =
        !cuts.subSet(new Place(function, piece.from()), new Place(function, piece.until()))
            .isEmpty();
    return isCut ? piece.parts() : List.of(piece);
  }

  /** Whether the meter does not have that piece. */
  public boolean lacks(Piece piece) {
    return absent.contains(Place.of(piece));
  }

  /** This and more. */
  public Learned and(Collection<Place> moreCuts, Collection<Place> moreAbsent) {
    NavigableSet<Place> allCuts = new TreeSet<>(cuts);
    allCuts.addAll(moreCuts);
    // A request that reads across a register that is not there is refused as well.
    allCuts.addAll(moreAbsent);
    NavigableSet<Place> allAbsent = new TreeSet<>(absent);
    allAbsent.addAll(moreAbsent);
    return new Learned(allCuts, allAbsent);
  }

  /** The cheapest requests for those of the pieces that are there. */
  public List<Planner.Request> plan(List<Piece> pieces, Requests limits, Cost cost) {
    List<Planner.Request> plan = new ArrayList<>();
    for (int function = 3; function <= 4; function++) {
      int its = function;
      List<Piece> there =
          pieces.stream()
              .filter(piece -> piece.range().function() == its)
              .flatMap(piece -> divided(piece).stream())
              .filter(piece -> !lacks(piece))
              .toList();
      plan.addAll(Planner.plan(there, within(limits, function), cost));
    }
    return List.copyOf(plan);
  }

  private Requests within(Requests limits, int function) {
    List<Integer> boundaries = new ArrayList<>(limits.boundaries());
    cuts.stream()
        .filter(cut -> cut.function() == function && cut.address() <= 0xFFFF)
        .forEach(cut -> boundaries.add(cut.address()));
    // What belongs together is a piece; a learned cut through one is no cut.
    return new Requests(
        limits.wordsMax(), limits.holeWordsMax(), boundaries, List.of(), limits.pause());
  }

  /** In the form that {@link #parse} reads: {@code cuts 4:120 4:300; absent 3:17}. */
  @Override
  public String toString() {
    return "cuts" + listed(cuts) + "; absent" + listed(absent);
  }

  private static String listed(Collection<Place> places) {
    return places.stream().map(place -> " " + place).collect(Collectors.joining());
  }

  /**
   * What {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when the text has another form.
   */
  public static Learned parse(String text) {
    String[] halves = text.split("; ", -1);
    require(
        halves.length == 2 && halves[0].startsWith("cuts") && halves[1].startsWith("absent"),
        "'%s' is not 'cuts F:A ...; absent F:A ...'",
        text);
    return new Learned(places(halves[0]), places(halves[1]));
  }

  private static NavigableSet<Place> places(String words) {
    NavigableSet<Place> places = new TreeSet<>();
    String[] all = words.split(" ", -1);
    for (int i = 1; i < all.length; i++) {
      String[] parts = all[i].split(":", -1);
      require(parts.length == 2, "'%s' is not F:A", all[i]);
      places.add(new Place(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
    }
    return places;
  }
}
