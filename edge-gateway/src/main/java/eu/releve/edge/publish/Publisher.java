package eu.releve.edge.publish;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Acceptance;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.publish.PublisherState.Fork;
import eu.releve.edge.publish.PublisherState.LastReceipt;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal to the collector: in order, several in flight, again and again until a
 * receipt covers it.
 *
 * <p>One thread of its own does everything; the MQTT client's threads only leave things in the
 * inbox. The journal is the outbox: nothing is held here that a kill could lose.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int READ_BATCHES_MAX = 64;
  private static final long READ_BYTES_MAX = 256 << 10;
  private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

  private final Endpoint server;
  private final Topics topics;
  private final Journal journal;
  private final BootClock clock;
  private final Pace pace;
  private final BackOff backOff;
  private final Course course;
  private final Bell bell = new Bell();
  private final Counters counters = new Counters();
  private final Thread thread;

  private volatile Connection connection;
  private volatile Optional<LastReceipt> lastReceipt = Optional.empty();
  private volatile Optional<Fork> fork = Optional.empty();
  private volatile OptionalLong unansweredSince = OptionalLong.empty();
  private volatile boolean isStopping;
  private volatile long stopBootMillis = Long.MAX_VALUE;

  private Publisher(
      Endpoint server,
      GatewayId gateway,
      Journal journal,
      BootClock clock,
      Pace pace,
      RandomGenerator random) {
    this.server = server;
    this.topics = new Topics(gateway);
    this.journal = journal;
    this.clock = clock;
    this.pace = pace;
    this.backOff = new BackOff(pace, random);
    this.course = new Course(pace);
    this.connection =
        new Connection.Disconnected(clock.bootMillis(), Trouble.STARTING, "not connected yet");
    this.thread = Thread.ofPlatform().name("publish").daemon().unstarted(this::run);
  }

  /**
   * Starts publishing.
   *
   * @param server the MQTT endpoint, plain TCP until gateways have certificates.
   * @param gateway the MQTT client id and the prefix of all topics.
   * @param journal the outbox.
   * @param clock for patience and for what the console shows.
   * @param pace how patient.
   * @param random for the pauses between attempts.
   */
  public static Publisher start(
      Endpoint server,
      GatewayId gateway,
      Journal journal,
      BootClock clock,
      Pace pace,
      RandomGenerator random) {
    Publisher publisher = new Publisher(server, gateway, journal, clock, pace, random);
    journal.onAppend(publisher.bell::ring);
    publisher.thread.start();
    return publisher;
  }

  /** What the console shows; does not wait. */
  public PublisherState state() {
    return new PublisherState(
        connection, lastReceipt, fork, unansweredSince, journal.depth(), counters.traffic());
  }

  /**
   * Publishes on until everything is receipted or time is over, then says goodbye.
   *
   * @param drain how long receipts are waited for; zero to stop at once.
   * @return whether everything is receipted.
   */
  public boolean stop(Duration drain) throws InterruptedException {
    stopBootMillis = clock.bootMillis() + drain.toMillis();
    isStopping = true;
    bell.ring();
    thread.join(drain.plus(CLOSING_MAX));
    thread.interrupt();
    return journal.depth().batches() == 0;
  }

  /** Stops at once. */
  @Override
  public void close() {
    try {
      stop(Duration.ZERO);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isOver()) {
        converse();
        if (!isOver()) {
          pause(backOff.nextMillis());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    connection = new Connection.Stopped(clock.bootMillis());
  }

  /** An append does not end the pause; a stop does, once, for a last attempt. */
  private void pause(long millis) throws InterruptedException {
    boolean wasStopping = isStopping;
    long end = clock.bootMillis() + millis;
    long left = millis;
    while (left > 0 && !isOver() && isStopping == wasStopping) {
      bell.await(Math.min(left, leftMillis()));
      left = end - clock.bootMillis();
    }
  }

  private boolean isOver() {
    return isStopping && (journal.depth().batches() == 0 || leftMillis() == 0);
  }

  private long leftMillis() {
    return Math.max(0, stopBootMillis - clock.bootMillis());
  }

  /** One connection from beginning to end. */
  private void converse() throws InterruptedException {
    Inbox inbox = new Inbox(bell, counters);
    try (Line line = Line.open(server, topics, inbox, counters, pace.answerTimeout())) {
      nowConnected();
      course.connected(journal.depth().receiptedSeq(), line.receiveMax(), clock.bootMillis());
      while (!isOver()) {
        turn(line, inbox);
      }
      line.sayOffline();
    } catch (LineException failure) {
      nowDisconnected(failure.trouble(), String.valueOf(failure.getMessage()));
    } catch (JournalException failure) {
      nowDisconnected(Trouble.OTHER, String.valueOf(failure.getMessage()));
    } catch (RuntimeException bug) {
      // Of ours or of the client: the next connection may well work, no connection never does.
      log.error("publishing failed and is tried again gateway={}", topics.gateway(), bug);
      nowDisconnected(Trouble.OTHER, String.valueOf(bug));
    }
  }

  /** Takes what came, sends what may be sent, waits for the next event. */
  private void turn(Line line, Inbox inbox)
      throws LineException, JournalException, InterruptedException {
    Optional<String> lost = inbox.lost();
    if (lost.isPresent()) {
      throw new LineException(Trouble.BROKEN_OFF, lost.get());
    }
    Inbox.Settled settled = inbox.takeSettled();
    course.settled(settled.batches(), settled.bytes());
    for (Optional<Receipt> next = inbox.takeReceipt();
        next.isPresent();
        next = inbox.takeReceipt()) {
      take(next.get());
    }
    if (course.isOverdue(clock.bootMillis())) {
      if (!course.isNothingInFlight()) {
        throw new LineException(
            Trouble.NOTHING_TAKEN, "no receipt moved and the server acknowledges nothing");
      }
      counters.repeated.add(course.repeat());
    }
    send(line);
    unansweredSince = course.unansweredSinceMillis();
    if (!isOver()) {
      bell.await(
          Math.min(
              course.waitMillis(clock.bootMillis()), isStopping ? leftMillis() : Long.MAX_VALUE));
    }
  }

  private void send(Line line) throws LineException, JournalException {
    boolean isOpen = true;
    while (isOpen && course.room() > 0 && journal.depth().lastSeq() > course.sentSeq()) {
      List<SealedBatch> batches =
          journal.after(
              course.sentSeq(), Math.min(course.room(), READ_BATCHES_MAX), READ_BYTES_MAX);
      isOpen = !batches.isEmpty();
      for (SealedBatch batch : batches) {
        isOpen = isOpen && course.room() > 0 && line.publish(batch);
        if (isOpen) {
          course.sent(batch.header().seq(), batch.bytes().length, clock.bootMillis());
          counters.published.increment();
          counters.publishedBytes.add(batch.bytes().length);
        }
      }
      if (!isOpen && course.isNothingInFlight() && !batches.isEmpty()) {
        throw new LineException(Trouble.NOTHING_TAKEN, "the server takes no publication at all");
      }
    }
  }

  private void take(Receipt receipt) throws JournalException {
    long now = clock.bootMillis();
    switch (journal.received(receipt)) {
      case Acceptance.Freed freed -> {
        course.receipted(freed.upTo(), now);
        lastReceipt = Optional.of(new LastReceipt(freed.upTo(), now));
        backOff.reset();
      }
      case Acceptance.Moved moved -> {
        course.moved(moved.upTo(), now);
        lastReceipt = Optional.of(new LastReceipt(moved.upTo(), now));
      }
      case Acceptance.Stale nothingNew -> {}
      case Acceptance.Forked forked -> {
        log.error("journal is forked, a new epoch begins reason={}", forked.reason());
        fork = Optional.of(new Fork(now, forked.reason()));
        course.moved(0, now);
      }
    }
  }

  private void nowConnected() {
    counters.connections.increment();
    connection = new Connection.Connected(clock.bootMillis());
    log.info("connected server={} gateway={}", server, topics.gateway());
  }

  /** Said when the connection goes, and when an attempt fails for another reason than the last. */
  private void nowDisconnected(Trouble trouble, String reason) {
    counters.failures.increment();
    long since = clock.bootMillis();
    if (connection instanceof Connection.Disconnected before) {
      if (before.reason().equals(reason)) {
        return;
      }
      since = before.sinceBootMillis();
    }
    log.warn("not connected server={} gateway={} reason={}", server, topics.gateway(), reason);
    connection = new Connection.Disconnected(since, trouble, reason);
  }
}
