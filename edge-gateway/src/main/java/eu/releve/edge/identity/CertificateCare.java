package eu.releve.edge.identity;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.identity.Obstacle.Kind;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.Enrolment.Outcome;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.Renewal;
import eu.releve.provisioning.tls.Dates;
import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the gateway's certificate: not enrolled, it enrols as soon as a label lies there or
 * files appear; enrolled, it renews in time, and goes on asking when the time is over.
 *
 * <p>What it must not forget is in the files. A thread of its own makes one {@link #step} after the
 * other; nothing here stops the measuring.
 */
public final class CertificateCare implements AutoCloseable {
  /** How often the files are looked at, at least. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** How many times as long where there is a certificate. */
  private static final int CALM = 6;

  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration RETRY_MIN = Duration.ofSeconds(5);
  private static final Duration RETRY_MAX = Duration.ofMinutes(10);
  private static final int DOUBLINGS_MAX = 7;
  private static final long CLOSING_MILLIS_MAX = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(CertificateCare.class);

  private final Duration look;
  private final GatewayId gateway;
  private final Enrolment enrolment;
  private final LabelFile label;
  private final SecondLabel second;
  private final BootClock clock;
  private final World world;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread;

  private Optional<Identity> known = Optional.empty();
  private Optional<Obstacle> obstacle = Optional.empty();
  private long knownSinceBootMillis;
  private OptionalLong renewedAtBootMillis = OptionalLong.empty();
  private long nextAttemptBootMillis;
  private int failures;
  private boolean isSaidNotEnrolled;
  private String saidOfOperator = "";
  private boolean wasWithout;
  private volatile Standing standing = new Standing.NotEnrolled(Optional.empty());
  private volatile boolean isClosed;

  /** What depends on the certificate. */
  public interface World {
    /** There is another certificate: whoever waits to connect need not wait any longer. */
    void changed();

    /** Whether the collector has refused the present one at the last connection. */
    boolean isRefused();

    /** Something for the gateway's history. */
    void note(String code, String text);

    /** One that is made of three parts. */
    static World of(Runnable changed, BooleanSupplier isRefused, Notes notes) {
      return new World() {
        @Override
        public void changed() {
          changed.run();
        }

        @Override
        public boolean isRefused() {
          return isRefused.getAsBoolean();
        }

        @Override
        public void note(String code, String text) {
          notes.note(code, text);
        }
      };
    }
  }

  /** Takes what happened. */
  public interface Notes {
    /** Keeps it under a code. */
    void note(String code, String text);
  }

  CertificateCare(
      GatewayId gateway, Enrolment enrolment, BootClock clock, World world, Duration look) {
    this.look = look;
    this.gateway = gateway;
    this.enrolment = enrolment;
    this.label = new LabelFile(enrolment.files().data());
    this.second = new SecondLabel(gateway);
    this.clock = clock;
    this.world = world;
    this.thread = Thread.ofPlatform().name("certificate").daemon().unstarted(this::run);
  }

  /**
   * At work.
   *
   * @param gateway whose certificate it must be.
   * @param enrolment how it is asked for.
   * @param clock when; its trust says whether the dates of the server's certificate count.
   */
  public static CertificateCare start(
      GatewayId gateway, Enrolment enrolment, BootClock clock, World world) {
    CertificateCare care = new CertificateCare(gateway, enrolment, clock, world, LOOK);
    care.thread.start();
    return care;
  }

  /** How it stands; does not wait. */
  public Standing standing() {
    return standing;
  }

  /** Somebody pressed the button: the next attempt is made now. */
  public void now() {
    asked.release();
  }

  private void run() {
    try {
      while (!isClosed) {
        Duration pause = step();
        if (asked.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          asked.drainPermits();
          nextAttemptBootMillis = 0;
          second.now();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does what is due.
   *
   * @return how long nothing is, at most until the files are looked at again.
   */
  Duration step() throws InterruptedException {
    try {
      Optional<Identity> present = enrolment.files().read();
      return present.isPresent() ? care(present.get()) : enrol();
    } catch (IOException | RuntimeException unusable) {
      met(Obstacle.of(Kind.FILES, String.valueOf(unusable.getMessage())));
      wasWithout = true;
      standing = new Standing.NotEnrolled(obstacle);
      // A disk that cannot keep an answer must not make a box ask again and again.
      return later(retry());
    }
  }

  // --- not enrolled ---------------------------------------------------------------------------

  private Duration enrol() throws IOException, InterruptedException {
    known = Optional.empty();
    wasWithout = true;
    standing = new Standing.NotEnrolled(obstacle);
    return switch (label.read()) {
      case LabelFile.Found.Nothing nothing -> {
        sayOnceNotEnrolled();
        yield look;
      }
      case LabelFile.Found.Wrong wrong -> notWith(Kind.LABEL_WRONG, wrong.why());
      case LabelFile.Found.Label its ->
          its.label().gateway().equals(gateway)
              ? isTooEarly() ? wait(Duration.ZERO) : enrol(its)
              : notWith(Kind.LABEL_OF_ANOTHER, its.label().gateway().value());
    };
  }

  private Duration notWith(Kind kind, String said) {
    met(Obstacle.of(kind, said));
    return look;
  }

  private Duration enrol(LabelFile.Found.Label its) throws IOException, InterruptedException {
    Outcome outcome = enrolment.enrol(its.label(), false, dates());
    Optional<Obstacle> met = Obstacle.of(outcome);
    if (met.isPresent()) {
      met(met.get());
      if (met.get().kind().isFinal()) {
        label.delete();
        world.note("enrolment-refused", met.get().toString());
      }
      return later(pause(met.get(), retry()));
    }
    label.delete();
    succeeded();
    world.note("enrolled", its.label().server().toString());
    return Duration.ZERO;
  }

  private void sayOnceNotEnrolled() {
    if (!isSaidNotEnrolled) {
      isSaidNotEnrolled = true;
      LOG.warn(
          "not enrolled gateway={} data={}: readings are kept; run ./releve enrol LABEL --data {}",
          gateway,
          enrolment.files().data(),
          enrolment.files().data());
    }
  }

  /** Doubles from 5 s to 10 min. */
  private Duration retry() {
    Duration grown = RETRY_MIN.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
    return grown.compareTo(RETRY_MAX) < 0 ? grown : RETRY_MAX;
  }

  // --- enrolled -------------------------------------------------------------------------------

  private Duration care(Identity identity) throws IOException, InterruptedException {
    if (!known.equals(Optional.of(identity))) {
      nowKnown(identity);
    }
    if (!identity.gateway().equals(gateway)) {
      met(Obstacle.of(Kind.OTHER_NAME, identity.gateway().value()));
      stand(identity, Renewal.of(identity));
      return look;
    }
    Optional<EnrolmentLabel> another = second.due(label.read(), clock.bootMillis());
    if (another.isPresent() && enrolsAgain(another.get())) {
      return Duration.ZERO;
    }
    Renewal renewal = Renewal.of(identity);
    if (isDue(renewal)) {
      return renew(identity, renewal);
    }
    stand(identity, renewal);
    Duration rest = wait(Duration.between(now(renewal), renewal.due()), look.multipliedBy(CALM));
    Duration label = second.rest(clock.bootMillis()).orElse(rest);
    return label.compareTo(rest) < 0 ? wait(label) : rest;
  }

  /** A label that is laid beside a certificate is somebody's will: the box gets another one. */
  private boolean enrolsAgain(EnrolmentLabel its) throws IOException, InterruptedException {
    Optional<Obstacle> met = Obstacle.of(enrolment.enrol(its, true, dates()));
    if (met.isPresent()) {
      if (second.isGivenUp(met.get(), clock.bootMillis())) {
        label.delete();
        world.note("enrolment-refused", met.get().toString());
      }
      return false;
    }
    label.delete();
    second.succeeded();
    world.note("enrolled", its.server().toString());
    renewedAtBootMillis = OptionalLong.of(clock.bootMillis());
    succeeded();
    return true;
  }

  private void nowKnown(Identity identity) {
    boolean isAsAtTheStart = known.isEmpty() && !wasWithout;
    known = Optional.of(identity);
    knownSinceBootMillis = clock.bootMillis();
    nextAttemptBootMillis = 0;
    succeeded();
    LOG.info("certificate gateway={} not_after={}", identity.gateway(), identity.notAfter());
    if (!isAsAtTheStart) {
      world.changed();
    }
  }

  /**
   * By the wall clock; by the boot clock, should the wall clock have gone back; or because the
   * collector refuses the present one. Never sooner after the last than a tenth of a life.
   */
  private boolean isDue(Renewal renewal) {
    if (isTooEarly()) {
      return false;
    }
    long boot = clock.bootMillis();
    boolean isRested =
        renewedAtBootMillis.isEmpty()
            || boot - renewedAtBootMillis.getAsLong() >= renewal.restAfterSuccess().toMillis();
    boolean isDueByAge =
        boot - knownSinceBootMillis
            >= Duration.between(renewal.notBefore(), renewal.due()).toMillis();
    boolean isDueByDate = !now(renewal).isBefore(renewal.due());
    return isRested && (isDueByDate || isDueByAge || world.isRefused());
  }

  private Duration renew(Identity identity, Renewal renewal)
      throws IOException, InterruptedException {
    Outcome outcome = enrolment.renew(identity, dates());
    Optional<Obstacle> met = Obstacle.of(outcome);
    if (met.isPresent()) {
      met(met.get());
      if (met.get().kind() == Kind.OPERATOR_DECIDES) {
        sayOnceThatAnOperatorDecides(renewal, met.get());
      }
      Duration rest = later(pause(met.get(), renewal.pause(failures, now(renewal))));
      stand(identity, renewal);
      return rest;
    }
    renewedAtBootMillis = OptionalLong.of(clock.bootMillis());
    world.note("certificate-renewed", identity.gateway().value());
    return Duration.ZERO;
  }

  /** It may be over, or hold still while the collector has found its key in two boxes. */
  private void sayOnceThatAnOperatorDecides(Renewal renewal, Obstacle met) {
    boolean isOver = renewal.isOver(now(renewal));
    String event = isOver ? "certificate-over" : "certificate-waits";
    if (event.equals(saidOfOperator)) {
      return;
    }
    saidOfOperator = event;
    LOG.error(
        isOver
            ? "certificate ended at {}: an operator must readmit gateway={} met={}"
            : "certificate until {}: no other one before an operator decides gateway={} met={}",
        renewal.notAfter(),
        gateway,
        met);
    world.note(event, met.toString());
  }

  private void stand(Identity identity, Renewal renewal) {
    Instant now = now(renewal);
    Instant next = renewal.due().isAfter(now) ? renewal.due() : now;
    long waitMillis = nextAttemptBootMillis - clock.bootMillis();
    standing =
        new Standing.Enrolled(
            identity.notAfter(),
            waitMillis > 0 ? now.plusMillis(waitMillis) : next,
            renewal.isOver(now),
            obstacle.or(second::trouble));
  }

  // --- time -----------------------------------------------------------------------------------

  /** It is not earlier than when the certificate was issued, whatever the clock says. */
  private Instant now(Renewal renewal) {
    Instant wall = Instant.ofEpochMilli(clock.wallMillis());
    return wall.isBefore(renewal.notBefore()) ? renewal.notBefore() : wall;
  }

  private Dates dates() {
    return clock.trust() == ClockTrust.SYNCHRONISED ? Dates.COUNT : Dates.DO_NOT_COUNT;
  }

  private boolean isTooEarly() {
    return clock.bootMillis() < nextAttemptBootMillis;
  }

  /** An operator's patience is the server's to say; one that is down is not asked more often. */
  private static Duration pause(Obstacle met, Duration own) {
    Duration wanted = met.retryAfter().orElse(own);
    return met.kind() == Kind.OPERATOR_DECIDES || wanted.compareTo(own) > 0 ? wanted : own;
  }

  private Duration later(Duration pause) {
    nextAttemptBootMillis = clock.bootMillis() + pause.toMillis();
    return wait(pause);
  }

  private Duration wait(Duration pause) {
    return wait(pause, look);
  }

  /** At least a moment, at most until the files are looked at again. */
  private Duration wait(Duration pause, Duration most) {
    Duration left = Duration.ofMillis(nextAttemptBootMillis - clock.bootMillis());
    Duration longer = left.compareTo(pause) > 0 ? left : pause;
    return longer.compareTo(most) > 0 ? most : longer.compareTo(MOMENT) < 0 ? MOMENT : longer;
  }

  // --- what happened --------------------------------------------------------------------------

  /** Said when it is another than the last time. */
  private void met(Obstacle now) {
    failures++;
    if (!obstacle.map(Obstacle::kind).equals(Optional.of(now.kind()))) {
      LOG.warn("certificate gateway={} obstacle={}", gateway, now);
    }
    obstacle = Optional.of(now);
    standing =
        standing instanceof Standing.NotEnrolled ? new Standing.NotEnrolled(obstacle) : standing;
  }

  private void succeeded() {
    saidOfOperator = "";
    failures = 0;
    obstacle = Optional.empty();
    nextAttemptBootMillis = 0;
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(CLOSING_MILLIS_MAX);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
