package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.RegisterBank;
import eu.releve.wire.ClockTrust;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A line in memory, on time of its own, whose unit 1 never misses a request: it answers all of them
 * in order, however late. What has not been taken stays, whoever opens the line next.
 */
abstract class UnitLine implements SerialLine, LineOpener, BootClock {
  static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);

  private static final long CHARACTER_NANOS = LINE.characters(1).toNanos();

  /** When, and what. */
  final Deque<long[]> coming = new ArrayDeque<>();

  long nowNanos;

  private final ModbusStation unit;
  private long busyUntilNanos;

  UnitLine(Supplier<Duration> turnaround, RegisterBank registers) {
    this.unit = new ModbusStation(1, LINE, turnaround, 125, registers);
  }

  @Override
  public void send(byte[] bytes) {
    nowNanos += bytes.length * CHARACTER_NANOS;
    unit.hears(bytes)
        .forEach(
            speech -> {
              long at = Math.max(nowNanos, busyUntilNanos) + speech.delay().toNanos();
              for (byte said : speech.bytes()) {
                at += CHARACTER_NANOS;
                coming.add(new long[] {at, said});
              }
              busyUntilNanos = at;
            });
  }

  @Override
  public int receive(byte[] into, int offset, int length, Duration wait) {
    long deadline = nowNanos + wait.toNanos();
    if (coming.isEmpty() || coming.getFirst()[0] > deadline) {
      nowNanos = deadline;
      return 0;
    }
    nowNanos = Math.max(nowNanos, coming.getFirst()[0]);
    int count = 0;
    while (count < length && !coming.isEmpty() && coming.getFirst()[0] <= nowNanos) {
      into[offset + count++] = (byte) coming.removeFirst()[1];
    }
    return count;
  }

  @Override
  public SerialLine open() {
    return this;
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public LineSettings settings() {
    return LINE;
  }

  @Override
  public void pause(Duration time) {
    nowNanos += time.toNanos();
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public Duration latency() {
    return Duration.ZERO;
  }

  @Override
  public long damaged() {
    return 0;
  }

  @Override
  public void close() {}

  @Override
  public UUID bootId() {
    return new UUID(0, 1);
  }

  @Override
  public long bootMillis() {
    return nowNanos / 1_000_000;
  }

  @Override
  public long wallMillis() {
    return bootMillis();
  }

  @Override
  public ClockTrust trust() {
    return ClockTrust.UNKNOWN;
  }
}
