package eu.releve.edge.simulate;

import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays the meters behind one M-Bus level converter over TCP, one request at a time. */
final class MbusMeterServer implements BusServer {
  private static final Logger LOG = LoggerFactory.getLogger(MbusMeterServer.class);

  /** A frame that takes longer than this between two bytes has broken off. */
  private static final int GAP_MILLIS_MAX = 200;

  private static final int CONNECTIONS_MAX = 16;

  /** The meter that was selected by its secondary address. */
  private static final int SELECTED = MbusSlave.SELECTED;

  /** Answers whatever its address is; of use only where there is one meter. */
  private static final int ANY_ADDRESS = 254;

  private final BusMeters meters;
  private final Map<PlayedMeter, MbusSlave> slaves = new LinkedHashMap<>();
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  private MbusMeterServer(ServerSocket server, BusMeters meters) {
    this.server = server;
    this.meters = meters;
    meters.all().forEach(played -> slaves.put(played, new MbusSlave(played)));
  }

  /**
   * Listens for masters.
   *
   * @throws IOException when the address cannot be taken.
   * @throws IllegalArgumentException when a register cannot be written over M-Bus.
   */
  static MbusMeterServer start(Endpoint endpoint, BusMeters meters) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      MbusMeterServer started = new MbusMeterServer(server, meters);
      server.setReuseAddress(true);
      server.bind(
          new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()), 16);
      Thread.ofVirtual().name("mbus-" + endpoint).start(started::accept);
      return started;
    } catch (IOException refused) {
      server.close();
      throw new IOException("cannot listen on " + endpoint, refused);
    } catch (IllegalArgumentException unplayable) {
      server.close();
      throw unplayable;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
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
        Optional<byte[]> answer = answer(request.get());
        if (answer.isPresent()) {
          connection.getOutputStream().write(answer.get());
          connection.getOutputStream().flush();
        }
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

  private Optional<byte[]> answer(MbusRequest request) throws IOException, InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      if (request.address() == SELECTED && request.selects().isPresent()) {
        return select(request.selects().get());
      }
      Optional<MbusSlave> asked = asked(request.address());
      return asked.isPresent() ? asked.get().answer(request) : Optional.empty();
    } finally {
      oneAtATime.unlock();
    }
  }

  private Optional<MbusSlave> asked(int address) {
    return switch (address) {
      case SELECTED -> hanging().filter(MbusSlave::isSelected).findFirst();
      case ANY_ADDRESS ->
          slaves.size() == 1 ? slaves.values().stream().findFirst() : Optional.empty();
      default -> meters.at(address).map(slaves::get);
    };
  }

  /** Every meter looks at a selection: those that are not meant are deselected by it. */
  private Optional<byte[]> select(byte[] mask) {
    long acknowledging = hanging().filter(slave -> slave.select(mask)).count();
    return acknowledging > 0 ? Optional.of(new byte[] {(byte) 0xE5}) : Optional.empty();
  }

  private Stream<MbusSlave> hanging() {
    return slaves.values().stream().filter(slave -> meters.hangsThere(slave.played()));
  }
}
