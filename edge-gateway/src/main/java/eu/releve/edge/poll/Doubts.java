package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which counters of a meter have moved as none can, by what was believed of them last.
 *
 * <p>An answer in which one did is followed by a second. What the second says is believed if it
 * follows from what was believed before, or from the first: a counter that really was reset says so
 * twice.
 */
final class Doubts {
  private final Limits limits;
  private final Map<RegisterName, Believed> believed = new HashMap<>();

  private record Believed(long value, long bootMillis) {}

  /**
   * An answer's registers and when it came.
   *
   * @param registers as decoded.
   * @param bootMillis by the boot clock.
   */
  record Said(List<Decoded> registers, long bootMillis) {}

  Doubts(Limits limits) {
    this.limits = limits;
  }

  /** The counters in an answer that must be read again before they are believed. */
  Set<RegisterName> of(Said said) {
    Set<RegisterName> doubtful = new HashSet<>();
    for (Decoded decoded : said.registers()) {
      if (decoded.outcome() instanceof Outcome.Value value
          && !follows(decoded.name(), value.steps(), said.bootMillis())) {
        doubtful.add(decoded.name());
      }
    }
    return doubtful;
  }

  /** The counters in a second answer that neither fit to what was believed nor to the first. */
  Set<RegisterName> of(Said second, Said first) {
    Set<RegisterName> doubtful = of(second);
    doubtful.removeIf(name -> agree(name, first, second));
    return doubtful;
  }

  /** These are believed from now on. */
  void believe(RegisterName name, long value, long bootMillis) {
    if (limits.of(name).isPresent()) {
      believed.put(name, new Believed(value, bootMillis));
    }
  }

  private boolean follows(RegisterName name, long value, long bootMillis) {
    Believed last = believed.get(name);
    return last == null
        || limits
            .of(name)
            .map(limit -> limit.allows(last.value(), value, bootMillis - last.bootMillis()))
            .orElse(true);
  }

  private boolean agree(RegisterName name, Said first, Said second) {
    OptionalLong from = valueOf(first, name);
    OptionalLong to = valueOf(second, name);
    long millis = second.bootMillis() - first.bootMillis();
    return from.isPresent()
        && to.isPresent()
        && limits
            .of(name)
            .map(limit -> limit.allows(from.getAsLong(), to.getAsLong(), millis))
            .orElse(false);
  }

  private static OptionalLong valueOf(Said said, RegisterName name) {
    for (Decoded decoded : said.registers()) {
      if (decoded.name().equals(name) && decoded.outcome() instanceof Outcome.Value value) {
        return OptionalLong.of(value.steps());
      }
    }
    return OptionalLong.empty();
  }
}
