package eu.releve.edge.publish;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far publishing is and what may be sent next: numbers only, no connection, time is passed in.
 *
 * <p>Batches go in order of seq. Where more of them wait than go at once, they are a backlog: what
 * is appended from then on is sent at once, ahead of it, each batch once, and the backlog goes on
 * in order behind (docs/adr/0011). Receipts follow the backlog; they jump when it has caught up.
 *
 * <p>Where a number right after the receipt is no longer held, no receipt moves before the
 * collector knows what became of it. The fact that says so lies at the end, perhaps further away
 * than may be sent ahead: facts go first then.
 *
 * <p>Acknowledgements of the server only make room in flight. Receipts alone move the point to
 * which publishing goes back when nothing moves.
 */
final class Course {
  /** A segment's worth: small batches of a backlog go together, in one TLS record. */
  private static final long BYTES_WORTH = 1_300;

  private static final int PLACES_WORTH = 6;

  private final long repeatAfterMillis;
  private final long repeatAfterMillisMax;
  private final Flow flow = new Flow();

  private long receiptedSeq;
  private long sentSeq;
  private Optional<Live> live = Optional.empty();

  /** While facts go ahead of everything: the last number up to which they were sent. */
  private OptionalLong toldTo = OptionalLong.empty();

  private int inFlightMax;
  private int inFlight;
  private boolean isFull;
  private long patienceMillis;
  private long movedMillis;
  private OptionalLong unansweredSinceMillis = OptionalLong.empty();
  private boolean hasMovedSinceConnected;

  /**
   * What is sent ahead of a backlog.
   *
   * @param from the backlog's last number.
   * @param sent the last number sent of those behind it.
   */
  private record Live(long from, long sent) {}

  /**
   * A stretch of the journal to send from.
   *
   * @param after the number before its first.
   * @param upTo its last number; numbers may be missing.
   * @param batches how many there is room for.
   * @param isFacts whether only facts are wanted of it, as they go ahead of the rest.
   */
  record Stretch(long after, long upTo, int batches, boolean isFacts) {}

  Course(Pace pace) {
    repeatAfterMillis = pace.repeatAfter().toMillis();
    repeatAfterMillisMax = pace.repeatAfterMax().toMillis();
    patienceMillis = repeatAfterMillis;
  }

  /**
   * A new connection knows nothing of what was sent on the last one.
   *
   * @param isHole whether the number after the last receipt's is no longer held.
   */
  void connected(long lastReceiptedSeq, boolean isHole, int serverReceiveMax, long nowMillis) {
    receiptedSeq = lastReceiptedSeq;
    backTo(lastReceiptedSeq, isHole);
    // One place is left for a sign of life.
    int places = Math.min(serverReceiveMax, Pace.IN_FLIGHT_MAX);
    inFlightMax = places > Pace.LIVE_PLACES ? places - 1 : places;
    inFlight = 0;
    isFull = false;
    flow.begin();
    movedMillis = nowMillis;
    if (hasMovedSinceConnected) {
      unansweredSinceMillis = OptionalLong.empty();
    }
    hasMovedSinceConnected = false;
  }

  private void backTo(long seq, boolean isHole) {
    sentSeq = seq;
    live = Optional.empty();
    toldTo = isHole ? OptionalLong.of(seq) : OptionalLong.empty();
  }

  /**
   * Since when nothing of what was sent is receipted; a connection that brought no receipt at all
   * does not begin it anew.
   */
  OptionalLong unansweredSinceMillis() {
    return unansweredSinceMillis;
  }

  /** Up to where everything was sent: the next batch of the backlog comes after it. */
  long sentSeq() {
    return sentSeq;
  }

  /**
   * What to send next, if there is any and room for it.
   *
   * @param lastSeq of the journal.
   */
  Optional<Stretch> next(long lastSeq) {
    if (toldTo.isPresent() && lastSeq > toldTo.getAsLong()) {
      int room = isLineFull() ? 0 : placesFree();
      return room > 0
          ? Optional.of(new Stretch(toldTo.getAsLong(), lastSeq, room, true))
          : Optional.empty();
    }
    toldTo = OptionalLong.empty();
    if (live.isEmpty() && lastSeq - sentSeq > Pace.BACKLOG_MIN) {
      live = Optional.of(new Live(lastSeq, lastSeq));
    }
    if (live.isPresent() && lastSeq > live.get().sent()) {
      int room = liveRoom(live.get());
      if (room > 0) {
        return Optional.of(new Stretch(live.get().sent(), lastSeq, room, false));
      }
    }
    long upTo = live.map(Live::from).orElse(lastSeq);
    int room = room();
    return upTo > sentSeq && room > 0
        ? Optional.of(new Stretch(sentSeq, upTo, room, false))
        : Optional.empty();
  }

  /** How many batches of the backlog may be sent now. */
  int room() {
    if (isLineFull()) {
      return 0;
    }
    long ahead = receiptedSeq + Pace.AHEAD_MAX - sentSeq;
    return (int) Math.max(0, Math.min(placesFree(), ahead));
  }

  private boolean isLineFull() {
    return inFlight > 0 && (isFull || bytesFree() <= 0);
  }

  private int placesFree() {
    int kept = live.isPresent() && inFlightMax > 2 * Pace.LIVE_PLACES ? Pace.LIVE_PLACES : 0;
    return inFlightMax - kept - inFlight;
  }

  private long bytesFree() {
    return flow.bytesMax() - flow.bytes();
  }

  /** A full line is so until there is room for some batches together. */
  private boolean isStillFull() {
    int places = Math.clamp(inFlightMax / 2, 1, PLACES_WORTH);
    return isFull && (placesFree() < places || bytesFree() < BYTES_WORTH);
  }

  /** A backlog that fills the line must not keep a new batch out; many new ones are kept out. */
  private int liveRoom(Live ahead) {
    if (inFlight > 0 && flow.bytes() >= 2 * flow.bytesMax()) {
      return 0;
    }
    long left = ahead.from() + Pace.LIVE_AHEAD_MAX - ahead.sent();
    return (int) Math.max(0, Math.min(inFlightMax - inFlight, left));
  }

  boolean isNothingInFlight() {
    return inFlight == 0;
  }

  void sent(long seq, int bytes, long nowMillis) {
    if (!isWaiting()) {
      movedMillis = nowMillis;
    }
    if (unansweredSinceMillis.isEmpty()) {
      unansweredSinceMillis = OptionalLong.of(nowMillis);
    }
    passed(seq);
    inFlight++;
    flow.sent(bytes, nowMillis);
    isFull = isFull || placesFree() <= 0 || bytesFree() <= 0;
  }

  /** Everything of a stretch up to a number is sent, or is no longer there to be sent. */
  void passed(long seq) {
    if (toldTo.isPresent()) {
      toldTo = OptionalLong.of(seq);
    } else if (live.isPresent() && seq > live.get().from()) {
      live = Optional.of(new Live(live.get().from(), Math.max(seq, live.get().sent())));
    } else {
      sentSeq = Math.max(sentSeq, seq);
      join();
    }
  }

  /** A backlog that is sent is none any more. */
  private void join() {
    if (live.isPresent() && sentSeq >= live.get().from()) {
      sentSeq = Math.max(sentSeq, live.get().sent());
      live = Optional.empty();
    }
  }

  /** The server has it, or will never have it: its place in flight is free. */
  void settled(int batches, long nowMillis) {
    inFlight -= batches;
    flow.settled(batches, nowMillis);
    isFull = isStillFull();
  }

  /** A receipt moved: everything up to a number is stored. */
  void receipted(long upTo, long nowMillis) {
    receiptedSeq = upTo;
    sentSeq = Math.max(sentSeq, upTo);
    join();
    movedMillis = nowMillis;
    patienceMillis = repeatAfterMillis;
    hasMovedSinceConnected = true;
    unansweredSinceMillis = isWaiting() ? OptionalLong.of(nowMillis) : OptionalLong.empty();
  }

  /** Another store answers: publishing goes on from what that one has. */
  void moved(long upTo, boolean isHole, long nowMillis) {
    receipted(upTo, nowMillis);
    backTo(upTo, isHole);
    unansweredSinceMillis = OptionalLong.empty();
  }

  /** Whether anything that was sent is not receipted. */
  private boolean isWaiting() {
    return sentSeq > receiptedSeq || live.filter(some -> some.sent() > some.from()).isPresent();
  }

  /** How long nothing needs to be done unless something happens. */
  long waitMillis(long nowMillis) {
    return isWaiting()
        ? Math.max(1, movedMillis + patienceMillis - nowMillis)
        : repeatAfterMillisMax;
  }

  /** Whether what was sent has waited too long for a receipt; asks for twice the patience then. */
  boolean isOverdue(long nowMillis) {
    if (!isWaiting() || nowMillis - movedMillis < patienceMillis) {
      return false;
    }
    patienceMillis = Math.min(2 * patienceMillis, repeatAfterMillisMax);
    movedMillis = nowMillis;
    return true;
  }

  /** Somebody answers for the store, perhaps again: what waits need not wait longer than usual. */
  void heard() {
    patienceMillis = repeatAfterMillis;
  }

  /**
   * Goes back to the last receipt.
   *
   * @param isHole whether the number after it is no longer held.
   * @return how many numbers will be sent again.
   */
  long repeat(boolean isHole) {
    long again = sentSeq - receiptedSeq + live.map(ahead -> ahead.sent() - ahead.from()).orElse(0L);
    backTo(receiptedSeq, isHole);
    return again;
  }
}
