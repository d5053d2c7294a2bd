package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.Instant;

/** A water or gas meter on a flow in mL/h. */
final class VolumeMeter implements MeterModel {
  private static final BigDecimal MILLIS_PER_HOUR = BigDecimal.valueOf(3_600_000);

  private final LoadCurve flow;
  private final Tally volume;
  private final BigDecimal begin;
  private final long temperatureMilliCelsius;
  private final Calendar calendar;

  /**
   * A meter that showed that many whole litres on its first day.
   *
   * @param temperatureMilliCelsius of what flows.
   */
  VolumeMeter(LoadCurve flow, long beginLitres, long temperatureMilliCelsius, Calendar calendar) {
    this.flow = flow;
    this.volume = new Tally(flow, calendar);
    this.begin = BigDecimal.valueOf(beginLitres * 1_000);
    this.temperatureMilliCelsius = temperatureMilliCelsius;
    this.calendar = calendar;
  }

  @Override
  public BigDecimal valueAt(RegisterName register, Instant instant) {
    Instant taken = MeterModel.taken(register, instant, calendar);
    return switch (register.quantity()) {
      case WATER_VOLUME, GAS_VOLUME ->
          register.tariff() > 0
              ? BigDecimal.ZERO
              : begin.add(MeterModel.cut(volume.until(taken), MILLIS_PER_HOUR));
      case VOLUME_FLOW -> BigDecimal.valueOf(MeterModel.rate(flow, register, taken, calendar));
      case MEDIUM_TEMPERATURE -> BigDecimal.valueOf(temperatureMilliCelsius);
      default -> MeterModel.ofItself(register, taken, calendar);
    };
  }
}
