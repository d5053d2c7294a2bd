package eu.releve.edge.port;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.serial.Listener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Listens at a port on a thread of its own and keeps frames until they are taken. */
public final class PortLink implements AutoCloseable {
  /** Frames that wait; the oldest gives way, and is counted. */
  static final int WAITING_MAX = 60;

  private final BootClock clock;
  private final Listener listener;
  private final PortPlace place;
  private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong garbage = new AtomicLong();

  /**
   * A frame that came.
   *
   * @param bytes whole or broken off; not to be changed.
   * @param bootMillis when it ended, by the boot clock.
   */
  public record Frame(byte[] bytes, long bootMillis) {}

  /** A link that does not listen yet. */
  public PortLink(PortPlace place, BootClock clock) {
    this.place = place;
    this.clock = clock;
    this.listener = new Listener("port-" + place.name(), place.opener(), this::hearer);
  }

  private Listener.Hearer hearer() {
    PortStream stream = place.streams().get();
    return (bytes, count) -> {
      long before = stream.discarded();
      take(stream.feed(bytes, count));
      garbage.addAndGet(stream.discarded() - before);
    };
  }

  private void take(List<byte[]> frames) {
    for (byte[] bytes : frames) {
      Frame frame = new Frame(bytes, clock.bootMillis());
      while (!waiting.offer(frame)) {
        if (waiting.poll() != null) {
          dropped.incrementAndGet();
        }
      }
    }
  }

  /** Begins to listen; nothing happens the second time. */
  public void start() {
    listener.start();
  }

  /** The longest waiting frame. */
  public Optional<Frame> poll() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Whether a frame waits. */
  public boolean hasMore() {
    return !waiting.isEmpty();
  }

  /** Whether the port can be listened to now. */
  public boolean isConnected() {
    return listener.isConnected();
  }

  /** Why it cannot; empty when it can, or before the first attempt. */
  public String fault() {
    return listener.fault();
  }

  /** Frames that gave way because nobody took them. */
  public long dropped() {
    return dropped.get();
  }

  /** Bytes that belonged to no frame: the end of one that had begun before, another speed. */
  public long garbage() {
    return garbage.get();
  }

  @Override
  public void close() {
    listener.close();
  }
}
