package eu.releve.edge.pulse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lines that a simulator on this machine plays: the kernel's records over a connection. */
final class PlayedLines implements EdgeSource {
  private static final long RETRY_NANOS = 1_000_000_000;
  private static final int BUFFER_BYTES = LineEvents.BYTES * WAITING_MAX;

  private final SocketAddress address;
  private final Map<Integer, Integer> inputs = new HashMap<>();
  private final LongSupplier nanos;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.nativeOrder());
  private @Nullable SocketChannel channel;
  private boolean open;
  private String fault = "not connected yet";
  private long tryNanos;

  /**
   * Lines by their number.
   *
   * @param offsets of the inputs, in their order.
   */
  PlayedLines(String host, int port, List<Integer> offsets, LongSupplier nanos) {
    this.address = new InetSocketAddress(host, port);
    this.nanos = nanos;
    this.tryNanos = nanos.getAsLong();
    for (int i = 0; i < offsets.size(); i++) {
      inputs.put(offsets.get(i), i);
    }
  }

  @Override
  public void drain(Sink sink) {
    try {
      if (connect(sink)) {
        // As much as the kernel would have kept for each line, and no more at a time.
        for (int i = 0; i < inputs.size() && read(sink); i++) {}
      }
    } catch (IOException broken) {
      lost(String.valueOf(broken.getMessage()));
    } catch (IllegalArgumentException nonsense) {
      lost("what came is no record: " + nonsense.getMessage());
    }
  }

  private boolean connect(Sink sink) throws IOException {
    SocketChannel current = channel;
    if (current == null) {
      if (nanos.getAsLong() - tryNanos < 0) {
        return false;
      }
      tryNanos = nanos.getAsLong() + RETRY_NANOS;
      current = SocketChannel.open();
      channel = current;
      current.configureBlocking(false);
      current.connect(address);
    }
    if (!open && current.finishConnect()) {
      open = true;
      fault = "";
      buffer.clear();
      inputs.values().forEach(sink::opened);
    }
    return open;
  }

  /** Reads once; false when nothing was there. */
  private boolean read(Sink sink) throws IOException {
    SocketChannel current = channel;
    int count = current == null ? 0 : current.read(buffer);
    if (count < 0) {
      throw new IOException("the simulator closed the connection");
    }
    buffer.flip();
    while (buffer.remaining() >= LineEvents.BYTES) {
      LineEvents.LineEvent event = LineEvents.get(buffer);
      Integer input = inputs.get(event.offset());
      if (input != null) {
        sink.edge(input, event.edge());
      }
    }
    buffer.compact();
    return count > 0;
  }

  private void lost(String why) {
    close();
    fault = why;
  }

  @Override
  public String fault(int input) {
    return fault;
  }

  @Override
  public long nowNanos() {
    return nanos.getAsLong();
  }

  @Override
  public void close() {
    SocketChannel current = channel;
    channel = null;
    open = false;
    fault = "closed";
    if (current != null) {
      try {
        current.close();
      } catch (IOException already) {
        fault = String.valueOf(already.getMessage());
      }
    }
  }
}
