package eu.releve.edge.publish;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many bytes may be on the way so that the line is never idle and what is sent next does not
 * wait long: what the line carries in its shortest answer time and {@link #QUEUE_MILLIS} more.
 *
 * <p>Acknowledgements tell how fast it is. Each is compared with the moment its batch was sent:
 * what was acknowledged in between, by the time in between. While the line was full that is its
 * speed; while it was not, the speed is at least that. Numbers only, time is passed in.
 */
final class Flow {
  /** What a new batch waits at most behind those on the way, beside the line's own delay. */
  static final long QUEUE_MILLIS = 600;

  /** Even a very slow line has some batches on the way. */
  static final long BYTES_MIN = 4 << 10;

  /** Before the first acknowledgement: a second of 200 kbit/s. */
  static final long BYTES_FIRST = 24 << 10;

  private static final long ANSWER_MILLIS_MAX = 2_000;

  /** A slower line is believed by one part of so many with each batch. */
  private static final long SLOWER_PARTS = 8;

  private final Deque<Sent> onTheWay = new ArrayDeque<>();
  private long bytes;
  private long acknowledged;
  private long acknowledgedMillis;
  private long oldestSentMillis;
  private long bytesPerSecond;
  private long answerMillis = ANSWER_MILLIS_MAX;

  /**
   * A batch on the way, with what was known when it was sent.
   *
   * @param before how many bytes were acknowledged.
   * @param beforeMillis since when.
   * @param oldestMillis when the last of those was sent.
   * @param isFull whether the line was full then.
   */
  private record Sent(
      long bytes,
      long atMillis,
      long before,
      long beforeMillis,
      long oldestMillis,
      boolean isFull) {}

  /** A new connection knows nothing of the line. */
  void begin() {
    onTheWay.clear();
    bytes = 0;
    acknowledged = 0;
    bytesPerSecond = 0;
    answerMillis = ANSWER_MILLIS_MAX;
  }

  /** How many bytes may be on the way. */
  long bytesMax() {
    if (bytesPerSecond == 0) {
      return BYTES_FIRST;
    }
    long carried = bytesPerSecond * (answerMillis + QUEUE_MILLIS) / 1_000;
    return Math.clamp(carried, BYTES_MIN, Pace.IN_FLIGHT_BYTES_MAX);
  }

  /** How many are. */
  long bytes() {
    return bytes;
  }

  void sent(long length, long nowMillis) {
    if (onTheWay.isEmpty()) {
      acknowledgedMillis = nowMillis;
      oldestSentMillis = nowMillis;
    }
    bytes += length;
    onTheWay.addLast(
        new Sent(
            length,
            nowMillis,
            acknowledged,
            acknowledgedMillis,
            oldestSentMillis,
            bytes >= bytesMax()));
  }

  /** The oldest ones have arrived: acknowledgements come in the order of sending. */
  void settled(int batches, long nowMillis) {
    for (int i = 0; i < batches && !onTheWay.isEmpty(); i++) {
      Sent sent = onTheWay.removeFirst();
      bytes -= sent.bytes();
      acknowledged += sent.bytes();
      acknowledgedMillis = nowMillis;
      oldestSentMillis = sent.atMillis();
      long took = Math.max(nowMillis - sent.beforeMillis(), sent.atMillis() - sent.oldestMillis());
      long speed = (acknowledged - sent.before()) * 1_000 / Math.max(1, took);
      answerMillis = Math.min(answerMillis, Math.max(1, nowMillis - sent.atMillis()));
      if (speed > bytesPerSecond) {
        bytesPerSecond = speed;
      } else if (sent.isFull()) {
        bytesPerSecond -= (bytesPerSecond - speed) / SLOWER_PARTS;
      }
    }
  }
}
