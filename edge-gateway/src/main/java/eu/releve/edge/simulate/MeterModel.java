package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** What one meter measures, register by register, in steps of the register's quantity. */
sealed interface MeterModel permits ElectricityMeter, VolumeMeter, HeatMeter {
  /** The exact value of a register; zero for what this kind of meter does not measure. */
  BigDecimal valueAt(RegisterName register, Instant instant);

  /**
   * When a register's value was taken: now, or at the beginning of the month for storage 1, of the
   * month before for storage 2, and so on.
   */
  static Instant taken(RegisterName register, Instant now, Calendar calendar) {
    return register.storage() == 0 ? now : calendar.monthStart(now, register.storage() - 1);
  }

  /** What every meter tells about itself. */
  static BigDecimal ofItself(RegisterName register, Instant taken, Calendar calendar) {
    return switch (register.quantity()) {
      case METER_CLOCK ->
          BigDecimal.valueOf(
              LocalDateTime.ofInstant(taken, calendar.zone()).toEpochSecond(ZoneOffset.UTC));
      case OPERATING_TIME ->
          BigDecimal.valueOf(
              Math.max(
                  0, taken.getEpochSecond() - calendar.start(calendar.first()).getEpochSecond()));
      default -> BigDecimal.ZERO;
    };
  }

  /** The rate of a curve at an instant, or the highest or lowest of its day so far. */
  static long rate(LoadCurve curve, RegisterName register, Instant taken, Calendar calendar) {
    Steps day = curve.on(calendar.dayOf(taken));
    long moment = calendar.momentOf(taken);
    return switch (register.extreme()) {
      case NONE -> day.at(moment);
      case MAX -> day.highestUntil(moment);
      case MIN -> -day.map(rate -> -rate).highestUntil(moment);
    };
  }

  /** Cut off at a millionth of a step: always in the same direction, so that nothing falls. */
  static BigDecimal cut(BigDecimal value, BigDecimal divisor) {
    return value.divide(divisor, 6, RoundingMode.FLOOR);
  }
}
