package eu.releve.edge.journal;

import eu.releve.measure.Kind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps of each counter the first and the last reading of each quarter-hour: what it counted is
 * still exact, the course in between and everything that is no counter is given up.
 *
 * <p>A reading that the meter flagged is kept only where the quarter-hour has no other. Quarters
 * are those of the wall clock; of a boot that has not learned it, those of the boot clock.
 */
final class Thinning {
  private static final long QUARTER_MILLIS = Duration.ofMinutes(15).toMillis();

  /** A group is handed out when it has as many, so that little is held in memory. */
  private static final int ROWS_AT_ONCE = 5_000;

  private static final Comparator<Row> IN_TIME =
      Comparator.comparingLong(Row::bootMillis).thenComparingInt(Row::register);

  private final List<Thinned> ready = new ArrayList<>();
  private final Map<Origin, Group> groups = new LinkedHashMap<>();

  /**
   * Readings that may lie in one batch.
   *
   * @param stamp the clocks by which their instants are told.
   * @param catalogue by which they are numbered.
   * @param rows in the order of their instants.
   */
  record Thinned(Stamp stamp, Catalogue catalogue, List<Row> rows) {}

  /** What readings must have in common to share an envelope. */
  private record Origin(UUID boot, ClockTrust trust, Digest catalogue) {}

  /** Of one register in one quarter-hour; a single reading is first and last. */
  private record Slot(long quarter, Row first, Row last) {
    /** With one more reading of the same quarter-hour. */
    Slot and(Row row) {
      boolean isGood = row.quality() == 0;
      boolean hasGood = last.quality() == 0;
      if (isGood && !hasGood) {
        return new Slot(quarter, row, row);
      }
      return isGood == hasGood ? new Slot(quarter, first, row) : this;
    }
  }

  private static final class Group {
    private final Stamp stamp;
    private final Catalogue catalogue;
    private final Set<Integer> counters = new HashSet<>();
    private final Map<Integer, Slot> slots = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    /** When the last of its batches was sealed: a boot ran until then at least. */
    private long sealedBootMillis;

    Group(Stamp stamp, Catalogue catalogue) {
      this.stamp = stamp;
      this.sealedBootMillis = stamp.bootMillis();
      this.catalogue = catalogue;
      for (Catalogue.Entry entry : catalogue.entries()) {
        if (entry.register().quantity().kind() == Kind.COUNTER) {
          counters.add(entry.number());
        }
      }
    }

    /** The same instants by this group's clocks. */
    private Row placed(Row row, long wallMinusBoot) {
      long shift = stamp.isTrusted() ? wallMinusBoot - stamp.wallMinusBoot() : 0;
      return shift == 0
          ? row
          : new Row(row.register(), row.bootMillis() + shift, row.value(), row.quality());
    }

    private long quarterOf(Row row) {
      long millis = row.bootMillis() + (stamp.isTrusted() ? stamp.wallMinusBoot() : 0);
      return Math.floorDiv(millis, QUARTER_MILLIS);
    }

    void add(Row read, long wallMinusBoot) {
      if (!counters.contains(read.register())) {
        return;
      }
      Row row = placed(read, wallMinusBoot);
      long quarter = quarterOf(row);
      Slot slot = slots.get(row.register());
      if (slot != null && slot.quarter() == quarter) {
        slots.put(row.register(), slot.and(row));
        return;
      }
      if (slot != null) {
        keep(slot);
      }
      slots.put(row.register(), new Slot(quarter, row, row));
    }

    private void keep(Slot slot) {
      rows.add(slot.first());
      if (!slot.first().equals(slot.last())) {
        rows.add(slot.last());
      }
    }

    void keepAll() {
      slots.values().forEach(this::keep);
      slots.clear();
    }

    Thinned taken() {
      List<Row> taken = rows.stream().sorted(IN_TIME).toList();
      rows.clear();
      return new Thinned(stamp.at(sealedBootMillis), catalogue, taken);
    }
  }

  /** Takes one batch of readings, in the order in which they were sealed. */
  void add(Header header, Readings readings, Catalogue catalogue) {
    Origin origin = new Origin(header.bootId(), header.trust(), header.catalogue());
    Group group = groups.computeIfAbsent(origin, o -> new Group(Stamp.of(header), catalogue));
    for (Row row : readings.rows()) {
      group.add(row, header.wallMinusBoot());
    }
    group.sealedBootMillis = Math.max(group.sealedBootMillis, header.bootMillis());
    if (group.rows.size() >= ROWS_AT_ONCE) {
      ready.add(group.taken());
    }
  }

  /** What can be told already. */
  List<Thinned> takeReady() {
    List<Thinned> taken = List.copyOf(ready);
    ready.clear();
    return taken;
  }

  /** The rest; nothing may be added any more. */
  List<Thinned> end() {
    for (Group group : groups.values()) {
      group.keepAll();
      if (!group.rows.isEmpty()) {
        ready.add(group.taken());
      }
    }
    groups.clear();
    return takeReady();
  }
}
