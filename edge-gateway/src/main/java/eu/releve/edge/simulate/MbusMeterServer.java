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
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Plays the meters behind one M-Bus level converter over TCP, one request at a time; where several
 * answer together they damage each other's characters as on a wire.
 */
final class MbusMeterServer implements BusServer {
  /** A frame that takes longer than this between two bytes has broken off. */
  private static final int GAP_MILLIS_MAX = 200;

  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final int ANSWER_BYTES_MAX = 1_024;

  private final SerialLine master;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final TcpPort port;

  private MbusMeterServer(InetSocketAddress at, List<? extends MbusVoice> meters, int baud)
      throws IOException {
    LineSettings settings = LineSettings.mbus(baud);
    LineModel line = new LineModel(Disturbance.NONE, 0);
    for (MbusVoice voice : meters) {
      line.attach(new MbusStation(voice, settings, DELAY, FrameCounting.EACH_ADDRESS));
    }
    this.master = line.master(settings);
    this.port = TcpPort.listen("mbus", at, this::serve);
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
    return new MbusMeterServer(at, meters, baud);
  }

  /** Where it listens. */
  int port() {
    return port.number();
  }

  @Override
  public void close() throws IOException {
    port.close();
  }

  private void serve(Socket connection) throws IOException, InterruptedException {
    connection.setSoTimeout(GAP_MILLIS_MAX);
    InputStream in = new BufferedInputStream(connection.getInputStream());
    Optional<MbusRequest> request = MbusRequest.next(in);
    while (request.isPresent()) {
      connection.getOutputStream().write(answer(request.get()));
      connection.getOutputStream().flush();
      request = MbusRequest.next(in);
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
