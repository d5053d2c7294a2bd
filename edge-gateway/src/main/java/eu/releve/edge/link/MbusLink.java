package eu.releve.edge.link;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.SerialLine;
import eu.releve.provisioning.site.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Wired M-Bus on any serial line: primary and secondary addresses, one meter at a time. */
public final class MbusLink implements MeterLink {
  private final LineOpener opener;
  private final Duration patience;
  private final BootClock clock;
  private final Capture capture;
  private final Attempts attempts;
  private final Function<byte[], MbusAnswer> answers;
  private volatile @Nullable Session session;

  /** A line while it is open. */
  private record Session(SerialLine line, MbusReader reader) {}

  /**
   * A link that opens its line when it is first used.
   *
   * @param opener where the line is.
   * @param patience how much longer than the norm allows a meter may take.
   * @param clock dates the answers.
   * @param capture is told every frame.
   */
  public MbusLink(LineOpener opener, Duration patience, BootClock clock, Capture capture) {
    this(opener, patience, clock, capture, frame -> MbusAnswer.of(frame));
  }

  /**
   * The same on a bus whose meters may encrypt.
   *
   * @param answers what a frame says, opened: whether another telegram follows is inside.
   */
  public MbusLink(
      LineOpener opener,
      Duration patience,
      BootClock clock,
      Capture capture,
      Function<byte[], MbusAnswer> answers) {
    this.answers = answers;
    this.opener = opener;
    this.patience = patience;
    this.clock = clock;
    this.capture = capture;
    this.attempts = new Attempts(clock);
  }

  /** The same without a capture. */
  public MbusLink(LineOpener opener, Duration patience, BootClock clock) {
    this(opener, patience, clock, Capture.NONE);
  }

  /**
   * Reads all telegrams of one meter; the answer's bytes are its frames, one after the other.
   *
   * @param address primary or secondary.
   */
  public Reply read(Address address) {
    return read(new MbusTarget(address));
  }

  /** The same of a meter that wants to be asked in its own way. */
  public Reply read(MbusTarget meter) {
    Session open;
    try {
      open = opened();
    } catch (IOException unreachable) {
      return new Reply.Unreachable(String.valueOf(unreachable.getMessage()));
    }
    Reply reply;
    try {
      reply = open.reader().read(meter);
    } catch (IOException broken) {
      drop();
      return new Reply.Cut(String.valueOf(broken.getMessage()));
    }
    boolean failed = !(reply instanceof Reply.Answered || reply instanceof Reply.Refused);
    if (failed && opener.mayBeLateForEver()) {
      drop();
    }
    return reply;
  }

  private Session opened() throws IOException {
    Session open = session;
    if (open != null && isAlive(open)) {
      return open;
    }
    drop();
    attempts.check();
    try {
      SerialLine line = opener.open();
      Exchange exchange = new Exchange(line, Exchange.Echo.PERHAPS, capture);
      Session fresh =
          new Session(line, new MbusReader(new MbusMaster(exchange, patience), clock, answers));
      session = fresh;
      attempts.succeeded();
      if (attempts.areEnded()) {
        drop();
        throw new IOException("closed");
      }
      return fresh;
    } catch (IOException refused) {
      attempts.failed();
      throw refused;
    }
  }

  /**
   * A connection that the other side has closed is noticed here, before a request is lost in it.
   */
  private static boolean isAlive(Session open) {
    try {
      return open.reader().isQuiet();
    } catch (IOException closed) {
      return false;
    }
  }

  private void drop() {
    Session open = session;
    session = null;
    if (open != null) {
      open.line().close();
    }
  }

  @Override
  public boolean isConnected() {
    return session != null;
  }

  @Override
  public long notBeforeBootMillis() {
    return attempts.notBeforeBootMillis();
  }

  @Override
  public void close() {
    attempts.end();
    drop();
  }
}
