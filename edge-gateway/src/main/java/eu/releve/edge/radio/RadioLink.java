package eu.releve.edge.radio;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Listener;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Listens to a receiver on a thread of its own and keeps the telegrams of the plan's meters until
 * they are taken; those of others are counted and dropped before anybody opens them.
 */
public final class RadioLink implements AutoCloseable {
  /** Telegrams that wait; the oldest gives way, and is counted. */
  static final int WAITING_MAX = 1_000;

  private final RadioPlace place;
  private final BootClock clock;
  private final Predicate<MeterIdentity> ours;
  private final BlockingQueue<Hearing> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Strangers strangers = new Strangers();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Listener listener;

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
    this.listener = new Listener("radio-" + place.name(), place.opener(), this::hearer);
  }

  /** Begins to listen; nothing happens the second time. */
  public void start() {
    listener.start();
  }

  private Listener.Hearer hearer() {
    TelegramStream stream = place.streams().get();
    return (bytes, count) ->
        (count > 0 ? stream.feed(bytes, count) : stream.paused()).forEach(this::take);
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
    return listener.isConnected();
  }

  /** Why it cannot; empty when it can, or before the first attempt. */
  public String fault() {
    return listener.fault();
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
    listener.close();
  }
}
