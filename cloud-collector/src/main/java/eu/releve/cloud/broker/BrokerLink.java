package eu.releve.cloud.broker;

import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Receiver;
import eu.releve.cloud.ingest.Taken;
import eu.releve.cloud.mqtt.Commands;
import eu.releve.cloud.mqtt.GatewayState;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.BrokerSettings;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.Topics;
import eu.releve.wire.UnknownFormatException;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what gateways publish at a broker, as one of several collectors that share it, and brings
 * their receipts there.
 *
 * <p>The broker gets a batch acknowledged when ingest has room for it; what is stored only receipts
 * say. A batch that cannot be taken is acknowledged and forgotten: its gateway has it and offers it
 * again, and the broker would offer it for ever.
 */
public final class BrokerLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);
  private static final long TURN_MILLIS_MAX = 500;
  private static final long PAUSE_MILLIS_MIN = 1_000;
  private static final long PAUSE_MILLIS_MAX = 60_000;

  /** Where a gateway is connected, as far as this collector can know. */
  private static final String ADDRESS = "the broker";

  private static final byte[] NOTHING = new byte[0];
  private static final int QUESTION_BYTES_MAX = 64;
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final BrokerSettings where;
  private final TlsSource tls;
  private final Ingest ingest;
  private final Optional<DynamicSecurity> security;
  private final RandomGenerator random;
  private final Outbox outbox = new Outbox();
  private final Board board;
  private final Bell bell = new Bell();
  private final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();
  private final Set<GatewayId> here = ConcurrentHashMap.newKeySet();
  private final Set<GatewayId> heard = ConcurrentHashMap.newKeySet();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private final LongAdder connections = new LongAdder();
  private final LongAdder receiptsRefused = new LongAdder();
  private final Receiver receiver = this::receipt;
  private final Thread thread;
  private volatile Optional<String> trouble = Optional.of("not connected yet");
  private volatile boolean isStopping;

  /** A batch for which there was no room. */
  private record Held(Line line, GatewayId gateway, MqttMessage message) {}

  private BrokerLink(
      BrokerSettings where,
      TlsSource tls,
      Ingest ingest,
      Guests guests,
      Commands commands,
      RandomGenerator random) {
    this.board = new Board(commands);
    this.where = where;
    this.tls = tls;
    this.ingest = ingest;
    this.security =
        where.isAdministered()
            ? Optional.of(new DynamicSecurity(guests, this::gone))
            : Optional.empty();
    this.random = random;
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new LongAdder());
    }
    this.thread = Thread.ofPlatform().name("broker").daemon().unstarted(this::run);
  }

  /**
   * Connects, and again after each break; does not wait for the first connection.
   *
   * @param where the broker, and the collector's name there.
   * @param tls what is shown and trusted.
   * @param ingest takes batches, gives receipts.
   * @param guests whom the broker is told to let in, where it takes that from this collector.
   * @param commands what the broker is to keep for gateways.
   * @param random for the pauses between attempts.
   */
  public static BrokerLink start(
      BrokerSettings where,
      TlsSource tls,
      Ingest ingest,
      Guests guests,
      Commands commands,
      RandomGenerator random) {
    BrokerLink link = new BrokerLink(where, tls, ingest, guests, commands, random);
    ingest.connect(link.receiver);
    link.thread.start();
    return link;
  }

  /** How it stands; does not wait. */
  public BrokerStatus status() {
    Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    refusals.forEach((refusal, count) -> counts.put(refusal, count.sum()));
    return new BrokerStatus(
        trouble,
        connections.sum(),
        here.size(),
        outbox.size(),
        receiptsRefused.sum() + outbox.dropped(),
        held.size(),
        counts,
        security.map(DynamicSecurity::admitted).orElse(OptionalInt.empty()),
        security.flatMap(DynamicSecurity::trouble));
  }

  /** Only for gateways that were heard here: others hang on another transport. */
  private void receipt(GatewayId gateway, Receipt receipt) {
    if (heard.contains(gateway)) {
      outbox.receipt(gateway, receipt);
      bell.ring();
    }
  }

  private void gone(GatewayId gateway) {
    here.remove(gateway);
    outbox.forget(gateway);
    ingest.online(gateway, false);
  }

  private void run() {
    long pauseMillis = PAUSE_MILLIS_MIN;
    try {
      while (!isStopping) {
        long before = connections.sum();
        converse();
        pauseMillis =
            connections.sum() > before
                ? PAUSE_MILLIS_MIN
                : Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
        pause(pauseMillis / 2 + random.nextLong(pauseMillis / 2));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; left > 0 && !isStopping; ) {
      bell.await(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /** One connection from beginning to end. */
  private void converse() throws InterruptedException {
    Inlet inlet = new Inlet();
    try (Line line = Line.open(where, tls.context(), inlet)) {
      outbox.forgetQuestions();
      security.ifPresent(DynamicSecurity::connected);
      board.connected(nowMillis());
      line.subscribe(Access.ofCollector(where.isAdministered()).subscribes());
      nowConnected();
      while (!isStopping && inlet.lost.isEmpty()) {
        turn(line);
        bell.await(TURN_MILLIS_MAX);
      }
      inlet.lost.ifPresent(this::nowDisconnected);
    } catch (IOException | GeneralSecurityException failure) {
      nowDisconnected(String.valueOf(failure.getMessage()));
    } catch (RuntimeException bug) {
      // Of ours or of the client: the next connection may well work, no connection never does.
      log.error("the connection to the broker failed and is tried again", bug);
      nowDisconnected(String.valueOf(bug));
    } finally {
      inlet.end();
      leave();
    }
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** The broker sends again what it has; who is there, another connection will tell. */
  private void leave() {
    held.clear();
    here.forEach(gateway -> ingest.online(gateway, false));
    here.clear();
  }

  private void nowConnected() {
    connections.increment();
    trouble = Optional.empty();
    log.info("connected to the broker at={} name={}", where.at(), where.name());
  }

  /** Said when the connection goes, and when an attempt fails for another reason than the last. */
  private void nowDisconnected(String reason) {
    if (!trouble.equals(Optional.of(reason))) {
      log.warn("not connected to the broker at={} reason={}", where.at(), reason);
    }
    trouble = Optional.of(reason);
  }

  private void turn(Line line) throws IOException {
    offerAgain();
    try {
      if (security.isPresent()) {
        security
            .get()
            .turn(commands -> line.publish(Access.CONTROL, commands, false, NOTHING), nowMillis());
      }
      board.turn(
          (gateway, command) -> line.publish(new Topics(gateway).command(), command, true, NOTHING),
          nowMillis());
      lookUp();
      boolean isOpen = true;
      while (isOpen && !isStopping) {
        isOpen = sendNext(line);
      }
    } catch (SQLException away) {
      // Gateways wait; who was shut out before stays so.
      log.debug("the broker's gateways get no answer", away);
    }
  }

  private void lookUp() throws SQLException {
    for (Optional<GatewayId> next = outbox.nextUnheard();
        next.isPresent() && !isStopping;
        next = outbox.nextUnheard()) {
      outbox.lookedUp(next.get(), ingest.receipt(next.get()));
    }
  }

  /** Sends one receipt; an answer is read anew, after the question. */
  private boolean sendNext(Line line) throws IOException, SQLException {
    Optional<Outbox.Parcel> next = outbox.next();
    if (next.isEmpty()) {
      return false;
    }
    Outbox.Parcel parcel = next.get();
    Outbox.Journal journal = parcel.journal();
    Optional<Receipt> receipt =
        parcel.question().length == 0
            ? Optional.of(parcel.receipt())
            : ingest.receiptOf(journal.epoch());
    boolean isSent =
        receipt.isEmpty()
            || line.publish(
                new Topics(journal.gateway()).receipt(),
                Wire.encode(receipt.get()),
                true,
                parcel.question());
    if (isSent) {
      outbox.sent(parcel);
    }
    return isSent;
  }

  private void offerAgain() {
    Held first = held.peek();
    while (first != null && offer(first)) {
      held.poll();
      first = held.peek();
    }
  }

  /** Whether a batch is done with: taken, or refused for good. */
  private boolean offer(Held batch) {
    try {
      Taken taken =
          ingest.offer(
              batch.gateway,
              batch.message.getPayload(),
              () -> batch.line.acknowledge(batch.message));
      return taken == Taken.YES;
    } catch (UnknownFormatException later) {
      ingest.cannotRead(batch.gateway, later);
      refuse(Refusal.UNKNOWN_FORMAT, batch.gateway, String.valueOf(later.getMessage()));
    } catch (MalformedBatchException unreadable) {
      refuse(Refusal.UNREADABLE, batch.gateway, String.valueOf(unreadable.getMessage()));
    }
    batch.line.acknowledge(batch.message);
    return true;
  }

  private void refuse(Refusal why, GatewayId gateway, String what) {
    count(why);
    log.warn("a message is not taken gateway={} reason={} found={}", gateway, why, what);
  }

  private void count(Refusal why) {
    LongAdder counter = refusals.get(why);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Ends the connection; what is not acknowledged the broker gives to another collector. */
  @Override
  public void close() {
    ingest.disconnect(receiver);
    isStopping = true;
    bell.ring();
    try {
      if (!thread.join(STOP_MAX)) {
        thread.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What comes on one connection, on the client's thread. */
  private final class Inlet implements Line.Ear {
    private volatile Optional<String> lost = Optional.empty();
    private boolean isOver;

    /**
     * What the client's thread still has of this connection counts no more: it would say that
     * gateways are there when all of them were just said to be gone.
     */
    synchronized void end() {
      isOver = true;
    }

    @Override
    public synchronized void heard(Line from, String topic, MqttMessage message) {
      if (isOver) {
        return;
      }
      if (topic.equals(Access.CONTROL_ANSWERS)) {
        security.ifPresent(one -> one.answered(message.getPayload()));
        from.acknowledge(message);
        bell.ring();
        return;
      }
      Optional<GatewayId> sender = Topics.gatewayOf(topic);
      if (sender.isEmpty() || !take(from, sender.get(), topic, message)) {
        count(Refusal.FOREIGN_TOPIC);
        from.acknowledge(message);
      }
    }

    private boolean take(Line from, GatewayId gateway, String topic, MqttMessage message) {
      Topics topics = new Topics(gateway);
      if (topic.equals(topics.data())) {
        data(from, gateway, message);
      } else if (topic.equals(topics.state())) {
        state(gateway, message);
        from.acknowledge(message);
      } else if (topic.equals(topics.command())) {
        board.heard(gateway, message.getPayload());
        from.acknowledge(message);
      } else if (topic.equals(topics.reply())) {
        from.acknowledge(message);
      } else {
        return false;
      }
      return true;
    }

    private void data(Line from, GatewayId gateway, MqttMessage message) {
      if (message.getQos() != 1) {
        refuse(Refusal.QOS, gateway, "QoS " + message.getQos());
        from.acknowledge(message);
        return;
      }
      note(gateway);
      Held batch = new Held(from, gateway, message);
      if (!held.isEmpty() || !offer(batch)) {
        // The broker sends no more than it may before the first is acknowledged.
        count(Refusal.NO_ROOM);
        held.add(batch);
      }
    }

    private void state(GatewayId gateway, MqttMessage message) {
      Optional<GatewayState> state =
          GatewayState.parse(new String(message.getPayload(), StandardCharsets.UTF_8));
      if (state.isEmpty() || !note(gateway)) {
        return;
      }
      state.get().tell(ingest, gateway, ADDRESS);
      byte[] question =
          message.getProperties() == null ? null : message.getProperties().getCorrelationData();
      if (!state.get().isOnline()) {
        gone(gateway);
      } else {
        here.add(gateway);
        if (question != null && question.length <= QUESTION_BYTES_MAX) {
          outbox.asks(gateway, question);
          bell.ring();
        }
      }
    }

    /** More names than an endpoint holds are not remembered: they get no receipts here. */
    private boolean note(GatewayId gateway) {
      return heard.contains(gateway) || (heard.size() < Outbox.GATEWAYS_MAX && heard.add(gateway));
    }

    @Override
    public void lost(String reason) {
      lost = lost.or(() -> Optional.of(reason));
      bell.ring();
    }

    @Override
    public void settled(boolean isRefused) {
      if (isRefused) {
        receiptsRefused.increment();
      }
      bell.ring();
    }
  }
}
