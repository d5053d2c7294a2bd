package eu.releve.edge.simulate;

import eu.releve.edge.link.Crc16;
import eu.releve.edge.link.RtuTiming;
import eu.releve.edge.serial.LineSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the Modbus RTU meters behind a level converter over TCP.
 *
 * <p>A frame is what comes without a silence of 3.5 characters in it (Modbus over Serial Line 1.02,
 * section 2.5.1.1); what is broken, for nobody here, or for everybody is passed over. A meter that
 * thinks hears nothing, and the others answer meanwhile.
 */
final class RtuMeterServer implements BusServer {
  private static final Logger LOG = LoggerFactory.getLogger(RtuMeterServer.class);
  private static final int FRAME_BYTES_MAX = 256;
  private static final int FRAME_BYTES_MIN = 4;
  private static final int BROADCAST = 0;
  private static final byte[] NOTHING = {};
  private static final int WORDS_MAX = 125;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PlayedRegisters registers;
  private final Optional<Recording> recording;
  private final LineSettings settings;
  private final int silenceMillis;
  private final Set<PlayedMeter> thinking = ConcurrentHashMap.newKeySet();
  private final ExecutorService meters = Executors.newVirtualThreadPerTaskExecutor();
  private final TcpPort port;

  private RtuMeterServer(
      InetSocketAddress at, BusMeters meters, Optional<Recording> recording, LineSettings settings)
      throws IOException {
    this.recording = recording;
    this.registers = new PlayedRegisters(meters);
    this.settings = settings;
    this.silenceMillis = (int) Math.ceilDiv(RtuTiming.silence(settings).toNanos(), NANOS_PER_MILLI);
    this.port = TcpPort.listen("rtu", at, this::serve);
  }

  /**
   * Listens for masters.
   *
   * @param at port 0 is any free one.
   * @param recording what is said instead of what the meters hold, if there is one.
   * @param settings of the line behind it: how long its silence is.
   * @throws IOException when the address cannot be taken.
   */
  static RtuMeterServer start(
      InetSocketAddress at, BusMeters meters, Optional<Recording> recording, LineSettings settings)
      throws IOException {
    return new RtuMeterServer(at, meters, recording, settings);
  }

  /** Where it listens. */
  int port() {
    return port.number();
  }

  @Override
  public void close() throws IOException {
    meters.shutdownNow();
    port.close();
  }

  private void serve(Socket connection) throws IOException {
    byte[] held = new byte[2 * FRAME_BYTES_MAX];
    int count = next(connection, held);
    while (count >= 0) {
      heard(Arrays.copyOf(held, count), connection.getOutputStream());
      count = next(connection, held);
    }
  }

  /** Waits for bytes and takes them until there is a silence: how many, -1 at the end. */
  private int next(Socket connection, byte[] held) throws IOException {
    InputStream in = connection.getInputStream();
    connection.setSoTimeout(0);
    int count = 0;
    int read = in.read(held);
    try {
      connection.setSoTimeout(silenceMillis);
      while (read >= 0) {
        // What is longer than any frame stays too long, however long it is.
        count = Math.min(count + read, held.length / 2 + 1);
        read = in.read(held, count, held.length - count);
      }
      return -1;
    } catch (SocketTimeoutException silence) {
      return count;
    }
  }

  private void heard(byte[] frame, OutputStream out) throws IOException {
    if (recording.isPresent()) {
      out.write(recording.get().answer(frame).orElse(NOTHING));
      return;
    }
    if (frame.length < FRAME_BYTES_MIN
        || frame.length > FRAME_BYTES_MAX
        || !Crc16.fits(frame, frame.length)
        || frame[0] == BROADCAST) {
      return;
    }
    registers
        .at(frame[0] & 0xFF)
        .filter(thinking::add)
        .ifPresent(
            played -> {
              try {
                meters.execute(() -> answer(played, frame, out));
              } catch (RejectedExecutionException closed) {
                LOG.debug("closed before an answer meter={}", played.meter().id());
              }
            });
  }

  private void answer(PlayedMeter played, byte[] request, OutputStream out) {
    try {
      Optional<byte[]> answer;
      try {
        played.dawdle();
        answer = said(played, request);
      } finally {
        // Whoever has the answer may ask the next question at once.
        thinking.remove(played);
      }
      if (answer.isPresent()) {
        synchronized (out) {
          out.write(answer.get());
        }
      }
    } catch (IOException | UncheckedIOException unheard) {
      LOG.debug("no answer meter={} cause={}", played.meter().id(), unheard.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<byte[]> said(PlayedMeter played, byte[] request) {
    boolean nonsense = played.fault().kind() == Fault.Kind.NONSENSE;
    ModbusStation station =
        new ModbusStation(
            request[0] & 0xFF,
            settings,
            () -> Duration.ZERO,
            WORDS_MAX,
            nonsense
                ? (function, address, count) -> Optional.of(new byte[2 * count])
                : (function, address, count) -> held(played, function, address, count));
    return station.hears(request).stream()
        .map(speech -> nonsense ? garbled(speech.bytes(), played.nextNonsense()) : speech.bytes())
        .findFirst();
  }

  private Optional<byte[]> held(PlayedMeter played, int function, int address, int count) {
    try {
      return registers.read(played, function, address, count);
    } catch (IOException unrecorded) {
      throw new UncheckedIOException(unrecorded);
    }
  }

  /** In turn a wrong checksum, a frame that breaks off, and a byte count that lies. */
  private static byte[] garbled(byte[] frame, long turn) {
    byte[] bytes = turn % 3 == 1 ? Arrays.copyOf(frame, frame.length - 2) : frame.clone();
    if (turn % 3 == 0) {
      bytes[bytes.length - 1] ^= 0x55;
    } else if (turn % 3 == 2) {
      bytes[2] ^= 2;
      Crc16.seal(bytes, bytes.length - 2);
    }
    return bytes;
  }
}
