package eu.releve.edge.serial;

import eu.releve.edge.serial.Framing.Shape;
import eu.releve.edge.serial.Heard.Why;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Asks and listens on one line, one request at a time.
 *
 * <p>What belongs to no request is thrown away: before a request everything that lies there, after
 * a failed one everything until the line is quiet. An echo of the request is taken off where it is
 * one beyond doubt.
 */
public final class Exchange {
  /** More than the longest frame of any protocol; a line that babbles on is cut off here. */
  private static final int BYTES_MAX = 1_024;

  /** Draining ends after so many quiet times even if the line never is. */
  private static final int DRAIN_QUIETS_MAX = 20;

  /** A converter gives what it has kept at once; a network may be on the way there. */
  private static final Duration KEPT = Duration.ofMillis(200);

  private final SerialLine line;
  private final Echo echo;
  private final Capture capture;
  private final byte[] held = new byte[BYTES_MAX];
  private int count;
  private long discarded;
  private long echoes;
  private long readyNanos;
  private long othersUntilNanos;

  /** How many were damaged before the last characters were waited for. */
  private long damagedThen;

  /** Whether the line gives back what is sent. */
  public enum Echo {
    /** It does not; bytes equal to the request are an answer. */
    NONE,
    /**
     * It may: bytes equal to the whole request before the answer are its echo. For protocols in
     * which no answer looks like its request.
     */
    PERHAPS,
    /** It does: so many bytes as were sent are taken off, whatever they are. */
    ALWAYS
  }

  /**
   * Exchanges over that line, which stays the caller's to close.
   *
   * @param capture is told everything.
   */
  public Exchange(SerialLine line, Echo echo, Capture capture) {
    this.line = line;
    this.echo = echo;
    this.capture = capture;
    this.readyNanos = line.nanos();
  }

  /** The line. */
  public SerialLine line() {
    return line;
  }

  /** Bytes thrown away because they belonged to no request, since it was made. */
  public long discarded() {
    return discarded;
  }

  /** Echoes taken off since it was made. */
  public long echoes() {
    return echoes;
  }

  /**
   * Sends a request and waits for what comes back; after anything but a frame the line has been
   * drained.
   *
   * @throws IOException when the line is broken.
   */
  public Heard ask(byte[] request, Framing framing, Timing timing) throws IOException {
    rest();
    boolean unused = discardWaiting();
    long damagedBefore = line.damaged();
    send(request);
    count = 0;
    Heard heard = listen(request, framing, timing, damagedBefore);
    readyNanos = line.nanos() + timing.rest().toNanos();
    return heard;
  }

  /**
   * Sends something that nobody answers, and waits until everybody has had time to understand it.
   *
   * @throws IOException when the line is broken.
   */
  public void tell(byte[] request, Timing timing) throws IOException {
    rest();
    boolean unused = discardWaiting();
    send(request);
    unused = drain(timing.quiet());
    readyNanos = line.nanos() + timing.rest().toNanos();
  }

  /**
   * Throws away what arrives until nothing has for that long.
   *
   * @return whether it became quiet; a line that babbles on is left after twenty times as long.
   * @throws IOException when the line is broken.
   */
  public boolean drain(Duration quiet) throws IOException {
    return discardUntilQuiet(quiet.plus(line.latency()));
  }

  /**
   * Throws away what a line that has just been opened still has to say: converters keep what came
   * while nobody was connected, and give it to whoever connects next.
   *
   * @return whether it became quiet.
   * @throws IOException when the line is broken.
   */
  public boolean discardKept() throws IOException {
    return discardUntilQuiet(KEPT);
  }

  /**
   * Whether something comes after a frame within that time; then everything is thrown away until
   * the line is quiet.
   *
   * @throws IOException when the line is broken.
   */
  public boolean isFollowed(Duration silence, Timing timing) throws IOException {
    byte[] more = new byte[BYTES_MAX];
    int read = line.receive(more, 0, more.length, silence);
    if (read == 0) {
      return false;
    }
    discard(more, read);
    // Whether it ever became quiet is for the next request to see.
    boolean unused = drain(timing.quiet());
    return true;
  }

  private boolean discardUntilQuiet(Duration wait) throws IOException {
    long end = line.nanos() + DRAIN_QUIETS_MAX * wait.toNanos();
    byte[] late = new byte[BYTES_MAX];
    while (line.nanos() < end) {
      int read = line.receive(late, 0, late.length, wait);
      if (read == 0) {
        return true;
      }
      discard(late, read);
    }
    return false;
  }

  private void rest() throws IOException {
    long left = readyNanos - line.nanos();
    if (left > 0) {
      line.pause(Duration.ofNanos(left));
    }
  }

  /**
   * Throws away what has arrived already.
   *
   * @return whether that was all; a line that babbles on is left after twenty times 1,024 bytes.
   * @throws IOException when the line is broken: one that the other side has closed is noticed
   *     here, before a request is lost in it.
   */
  public boolean discardWaiting() throws IOException {
    byte[] late = new byte[BYTES_MAX];
    for (int i = 0; i < DRAIN_QUIETS_MAX; i++) {
      int read = line.receive(late, 0, late.length, Duration.ZERO);
      if (read == 0) {
        return true;
      }
      discard(late, read);
    }
    return false;
  }

  private void discard(byte[] late, int read) {
    discarded += read;
    capture.saw(Capture.Direction.RECEIVED, Arrays.copyOf(late, read), line.nanos());
  }

  private void send(byte[] request) throws IOException {
    line.send(request);
    capture.saw(Capture.Direction.SENT, request.clone(), line.nanos());
  }

  private Heard listen(byte[] request, Framing framing, Timing timing, long damagedBefore)
      throws IOException {
    long sentNanos = line.nanos();
    Duration answer = timing.answer().plus(line.latency());
    long firstBy = sentNanos + answer.toNanos();
    othersUntilNanos = timing.alone().isZero() ? sentNanos : firstBy;
    boolean echoOpen = echo != Echo.NONE;
    while (true) {
      if (echoOpen && count >= request.length && isEcho(request)) {
        count -= request.length;
        System.arraycopy(held, request.length, held, 0, count);
        echoes++;
        echoOpen = false;
      }
      boolean inEcho = echoOpen && mayBeEcho(request);
      Shape shape = inEcho ? new Shape.Wanting(request.length - count) : framing.shape(held, count);
      switch (shape) {
        case Shape.Whole whole -> {
          return frame(timing, damagedBefore, sentNanos);
        }
        case Shape.Broken broken -> {
          return garbled(Why.BROKEN, broken.reason(), timing, damagedBefore);
        }
        case Shape.Wanting wanting -> {
          Duration wait =
              count == 0 || inEcho
                  ? Duration.ofNanos(Math.max(0, firstBy - line.nanos()))
                  : timing.gap().plus(line.latency());
          int room = Math.min(wanting.bytes(), held.length - count);
          int read = room == 0 ? 0 : more(room, wait);
          if (read == 0) {
            return ended(timing, damagedBefore, answer);
          }
          count += read;
        }
      }
    }
  }

  private boolean isEcho(byte[] request) {
    return echo == Echo.ALWAYS
        || Arrays.equals(held, 0, request.length, request, 0, request.length);
  }

  /** Whether the bytes so far are the beginning of the request. */
  private boolean mayBeEcho(byte[] request) {
    return echo == Echo.ALWAYS
        ? count < request.length
        : 0 < count && count < request.length && Arrays.equals(held, 0, count, request, 0, count);
  }

  private Heard ended(Timing timing, long damagedBefore, Duration waited) throws IOException {
    if (count > 0) {
      return garbled(
          Why.CUT, "an answer that ends after " + count + " bytes", timing, damagedBefore);
    }
    long damaged = line.damaged() - damagedBefore;
    return damaged == 0
        ? new Heard.Silence(waited.toMillis())
        : garbled(Why.DAMAGED, damaged + " damaged characters", timing, damagedBefore);
  }

  /** A frame counts only if it stands alone: what follows at once is another meter's. */
  private Heard frame(Timing timing, long damagedBefore, long sentNanos) throws IOException {
    byte[] frame = Arrays.copyOf(held, count);
    long left = sentNanos + timing.alone().toNanos() - line.nanos();
    int more = line.receive(held, 0, held.length, Duration.ofNanos(Math.max(0, left)));
    if (more > 0) {
      System.arraycopy(held, 0, held, frame.length, Math.min(more, held.length - frame.length));
      System.arraycopy(frame, 0, held, 0, frame.length);
      count = Math.min(held.length, frame.length + more);
      return garbled(Why.SURPLUS, "bytes after a frame of " + frame.length, timing, damagedBefore);
    }
    if (line.damaged() > damagedBefore) {
      return garbled(
          Why.DAMAGED, "a frame with damaged characters around it", timing, damagedBefore);
    }
    capture.saw(Capture.Direction.RECEIVED, frame, line.nanos());
    return new Heard.Frame(frame);
  }

  private int more(int room, Duration wait) throws IOException {
    damagedThen = line.damaged();
    return line.receive(held, count, room, wait);
  }

  private Duration quietAfter(Timing timing, boolean space) {
    Duration usual = (space ? timing.space() : timing.quiet()).plus(line.latency());
    // Others who answer to the same request may begin as late as is allowed to anybody.
    long left = othersUntilNanos - line.nanos();
    return left > usual.toNanos() ? Duration.ofNanos(left) : usual;
  }

  /** Listens on until the line is quiet: the rest belongs to the same confusion. */
  private Heard garbled(Why why, String reason, Timing timing, long damagedBefore)
      throws IOException {
    Duration longest = timing.space().plus(line.latency());
    long end = line.nanos() + DRAIN_QUIETS_MAX * longest.toNanos();
    boolean quiet = false;
    while (!quiet && count < held.length && line.nanos() < end) {
      boolean space = count == 0 || held[count - 1] == 0 || line.damaged() > damagedThen;
      int read = more(held.length - count, quietAfter(timing, space));
      quiet = read == 0 && line.damaged() == damagedThen;
      count += read;
    }
    if (!quiet) {
      boolean unused = drain(timing.quiet());
    }
    byte[] bytes = Arrays.copyOf(held, count);
    if (count > 0) {
      capture.saw(Capture.Direction.RECEIVED, bytes, line.nanos());
    }
    return new Heard.Garbled(why, reason, bytes, line.damaged() - damagedBefore);
  }
}
