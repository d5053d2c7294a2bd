package eu.releve.edge.poll;

import eu.releve.edge.pulse.Kept;
import eu.releve.edge.pulse.PulseIndex;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the counts of a bus: a pulse is written at once where none was in the last ten seconds,
 * else with those that come until then, and before a hundred of one meter wait. So much, and no
 * more, is lost with the program: slow meters lose nothing that was counted.
 */
final class PulseMemory {
  private static final String KIND = "pulse-count";

  private final Notebook notebook;
  private final Map<MeterId, PulseIndex> unwritten = new LinkedHashMap<>();
  private final Map<MeterId, Integer> waiting = new LinkedHashMap<>();
  private long writtenBootMillis = Long.MIN_VALUE / 2;
  private boolean isRefused;

  PulseMemory(Notebook notebook) {
    this.notebook = notebook;
  }

  Optional<String> of(MeterId meter) {
    return notebook.find(KIND, meter.value());
  }

  /** Whether counts there were may be lost, because what kept them could not be read. */
  boolean isLost() {
    return notebook.isBegunAnew();
  }

  /** Whether the disk does not take counts now: an end without warning costs more than is said. */
  boolean isRefused() {
    return isRefused;
  }

  /** A reading of a meter is being taken: what it counted may not be less after a restart. */
  void read(MeterId meter, long nowBootMillis) {
    if (unwritten.containsKey(meter)) {
      write(nowBootMillis);
    }
  }

  void counted(MeterId meter, PulseIndex index, long nowBootMillis) {
    unwritten.put(meter, index);
    if (waiting.merge(meter, 1, Integer::sum) >= Kept.LOST_PULSES_MAX) {
      write(nowBootMillis);
    }
  }

  /** From now on an end without warning can be told from one in peace. */
  void begin(Map<MeterId, PulseIndex> indexes, long nowBootMillis) {
    unwritten.putAll(indexes);
    write(nowBootMillis);
    writtenBootMillis = Long.MIN_VALUE / 2;
  }

  /** Something that must not be lost. */
  void set(MeterId meter, PulseIndex index, long nowBootMillis) {
    unwritten.put(meter, index);
    write(nowBootMillis);
  }

  /** Writes what has waited long enough. */
  void look(long nowBootMillis) {
    if (!unwritten.isEmpty() && nowBootMillis - writtenBootMillis >= Kept.LOST_MILLIS_MAX) {
      write(nowBootMillis);
    }
  }

  /** The program ends, and nothing is missing. */
  void finish(MeterId meter, PulseIndex index) {
    notebook.writeNow(KIND, meter.value(), Kept.stopped(index));
  }

  /** All of them with one access to the disk. */
  private void write(long nowBootMillis) {
    int left = unwritten.size();
    for (Map.Entry<MeterId, PulseIndex> entry : unwritten.entrySet()) {
      String note = Kept.running(entry.getValue());
      if (--left > 0) {
        notebook.write(KIND, entry.getKey().value(), note);
      } else {
        isRefused = !notebook.writeNow(KIND, entry.getKey().value(), note);
      }
    }
    if (!isRefused) {
      unwritten.clear();
    }
    waiting.clear();
    writtenBootMillis = nowBootMillis;
  }
}
