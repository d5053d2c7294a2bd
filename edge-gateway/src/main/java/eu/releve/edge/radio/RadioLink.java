package eu.releve.edge.radio;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.edge.clock.BootClock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to a receiver on a thread of its own and keeps the telegrams of the plan's meters until
 * they are taken; those of others are counted and dropped before anybody opens them.
 */
public final class RadioLink implements AutoCloseable {
  /** Telegrams that wait; the oldest gives way, and is counted. */
  static final int WAITING_MAX = 1_000;

  private static final int BUFFER_BYTES = 4_096;
  private static final long RETRY_MILLIS_MIN = 1_000;
  private static final long RETRY_MILLIS_MAX = 30_000;
  private static final Logger LOG = LoggerFactory.getLogger(RadioLink.class);

  private final RadioPlace place;
  private final BootClock clock;
  private final Predicate<MeterIdentity> ours;
  private final BlockingQueue<Hearing> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Strangers strangers = new Strangers();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Ears open;
  private volatile String fault = "";

  /**
   * A link that does not listen yet.
   *
   * @param clock dates what is received.
   * @param ours whether a meter is in the plan.
   */
  public RadioLink(RadioPlace place, BootClock clock, Predicate<MeterIdentity> ours) {
    this.place = place;
    this.clock = clock;
    this.ours = ours;
  }

  /** Begins to listen; nothing happens the second time. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().name("radio-" + place.name()).daemon().start(this::run);
    }
  }

  private void run() {
    long pause = RETRY_MILLIS_MIN;
    try {
      while (closed.getCount() > 0) {
        try (Ears ears = place.opener().open()) {
          open = ears;
          fault = "";
          pause = RETRY_MILLIS_MIN;
          listen(ears);
        } catch (IOException broken) {
          fault = String.valueOf(broken.getMessage());
        } finally {
          open = null;
        }
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = Math.min(RETRY_MILLIS_MAX, 2 * pause);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      fault = "stopped: " + bug;
      LOG.error("radio failed place={}", place.name(), bug);
    }
  }

  private void listen(Ears ears) throws IOException {
    TelegramStream stream = place.streams().get();
    byte[] buffer = new byte[BUFFER_BYTES];
    while (closed.getCount() > 0) {
      int count = ears.hear(buffer);
      List<Received> heard = count > 0 ? stream.feed(buffer, count) : stream.paused();
      heard.forEach(this::take);
    }
  }

  private void take(Received received) {
    if (!(received.parsed() instanceof WirelessFrame.Whole whole)) {
      damaged.incrementAndGet();
      return;
    }
    WirelessFrame frame = whole.frame();
    Hearing hearing =
        new Hearing(frame, Wireless.meter(frame), received.rssiDbm(), clock.bootMillis());
    if (!ours.test(hearing.meter())) {
      strangers.heard(hearing);
      return;
    }
    while (!waiting.offer(hearing)) {
      if (waiting.poll() != null) {
        dropped.incrementAndGet();
      }
    }
  }

  /** The longest waiting telegram of a meter of the plan. */
  public Optional<Hearing> poll() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Whether a telegram waits. */
  public boolean hasMore() {
    return !waiting.isEmpty();
  }

  /** Whether the receiver can be listened to now. */
  public boolean isConnected() {
    return open != null;
  }

  /** Why it cannot; empty when it can, or before the first attempt. */
  public String fault() {
    return fault;
  }

  /** Who else is heard. */
  public Strangers strangers() {
    return strangers;
  }

  /** Telegrams that were none: damaged, or cut. */
  public long damaged() {
    return damaged.get();
  }

  /** Telegrams that gave way because nobody took them. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    closed.countDown();
    Ears now = open;
    if (now != null) {
      now.close();
    }
  }
}
