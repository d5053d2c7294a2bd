package eu.releve.edge.search.modbus;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.ModbusTcpLink;
import eu.releve.edge.link.Reply;
import java.io.IOException;

/** Asks over Modbus TCP: a device, or a converter with a line behind it. */
public final class TcpAsker implements Asker {
  /** "Gateway path unavailable" and "gateway target device failed to respond". */
  private static final int NO_PATH = 10;

  private static final int NO_TARGET = 11;

  private static final int ATTEMPTS_MAX = 4;

  private final ModbusTcpLink link;
  private final BootClock clock;
  private boolean reached;

  /** Asks over that link, which stays the caller's to close. */
  public TcpAsker(ModbusTcpLink link, BootClock clock) {
    this.link = link;
    this.clock = clock;
  }

  @Override
  public Answer ask(Probe probe) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was stopped");
    }
    Reply reply = once(probe);
    // A converter that was asked a moment ago and hung up may need a while to take another call.
    for (int i = 1; reached && reply instanceof Reply.Unreachable && i < ATTEMPTS_MAX; i++) {
      Thread.sleep(Math.max(1, link.notBeforeBootMillis() - clock.bootMillis()));
      reply = once(probe);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was stopped");
    }
    reached |= !(reply instanceof Reply.Unreachable);
    return reply instanceof Reply.Refused refused
            && (refused.exceptionCode() == NO_PATH || refused.exceptionCode() == NO_TARGET)
        ? new Answer.Silence()
        : LineAsker.answer(reply);
  }

  private Reply once(Probe probe) {
    return switch (probe) {
      case Probe.Registers registers -> link.read(probe.unit(), registers.range());
      case Probe.Identification who -> link.identify(probe.unit(), who.request());
    };
  }
}
