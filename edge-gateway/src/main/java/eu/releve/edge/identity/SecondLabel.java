package eu.releve.edge.identity;

import eu.releve.edge.identity.LabelFile.Found;
import eu.releve.edge.identity.Obstacle.Kind;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A label that lies beside a certificate: somebody wants the box to have another one.
 *
 * <p>The certificate that is there goes on meanwhile, so there is no hurry: it is tried with pauses
 * that double from a minute to an hour, each up to a quarter longer, so that boxes that were
 * prepared together do not come together. What is wrong with it is told once in the log, and shown
 * until another label comes or one succeeds.
 */
final class SecondLabel {
  private static final Duration PAUSE_MIN = Duration.ofMinutes(1);
  private static final Duration PAUSE_MAX = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 6;

  /**
   * A network with a page for log-ins in between answers as another authority does; after most of a
   * day of that the label is another collector's.
   */
  private static final int OTHERS_MAX = 20;

  private static final Logger LOG = LoggerFactory.getLogger(SecondLabel.class);

  private final GatewayId gateway;
  private Found last = new Found.Nothing();
  private Optional<Obstacle> trouble = Optional.empty();
  private int failures;
  private int others;
  private long nextBootMillis;

  SecondLabel(GatewayId gateway) {
    this.gateway = gateway;
  }

  /** What is wrong with it, or was with one that was given up. */
  Optional<Obstacle> trouble() {
    return trouble;
  }

  /**
   * The label that is to be tried now; another one than before begins anew.
   *
   * @param found what lies there.
   */
  Optional<EnrolmentLabel> due(Found found, long nowBootMillis) {
    if (!found.equals(last)) {
      last = found;
      failures = 0;
      others = 0;
      nextBootMillis = nowBootMillis;
      trouble = Optional.empty();
    }
    return switch (found) {
      case Found.Nothing nothing -> Optional.empty();
      case Found.Wrong wrong -> no(Obstacle.of(Kind.LABEL_WRONG, wrong.why()));
      case Found.Label its when !its.label().gateway().equals(gateway) ->
          no(Obstacle.of(Kind.LABEL_OF_ANOTHER, its.label().gateway().value()));
      case Found.Label its ->
          nowBootMillis < nextBootMillis ? Optional.empty() : Optional.of(its.label());
    };
  }

  private Optional<EnrolmentLabel> no(Obstacle met) {
    told(met);
    return Optional.empty();
  }

  /** How long until it is tried again; nothing where none waits. */
  Optional<Duration> rest(long nowBootMillis) {
    return failures == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, nextBootMillis - nowBootMillis)));
  }

  /** It is tried without waiting. */
  void now() {
    nextBootMillis = 0;
  }

  /**
   * It was tried, for nothing.
   *
   * @return whether trying again is of no use: the label is to be removed.
   */
  boolean isGivenUp(Obstacle met, long nowBootMillis) {
    told(met);
    failures++;
    others = met.kind() == Kind.ANOTHER_AUTHORITY ? others + 1 : 0;
    if (met.kind().isFinal() || others >= OTHERS_MAX) {
      last = new Found.Nothing();
      failures = 0;
      return true;
    }
    Duration own = pause();
    Duration wanted = met.retryAfter().filter(its -> its.compareTo(own) > 0).orElse(own);
    nextBootMillis = nowBootMillis + wanted.toMillis();
    return false;
  }

  private Duration pause() {
    Duration grown = PAUSE_MIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    long millis = Math.min(grown.toMillis(), PAUSE_MAX.toMillis());
    long seed = 31L * gateway.value().hashCode() + failures;
    return Duration.ofMillis(millis + new SplittableRandom(seed).nextLong(millis / 4));
  }

  /** It got the box another certificate. */
  void succeeded() {
    last = new Found.Nothing();
    trouble = Optional.empty();
    failures = 0;
  }

  private void told(Obstacle met) {
    if (!trouble.map(Obstacle::kind).equals(Optional.of(met.kind()))) {
      LOG.warn("a label lies beside the certificate gateway={} obstacle={}", gateway, met);
    }
    trouble = Optional.of(met);
  }
}
