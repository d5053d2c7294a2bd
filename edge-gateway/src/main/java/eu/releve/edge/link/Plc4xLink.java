package eu.releve.edge.link;

import eu.releve.decode.plc.PlcAnswer;
import eu.releve.edge.clock.BootClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.plc4x.java.api.PlcConnection;
import org.apache.plc4x.java.api.PlcDriverManager;
import org.apache.plc4x.java.api.messages.PlcReadRequest;
import org.apache.plc4x.java.api.messages.PlcReadResponse;
import org.apache.plc4x.java.api.types.PlcResponseCode;
import org.jspecify.annotations.Nullable;

/**
 * A building's controller (PLC) over PLC4X: one connection, one request at a time.
 *
 * <p>Whatever the library does, a request ends in time. A connection that failed once is thrown
 * away, because the library lets every later request on it hang; one that does not even end is left
 * behind, and when {@value #LEFT_MAX} of them are, no new one is made until one ends.
 */
public final class Plc4xLink implements MeterLink {
  private static final int LEFT_MAX = 4;

  private final String address;
  private final Duration timeout;
  private final BootClock clock;
  private final Attempts attempts;
  private final AtomicInteger left = new AtomicInteger();
  private volatile @Nullable PlcConnection connection;

  /**
   * A link that connects when it is first used.
   *
   * @param address as PLC4X writes it, such as {@code s7://10.0.0.5}.
   * @param timeout of a connection, and of a request.
   * @param clock dates the answers.
   */
  public Plc4xLink(String address, Duration timeout, BootClock clock) {
    this.address = address;
    this.timeout = timeout;
    this.clock = clock;
    this.attempts = new Attempts(clock);
  }

  /**
   * Asks for tags.
   *
   * @param tags in the controller's own addresses.
   * @return {@link PlcAnswer#bytes()} with one value a tag, in the same order.
   */
  public Reply read(List<String> tags) {
    PlcConnection open;
    try {
      open = connected();
    } catch (IOException unreachable) {
      return new Reply.Unreachable(String.valueOf(unreachable.getMessage()));
    }
    try {
      PlcAnswer answer = inTime(() -> ask(open, tags));
      return new Reply.Answered(answer.bytes(), clock.bootMillis());
    } catch (TimeoutException late) {
      drop();
      return new Reply.Silent(timeout.toMillis());
    } catch (ExecutionException failed) {
      drop();
      return new Reply.Cut(reason(failed));
    }
  }

  /** A tag that the driver cannot read as an address is refused alone. */
  private PlcAnswer ask(PlcConnection open, List<String> tags) throws Exception {
    PlcAnswer.Value[] values = new PlcAnswer.Value[tags.size()];
    PlcReadRequest.Builder builder = open.readRequestBuilder();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      Optional<String> objection = objection(open, tags.get(i));
      if (objection.isPresent()) {
        values[i] = new PlcAnswer.Value.Nothing(objection.get());
      } else {
        builder.addTagAddress(Integer.toString(i), tags.get(i));
        asked.add(i);
      }
    }
    if (!asked.isEmpty()) {
      PlcReadResponse response =
          builder.build().execute().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      for (int i : asked) {
        values[i] = value(response, Integer.toString(i));
      }
    }
    return new PlcAnswer(List.of(values));
  }

  private static Optional<String> objection(PlcConnection open, String tag) {
    try {
      return open.parseTagAddress(tag).isPresent()
          ? Optional.empty()
          : Optional.of("no address of this controller: " + tag);
    } catch (RuntimeException unreadable) {
      return Optional.of("no address of this controller: " + unreadable.getMessage());
    }
  }

  private static PlcAnswer.Value value(PlcReadResponse response, String name) {
    PlcResponseCode code = response.getResponseCode(name);
    if (code != PlcResponseCode.OK) {
      return new PlcAnswer.Value.Nothing("the controller answers " + code);
    }
    Object held = response.getObject(name);
    return held == null
        ? new PlcAnswer.Value.Nothing("the controller answers nothing")
        : PlcAnswer.Value.of(held);
  }

  private PlcConnection connected() throws IOException {
    PlcConnection open = connection;
    if (open != null && open.isConnected()) {
      return open;
    }
    drop();
    attempts.check();
    if (left.get() >= LEFT_MAX) {
      attempts.failed();
      throw new IOException(left.get() + " connections neither work nor end");
    }
    try {
      PlcConnection fresh = inTime(this::connect);
      connection = fresh;
      attempts.succeeded();
      if (attempts.areEnded()) {
        drop();
        throw new IOException("closed");
      }
      return fresh;
    } catch (TimeoutException late) {
      attempts.failed();
      throw new IOException("no connection within " + timeout.toMillis() + " ms", late);
    } catch (ExecutionException refused) {
      attempts.failed();
      throw new IOException(reason(refused), refused);
    }
  }

  private PlcConnection connect() throws Exception {
    PlcConnection fresh =
        PlcDriverManager.getDefault().getConnectionManager().getConnection(address);
    if (!fresh.isConnected()) {
      fresh.connect();
    }
    return fresh;
  }

  private interface Deed<T> {
    T run() throws Exception;
  }

  /** Runs on a thread of its own, which is left behind when time is over. */
  private <T> T inTime(Deed<T> deed) throws TimeoutException, ExecutionException {
    CompletableFuture<T> result = new CompletableFuture<>();
    left.incrementAndGet();
    Thread.ofPlatform()
        .name("plc4x")
        .daemon()
        .start(
            () -> {
              try {
                T done = deed.run();
                if (!result.complete(done) && done instanceof PlcConnection late) {
                  late.close();
                }
              } catch (Throwable failed) {
                boolean unused = result.completeExceptionally(failed);
              } finally {
                left.decrementAndGet();
              }
            });
    try {
      return result.get(timeout.toMillis() + timeout.toMillis() / 4, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      boolean unused = result.cancel(true);
      throw late;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      boolean unused = result.cancel(true);
      throw new TimeoutException("interrupted");
    }
  }

  private static String reason(ExecutionException failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /** Closing may hang as everything else: nobody waits for it. */
  private void drop() {
    PlcConnection open = connection;
    connection = null;
    if (open != null) {
      left.incrementAndGet();
      Thread.ofPlatform()
          .name("plc4x-close")
          .daemon()
          .start(
              () -> {
                try {
                  open.close();
                } catch (Exception alreadyBroken) {
                  // Nothing of it is used any more.
                } finally {
                  left.decrementAndGet();
                }
              });
    }
  }

  @Override
  public boolean isConnected() {
    PlcConnection open = connection;
    return open != null && open.isConnected();
  }

  @Override
  public long notBeforeBootMillis() {
    return attempts.notBeforeBootMillis();
  }

  @Override
  public void close() {
    attempts.end();
    drop();
  }
}
