package eu.releve.edge.radio;

import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How well one meter is heard: when last, how strong, and which share of what it sends.
 *
 * <p>How often it sends is learned: of the last 64 gaps between its telegrams the one that a fifth
 * are shorter than. That is right while at least every fourth telegram arrives; below that the
 * share is an upper bound.
 */
public final class Reception {
  /** A meter of which nothing is known yet is silent after this time. */
  static final long DAY_MILLIS = 86_400_000;

  private static final long HOUR_MILLIS = 3_600_000;
  private static final int HOURS = 24;
  private static final int GAPS_MAX = 64;
  private static final int GAPS_MIN = 4;
  private static final int MISSED_MIN = 10;

  /** So seldom a meter that goes on sending is called silent. */
  private static final double CHANCE = 1e-6;

  private static final double SHARE_MIN = 0.02;
  private static final double SHARE_MAX = 0.98;

  private final long sinceBootMillis;
  private final long[] gaps = new long[GAPS_MAX];
  private final int[] heardInHour = new int[HOURS];
  private final long[] hourOf = new long[HOURS];
  private final Repeats repeats = new Repeats();
  private int gapCount;
  private long lastBootMillis;
  private boolean everHeard;
  private OptionalInt rssiDbm = OptionalInt.empty();
  private double shareThen = SHARE_MAX;

  /**
   * What is known now.
   *
   * @param lastBootMillis when it was heard last; nothing before the first time.
   * @param rssiDbm how strong that was.
   * @param intervalMillis how often it sends, as far as it is learned.
   * @param sharePercent of its telegrams of the last 24 hours, or since the start, 0 to 100.
   */
  public record View(
      OptionalLong lastBootMillis,
      OptionalInt rssiDbm,
      OptionalLong intervalMillis,
      OptionalInt sharePercent) {}

  /** A meter that has not been heard since then. */
  public Reception(long sinceBootMillis) {
    this.sinceBootMillis = sinceBootMillis;
    Arrays.fill(hourOf, Long.MIN_VALUE);
  }

  /**
   * A telegram was heard.
   *
   * @return whether it is a new one, not what a relay has repeated.
   */
  public synchronized boolean heard(
      WirelessFrame frame, OptionalInt nowRssiDbm, long nowBootMillis) {
    if (repeats.isRepeat(frame, nowBootMillis)) {
      return false;
    }
    if (everHeard) {
      gaps[gapCount % GAPS_MAX] = nowBootMillis - lastBootMillis;
      gapCount++;
    }
    int slot = (int) Math.floorMod(nowBootMillis / HOUR_MILLIS, (long) HOURS);
    long hour = nowBootMillis / HOUR_MILLIS;
    heardInHour[slot] = hourOf[slot] == hour ? heardInHour[slot] + 1 : 1;
    hourOf[slot] = hour;
    everHeard = true;
    lastBootMillis = nowBootMillis;
    rssiDbm = nowRssiDbm;
    shareThen = share(nowBootMillis, SHARE_MAX);
    return true;
  }

  /** How well it is heard. */
  public synchronized View view(long nowBootMillis) {
    long interval = intervalMillis();
    return new View(
        everHeard ? OptionalLong.of(lastBootMillis) : OptionalLong.empty(),
        rssiDbm,
        interval == 0 ? OptionalLong.empty() : OptionalLong.of(interval),
        interval == 0
            ? OptionalInt.empty()
            : OptionalInt.of((int) Math.round(100 * share(nowBootMillis, 1))));
  }

  /**
   * Whether it has been silent for longer than chance explains: so many telegrams in a row are
   * missing that, at the share that arrived before, this happens once in a million times.
   */
  public synchronized boolean isSilent(long nowBootMillis) {
    long interval = intervalMillis();
    if (interval == 0) {
      long since = everHeard ? lastBootMillis : sinceBootMillis;
      return nowBootMillis - since > DAY_MILLIS;
    }
    double lost = 1 - Math.clamp(shareThen, SHARE_MIN, SHARE_MAX);
    long missedMax = Math.max(MISSED_MIN, (long) Math.ceil(Math.log(CHANCE) / Math.log(lost)));
    return (nowBootMillis - lastBootMillis) / interval > missedMax;
  }

  /** 0 while it is not known. */
  private long intervalMillis() {
    int count = Math.min(gapCount, GAPS_MAX);
    if (count < GAPS_MIN) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(gaps, count);
    Arrays.sort(sorted);
    return Math.max(1, sorted[count / 5]);
  }

  private double share(long nowBootMillis, double otherwise) {
    long interval = intervalMillis();
    long hour = nowBootMillis / HOUR_MILLIS;
    long from = Math.max(sinceBootMillis, (hour - HOURS + 1) * HOUR_MILLIS);
    long expected = interval == 0 ? 0 : (nowBootMillis - from) / interval;
    if (expected < 1) {
      return otherwise;
    }
    long heard = 0;
    for (int i = 0; i < HOURS; i++) {
      heard += hourOf[i] > hour - HOURS ? heardInHour[i] : 0;
    }
    return Math.min(1, heard / (double) expected);
  }
}
