package eu.releve.edge.simulate;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.provisioning.keys.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Plays a radio receiver that gives telegrams as lines of text over TCP: whoever connects hears
 * every meter once, and then again every ten seconds, in security mode 5 where it has a key.
 */
final class RadioServer implements BusServer {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  /** Of a wired telegram with a long header: where what a radio telegram needs stands. */
  private static final int IDENTIFICATION = 7;

  private static final int MANUFACTURER = 11;
  private static final int VERSION = 13;
  private static final int ACCESS = 15;
  private static final int RECORDS = 19;
  private static final int BEHIND = 2;

  private final List<? extends MbusVoice> voices;
  private final Keys keys;
  private final TcpPort port;

  private RadioServer(InetSocketAddress at, List<? extends MbusVoice> voices, Keys keys)
      throws IOException {
    this.voices = List.copyOf(voices);
    this.keys = keys;
    this.port = TcpPort.listen("radio", at, this::serve);
  }

  /**
   * Listens for gateways.
   *
   * @param voices meters whose telegrams have a long header.
   * @throws IOException when the address cannot be taken.
   */
  static RadioServer start(InetSocketAddress at, List<? extends MbusVoice> voices, Keys keys)
      throws IOException {
    return new RadioServer(at, voices, keys);
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    while (!connection.isClosed()) {
      for (MbusVoice voice : voices) {
        if (voice.isThere()) {
          String line = line(telegram(voice.say(0).send()));
          connection.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        }
      }
      connection.getOutputStream().flush();
      Thread.sleep(BETWEEN);
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
    port.close();
  }
}
