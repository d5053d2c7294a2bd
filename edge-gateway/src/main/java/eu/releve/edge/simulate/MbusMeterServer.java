package eu.releve.edge.simulate;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the meters behind one M-Bus level converter over TCP, one request at a time; where several
 * answer together they damage each other's characters as on a wire.
 */
final class MbusMeterServer implements BusServer {
  private static final Logger LOG = LoggerFactory.getLogger(MbusMeterServer.class);

  /** A frame that takes longer than this between two bytes has broken off. */
  private static final int GAP_MILLIS_MAX = 200;

  private static final int CONNECTIONS_MAX = 16;

  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);
  private static final int ANSWER_BYTES_MAX = 1_024;

  private final SerialLine master;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private @Nullable Thread accepting;

  private MbusMeterServer(ServerSocket server, List<? extends MbusVoice> meters, int baud) {
    LineSettings settings = LineSettings.mbus(baud);
    LineModel line = new LineModel(Disturbance.NONE, 0);
    for (MbusVoice voice : meters) {
      line.attach(new MbusStation(voice, settings, DELAY, FrameCounting.EACH_ADDRESS));
    }
    this.server = server;
    this.master = line.master(settings);
  }

  /**
   * Listens for masters.
   *
   * @param at port 0 is any free one.
   * @param baud of the line behind it, whose time does not pass here.
   * @throws IOException when the address cannot be taken.
   */
  static MbusMeterServer start(InetSocketAddress at, List<? extends MbusVoice> meters, int baud)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      MbusMeterServer started = new MbusMeterServer(server, meters, baud);
      server.setReuseAddress(true);
      server.bind(at, 16);
      started.accepting = Thread.ofVirtual().name("mbus-" + at).start(started::accept);
      return started;
    } catch (IOException refused) {
      server.close();
      throw new IOException("cannot listen on " + at, refused);
    }
  }

  /** Where it listens. */
  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
    // The port is free only when nobody waits on it any more.
    Thread waiting = accepting;
    try {
      if (waiting != null && !waiting.join(ENDS_WITHIN)) {
        LOG.warn("the port is not free yet port={}", port());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
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
        Thread.ofVirtual().name("mbus-master").start(() -> serve(connection));
      } catch (IOException stopped) {
        LOG.debug("accept ended cause={}", stopped.getMessage());
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(GAP_MILLIS_MAX);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      Optional<MbusRequest> request = MbusRequest.next(in);
      while (request.isPresent()) {
        connection.getOutputStream().write(answer(request.get()));
        connection.getOutputStream().flush();
        request = MbusRequest.next(in);
      }
    } catch (IOException ended) {
      LOG.debug("master left cause={}", ended.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private byte[] answer(MbusRequest request) throws IOException, InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      master.send(request.frame());
      byte[] answer = new byte[ANSWER_BYTES_MAX];
      int count = 0;
      int read;
      do {
        read = master.receive(answer, count, answer.length - count, QUIET);
        count += read;
      } while (read > 0 && count < answer.length);
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped while a meter was slow");
      }
      return Arrays.copyOf(answer, count);
    } catch (UncheckedIOException unrecorded) {
      throw unrecorded.getCause();
    } finally {
      oneAtATime.unlock();
    }
  }
}
