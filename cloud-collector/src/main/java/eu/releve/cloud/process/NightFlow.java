package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds water that runs all night: the night's smallest hourly flow stays above what is usual.
 *
 * <p>A night's minimum is the smallest volume of any 60 minutes between 02:00 and 05:00 local time.
 * A leak is told when it exceeds {@code max(usual + 2 x 1.4826 x MAD, floor)} on three nights in a
 * row; "usual" is the median of the clean nights before.
 */
public final class NightFlow {
  /** Changes whenever the same input gives another result. */
  public static final String VERSION = "night-flow-1";

  private static final LocalTime BEGIN = LocalTime.of(2, 0);
  private static final LocalTime END = LocalTime.of(5, 0);
  private static final int QUARTERS_AN_HOUR = 4;
  private static final int NIGHTS_TO_TELL = 3;
  private static final int NIGHTS_USUAL = 28;
  private static final double MAD_TO_SIGMA = 1.4826;

  private final ZoneId zone;
  private final long floorMl;

  /**
   * @param zone in which nights are nights.
   * @param floorMl the smallest flow that is told, in mL per hour: 3,000 for a dwelling.
   */
  public NightFlow(ZoneId zone, long floorMl) {
    require(floorMl > 0, "floor %d mL/h is not above zero", floorMl);
    this.zone = zone;
    this.floorMl = floorMl;
  }

  /**
   * One night's smallest hourly flow.
   *
   * @param morning the date on which it ends.
   * @param flowMl mL in the quietest hour.
   */
  public record Night(LocalDate morning, long flowMl) {}

  /**
   * Water that ran night after night.
   *
   * @param since the morning of its first night.
   * @param last the morning of its last night.
   * @param ongoing whether no later night is known.
   * @param nights how many nights show it.
   * @param usualMl the usual smallest hourly flow, mL.
   * @param flowMl the median smallest hourly flow of those nights, mL.
   * @param lostMl what ran away: the excess of each of them over the usual, for 24 hours each.
   */
  public record Leak(
      LocalDate since,
      LocalDate last,
      boolean ongoing,
      int nights,
      long usualMl,
      long flowMl,
      long lostMl) {
    /** What ran away, in litres, rounded to one. */
    public BigDecimal litres() {
      return BigDecimal.valueOf(lostMl, 3).setScale(0, RoundingMode.HALF_EVEN);
    }

    /** The excess flow in litres per hour, rounded to one decimal. */
    public BigDecimal litresPerHour() {
      return BigDecimal.valueOf(flowMl - usualMl, 3).setScale(1, RoundingMode.HALF_EVEN);
    }

    /** What it cost so far, in euros and cents. */
    public BigDecimal euros(BigDecimal eurosPerM3) {
      return BigDecimal.valueOf(lostMl, 6).multiply(eurosPerM3).setScale(2, RoundingMode.HALF_EVEN);
    }
  }

  /**
   * The smallest hourly flow of the night that ends on that morning.
   *
   * @param quarters the volume of each quarter-hour in mL, by its start in seconds since 1970.
   * @return nothing when a quarter of the night is missing.
   */
  public OptionalLong minimum(LocalDate morning, NavigableMap<Long, Long> quarters) {
    long begin = morning.atTime(BEGIN).atZone(zone).toEpochSecond();
    long end = morning.atTime(END).atZone(zone).toEpochSecond();
    List<Long> night = new ArrayList<>();
    for (long start = begin; start < end; start += 900) {
      Long volume = quarters.get(start);
      if (volume == null) {
        return OptionalLong.empty();
      }
      night.add(volume);
    }
    long smallest = Long.MAX_VALUE;
    for (int hour = 0; hour + QUARTERS_AN_HOUR <= night.size(); hour++) {
      long flow = night.subList(hour, hour + QUARTERS_AN_HOUR).stream().mapToLong(v -> v).sum();
      smallest = Math.min(smallest, flow);
    }
    return smallest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(smallest);
  }

  /** The leak that is going on after the last of those nights, if there is one. */
  public Optional<Leak> find(List<Night> nights) {
    return all(nights).stream().filter(Leak::ongoing).findFirst();
  }

  /**
   * All leaks of those nights, the last one perhaps still going on.
   *
   * @param nights by rising date; a night that is not known is left out and ends nothing.
   */
  public List<Leak> all(List<Night> nights) {
    List<Leak> leaks = new ArrayList<>();
    List<Night> run = new ArrayList<>();
    List<Long> clean = new ArrayList<>();
    for (Night night : nights) {
      if (night.flowMl() > threshold(clean)) {
        run.add(night);
        continue;
      }
      tell(run, clean, false, leaks);
      run.clear();
      clean.add(night.flowMl());
      if (clean.size() > NIGHTS_USUAL) {
        clean.removeFirst();
      }
    }
    tell(run, clean, true, leaks);
    return leaks;
  }

  private static void tell(List<Night> run, List<Long> clean, boolean ongoing, List<Leak> leaks) {
    if (run.size() >= NIGHTS_TO_TELL) {
      leaks.add(leak(run, median(clean), ongoing));
    }
  }

  private long threshold(List<Long> clean) {
    long usual = median(clean);
    List<Long> deviations = clean.stream().map(flow -> Math.abs(flow - usual)).toList();
    return Math.max(usual + Math.round(2 * MAD_TO_SIGMA * median(deviations)), floorMl);
  }

  private static Leak leak(List<Night> run, long usual, boolean ongoing) {
    long lost = run.stream().mapToLong(night -> (night.flowMl() - usual) * 24).sum();
    long flow = median(run.stream().map(Night::flowMl).toList());
    return new Leak(
        run.getFirst().morning(), run.getLast().morning(), ongoing, run.size(), usual, flow, lost);
  }

  private static long median(List<Long> values) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((sorted.size() - 1) / 2);
  }
}
