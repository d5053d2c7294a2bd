package eu.releve.cloud.closing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a closed period's figures say now and did not when it was closed.
 *
 * @param closed the closing's number.
 * @param period its period.
 * @param meter whose register it is.
 * @param before what was closed, in steps, with what was booked of it since.
 * @param now what the figures say.
 */
public record Adjustment(
    int closed, Period period, Meter meter, BigInteger before, BigInteger now) {
  /** What is to be added, in steps; below zero where too much was closed. */
  public BigInteger difference() {
    return now.subtract(before);
  }

  /** The same in the unit of the display, as the difference of what is shown. */
  public BigDecimal shown() {
    return meter.shown(now).subtract(meter.shown(before));
  }

  /**
   * What is still to be booked of a closed period.
   *
   * @param closed with its lines as they were closed.
   * @param booked what later closings have booked of it.
   * @param now the lines of the same period today: other meters, too, where somebody said later
   *     that one was exchanged.
   */
  static List<Adjustment> pending(Closing closed, List<Adjustment> booked, List<Line> now) {
    Map<Integer, BigInteger> before = new HashMap<>();
    Map<Integer, BigInteger> after = new HashMap<>();
    Map<Integer, Meter> meters = new LinkedHashMap<>();
    for (Line line : closed.lines()) {
      meters.put(line.meter().register(), line.meter());
      before.merge(line.meter().register(), used(line), BigInteger::add);
    }
    for (Adjustment one : booked) {
      meters.putIfAbsent(one.meter.register(), one.meter);
      before.merge(one.meter.register(), one.difference(), BigInteger::add);
    }
    for (Line line : now) {
      meters.putIfAbsent(line.meter().register(), line.meter());
      after.merge(line.meter().register(), used(line), BigInteger::add);
    }
    int number = closed.made().map(Closing.Made::id).orElse(0);
    List<Adjustment> pending = new ArrayList<>();
    meters.forEach(
        (register, meter) -> {
          BigInteger was = before.getOrDefault(register, BigInteger.ZERO);
          BigInteger is = after.getOrDefault(register, BigInteger.ZERO);
          if (!was.equals(is)) {
            pending.add(new Adjustment(number, closed.period(), meter, was, is));
          }
        });
    return pending;
  }

  private static BigInteger used(Line line) {
    return line.used().orElse(BigInteger.ZERO);
  }
}
