package eu.releve.edge.simulate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP port at which each of up to 16 callers is served by a thread of its own. */
final class TcpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpPort.class);
  private static final int CONNECTIONS_MAX = 16;
  private static final int UNHEARD_BYTES = 64;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

  private final String name;
  private final ServerSocket server;
  private final Service service;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private @Nullable Thread accepting;

  /** What is done for a caller. */
  @FunctionalInterface
  interface Service {
    /**
     * Serves it until it has left.
     *
     * @param connection closed by others when the port is.
     */
    void serve(Socket connection) throws IOException, InterruptedException;
  }

  private TcpPort(String name, ServerSocket server, Service service) {
    this.name = name;
    this.server = server;
    this.service = service;
  }

  /**
   * Listens.
   *
   * @param name of its threads.
   * @param at port 0 is any free one.
   * @throws IOException when the address cannot be taken.
   */
  static TcpPort listen(String name, InetSocketAddress at, Service service) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(at, CONNECTIONS_MAX);
    } catch (IOException refused) {
      server.close();
      throw new IOException("cannot listen on " + at, refused);
    }
    TcpPort port = new TcpPort(name, server, service);
    port.accepting = Thread.ofVirtual().name(name + "-" + at).start(port::accept);
    return port;
  }

  int number() {
    return server.getLocalPort();
  }

  boolean isClosed() {
    return server.isClosed();
  }

  /**
   * Waits, without listening to what the caller says.
   *
   * @param wait at least a millisecond.
   * @return false as soon as the caller has left: nothing is to be said to nobody.
   * @throws IOException when the connection breaks or is closed.
   */
  static boolean stays(Socket connection, Duration wait) throws IOException {
    long end = System.nanoTime() + wait.toNanos();
    byte[] unheard = new byte[UNHEARD_BYTES];
    for (long left = wait.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      connection.setSoTimeout((int) left);
      try {
        if (connection.getInputStream().read(unheard) < 0) {
          return false;
        }
      } catch (SocketTimeoutException passed) {
        return true;
      }
    }
    return true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        if (connections.size() >= CONNECTIONS_MAX) {
          connection.close();
          continue;
        }
        connections.add(connection);
        Thread.ofVirtual().name(name + "-caller").start(() -> serve(connection));
      } catch (IOException stopped) {
        LOG.debug("accept ended port={} cause={}", name, stopped.getMessage());
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      service.serve(connection);
    } catch (IOException ended) {
      LOG.debug("caller left port={} cause={}", name, ended.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /** Cuts off everybody who is connected; others may call. */
  void cutAll() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll();
    // The port is free only when nobody waits on it any more.
    Thread waiting = accepting;
    try {
      if (waiting != null && !waiting.join(ENDS_WITHIN)) {
        LOG.warn("the port is not free yet port={}", server.getLocalPort());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
