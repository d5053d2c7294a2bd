package eu.releve.edge.publish;

/**
 * Whether the line is dead: something is on the way and not a byte comes back. A cable that is cut
 * says nothing, so it has to be asked.
 *
 * <p>Half way through its patience it asks for a sign of life. The patience doubles with each line
 * that was given up, up to {@link #LONGEST} times, and is the first again once anything is
 * acknowledged: a large batch on a very slow line gets through in the end. Numbers only, time is
 * passed in.
 */
final class Silence {
  static final int LONGEST = 16;

  private final long firstMillis;
  private long patienceMillis;
  private long bytesIn;
  private long sinceMillis;
  private boolean isAsked;

  Silence(long patienceMillis) {
    this.firstMillis = patienceMillis;
    this.patienceMillis = patienceMillis;
  }

  /** What is to be done. */
  enum Verdict {
    ALIVE,
    ASK,
    DEAD
  }

  void begin(long nowMillis) {
    bytesIn = 0;
    sinceMillis = nowMillis;
    isAsked = false;
  }

  /** Something was acknowledged. */
  void progressed() {
    patienceMillis = firstMillis;
  }

  /**
   * Judges the line.
   *
   * @param bytesInNow of the whole connection.
   * @param isWaiting whether anything that was sent waits for an answer.
   */
  Verdict judge(long bytesInNow, boolean isWaiting, long nowMillis) {
    if (bytesInNow != bytesIn || !isWaiting) {
      bytesIn = bytesInNow;
      sinceMillis = nowMillis;
      isAsked = false;
      return Verdict.ALIVE;
    }
    long quiet = nowMillis - sinceMillis;
    if (quiet >= patienceMillis) {
      patienceMillis = Math.min(2 * patienceMillis, LONGEST * firstMillis);
      return Verdict.DEAD;
    }
    if (quiet >= patienceMillis / 2 && !isAsked) {
      isAsked = true;
      return Verdict.ASK;
    }
    return Verdict.ALIVE;
  }

  /** How long until there may be another verdict, while something waits. */
  long waitMillis(long nowMillis) {
    long end = sinceMillis + (isAsked ? patienceMillis : patienceMillis / 2);
    return Math.max(1, end - nowMillis);
  }
}
