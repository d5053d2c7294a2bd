package eu.releve.edge.poll;

import java.util.Optional;

/**
 * The fault of one meter as people are told of it: once when it begins, once when it ends, however
 * many polls lie between and whatever they find.
 *
 * <p>The first fault ends with the first good poll. One that begins again within an hour of the
 * last end needs twice as many good polls running, up to {@value #GOOD_POLLS_MAX}: a meter that
 * comes and goes does not fill the log.
 */
final class Fault {
  private static final int GOOD_POLLS_MAX = 64;
  private static final long QUIET_MILLIS = 3_600_000;

  private Condition open = Condition.ANSWERS;
  private boolean everEnded;
  private long endedBootMillis;
  private int goodPolls;
  private int goodPollsWanted = 1;

  /** What there is to tell after a poll. */
  sealed interface News {
    /** A fault has begun. */
    record Began() implements News {}

    /**
     * It has ended.
     *
     * @param was how it began.
     */
    record Ended(Condition was) implements News {}
  }

  /** Takes what a poll found; mostly there is nothing to tell. */
  Optional<News> after(Condition found, long nowBootMillis) {
    boolean good = found == Condition.ANSWERS;
    if (open == Condition.ANSWERS) {
      return good ? Optional.empty() : Optional.of(began(found, nowBootMillis));
    }
    goodPolls = good ? goodPolls + 1 : 0;
    return goodPolls < goodPollsWanted ? Optional.empty() : Optional.of(ended(nowBootMillis));
  }

  private News began(Condition found, long nowBootMillis) {
    boolean again = everEnded && nowBootMillis - endedBootMillis < QUIET_MILLIS;
    goodPollsWanted = again ? Math.min(2 * goodPollsWanted, GOOD_POLLS_MAX) : 1;
    goodPolls = 0;
    open = found;
    return new News.Began();
  }

  private News ended(long nowBootMillis) {
    Condition was = open;
    open = Condition.ANSWERS;
    everEnded = true;
    endedBootMillis = nowBootMillis;
    return new News.Ended(was);
  }
}
