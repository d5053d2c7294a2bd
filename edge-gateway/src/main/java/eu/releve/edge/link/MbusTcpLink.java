package eu.releve.edge.link;

import eu.releve.edge.clock.BootClock;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wired M-Bus behind a TCP level converter: link layer of EN 13757-2, primary addresses. */
public final class MbusTcpLink implements MeterLink {
  private static final int SND_NKE = 0x40;
  private static final int REQ_UD2 = 0x5B;
  private static final int COUNT_BIT = 0x20;
  private static final int RSP_UD = 0x08;
  private static final int FUNCTION_BITS = 0x0F;
  private static final int APPLICATION_ERROR = 0x70;
  private static final int BITS_PER_BYTE = 11;

  private final Endpoint endpoint;
  private final Duration timeout;
  private final Duration lineTime;
  private final BootClock clock;
  private final Attempts attempts;
  private volatile @Nullable MbusConnection connection;

  /**
   * A link that connects when it is first used.
   *
   * @param endpoint where the level converter is.
   * @param baud speed of the line behind it: the longest telegram's time is added to the time-out.
   * @param timeout how long a meter may take to begin its answer, and a connection to open.
   * @param clock dates the answers.
   */
  public MbusTcpLink(Endpoint endpoint, int baud, Duration timeout, BootClock clock) {
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.lineTime =
        Duration.ofMillis(1_000L * BITS_PER_BYTE * AnswerFraming.FRAME_BYTES_MAX / baud);
    this.clock = clock;
    this.attempts = new Attempts(clock);
  }

  /**
   * Reads the meter at a primary address: SND_NKE first when it has not been greeted over this
   * connection, then REQ_UD2.
   *
   * @param address 0 to 250.
   */
  public Reply read(int address) {
    MbusConnection open;
    try {
      open = connected();
    } catch (IOException unreachable) {
      return new Reply.Unreachable(String.valueOf(unreachable.getMessage()));
    }
    Reply reply;
    try {
      reply = open.isGreeted(address) ? null : greet(open, address);
      if (reply == null) {
        reply = request(open, address);
      }
    } catch (IOException broken) {
      reply = new Reply.Cut(String.valueOf(broken.getMessage()));
    }
    switch (reply) {
      case Reply.Answered answered -> open.flipCountBit(address);
      case Reply.Refused refused -> open.forget(address);
      case Reply.Silent silent -> drop();
      case Reply.Nonsense nonsense -> drop();
      case Reply.Cut cut -> drop();
      case Reply.Unreachable unreachable -> drop();
    }
    return reply;
  }

  private @Nullable Reply greet(MbusConnection open, int address) throws IOException {
    byte[] frame = AnswerFraming.shortFrame(SND_NKE, address);
    AnswerFraming framing = new AnswerFraming(frame);
    return switch (open.exchange(framing, frame, Deadline.in(timeout))) {
      case AnswerFraming.Found.Acknowledged acknowledged -> {
        open.greet(address);
        yield null;
      }
      case AnswerFraming.Found.Telegram telegram ->
          new Reply.Nonsense("a telegram where SND_NKE wants an acknowledgement");
      case AnswerFraming.Found.Broken broken -> new Reply.Nonsense(broken.reason());
      case AnswerFraming.Found.Wanting wanting -> unfinished(framing, timeout);
    };
  }

  private Reply request(MbusConnection open, int address) throws IOException {
    int control = open.countBit(address) ? REQ_UD2 | COUNT_BIT : REQ_UD2;
    byte[] frame = AnswerFraming.shortFrame(control, address);
    AnswerFraming framing = new AnswerFraming(frame);
    Duration whole = timeout.plus(lineTime);
    return switch (open.exchange(framing, frame, Deadline.in(whole))) {
      case AnswerFraming.Found.Telegram telegram -> judge(telegram.frame(), address);
      case AnswerFraming.Found.Acknowledged acknowledged ->
          new Reply.Nonsense("an acknowledgement where REQ_UD2 wants a telegram");
      case AnswerFraming.Found.Broken broken -> new Reply.Nonsense(broken.reason());
      case AnswerFraming.Found.Wanting wanting -> unfinished(framing, whole);
    };
  }

  private static Reply unfinished(AnswerFraming framing, Duration waited) {
    return framing.bytesHeld() == 0
        ? new Reply.Silent(waited.toMillis())
        : new Reply.Nonsense("an answer that ends after " + framing.bytesHeld() + " bytes");
  }

  /** A late answer of another meter is told by its address; the bits ACD and DFC are allowed. */
  private Reply judge(byte[] frame, int address) {
    int control = frame[4] & 0xFF;
    int from = frame[5] & 0xFF;
    int information = frame[6] & 0xFF;
    if ((control & FUNCTION_BITS) != RSP_UD) {
      return new Reply.Nonsense("control 0x%02X is no RSP_UD".formatted(control));
    }
    if (from != address) {
      return new Reply.Nonsense("wanted address %d, found %d".formatted(address, from));
    }
    if (information == APPLICATION_ERROR) {
      return new Reply.Refused(frame.length > 9 ? frame[7] & 0xFF : 0);
    }
    return new Reply.Answered(frame, clock.bootMillis());
  }

  private MbusConnection connected() throws IOException {
    MbusConnection open = connection;
    if (open != null && open.isOpen() && open.isQuiet()) {
      return open;
    }
    drop();
    attempts.check();
    MbusConnection fresh = new MbusConnection();
    connection = fresh;
    try {
      fresh.open(endpoint, timeout);
    } catch (IOException refused) {
      drop();
      attempts.failed();
      throw refused;
    }
    attempts.succeeded();
    return fresh;
  }

  private void drop() {
    MbusConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public boolean isConnected() {
    MbusConnection open = connection;
    return open != null && open.isOpen();
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
