package eu.releve.cloud.ingest;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import eu.releve.wire.Envelope;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.UnknownFormatException;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches from any transport and stores each once; every method may be called by any thread.
 *
 * <p>A gateway's batches may come in any order, over several transports and several times. What is
 * taken is not safe yet: only a receipt says that.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ingest.class);
  private static final int WORKERS = 2;
  private static final int QUEUED_BATCHES_MAX = 2_000;
  private static final long INSIDE_BYTES_MAX = 128L << 20;
  private static final int WAITING_BATCHES_MAX = 5_000;

  /** Half of what may be inside: who waits for ever must not keep the others out. */
  private static final long WAITING_BYTES_MAX = INSIDE_BYTES_MAX / 2;

  private static final long WAITING_GATEWAY_BYTES_MAX = 4L << 20;
  private static final Duration DURABILITY_EVERY = Duration.ofSeconds(10);
  private static final Duration DATING_EVERY = Duration.ofHours(1);

  /** The status says so long before: from ten minutes on. */
  private static final Duration CATALOGUE_WAIT_MAX = Duration.ofHours(1);

  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final Inbox inbox = new Inbox(QUEUED_BATCHES_MAX, INSIDE_BYTES_MAX);
  private final Waiting waiting;
  private final IngestCounters counters = new IngestCounters();
  private final Receivers receivers = new Receivers();
  private final Store store;
  private final Presence presence;
  private final Notices notices;
  private final Hands hands;
  private final Durability durability;
  private final Outage outage;
  private final Announcer announcer;
  private final Aftermath aftermath;
  private final Retrial retrial;
  private final List<Thread> threads = new ArrayList<>();

  private Ingest(Database database, Store store, InstantSource clock) {
    this.waiting =
        new Waiting(WAITING_BATCHES_MAX, WAITING_BYTES_MAX, WAITING_GATEWAY_BYTES_MAX, clock);
    this.store = store;
    this.presence = new Presence(store);
    this.notices = new Notices(store, clock);
    this.hands = new Hands(clock);
    this.durability = new Durability(database::broken);
    this.outage = new Outage(counters.retries, durability::refresh);
    this.announcer = new Announcer(store);
    this.aftermath = new Aftermath(store, outage, durability, receivers, announcer, counters);
    this.retrial = new Retrial(store, inbox, waiting, announcer);
  }

  /**
   * Starts the workers.
   *
   * @param clock says for how long batches have waited.
   */
  public static Ingest start(Database database, Store store, InstantSource clock) {
    Ingest ingest = new Ingest(database, store, clock);
    ingest.durability.refresh();
    ingest.run("ingest-durability", ingest::watch);
    ingest.run("ingest-announcer", ingest.announcer);
    ingest.run("ingest-presence", ingest.presence);
    ingest.run("ingest-notices", ingest.notices);
    ingest.run("ingest-dating", ingest::dateWhatWaited);
    for (int i = 1; i <= WORKERS; i++) {
      ingest.run("ingest-" + i, ingest.worker());
    }
    return ingest;
  }

  private Worker worker() {
    return new Worker(inbox, waiting, store, outage, aftermath, retrial, counters);
  }

  private void run(String name, Runnable task) {
    threads.add(Thread.ofVirtual().name(name).start(task));
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(DURABILITY_EVERY.toMillis());
        durability.refresh();
        sayWhoIsHere();
        giveUpOverdue();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts aside what has waited too long for its catalogue. */
  void giveUpOverdue() throws InterruptedException {
    try {
      worker().giveUp(waiting.overdue(CATALOGUE_WAIT_MAX));
    } catch (Outage.DataException bug) {
      log.error("batches that wait for a catalogue wait on", bug);
    }
  }

  /** What of a gateway is in quarantine after a batch, 0 for the first; a thousand at most. */
  public Retrials retryAfter(GatewayId gateway, long after, String who) throws SQLException {
    return retrial.after(gateway, after, who);
  }

  /** One batch of a gateway's quarantine. */
  public Retrials retry(GatewayId gateway, long batch, String who) throws SQLException {
    return retrial.one(gateway, batch, who);
  }

  /** How many batches of a gateway wait here for a catalogue. */
  public long waiting(GatewayId gateway) {
    return waiting.of(gateway);
  }

  /**
   * A collector that was killed between a time fact and the dating left this to do, and a number
   * that was missing may have come since.
   */
  private void dateWhatWaited() {
    try {
      while (true) {
        announcer.add(outage.patiently(() -> store.dating().run()));
        TimeUnit.MILLISECONDS.sleep(DATING_EVERY.toMillis());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Outage.DataException bug) {
      log.error("batches cannot be dated", bug);
    }
  }

  /** From now on brings receipts to that transport too. */
  public void connect(Receiver receiver) {
    receivers.add(receiver);
  }

  /** No longer brings receipts to that transport. */
  public void disconnect(Receiver receiver) {
    receivers.remove(receiver);
  }

  /**
   * Takes a batch; never blocks.
   *
   * @param gateway whose it is, as the transport knows it.
   * @param bytes envelope and body.
   * @param accepted run once when the sender may go on; not run when there is no room.
   * @throws MalformedBatchException when the envelope cannot be read; nothing is taken.
   */
  public Taken offer(GatewayId gateway, byte[] bytes, Runnable accepted)
      throws MalformedBatchException {
    Envelope envelope = Wire.open(bytes);
    Arrival arrival = new Arrival(gateway, envelope, bytes, Digest.of(bytes));
    return switch (inbox.offer(arrival, accepted)) {
      case TAKEN -> Taken.YES;
      case INSIDE -> {
        counters.duplicates.increment();
        // Another collector may have its catalogue by now.
        inbox.again(waiting.release(gateway, envelope.header().catalogue()));
        accepted.run();
        yield Taken.YES;
      }
      case NO_ROOM -> {
        counters.refused.increment();
        yield Taken.NO_ROOM;
      }
    };
  }

  /**
   * The latest receipt of a gateway's newest journal, for a gateway that has just connected.
   *
   * @return nothing when there is none, or while receipts are withheld.
   * @throws SQLException when the database is away.
   */
  public Optional<Receipt> receipt(GatewayId gateway) throws SQLException {
    return durability.broken().isEmpty() ? store.receipt(gateway) : Optional.empty();
  }

  /**
   * The receipt of one journal, read now.
   *
   * @return nothing while receipts are withheld.
   * @throws SQLException when the database is away.
   */
  public Optional<Receipt> receiptOf(long epoch) throws SQLException {
    return durability.broken().isEmpty()
        ? Optional.ofNullable(store.receipts(Set.of(epoch)).get(epoch))
        : Optional.empty();
  }

  /** Notes whether a gateway is connected; never blocks. */
  public void online(GatewayId gateway, boolean online) {
    presence.note(gateway, online);
  }

  /**
   * Notes which box says that it is the gateway; never blocks.
   *
   * @param run what its program calls itself since its start, empty where it does not say.
   * @param address from where it is connected.
   */
  public void holds(GatewayId gateway, String run, String address) {
    hands
        .now(gateway, new Hands.Holder(run, address))
        .ifPresent(words -> notices.shared(gateway, words));
  }

  /** Notes a batch that a later program wrote, which its gateway keeps; never blocks. */
  public void cannotRead(GatewayId gateway, UnknownFormatException unknown) {
    notices.format(gateway, unknown.version(), unknown.kind());
  }

  /** Writes once more who is connected here; the start of another collector may have denied it. */
  void sayWhoIsHere() {
    presence.again();
  }

  /** What has been done so far. */
  public IngestStatus status() {
    return new IngestStatus(
        counters.batches.sum(),
        counters.readings.sum(),
        counters.duplicates.sum(),
        counters.quarantined.sum(),
        counters.forked.sum(),
        counters.refused.sum(),
        waiting.size(),
        waiting.longest(),
        counters.waitingDropped.sum(),
        counters.receipts.sum(),
        counters.retries.sum(),
        inbox.size(),
        durability.broken());
  }

  /** Ends the commits under way; what is not committed is sent again by its gateway. */
  @Override
  public void close() {
    inbox.close();
    outage.close();
    threads.stream()
        .filter(thread -> !thread.getName().matches("ingest-[0-9]+"))
        .forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        if (!thread.join(STOP_MAX)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
