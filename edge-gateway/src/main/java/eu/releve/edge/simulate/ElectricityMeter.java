package eu.releve.edge.simulate;

import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A three-phase electricity meter on a power in mW, positive when it is drawn.
 *
 * <p>Each phase carries a fixed share of the power, and the power factor is fixed: so phases,
 * reactive and apparent values all follow from one curve and agree with each other. Tariff 1 counts
 * from 7 to 22 h on working days, tariff 2 the rest.
 */
final class ElectricityMeter implements MeterModel {
  private static final BigDecimal MILLIWATT_MILLIS_PER_WATT_HOUR =
      BigDecimal.valueOf(3_600_000_000L);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final Duration DEMAND_PERIOD = Duration.ofMinutes(15);
  private static final long HOUR = 3_600_000;

  private final LoadCurve net;
  private final Flow drawn;
  private final Flow fed;
  private final Grid grid;
  private final Calendar calendar;

  /**
   * A meter that showed so many whole kWh drawn on its first day, and nothing fed.
   *
   * @param net drawn less fed.
   * @param grid what is fixed about its connection.
   */
  ElectricityMeter(LoadCurve net, long beginKilowattHours, Grid grid, Calendar calendar) {
    this.net = net;
    this.drawn = new Flow(net, 1, beginKilowattHours * 1_000, calendar);
    this.fed = new Flow(net, -1, 0, calendar);
    this.grid = grid;
    this.calendar = calendar;
  }

  @Override
  public BigDecimal valueAt(RegisterName register, Instant instant) {
    Instant taken = MeterModel.taken(register, instant, calendar);
    return switch (register.quantity()) {
      case ACTIVE_ENERGY_IMPORT -> energy(drawn, register, taken);
      case ACTIVE_ENERGY_EXPORT -> energy(fed, register, taken);
      case ACTIVE_ENERGY_TOTAL -> energies(register, taken);
      case REACTIVE_ENERGY_IMPORT -> reactive(energy(drawn, register, taken));
      case REACTIVE_ENERGY_EXPORT -> reactive(energy(fed, register, taken));
      case REACTIVE_ENERGY_TOTAL -> reactive(energies(register, taken));
      case APPARENT_ENERGY -> apparent(energies(register, taken));
      case ACTIVE_POWER -> power(register, taken);
      case REACTIVE_POWER -> reactive(power(register, taken));
      case APPARENT_POWER -> apparent(power(register, taken).abs());
      case ACTIVE_POWER_DEMAND -> demand(register, taken);
      case POWER_FACTOR -> BigDecimal.valueOf(grid.powerFactorThousandths());
      case VOLTAGE -> BigDecimal.valueOf(grid.millivolts(register.phase(), netAt(taken), taken));
      case CURRENT -> BigDecimal.valueOf(grid.milliamperes(register.phase(), netAt(taken), taken));
      case FREQUENCY -> BigDecimal.valueOf(grid.millihertz(taken));
      default -> MeterModel.ofItself(register, taken, calendar);
    };
  }

  private BigDecimal energies(RegisterName register, Instant taken) {
    return energy(drawn, register, taken).add(energy(fed, register, taken));
  }

  private BigDecimal energy(Flow flow, RegisterName register, Instant taken) {
    return share(flow.wattHours(register.tariff(), taken), register.phase());
  }

  private BigDecimal power(RegisterName register, Instant taken) {
    long milliwatts = MeterModel.rate(net, register, taken, calendar);
    return share(BigDecimal.valueOf(milliwatts), register.phase());
  }

  private long netAt(Instant taken) {
    return net.on(calendar.dayOf(taken)).at(calendar.momentOf(taken));
  }

  /** The mean of the last whole quarter-hour, or the highest such mean of the day. */
  private BigDecimal demand(RegisterName register, Instant taken) {
    Steps day = net.on(calendar.dayOf(taken));
    long period = DEMAND_PERIOD.toMillis();
    long last = calendar.momentOf(taken) / period;
    long highest = 0;
    long first = register.extreme() == RegisterName.Extreme.MAX ? 1 : last;
    for (long end = Math.max(1, first); end <= last; end++) {
      long mean = (day.until(end * period) - day.until((end - 1) * period)) / period;
      highest = end == first ? mean : Math.max(highest, mean);
    }
    return share(BigDecimal.valueOf(highest), register.phase());
  }

  private BigDecimal share(BigDecimal all, Phase phase) {
    return MeterModel.cut(all.multiply(BigDecimal.valueOf(grid.shareThousandths(phase))), THOUSAND);
  }

  private BigDecimal reactive(BigDecimal active) {
    return MeterModel.cut(active.multiply(grid.tangent()), BigDecimal.ONE);
  }

  private BigDecimal apparent(BigDecimal active) {
    return MeterModel.cut(
        active.multiply(THOUSAND), BigDecimal.valueOf(grid.powerFactorThousandths()));
  }

  /** What is counted in one direction, in all and by tariff. */
  private static final class Flow {
    private final Tally all;
    private final Tally daytime;
    private final BigDecimal begin;

    Flow(LoadCurve net, int sign, long beginWattHours, Calendar calendar) {
      LoadCurve ofSign =
          new RememberedCurve(day -> net.on(day).map(rate -> Math.max(0, sign * rate)));
      all = new Tally(ofSign, calendar);
      daytime =
          new Tally(
              day ->
                  isWorkday(day) ? ofSign.on(day).within(7 * HOUR, 22 * HOUR) : Steps.constant(0),
              calendar);
      begin = BigDecimal.valueOf(beginWattHours);
    }

    BigDecimal wattHours(int tariff, Instant taken) {
      return switch (tariff) {
        case 0 -> begin.add(wattHours(all.until(taken)));
        case 1 -> wattHours(daytime.until(taken));
        case 2 -> begin.add(wattHours(all.until(taken).subtract(daytime.until(taken))));
        default -> BigDecimal.ZERO;
      };
    }

    private static BigDecimal wattHours(BigDecimal milliwattMillis) {
      return MeterModel.cut(milliwattMillis, MILLIWATT_MILLIS_PER_WATT_HOUR);
    }

    private static boolean isWorkday(LocalDate day) {
      return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }
  }
}
