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
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A converter that keeps what its line says while nobody is connected, and gives it to whoever
 * connects next, however long after.
 */
class KeepingConverterTest {
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final ModbusUnit ONE = new ModbusUnit(1);
  private static final RegisterRange FIRST = new RegisterRange(3, 100, 1);
  private static final RegisterRange SECOND = new RegisterRange(3, 200, 1);

  private final Converter converter = new Converter();

  @Test
  void anAnswerThatWasKeptIsNobodysOnTheNextConnection() {
    ModbusRtuLink link = link();
    converter.turnaroundMillis = 900;
    assertThat(link.read(ONE, FIRST)).isInstanceOf(Reply.Silent.class);
    converter.turnaroundMillis = 20;
    converter.pause(Duration.ofSeconds(30));
    assertRight(link);
  }

  // Another process asked, and was killed before it heard the answer.
  @Test
  void norOnTheFirstConnectionOfANewProcess() throws Exception {
    RtuQuery query = new RtuQuery(1, SECOND);
    converter.open().send(query.request());
    converter.close();
    converter.pause(Duration.ofSeconds(5));
    assertRight(link());
  }

  private void assertRight(ModbusRtuLink link) {
    for (RegisterRange range : new RegisterRange[] {FIRST, SECOND, FIRST}) {
      Reply reply = link.read(ONE, range);
      assertThat(reply).isInstanceOf(Reply.Answered.class);
      assertThat(((Reply.Answered) reply).bytes())
          .isEqualTo(contents(range.address(), range.words()));
    }
  }

  private ModbusRtuLink link() {
    return new ModbusRtuLink(converter, Duration.ofMillis(300), converter);
  }

  private static byte[] contents(int address, int count) {
    byte[] bytes = new byte[2 * count];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (address + i);
    }
    return bytes;
  }

  /** On virtual time; what is kept comes 5 ms after a connection. */
  private static final class Converter implements SerialLine, LineOpener, BootClock {
    private static final long CHARACTER_NANOS = LINE.characters(1).toNanos();
    private static final long KEPT_NANOS = 5_000_000;

    private final ModbusStation unit =
        new ModbusStation(
            1,
            LINE,
            () -> Duration.ofMillis(this.turnaroundMillis),
            125,
            (function, address, count) -> Optional.of(contents(address, count)));
    private final Deque<long[]> coming = new ArrayDeque<>();
    private int turnaroundMillis = 20;
    private long nowNanos;

    @Override
    public SerialLine open() {
      for (long[] character : coming) {
        character[0] = Math.max(character[0], nowNanos + KEPT_NANOS);
      }
      return this;
    }

    @Override
    public void send(byte[] bytes) {
      nowNanos += bytes.length * CHARACTER_NANOS;
      unit.hears(bytes)
          .forEach(
              speech -> {
                long at = nowNanos + speech.delay().toNanos();
                for (byte said : speech.bytes()) {
                  at += CHARACTER_NANOS;
                  coming.add(new long[] {at, said});
                }
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
    public boolean mayBeLateForEver() {
      return true;
    }

    @Override
    public String place() {
      return "converter";
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
}
