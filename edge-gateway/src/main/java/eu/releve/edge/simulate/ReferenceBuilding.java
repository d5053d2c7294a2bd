package eu.releve.edge.simulate;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.SiteId;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings.Row;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The building of all figures that are counted per reading: 80 electricity meters, 90 heat meters
 * and 80 water meters with ten registers each, read once in a quarter-hour, 240,000 readings a day.
 *
 * <p>It has two buses, the fewest that its meters need: electricity meters share an RS-485 line (at
 * most 247), heat and water meters an M-Bus (at most 250). Each meter has its own moment in the
 * quarter-hour; a bus asks one after the other. Pure: the same seed always reads the same.
 */
public final class ReferenceBuilding {
  /** The RS-485 line. */
  public static final BusId ELECTRICITY = new BusId("electricity");

  /** The M-Bus. */
  public static final BusId HEAT_AND_WATER = new BusId("heat-and-water");

  /** How often each meter is read. */
  public static final Duration PERIOD = Duration.ofMinutes(15);

  /** A winter Monday: everything counts, the heating too. */
  public static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 12);

  /** The boot clock at the first midnight: the gateway has run for a hundred days. */
  public static final long FIRST_BOOT_MILLIS = Duration.ofDays(100).toMillis();

  /** What to add to its boot clock to get milliseconds since 1970. */
  public static final long WALL_MINUS_BOOT =
      FIRST_DAY.atStartOfDay(ReferenceMeter.ZONE).toInstant().toEpochMilli() - FIRST_BOOT_MILLIS;

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Chance chance;
  private final Map<BusId, List<ReferenceMeter>> meters = new LinkedHashMap<>();
  private final Catalogue catalogue;

  private ReferenceBuilding(long seed) {
    chance = new Chance(seed);
    List<Catalogue.Entry> entries = new ArrayList<>();
    Weather weather = new Weather(chance.of("weather"));
    for (ReferenceMeter.Family family : ReferenceMeter.Family.values()) {
      for (int i = 1; i <= family.meters(); i++) {
        MeterId id = new MeterId("%s-%02d".formatted(family.label(), i));
        ReferenceMeter meter =
            ReferenceMeter.of(family, i, entries.size() + 1, chance.of(id.value()), weather);
        meters.computeIfAbsent(family.bus(), bus -> new ArrayList<>()).add(meter);
        entries.addAll(meter.entries(id));
      }
    }
    catalogue = new Catalogue(new SiteId("reference"), entries, "site: reference\n");
  }

  /** The building of that seed. */
  public static ReferenceBuilding of(long seed) {
    return new ReferenceBuilding(seed);
  }

  /** Its buses, each read by a lane of its own. */
  public List<BusId> buses() {
    return List.copyOf(meters.keySet());
  }

  /** All registers, the meters of a bus one after the other. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /**
   * What the lane of one bus reads in a day, in the order of reading.
   *
   * @param day counted from {@link #FIRST_DAY}, at least 0.
   */
  public List<Row> rows(BusId bus, int day) {
    List<ReferenceMeter> all = meters.getOrDefault(bus, List.of());
    List<ReferenceMeter> inOrder =
        all.stream().sorted(Comparator.comparingLong(ReferenceMeter::momentMillis)).toList();
    Random jitter = chance.of("jitter " + bus).on(FIRST_DAY.plusDays(day));
    long midnight = FIRST_BOOT_MILLIS + day * DAY_MILLIS;
    List<Row> rows = new ArrayList<>();
    long free = midnight;
    for (long period = 0; period < DAY_MILLIS; period += PERIOD.toMillis()) {
      for (ReferenceMeter meter : inOrder) {
        long asked = Math.max(free, midnight + period + meter.momentMillis());
        free = meter.read(asked, jitter, rows);
      }
    }
    return rows;
  }

  /** Where the building's days begin. */
  public ZoneId zone() {
    return ReferenceMeter.ZONE;
  }
}
