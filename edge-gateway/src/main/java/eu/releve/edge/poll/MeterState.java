package eu.releve.edge.poll;

import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.measure.RegisterName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the lane knows of one meter; changed by the lane, looked at by the console. */
final class MeterState {
  private final PolledMeter meter;
  private final Schedule schedule;
  private final Doubts doubts;
  private final Fault fault = new Fault();
  private final Map<RegisterName, MeterView.LastValue> values = new LinkedHashMap<>();
  private final Map<Integer, MeterView.Heard> words = new HashMap<>();
  private Condition condition = Condition.NEW;
  private String detail = "";
  private long sinceBootMillis;

  MeterState(PolledMeter meter, Schedule schedule, long nowBootMillis) {
    this.meter = meter;
    this.schedule = schedule;
    this.doubts = new Doubts(meter.limits());
    this.sinceBootMillis = nowBootMillis;
  }

  PolledMeter meter() {
    return meter;
  }

  Schedule schedule() {
    return schedule;
  }

  Doubts doubts() {
    return doubts;
  }

  synchronized void said(MeterView.LastValue value) {
    values.put(value.register(), value);
  }

  /** An answer's words; those from the same address on are forgotten. */
  synchronized void heard(RegisterBlock block, long bootMillis) {
    words.put(block.function() << 16 | block.address(), new MeterView.Heard(block, bootMillis));
  }

  synchronized void became(Condition now, String why, long nowBootMillis) {
    if (now != condition) {
      condition = now;
      sinceBootMillis = nowBootMillis;
    }
    detail = why;
  }

  /** What people are told of it. */
  Fault fault() {
    return fault;
  }

  synchronized MeterView view() {
    return new MeterView(
        meter.id(),
        condition,
        sinceBootMillis,
        detail,
        List.copyOf(values.values()),
        meter.budget().map(ReadBudget::standing),
        List.copyOf(words.values()));
  }
}
