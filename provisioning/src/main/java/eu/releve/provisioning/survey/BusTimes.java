package eu.releve.provisioning.survey;

import eu.releve.measure.BusId;
import eu.releve.profile.Access;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reckons how much of each bus's time the meters of a plan need. */
public final class BusTimes {
  private static final int NAMED_MAX = 3;

  private BusTimes() {}

  /**
   * One for each Modbus and each wired M-Bus, in the order of the plan; what speaks by itself
   * (radio, customers' ports, pulses) and servers that are asked over a network have no such limit.
   *
   * @param today days before it do not count.
   */
  public static List<BusTime> of(SitePlan plan, LocalDate today) {
    List<BusTime> times = new ArrayList<>();
    for (Bus bus : plan.buses()) {
      Pace.of(bus)
          .ifPresent(pace -> times.add(busiest(bus.id(), pace, plan.metersOn(bus.id()), today)));
    }
    return List.copyOf(times);
  }

  static void check(Inventory in) {
    for (BusTime time : of(in.plan(), in.today())) {
      if (time.permille() > BusTime.SHORT_PERMILLE) {
        boolean over = time.permille() > BusTime.FULL_PERMILLE;
        in.find(
            over ? Code.BUS_TIME_OVER : Code.BUS_TIME_SHORT,
            in.lines().of(time.bus()),
            time.bus().value(),
            percent(time.permille()),
            time.heaviest(NAMED_MAX).stream()
                .map(load -> load.meter() + " " + percent(load.permille()))
                .collect(Collectors.joining(", ")));
      }
    }
  }

  /** {@code 61.3 %} with a space that does not break, which is read the same in every language. */
  public static String percent(int permille) {
    return permille / 10 + "." + permille % 10 + "\u00A0%";
  }

  /** When a meter replaces another both are in the plan, and never both on the bus. */
  private static BusTime busiest(BusId bus, Pace pace, List<Meter> meters, LocalDate today) {
    TreeSet<LocalDate> days = new TreeSet<>(List.of(today));
    meters.stream().map(Meter::from).filter(today::isBefore).forEach(days::add);
    return days.stream()
        .map(day -> on(day, bus, pace, meters))
        .max(Comparator.comparingInt(BusTime::permille))
        .orElseThrow();
  }

  private static BusTime on(LocalDate day, BusId bus, Pace pace, List<Meter> meters) {
    return new BusTime(
        bus,
        meters.stream()
            .filter(meter -> !meter.from().isAfter(day))
            .filter(meter -> meter.to().isEmpty() || meter.to().get().isAfter(day))
            .map(meter -> new BusTime.Load(meter.id(), pace.round(meter), period(meter)))
            .toList());
  }

  /** Of the requests that a battery allows in a day a fifth is kept for readings by hand. */
  private static Duration period(Meter meter) {
    Optional<Integer> reads =
        meter.access() instanceof Access.Mbus mbus
            ? mbus.requests().readsPerDay()
            : Optional.empty();
    Duration spread =
        reads
            .map(most -> Duration.ofDays(1).dividedBy(Math.max(1, most * 4L / 5)))
            .orElse(Duration.ZERO);
    return spread.compareTo(meter.period()) > 0 ? spread : meter.period();
  }
}
