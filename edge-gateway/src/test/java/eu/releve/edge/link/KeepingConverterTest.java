package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.SerialLine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A converter that keeps what its line says while nobody is connected, and gives it to whoever
 * connects next, however long after.
 */
class KeepingConverterTest {
  private static final ModbusUnit ONE = new ModbusUnit(1);
  private static final RegisterRange FIRST = new RegisterRange(3, 100, 1);
  private static final RegisterRange SECOND = new RegisterRange(3, 200, 1);

  private final Converter converter = new Converter();

  @Test
  void anAnswerThatWasKeptIsNobodysOnTheNextConnection() {
    ModbusRtuLink link = link();
    converter.turnaroundMillis.set(900);
    assertThat(link.read(ONE, FIRST)).isInstanceOf(Reply.Silent.class);
    converter.turnaroundMillis.set(20);
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

  /** What is kept comes 5 ms after a connection. */
  private static final class Converter extends UnitLine {
    private static final long KEPT_NANOS = 5_000_000;

    private final AtomicInteger turnaroundMillis;

    Converter() {
      this(new AtomicInteger(20));
    }

    private Converter(AtomicInteger turnaroundMillis) {
      super(
          () -> Duration.ofMillis(turnaroundMillis.get()),
          (function, address, count) -> Optional.of(contents(address, count)));
      this.turnaroundMillis = turnaroundMillis;
    }

    @Override
    public SerialLine open() {
      for (long[] character : coming) {
        character[0] = Math.max(character[0], nowNanos + KEPT_NANOS);
      }
      return this;
    }

    @Override
    public boolean mayBeLateForEver() {
      return true;
    }
  }
}
