package eu.releve.provisioning.demo;

import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the readings of a contact against its pulses, of which a reading sums up many or none.
 *
 * <p>The rule: from the moment at which somebody listens there is a reading in each period, and no
 * two at one instant. Each states a count at which the contact stood between {@code late} before
 * and {@code early} after it. Only where somebody else begins to listen may pulses be gone, those
 * since the reading before: the count never goes back, and stays behind by the same from then on.
 *
 * <p>The record has a value for each pulse; one that is no higher than the one before says that
 * somebody began to listen.
 */
final class Pulses {
  private final Duration period;
  private final Allowance allowance;
  private final NavigableMap<Instant, Long> counts = new TreeMap<>();
  private final NavigableSet<Instant> beginnings = new TreeSet<>();
  private final List<Alignment.Step> steps = new ArrayList<>();
  private Optional<Value> before = Optional.empty();

  /** By how much the readings may be behind the contact, as far as they have told until now. */
  private Set<Long> behind = Set.of(0L);

  private Pulses(List<Value> said, Duration period, Allowance allowance) {
    this.period = period;
    this.allowance = allowance;
    long previous = Long.MIN_VALUE;
    long count = 0;
    for (Value value : said) {
      if (counts.isEmpty()) {
        count = value.value();
      } else if (value.value() > previous) {
        count += value.value() - previous;
      }
      if (value.value() <= previous || counts.isEmpty()) {
        beginnings.add(value.instant());
      }
      previous = value.value();
      counts.put(value.instant(), count);
    }
  }

  /**
   * One step for each reading, and one for each that is missing.
   *
   * @param said the record of one contact, in the order of time.
   * @param readings in the order of time.
   * @param period how often there is a reading.
   * @param end until when the contact was listened to; without a beginning before it nothing is
   *     missing.
   */
  static List<Alignment.Step> of(
      List<Value> said, List<Value> readings, Duration period, Allowance allowance, Instant end) {
    Pulses pulses = new Pulses(said, period, allowance);
    readings.forEach(pulses::take);
    pulses.missedUntil(end, Optional.ofNullable(pulses.beginnings.floor(end)));
    return List.copyOf(pulses.steps);
  }

  private void take(Value reading) {
    Instant at = reading.instant();
    // Whoever listens may read before the contact has noticed that somebody does.
    Optional<Instant> begun = Optional.ofNullable(beginnings.floor(at.plus(allowance.late())));
    boolean twice = before.filter(last -> !at.isAfter(last.instant())).isPresent();
    if (begun.isEmpty() || twice) {
      steps.add(new Alignment.Step.Extra(reading));
      return;
    }
    missedUntil(at, begun);
    Set<Long> standing = standing(at, begun.get());
    Set<Long> possible = mayHaveLost(begun.get()) ? lost(reading, standing) : Set.of();
    if (possible.isEmpty()) {
      possible = agreeing(reading, standing);
    }
    Instant known = at.isBefore(begun.get()) ? begun.get() : at;
    Value told = possible.isEmpty() ? expected(known) : reading;
    steps.add(new Alignment.Step.Paired(told, reading));
    behind = possible.isEmpty() ? behind : possible;
    before = Optional.of(reading);
  }

  /** The first who listens has nothing to lose. */
  private boolean mayHaveLost(Instant begun) {
    return begun.isAfter(beginnings.first())
        && before.map(last -> begun.isAfter(last.instant())).orElse(true);
  }

  /** The counts at which the contact may have stood when that reading was taken. */
  private Set<Long> standing(Instant at, Instant begun) {
    Instant to = at.plus(allowance.early());
    return counted(at.minus(allowance.late()), to.isBefore(begun) ? begun : to);
  }

  /** The counts at which it was from then to then, both included. */
  private Set<Long> counted(Instant from, Instant to) {
    Optional<Long> first = Optional.ofNullable(counts.floorEntry(from)).map(Map.Entry::getValue);
    return Stream.concat(first.stream(), counts.subMap(from, true, to, true).values().stream())
        .collect(Collectors.toSet());
  }

  private Set<Long> agreeing(Value reading, Set<Long> standing) {
    return behind.stream()
        .filter(its -> standing.contains(reading.value() + its))
        .collect(Collectors.toSet());
  }

  /** It goes on from a count that was since the reading before: all pulses after that are gone. */
  private Set<Long> lost(Value reading, Set<Long> standing) {
    Instant from = before.map(last -> last.instant().minus(allowance.late())).orElse(Instant.MIN);
    Set<Long> since = counted(from, reading.instant().plus(allowance.early()));
    boolean wentBack = before.filter(last -> reading.value() < last.value()).isPresent();
    return behind.stream()
        .filter(its -> !wentBack && since.contains(reading.value() + its))
        .flatMap(
            its ->
                standing.stream().map(count -> count - reading.value()).filter(now -> now >= its))
        .collect(Collectors.toSet());
  }

  private Value expected(Instant at) {
    long least = behind.stream().mapToLong(Long::longValue).min().orElse(0);
    long count = Optional.ofNullable(counts.floorEntry(at)).map(Map.Entry::getValue).orElse(least);
    return new Value(at, count - least);
  }

  /** A reading is due a period after somebody began to listen, or after the one before. */
  private void missedUntil(Instant end, Optional<Instant> begun) {
    if (begun.isEmpty()) {
      return;
    }
    Instant due =
        before
            .map(Value::instant)
            .filter(last -> !last.isBefore(begun.get()))
            .orElse(begun.get())
            .plus(period);
    while (end.isAfter(due.plus(allowance.late()))) {
      steps.add(new Alignment.Step.Missed(expected(due)));
      due = due.plus(period);
    }
  }
}
