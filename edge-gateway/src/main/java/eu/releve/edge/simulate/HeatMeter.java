package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A heat meter on a thermal power in mW.
 *
 * <p>The difference between its two temperatures never changes, so that volume and flow follow
 * energy and power exactly; the supply follows the outdoor temperature.
 */
final class HeatMeter implements MeterModel {
  /** 1 J is 10^6 mW times milliseconds. */
  private static final BigDecimal PER_JOULE = BigDecimal.valueOf(1_000_000);

  private static final BigDecimal JOULES_PER_MILLILITRE_KELVIN = new BigDecimal("4.15");
  private static final long MILLIS_PER_HOUR = 3_600_000;

  private final LoadCurve power;
  private final Tally energy;
  private final BigDecimal beginJoules;
  private final int differenceKelvin;
  private final Weather weather;
  private final Calendar calendar;

  /**
   * A meter that showed that many MJ on its first day.
   *
   * @param differenceKelvin between supply and return, above zero.
   */
  HeatMeter(
      LoadCurve power,
      long beginMegajoules,
      int differenceKelvin,
      Weather weather,
      Calendar calendar) {
    this.power = power;
    this.energy = new Tally(power, calendar);
    this.beginJoules = BigDecimal.valueOf(beginMegajoules * 1_000_000);
    this.differenceKelvin = differenceKelvin;
    this.weather = weather;
    this.calendar = calendar;
  }

  @Override
  public BigDecimal valueAt(RegisterName register, Instant instant) {
    Instant taken = MeterModel.taken(register, instant, calendar);
    return switch (register.quantity()) {
      case HEAT_ENERGY -> register.tariff() > 0 ? BigDecimal.ZERO : joules(taken);
      case HEAT_VOLUME -> MeterModel.cut(joules(taken), joulesPerMillilitre());
      case THERMAL_POWER -> BigDecimal.valueOf(powerAt(register, taken));
      case VOLUME_FLOW ->
          MeterModel.cut(
              BigDecimal.valueOf(powerAt(register, taken))
                  .multiply(BigDecimal.valueOf(MILLIS_PER_HOUR)),
              joulesPerMillilitre().multiply(PER_JOULE));
      case SUPPLY_TEMPERATURE -> BigDecimal.valueOf(supply(taken));
      case RETURN_TEMPERATURE -> BigDecimal.valueOf(supply(taken) - 1_000L * differenceKelvin);
      case TEMPERATURE_DIFFERENCE -> BigDecimal.valueOf(1_000L * differenceKelvin);
      case OUTDOOR_TEMPERATURE -> BigDecimal.valueOf(outdoor(taken));
      default -> MeterModel.ofItself(register, taken, calendar);
    };
  }

  private BigDecimal joules(Instant taken) {
    return beginJoules.add(MeterModel.cut(energy.until(taken), PER_JOULE));
  }

  private BigDecimal joulesPerMillilitre() {
    return JOULES_PER_MILLILITRE_KELVIN.multiply(BigDecimal.valueOf(differenceKelvin));
  }

  private long powerAt(RegisterName register, Instant taken) {
    return MeterModel.rate(power, register, taken, calendar);
  }

  /** A heating curve: 38 degrees at 16 outside, 62 at -8. */
  private long supply(Instant taken) {
    return 38_000 + Math.max(0, 16_000 - outdoor(taken));
  }

  private long outdoor(Instant taken) {
    LocalDate day = calendar.dayOf(taken);
    return weather.outdoorMilliCelsius(day, calendar.momentOf(taken) / (double) MILLIS_PER_HOUR);
  }
}
