package eu.releve.edge.link;

import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server that does to each request what a test tells it: answers, garbage, silence, cuts. */
public final class RawServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What happens when a request has come. */
  @FunctionalInterface
  public interface Script {
    void answer(byte[] request, Socket socket) throws IOException;
  }

  public RawServer(Script script) {
    this.script = script;
    try {
      listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** A script that sends the same bytes to everyone. */
  public static Script always(byte[] bytes) {
    return (request, socket) -> socket.getOutputStream().write(bytes);
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listener.getLocalPort());
  }

  public List<byte[]> requests() {
    return requests;
  }

  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    byte[] buffer = new byte[512];
    try (socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream()) {
      int read = in.read(buffer);
      while (read > 0) {
        byte[] request = Arrays.copyOf(buffer, read);
        requests.add(request);
        script.answer(request, socket);
        out.flush();
        read = in.read(buffer);
      }
    } catch (IOException broken) {
      // The other side has gone, or the script has closed it.
    }
  }

  /** Breaks all connections; the port stays open. */
  public void cutAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cutAll();
  }
}
