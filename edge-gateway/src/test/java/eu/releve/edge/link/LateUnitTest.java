package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.wire.ClockTrust;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A unit, or a converter before it, that hears everything while it thinks, and answers all of it in
 * order, sometimes far too late; some of it with a refusal.
 */
class LateUnitTest {
  private static final int RUNS = Boolean.getBoolean("releve.soak") ? 5_000 : 100;
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final ModbusUnit ONE = new ModbusUnit(1);
  private static final int REFUSED_FROM = 1_000;
  private static final int[] ADDRESSES = {10, 20, 30, 40, 5_000, 6_000};

  @Test
  void whateverIsLateNothingWrongIsBelieved() {
    for (int run = 0; run < RUNS; run++) {
      long seed = Long.getLong("releve.seed", System.nanoTime());
      SplittableRandom random = new SplittableRandom(seed);
      Line line = new Line(random);
      ModbusRtuLink link = new ModbusRtuLink(line, Duration.ofMillis(300), line);
      int answered = 0;
      for (int i = 0; i < 500; i++) {
        int address = ADDRESSES[random.nextInt(ADDRESSES.length)];
        RegisterRange range = new RegisterRange(3, address, random.nextBoolean() ? 4 : 6);
        if (link.read(ONE, range) instanceof Reply.Answered answer) {
          answered++;
          assertThat(answer.bytes())
              .as("seed %d, request %d, %s", seed, i, range)
              .isEqualTo(contents(range.address(), range.words()));
        }
      }
      assertThat(answered).as("seed %d", seed).isGreaterThan(20);
    }
  }

  private static byte[] contents(int address, int count) {
    byte[] bytes = new byte[2 * count];
    new SplittableRandom(address).nextBytes(bytes);
    return bytes;
  }

  /** A line in memory whose one unit never misses a request. */
  private static final class Line implements SerialLine, LineOpener, BootClock {
    private static final long CHARACTER_NANOS = LINE.characters(1).toNanos();

    private final ModbusStation unit;
    private final Deque<long[]> coming = new ArrayDeque<>();
    private long nowNanos;
    private long busyUntilNanos;

    Line(SplittableRandom random) {
      this.unit =
          new ModbusStation(
              1,
              LINE,
              () -> Duration.ofMillis(random.nextInt(10) < 7 ? 20 : random.nextInt(1_000)),
              125,
              (function, address, count) ->
                  address >= REFUSED_FROM
                      ? Optional.empty()
                      : Optional.of(contents(address, count)));
    }

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
    public boolean mayBeLateForEver() {
      return false;
    }

    @Override
    public String place() {
      return "late";
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
  }
}
