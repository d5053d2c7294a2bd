package eu.releve.edge.publish;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Acceptance;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.publish.PublisherState.Fork;
import eu.releve.edge.publish.PublisherState.LastReceipt;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
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

  private final Ladder ladder;
  private final Credentials credentials;
  private final Topics topics;
  private final Self self;
  private final Journal journal;
  private final BootClock clock;
  private final Pace pace;
  private final BackOff backOff;
  private final Course course;
  private final Silence silence;
  private final Bell bell = new Bell();
  private final Counters counters = new Counters();
  private final Thread thread;
  private final Consumer<byte[]> commands;

  /** Whether this connection has brought a receipt of the journal's epoch. */
  private boolean isAnswered;

  /**
   * The highest number of a receipt of the journal's epoch that was made during this connection.
   */
  private long broughtSeq;

  /**
   * Whether receipts of this connection cover less than one before it did, and none moved since.
   */
  private boolean isBehind;

  private volatile Connection connection;
  private volatile Optional<LastReceipt> lastReceipt = Optional.empty();
  private volatile Optional<Fork> fork = Optional.empty();
  private volatile OptionalLong unansweredSince = OptionalLong.empty();
  private volatile boolean isStopping;
  private volatile boolean isHurried;
  private volatile long stopBootMillis = Long.MAX_VALUE;

  private Publisher(
      Uplink uplink,
      GatewayId gateway,
      Journal journal,
      BootClock clock,
      Pace pace,
      RandomGenerator random,
      Consumer<byte[]> commands) {
    this.commands = commands;
    this.ladder = new Ladder(Rung.of(uplink));
    this.credentials = new Credentials(uplink.tls(), clock);
    this.topics = new Topics(gateway);
    this.self = Self.of(topics);
    this.journal = journal;
    this.clock = clock;
    this.pace = pace;
    this.backOff = new BackOff(pace, random);
    this.course = new Course(pace);
    this.silence = new Silence(pace.silence().toMillis());
    this.connection =
        new Connection.Disconnected(clock.bootMillis(), Trouble.STARTING, "not connected yet");
    this.thread = Thread.ofPlatform().name("publish").daemon().unstarted(this::run);
  }

  /**
   * Starts publishing.
   *
   * @param uplink the ways to the collector.
   * @param gateway the MQTT client id and the prefix of all topics.
   * @param journal the outbox.
   * @param clock for patience and for what the console shows.
   * @param pace how patient; a collector on this machine has no crowd to spread.
   * @param random for the pauses between attempts.
   */
  public static Publisher start(
      Uplink uplink,
      GatewayId gateway,
      Journal journal,
      BootClock clock,
      Pace pace,
      RandomGenerator random) {
    return start(uplink, gateway, journal, clock, pace, random, command -> {});
  }

  /**
   * The same for a gateway that does what its collector wants.
   *
   * @param commands is told each command on a thread of the connection: it must not wait.
   */
  public static Publisher start(
      Uplink uplink,
      GatewayId gateway,
      Journal journal,
      BootClock clock,
      Pace pace,
      RandomGenerator random,
      Consumer<byte[]> commands) {
    Pace its = uplink.isLoopback() ? pace.alone() : pace;
    Publisher publisher = new Publisher(uplink, gateway, journal, clock, its, random, commands);
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
      pause(backOff.beforeTheFirst(clock.bootMillis()));
      while (!isOver()) {
        Ended ended = converse();
        if (!isOver()) {
          pause(
              switch (ended) {
                case AT_THE_NEXT_WAY -> 0;
                case IN_VAIN -> backOff.afterFailure();
                case USEFUL -> backOff.afterLoss();
              });
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    connection = new Connection.Stopped(clock.bootMillis());
  }

  /** How an attempt ended, or the connection that it led to. */
  private enum Ended {
    /** It did not lead anywhere, and there is another way that has not been tried. */
    AT_THE_NEXT_WAY,
    /** No receipt moved. */
    IN_VAIN,
    /** Receipts moved. */
    USEFUL
  }

  /** Ends a pause: something has changed that may let the next attempt succeed. */
  public void hurry() {
    // Whoever is connected has nothing to hurry for, and must not come back at once with all
    // others.
    isHurried = !(connection instanceof Connection.Connected);
    bell.ring();
  }

  /** Whether the next pause is left out. */
  boolean isHurried() {
    return isHurried;
  }

  /** An append does not end the pause; a stop does, once, for a last attempt. */
  private void pause(long millis) throws InterruptedException {
    boolean wasStopping = isStopping;
    long end = clock.bootMillis() + millis;
    long left = millis;
    while (left > 0 && !isOver() && isStopping == wasStopping && !isHurried) {
      bell.await(Math.min(left, leftMillis()));
      left = end - clock.bootMillis();
    }
    isHurried = false;
  }

  private boolean isOver() {
    return isStopping && (journal.depth().batches() == 0 || leftMillis() == 0);
  }

  private long leftMillis() {
    return Math.max(0, stopBootMillis - clock.bootMillis());
  }

  /** One connection from beginning to end. */
  private Ended converse() throws InterruptedException {
    Rung rung = ladder.current(clock.bootMillis());
    long receiptedBefore = journal.depth().receiptedSeq();
    boolean isConnected = false;
    Inbox inbox = new Inbox(bell, counters, commands);
    WaySockets sockets = new WaySockets(rung, credentials);
    try (Line line = open(rung, sockets, inbox)) {
      isConnected = true;
      ladder.worked();
      nowConnected(rung);
      long receipted = journal.depth().receiptedSeq();
      course.connected(receipted, isHoleAfter(receipted), line.receiveMax(), clock.bootMillis());
      silence.begin(clock.bootMillis());
      while (!isOver()) {
        turn(line, inbox);
      }
      line.sayOffline();
    } catch (LineException failure) {
      nowDisconnected(rung, failure.trouble(), String.valueOf(failure.getMessage()));
      if (!isConnected && ladder.failed(failure.trouble(), clock.bootMillis())) {
        return Ended.AT_THE_NEXT_WAY;
      }
    } catch (JournalException failure) {
      nowDisconnected(rung, Trouble.OTHER, String.valueOf(failure.getMessage()));
    } catch (RuntimeException bug) {
      // Of ours or of the client: the next connection may well work, no connection never does.
      log.error("publishing failed and is tried again gateway={}", topics.gateway(), bug);
      nowDisconnected(rung, Trouble.OTHER, String.valueOf(bug));
    }
    return journal.depth().receiptedSeq() == receiptedBefore ? Ended.IN_VAIN : Ended.USEFUL;
  }

  private Line open(Rung rung, WaySockets sockets, Inbox inbox)
      throws LineException, JournalException {
    // Where the disk refuses the journal there is nothing to say: no connection is made for that.
    boolean unused = isHoleAfter(journal.depth().receiptedSeq());
    return Line.open(rung.way(), sockets, self, inbox, counters, pace.answerTimeout());
  }

  /** Takes what came, sends what may be sent, waits for the next event. */
  private void turn(Line line, Inbox inbox)
      throws LineException, JournalException, InterruptedException {
    Optional<String> lost = inbox.lost();
    if (lost.isPresent()) {
      throw new LineException(Trouble.BROKEN_OFF, lost.get());
    }
    int settled = inbox.takeSettled();
    course.settled(settled, clock.bootMillis());
    if (settled > 0) {
      silence.progressed();
    }
    for (Optional<Inbox.Came> next = inbox.takeReceipt();
        next.isPresent();
        next = inbox.takeReceipt()) {
      take(next.get());
    }
    if (course.isOverdue(clock.bootMillis())) {
      if (!course.isNothingInFlight()) {
        throw new LineException(
            Trouble.NOTHING_TAKEN, "no receipt moved and the server acknowledges nothing");
      }
      if (isBehind) {
        // A new connection begins with the store's own word, whatever it is.
        throw new LineException(
            Trouble.BROKEN_OFF, "receipts stay behind what was receipted before: asking anew");
      }
      counters.repeated.add(course.repeat(isHoleAfter(journal.depth().receiptedSeq())));
    }
    send(line);
    listen(line);
    unansweredSince = course.unansweredSinceMillis();
    if (!isOver()) {
      long now = clock.bootMillis();
      long wait = course.waitMillis(now);
      if (!course.isNothingInFlight()) {
        wait = Math.min(wait, silence.waitMillis(now));
      }
      bell.await(Math.min(wait, isStopping ? leftMillis() : Long.MAX_VALUE));
    }
  }

  /** A cable that was cut says nothing. */
  private void listen(Line line) throws LineException {
    switch (silence.judge(line.bytesIn(), !course.isNothingInFlight(), clock.bootMillis())) {
      case ALIVE -> {}
      case ASK -> line.ask();
      case DEAD ->
          throw new LineException(
              Trouble.NO_ANSWER, "the line is silent, also when asked for a sign of life");
    }
  }

  private void send(Line line) throws LineException, JournalException {
    boolean isOpen = true;
    while (isOpen) {
      Optional<Course.Stretch> next = course.next(journal.depth().lastSeq());
      if (next.isEmpty()) {
        return;
      }
      isOpen = send(line, next.get());
    }
    if (course.isNothingInFlight()) {
      throw new LineException(Trouble.NOTHING_TAKEN, "the server takes no publication at all");
    }
  }

  /**
   * Sends what there is room for.
   *
   * @return false when the server takes no more for now.
   */
  private boolean send(Line line, Course.Stretch stretch) throws LineException, JournalException {
    int batchesMax = Math.min(stretch.batches(), READ_BATCHES_MAX);
    List<SealedBatch> batches =
        stretch.isFacts()
            ? journal.facts(stretch.after(), batchesMax, READ_BYTES_MAX)
            : journal.after(stretch.after(), batchesMax, READ_BYTES_MAX);
    if (batches.isEmpty() || batches.getFirst().header().seq() > stretch.upTo()) {
      // What was there is gone: dropped for want of room, and said in a fact that follows.
      course.passed(stretch.upTo());
      return true;
    }
    long sent = stretch.after();
    for (SealedBatch batch : batches) {
      long seq = batch.header().seq();
      if (seq > stretch.upTo() || !isNext(sent)) {
        return true;
      }
      if (!line.publish(batch)) {
        return false;
      }
      sent = seq;
      course.sent(seq, batch.bytes().length, clock.bootMillis());
      counters.published.increment();
      counters.publishedBytes.add(batch.bytes().length);
    }
    return true;
  }

  /** Whether the course still goes on after that number: there is room, and nothing newer. */
  private boolean isNext(long after) {
    return course
        .next(journal.depth().lastSeq())
        .filter(stretch -> stretch.after() == after)
        .isPresent();
  }

  /** Whether the number after that one is no longer held, though later ones are. */
  private boolean isHoleAfter(long seq) throws JournalException {
    List<SealedBatch> next = journal.after(seq, 1, 1);
    return !next.isEmpty() && next.getFirst().header().seq() > seq + 1;
  }

  private void take(Inbox.Came came) throws JournalException {
    long now = clock.bootMillis();
    Receipt receipt = came.receipt();
    boolean isOurs = receipt.epoch() == journal.epoch();
    // Another collector has brought more meanwhile: this one was overtaken on its way.
    boolean isOvertaken = isOurs && receipt.seq() < broughtSeq;
    boolean isFirst = !isAnswered && came.isWhole() && isOurs && !isOvertaken;
    if (isOurs && !came.isKept()) {
      broughtSeq = Math.max(broughtSeq, receipt.seq());
    }
    isAnswered |= isFirst;
    if (came.isAnswer()) {
      course.heard();
    }
    switch (isFirst ? journal.answered(receipt) : journal.received(receipt)) {
      case Acceptance.Freed freed -> {
        course.receipted(freed.upTo(), now);
        isBehind = false;
        lastReceipt = Optional.of(new LastReceipt(freed.upTo(), now));
      }
      case Acceptance.Moved moved -> {
        broughtSeq = 0;
        course.moved(moved.upTo(), isHoleAfter(moved.upTo()), now);
        lastReceipt = Optional.of(new LastReceipt(moved.upTo(), now));
      }
      case Acceptance.Stale nothingNew ->
          isBehind |=
              receipt.epoch() == journal.epoch() && receipt.seq() < journal.depth().receiptedSeq();
      case Acceptance.Forked forked -> {
        log.error("journal is forked, a new epoch begins reason={}", forked.reason());
        fork = Optional.of(new Fork(now, forked.reason()));
        broughtSeq = 0;
        course.moved(0, isHoleAfter(0), now);
      }
    }
  }

  private void nowConnected(Rung rung) {
    isAnswered = false;
    isHurried = false;
    broughtSeq = 0;
    isBehind = false;
    counters.connections.increment();
    connection = new Connection.Connected(clock.bootMillis(), rung.toString());
    log.info("connected way={} gateway={}", rung, topics.gateway());
  }

  /** Said when the connection goes, and when an attempt fails for another reason than the last. */
  private void nowDisconnected(Rung rung, Trouble trouble, String reason) {
    counters.failures.increment();
    long since = clock.bootMillis();
    if (connection instanceof Connection.Disconnected before) {
      if (before.reason().equals(reason)) {
        return;
      }
      since = before.sinceBootMillis();
    }
    log.warn("not connected way={} gateway={} reason={}", rung, topics.gateway(), reason);
    connection = new Connection.Disconnected(since, trouble, reason);
  }
}
