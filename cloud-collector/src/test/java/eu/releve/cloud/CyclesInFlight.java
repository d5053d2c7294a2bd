package eu.releve.cloud;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.provisioning.demo.Comparison.Lost;
import eu.releve.provisioning.demo.Comparison.OpenWindow;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a killed gateway may have lost, and no more: on each bus the one poll cycle that it was in.
 *
 * <p>With window 0 the answers of a bus are written at the end of each cycle, in their order, and a
 * cycle asks each meter once. So what a death costs on a bus is the end of what was answered there
 * until then, without a gap; it holds no register twice, and is no older than a cycle.
 */
final class CyclesInFlight {
  /**
   * A cycle asks no further meter after one second; the last answer and the write come on top. The
   * write of a program that has just begun, on a machine that starts others beside it, has taken
   * seconds; that no more than one cycle is gone is what {@link #beyond} looks at.
   */
  private static final Duration CYCLE_MAX = Duration.ofSeconds(6);

  /**
   * The answer to a request that was on its way may be recorded after the death; the next gateway
   * asks nothing so soon.
   */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(200);

  private final Map<MeterId, BusId> buses = new HashMap<>();

  /** By their ends: a death takes what was answered since the one before. */
  private final NavigableMap<Instant, OpenWindow> windows = new TreeMap<>();

  CyclesInFlight(SitePlan plan) {
    for (Meter meter : plan.meters()) {
      buses.put(meter.id(), meter.bus());
    }
  }

  /** A gateway was struck at an instant and is dead now. */
  void died(Instant struck) {
    OpenWindow window = new OpenWindow(struck.minus(CYCLE_MAX), Instant.now().plus(ON_ITS_WAY));
    windows.put(window.to(), window);
  }

  /** When answers may have been lost at all. */
  List<OpenWindow> windows() {
    return List.copyOf(windows.values());
  }

  /** What was lost beyond the cycles in flight, in words; nothing when all is well. */
  List<String> beyond(List<Lost> answers, List<Lost> lost) {
    Map<Place, List<Lost>> given = placed(answers);
    Map<Place, List<Lost>> gone = placed(lost);
    List<String> beyond = new ArrayList<>();
    gone.forEach(
        (place, all) -> fault(given.getOrDefault(place, List.of()), all).ifPresent(beyond::add));
    long within = gone.values().stream().mapToLong(List::size).sum();
    if (within < lost.size()) {
      beyond.add("%d answers were lost while no gateway died".formatted(lost.size() - within));
    }
    return beyond;
  }

  private static Optional<String> fault(List<Lost> given, List<Lost> gone) {
    Set<Register> seen = new HashSet<>();
    for (Lost one : gone) {
      if (!seen.add(one.register())) {
        return Optional.of("lost more than a cycle: " + one + " and another of its register");
      }
    }
    Instant first =
        gone.stream().map(one -> one.answer().instant()).min(Instant::compareTo).orElseThrow();
    Set<Lost> all = new HashSet<>(gone);
    return given.stream()
        .filter(one -> one.answer().instant().isAfter(first) && !all.contains(one))
        .findFirst()
        .map(kept -> "stored " + kept + ", but lost what its bus answered before, at " + first);
  }

  private record Place(OpenWindow death, BusId bus) {}

  private Map<Place, List<Lost>> placed(List<Lost> answers) {
    Map<Place, List<Lost>> placed = new HashMap<>();
    for (Lost answer : answers) {
      Instant instant = answer.answer().instant();
      Map.Entry<Instant, OpenWindow> death = windows.ceilingEntry(instant);
      if (death != null && !instant.isBefore(death.getValue().from())) {
        BusId bus = Optional.ofNullable(buses.get(answer.register().meter())).orElseThrow();
        placed
            .computeIfAbsent(new Place(death.getValue(), bus), none -> new ArrayList<>())
            .add(answer);
      }
    }
    return placed;
  }
}
