package eu.releve.edge.simulate;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.provisioning.keys.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a radio receiver that gives telegrams as lines of text over TCP: whoever connects hears
 * every meter once, and then again every ten seconds, in security mode 5 where it has a key.
 */
final class RadioServer implements BusServer {
  private static final Logger LOG = LoggerFactory.getLogger(RadioServer.class);
  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);
  private static final int CONNECTIONS_MAX = 16;

  /** Of a wired telegram with a long header: where what a radio telegram needs stands. */
  private static final int IDENTIFICATION = 7;

  private static final int MANUFACTURER = 11;
  private static final int VERSION = 13;
  private static final int ACCESS = 15;
  private static final int RECORDS = 19;
  private static final int BEHIND = 2;

  private final ServerSocket server;
  private final List<? extends MbusVoice> voices;
  private final Keys keys;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private @Nullable Thread accepting;

  private RadioServer(ServerSocket server, List<? extends MbusVoice> voices, Keys keys) {
    this.server = server;
    this.voices = List.copyOf(voices);
    this.keys = keys;
  }

  /**
   * Listens for gateways.
   *
   * @param voices meters whose telegrams have a long header.
   * @throws IOException when the address cannot be taken.
   */
  static RadioServer start(InetSocketAddress at, List<? extends MbusVoice> voices, Keys keys)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(at, CONNECTIONS_MAX);
    } catch (IOException refused) {
      server.close();
      throw new IOException("cannot listen on " + at, refused);
    }
    RadioServer started = new RadioServer(server, voices, keys);
    started.accepting = Thread.ofVirtual().name("radio-" + at).start(started::accept);
    return started;
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
        Thread.ofVirtual().name("radio-listener").start(() -> serve(connection));
      } catch (IOException stopped) {
        LOG.debug("accept ended cause={}", stopped.getMessage());
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      while (!server.isClosed()) {
        for (MbusVoice voice : voices) {
          if (voice.isThere()) {
            String line = line(telegram(voice.say(0).send()));
            connection.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
          }
        }
        connection.getOutputStream().flush();
        Thread.sleep(BETWEEN);
      }
    } catch (IOException left) {
      LOG.debug("listener left cause={}", left.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private WirelessFrame telegram(byte[] wired) {
    byte[] address = new byte[8];
    System.arraycopy(wired, MANUFACTURER, address, 0, 2);
    System.arraycopy(wired, IDENTIFICATION, address, 2, 4);
    System.arraycopy(wired, VERSION, address, 6, 2);
    int access = wired[ACCESS] & 0xFF;
    byte[] records = Arrays.copyOfRange(wired, RECORDS, wired.length - BEHIND);
    WirelessFrame plain = Sealing.plain(address, access, records);
    MeterIdentity meter = Wireless.meter(plain);
    Optional<Key> key = keys.of(meter);
    return key.map(its -> Sealing.mode5(its, address, access, records)).orElse(plain);
  }

  /** As rtl-wmbus prints it, with a strength in dBm. */
  static String line(WirelessFrame frame) {
    return "T1;1;1;2026-01-01 00:00:00.000;-71;-71;%s;0x%s%n"
        .formatted(frame.sender().identification(), frame);
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
        LOG.warn("the port is not free yet port={}", server.getLocalPort());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
