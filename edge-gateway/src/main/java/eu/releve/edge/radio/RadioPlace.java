package eu.releve.edge.radio;

import eu.releve.edge.serial.Ears;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where telegrams come from and how they are cut.
 *
 * @param name for people.
 * @param opener of the way there.
 * @param streams a fresh one for each time it is opened.
 */
public record RadioPlace(String name, Ears.Opener opener, Supplier<TelegramStream> streams) {
  private static final int IM871A_BAUD = 57_600;
  private static final int AMB8465_BAUD = 9_600;
  private static final int WAIT_MILLIS = 500;
  private static final Duration WAIT = Duration.ofMillis(WAIT_MILLIS);

  /**
   * The place of a bus.
   *
   * @param connecting how long connecting may take.
   */
  public static RadioPlace of(Bus.Radio bus, Duration connecting) {
    return switch (bus) {
      case Bus.RadioReceiver serial ->
          switch (serial.receiver()) {
            case IM871A -> device(serial.device(), "im871a", IM871A_BAUD, Im871aFrames::new);
            case AMB8465 -> device(serial.device(), "amb8465", AMB8465_BAUD, Amb8465Frames::new);
          };
      case Bus.RadioTcp tcp -> {
        LineOpener line = TcpLine.opener(tcp.endpoint(), settings(IM871A_BAUD), connecting);
        yield new RadioPlace(
            "wmbus " + line.place(), () -> Ears.of(line.open(), WAIT), lines(tcp.checksums()));
      }
      case Bus.RadioUdp udp ->
          new RadioPlace(
              "wmbus udp://" + udp.endpoint(),
              () -> datagrams(udp.endpoint()),
              lines(udp.checksums()));
      case Bus.RadioInput input ->
          new RadioPlace("wmbus standard input", () -> input(System.in), lines(input.checksums()));
    };
  }

  /** What a source has shown of checksums outlives its connections. */
  private static Supplier<TelegramStream> lines(Bus.Checksums said) {
    LineChecksums checksums = new LineChecksums(said);
    return () -> new HexLines(checksums);
  }

  private static RadioPlace device(
      String device, String receiver, int baud, Supplier<TelegramStream> streams) {
    LineOpener line = PortLine.opener(device, settings(baud));
    return new RadioPlace(
        "wmbus " + receiver + " " + device, () -> Ears.of(line.open(), WAIT), streams);
  }

  private static LineSettings settings(int baud) {
    return new LineSettings(baud, LineSettings.Parity.NONE, 1);
  }

  /** Each datagram is one line or several. */
  private static Ears datagrams(Bus.Endpoint at) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName(at.host()), at.port()));
    socket.setSoTimeout(WAIT_MILLIS);
    return new Ears() {
      @Override
      public int hear(byte[] into) throws IOException {
        DatagramPacket packet = new DatagramPacket(into, into.length - 1);
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
          return 0;
        }
        into[packet.getLength()] = '\n';
        return packet.getLength() + 1;
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  /** The stream stays open: it is the program's. */
  static Ears input(InputStream in) {
    return new Ears() {
      @Override
      public int hear(byte[] into) throws IOException {
        int read = in.read(into);
        if (read < 0) {
          throw new IOException("standard input has ended");
        }
        return read;
      }

      @Override
      public void close() {}
    };
  }
}
