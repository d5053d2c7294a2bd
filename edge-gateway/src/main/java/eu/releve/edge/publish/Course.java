package eu.releve.edge.publish;

import java.util.OptionalLong;

/**
 * How far publishing is and what may be sent next: numbers only, no connection, time is passed in.
 *
 * <p>Acknowledgements of the server only make room in flight. Receipts alone move the point to
 * which publishing goes back when nothing moves.
 */
final class Course {
  private final long repeatAfterMillis;
  private final long repeatAfterMillisMax;

  private long receiptedSeq;
  private long sentSeq;
  private int inFlightMax;
  private int inFlight;
  private long inFlightBytes;
  private long patienceMillis;
  private long movedMillis;
  private OptionalLong unansweredSinceMillis = OptionalLong.empty();
  private boolean hasMovedSinceConnected;

  Course(Pace pace) {
    repeatAfterMillis = pace.repeatAfter().toMillis();
    repeatAfterMillisMax = pace.repeatAfterMax().toMillis();
    patienceMillis = repeatAfterMillis;
  }

  /** A new connection knows nothing of what was sent on the last one. */
  void connected(long lastReceiptedSeq, int serverReceiveMax, long nowMillis) {
    receiptedSeq = lastReceiptedSeq;
    sentSeq = lastReceiptedSeq;
    inFlightMax = Math.min(serverReceiveMax, Pace.IN_FLIGHT_MAX);
    inFlight = 0;
    inFlightBytes = 0;
    movedMillis = nowMillis;
    if (hasMovedSinceConnected) {
      unansweredSinceMillis = OptionalLong.empty();
    }
    hasMovedSinceConnected = false;
  }

  /**
   * Since when nothing of what was sent is receipted; a connection that brought no receipt at all
   * does not begin it anew.
   */
  OptionalLong unansweredSinceMillis() {
    return unansweredSinceMillis;
  }

  /** The last batch sent: the next one comes after it. */
  long sentSeq() {
    return sentSeq;
  }

  /** How many batches may be sent now. */
  int room() {
    if (inFlight > 0 && inFlightBytes >= Pace.IN_FLIGHT_BYTES_MAX) {
      return 0;
    }
    long ahead = receiptedSeq + Pace.AHEAD_MAX - sentSeq;
    return (int) Math.max(0, Math.min(inFlightMax - inFlight, ahead));
  }

  boolean isNothingInFlight() {
    return inFlight == 0;
  }

  void sent(long seq, int bytes, long nowMillis) {
    if (sentSeq == receiptedSeq) {
      movedMillis = nowMillis;
    }
    if (unansweredSinceMillis.isEmpty()) {
      unansweredSinceMillis = OptionalLong.of(nowMillis);
    }
    sentSeq = seq;
    inFlight++;
    inFlightBytes += bytes;
  }

  /** The server has it, or will never have it: its place in flight is free. */
  void settled(int batches, long bytes) {
    inFlight -= batches;
    inFlightBytes -= bytes;
  }

  /** A receipt moved: everything up to a number is stored. */
  void receipted(long upTo, long nowMillis) {
    receiptedSeq = upTo;
    sentSeq = Math.max(sentSeq, upTo);
    movedMillis = nowMillis;
    patienceMillis = repeatAfterMillis;
    hasMovedSinceConnected = true;
    unansweredSinceMillis =
        sentSeq == receiptedSeq ? OptionalLong.empty() : OptionalLong.of(nowMillis);
  }

  /** Another store answers: publishing goes on from what that one has. */
  void moved(long upTo, long nowMillis) {
    receipted(upTo, nowMillis);
    sentSeq = upTo;
    unansweredSinceMillis = OptionalLong.empty();
  }

  /** How long nothing needs to be done unless something happens. */
  long waitMillis(long nowMillis) {
    return sentSeq == receiptedSeq
        ? repeatAfterMillisMax
        : Math.max(1, movedMillis + patienceMillis - nowMillis);
  }

  /** Whether what was sent has waited too long for a receipt; asks for twice the patience then. */
  boolean isOverdue(long nowMillis) {
    if (sentSeq == receiptedSeq || nowMillis - movedMillis < patienceMillis) {
      return false;
    }
    patienceMillis = Math.min(2 * patienceMillis, repeatAfterMillisMax);
    movedMillis = nowMillis;
    return true;
  }

  /** Goes back to the last receipt; returns how many numbers will be sent again. */
  long repeat() {
    long again = sentSeq - receiptedSeq;
    sentSeq = receiptedSeq;
    return again;
  }
}
