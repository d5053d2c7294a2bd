package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
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
 * A leak is told when it exceeds {@code usual + max(2 x 1.4826 x scatter, floor)} on three nights
 * in a row; "usual" is the median of the clean nights of the 28 days before, and the scatter their
 * MAD, but no less than the meter's resolution and 1 % of the usual: where each night was the same,
 * a litre more is no leak. Up to three nights in a row may be unknown within a leak; more than that
 * end it, because nobody knows what was then.
 *
 * <p>A night is judged by the nights of the 28 days before it alone, or as the nights of the run it
 * continues were: so nights can be forgotten, and each later one is judged as if they had not been.
 */
public final class NightFlow {
  /** Changes whenever the same input gives another result. */
  public static final String VERSION = "night-flow-3";

  private static final LocalTime BEGIN = LocalTime.of(2, 0);
  private static final LocalTime END = LocalTime.of(5, 0);
  private static final int QUARTERS_AN_HOUR = 4;
  private static final int NIGHTS_TO_TELL = 3;

  /** How many days before a night say what is usual. */
  static final int DAYS_USUAL = 28;

  /** How many nights in a row may be unknown within a leak. */
  static final int NIGHTS_UNKNOWN_MAX = 3;

  private static final int HOURS_A_DAY = 24;
  private static final double MAD_TO_SIGMA = 1.4826;

  private static final long USUAL_PER_SCATTER = 100;

  private final ZoneId zone;
  private final Smallest smallest;

  /**
   * @param zone in which nights are nights.
   * @param smallest what is too little to be told.
   */
  public NightFlow(ZoneId zone, Smallest smallest) {
    this.zone = zone;
    this.smallest = smallest;
  }

  /**
   * What is too little to be told.
   *
   * @param floorMl the smallest excess over the usual, in mL per hour: 3,000 for a dwelling.
   * @param resolutionMl the step of the meter, in mL.
   */
  public record Smallest(long floorMl, long resolutionMl) {
    public Smallest {
      require(floorMl > 0, "floor %d mL/h is not above zero", floorMl);
      require(resolutionMl >= 0, "resolution %d mL is below zero", resolutionMl);
    }

    /** The flow above which a night is not clean, in mL per hour. */
    private long threshold(long usualMl, long madMl) {
      long scatter = Math.max(madMl, Math.max(resolutionMl, usualMl / USUAL_PER_SCATTER));
      return usualMl + Math.max(Math.round(2 * MAD_TO_SIGMA * scatter), floorMl);
    }
  }

  /**
   * One night's smallest hourly flow.
   *
   * @param morning the date on which it ends.
   * @param flowMl mL in the quietest hour.
   */
  public record Night(LocalDate morning, long flowMl) {}

  /**
   * What a night is judged against.
   *
   * @param usualMl the median flow of the clean nights before, mL per hour.
   * @param nights how many those are: with none there is no usual flow.
   * @param thresholdMl the flow above which a night is not clean, mL per hour.
   */
  public record Baseline(long usualMl, int nights, long thresholdMl) {}

  /** A night with what it was judged against. */
  public record Judged(Night night, Baseline against) {
    /** Whether no water ran away. */
    public boolean isClean() {
      return night.flowMl() <= against.thresholdMl();
    }
  }

  /**
   * What nights show.
   *
   * @param since leaks that began on this morning or later are all told here.
   * @param nights the new ones, judged.
   * @param leaks by rising date.
   */
  public record Course(LocalDate since, List<Judged> nights, List<Leak> leaks) {}

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

  /** All leaks of those nights, the first that are known. */
  public List<Leak> all(List<Night> nights) {
    return follow(List.of(), LocalDate.MIN, nights).leaks();
  }

  /**
   * Goes on from nights that have been judged.
   *
   * @param before judged nights by rising date: those of the last 28 days, and those of a leak that
   *     went on.
   * @param from the morning from which on nights are new.
   * @param nights the new ones by rising date; one that is not known is left out.
   */
  public Course follow(List<Judged> before, LocalDate from, List<Night> nights) {
    Run run = new Run();
    before.forEach(run::take);
    LocalDate since = run.begin().filter(begin -> begin.isBefore(from)).orElse(from);
    run.told.clear();
    List<Judged> judged = new ArrayList<>();
    for (Night night : nights) {
      Judged next = new Judged(night, run.baseline(night.morning(), smallest));
      judged.add(next);
      run.take(next);
    }
    run.close(true, Optional.empty());
    return new Course(since, judged, List.copyOf(run.told));
  }

  /** The nights that are not clean and follow each other, and the clean ones before them. */
  private static final class Run {
    private final List<Night> clean = new ArrayList<>();
    private final List<Judged> nights = new ArrayList<>();
    private final List<Leak> told = new ArrayList<>();

    Optional<LocalDate> begin() {
      return nights.isEmpty() ? Optional.empty() : Optional.of(morning(nights.getFirst()));
    }

    void take(Judged next) {
      if (next.isClean()) {
        close(false, Optional.of(morning(next)));
        clean.add(next.night());
        return;
      }
      if (isBrokenBefore(morning(next))) {
        close(false, Optional.empty());
      }
      nights.add(next);
    }

    Baseline baseline(LocalDate morning, Smallest smallest) {
      if (!nights.isEmpty() && !isBrokenBefore(morning)) {
        return nights.getFirst().against();
      }
      LocalDate first = morning.minusDays(DAYS_USUAL);
      List<Long> flows =
          clean.stream()
              .filter(night -> !night.morning().isBefore(first))
              .map(Night::flowMl)
              .toList();
      long usual = median(flows);
      List<Long> deviations = flows.stream().map(flow -> Math.abs(flow - usual)).toList();
      return new Baseline(usual, flows.size(), smallest.threshold(usual, median(deviations)));
    }

    private boolean isBrokenBefore(LocalDate morning) {
      return !nights.isEmpty() && unknown(morning(nights.getLast()), morning) > NIGHTS_UNKNOWN_MAX;
    }

    void close(boolean ongoing, Optional<LocalDate> cleanOn) {
      if (nights.size() >= NIGHTS_TO_TELL) {
        told.add(leak(nights, ongoing, cleanOn));
      }
      nights.clear();
    }
  }

  private static LocalDate morning(Judged judged) {
    return judged.night().morning();
  }

  /** How many nights lie between two. */
  private static int unknown(LocalDate morning, LocalDate later) {
    return Math.toIntExact(ChronoUnit.DAYS.between(morning, later) - 1);
  }

  private static Leak leak(List<Judged> run, boolean ongoing, Optional<LocalDate> cleanOn) {
    Baseline usual = run.getFirst().against();
    long lost = 0;
    int unknown = 0;
    Night before = run.getFirst().night();
    for (Judged each : run) {
      Night night = each.night();
      lost += (night.flowMl() - usual.usualMl()) * HOURS_A_DAY;
      int between = Math.max(0, unknown(before.morning(), night.morning()));
      // What ran in a night of which nothing is known was at least the less of those around it.
      lost += (Math.min(before.flowMl(), night.flowMl()) - usual.usualMl()) * HOURS_A_DAY * between;
      unknown += between;
      before = night;
    }
    long flow = median(run.stream().map(each -> each.night().flowMl()).toList());
    return new Leak(
        morning(run.getFirst()),
        morning(run.getLast()),
        cleanOn,
        ongoing,
        run.size(),
        unknown,
        usual.usualMl(),
        usual.nights(),
        flow,
        lost);
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
