package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.Framing;
import eu.releve.edge.serial.Heard;
import eu.releve.edge.serial.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Asks on a Modbus RTU line of which nothing is known: once, without memory, and able to listen on
 * for others who answer to the same address.
 *
 * <p>It can read and nothing else.
 */
public final class ModbusMaster {
  /** The shortest answer has five; one or two are an idle line's noise. */
  private static final int CHARACTERS_MIN = 3;

  private final Exchange exchange;
  private final Duration patience;
  private final BootClock clock;

  /**
   * A master on that line.
   *
   * @param patience until an answer begins.
   */
  public ModbusMaster(Exchange exchange, Duration patience, BootClock clock) {
    this.exchange = exchange;
    this.patience = patience;
    this.clock = clock;
  }

  /** The same master, which waits otherwise for an answer to begin. */
  public ModbusMaster within(Duration otherwise) {
    return new ModbusMaster(exchange, otherwise, clock);
  }

  /** Bytes that came when nobody was asked, or too late, since the line was opened. */
  public long strays() {
    return exchange.discarded();
  }

  /**
   * Reads registers.
   *
   * @param alone how long after the request nobody else may have begun to answer; zero where one
   *     frame is enough.
   * @throws IOException when the line is broken.
   */
  public Reply read(ModbusUnit unit, RegisterRange range, Duration alone) throws IOException {
    RtuQuery query = new RtuQuery(unit.number(), range);
    return judge(
        ask(query.request(), query, unit, alone),
        query,
        frame -> query.reply(frame, clock.bootMillis()));
  }

  /**
   * Asks who it is.
   *
   * @param alone as for reading.
   * @throws IOException when the line is broken.
   */
  public Reply identify(ModbusUnit unit, IdentificationRequest request, Duration alone)
      throws IOException {
    IdentificationQuery query = new IdentificationQuery(unit.number(), request);
    return judge(
        ask(query.frame(), query, unit, alone),
        query,
        frame -> query.reply(frame, clock.bootMillis()));
  }

  private Heard ask(byte[] request, Framing framing, ModbusUnit unit, Duration alone)
      throws IOException {
    Timing timing = RtuTiming.of(exchange.line().settings(), patience, unit.pause());
    return exchange.ask(request, framing, alone.isZero() ? timing : timing.alone(alone));
  }

  private Reply judge(Heard heard, Framing framing, Function<byte[], Reply> whole) {
    return switch (heard) {
      case Heard.Silence silence -> new Reply.Silent(silence.waitedMillis());
      case Heard.Frame frame -> whole.apply(frame.bytes());
      case Heard.Garbled garbled -> {
        byte[] bytes = garbled.bytes();
        int frame = frame(framing, bytes);
        boolean noise = bytes.length - frame + garbled.damaged() < CHARACTERS_MIN;
        if (noise) {
          yield frame == 0
              ? new Reply.Silent(patience.toMillis())
              : whole.apply(Arrays.copyOf(bytes, frame));
        }
        yield new Reply.Nonsense(Defect.OTHER, garbled.reason());
      }
    };
  }

  /** How long the answer is that the bytes begin with; 0 when they begin with none. */
  private static int frame(Framing framing, byte[] bytes) {
    for (int count = 1; count <= bytes.length; count++) {
      if (framing.shape(bytes, count) instanceof Framing.Shape.Whole) {
        return count;
      }
    }
    return 0;
  }
}
