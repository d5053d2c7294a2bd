package eu.releve.edge.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts packets that are written within a few milliseconds of each other into one TLS record: a
 * record adds 22 bytes, a tenth of a small batch.
 *
 * <p>A thread of its own writes, so that the client's never waits for a slow line but when {@link
 * #BYTES_MAX} are gathered. What fails there fails the next write here.
 */
final class Gathered extends OutputStream {
  /** A record's worth at most. */
  private static final int BYTES_MAX = 16 << 10;

  /** As much as a segment carries is not worth waiting for more. */
  private static final int BYTES_WORTH = 1_300;

  private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte[] bytes = new byte[BYTES_MAX];
  private byte[] spare = new byte[BYTES_MAX];
  private int length;
  private boolean isFlushed;
  private boolean isClosed;
  private boolean isDone;
  private Optional<IOException> failure = Optional.empty();

  private Gathered(OutputStream out) {
    this.out = out;
  }

  static Gathered before(OutputStream out) {
    Gathered gathered = new Gathered(out);
    Thread.ofPlatform().name("publish-write").daemon().start(gathered::run);
    return gathered;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    lock.lock();
    try {
      int written = 0;
      while (written < count) {
        check();
        int fits = Math.min(count - written, BYTES_MAX - length);
        if (fits == 0) {
          isFlushed = true;
          changed.signalAll();
          changed.awaitUninterruptibly();
          continue;
        }
        System.arraycopy(source, offset + written, bytes, length, fits);
        length += fits;
        written += fits;
      }
    } finally {
      lock.unlock();
    }
  }

  private void check() throws IOException {
    if (failure.isPresent()) {
      throw new IOException("the line is broken", failure.get());
    }
    if (isClosed) {
      throw new IOException("the line is closed");
    }
  }

  /** What is gathered goes within a few milliseconds. */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      check();
      isFlushed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (int taken = take(); taken >= 0; taken = take()) {
        out.write(spare, 0, taken);
        out.flush();
      }
    } catch (IOException broken) {
      lock.lock();
      try {
        failure = Optional.of(broken);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      done();
    }
  }

  private void done() {
    lock.lock();
    try {
      isDone = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How much to write from the spare; less than nothing at the end. */
  private int take() throws InterruptedException {
    lock.lock();
    try {
      while (!isClosed && (!isFlushed || length == 0)) {
        changed.await();
      }
      long left = WAIT_NANOS;
      while (!isClosed && length < BYTES_WORTH && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (length == 0) {
        return -1;
      }
      byte[] full = bytes;
      bytes = spare;
      spare = full;
      int taken = length;
      length = 0;
      isFlushed = false;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Lets what is gathered go if the line takes it at once, a farewell for instance. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
      long left = FAREWELL_NANOS;
      while (!isDone && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
