package eu.releve.edge.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A serial port of this machine, by jSerialComm, whose native part is loaded when the first port is
 * opened.
 *
 * <p>The port is asked again and again without blocking, because the driver's own time-out has
 * steps of 100 ms.
 */
public final class PortLine implements SerialLine {
  private static final long LOOK_NANOS_MIN = 1_000_000;
  private static final long LOOK_NANOS_MAX = 5_000_000;
  private static final int STTY_MILLIS_MAX = 2_000;

  /** USB converters hold bytes back for up to 16 ms; a busy machine adds its own. */
  private static final Duration LATENCY = Duration.ofMillis(40);

  private final SerialPort port;
  private final Path device;
  private final LineSettings settings;

  private PortLine(SerialPort port, Path device, LineSettings settings) {
    this.port = port;
    this.device = device;
    this.settings = settings;
  }

  /**
   * Opens a port for this program alone.
   *
   * @param device such as {@code /dev/ttyUSB0}; a link is followed.
   * @throws IOException when there is none, another program has it, or it cannot be set so.
   */
  public static PortLine open(Path device, LineSettings settings) throws IOException {
    if (!Files.exists(device)) {
      throw new IOException(device + " is not there");
    }
    Path real = device.toRealPath();
    SerialPort port = port(real);
    port.setComPortParameters(
        settings.baud(), 8, stopBits(settings.stop()), parity(settings.parity()));
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(
        SerialPort.TIMEOUT_NONBLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, 0, 0);
    if (!port.openPort()) {
      throw new IOException(
          "%s cannot be opened at %d baud: %s"
              .formatted(
                  device,
                  settings.baud(),
                  Files.isReadable(real) && Files.isWritable(real)
                      ? "another program has it, or error " + port.getLastErrorCode()
                      : "no right to use it (group dialout?)"));
    }
    PortLine line = new PortLine(port, device, settings);
    try {
      keepDamaged(real);
    } catch (IOException interrupted) {
      line.close();
      throw interrupted;
    }
    return line;
  }

  /** The lines that this port makes, one after the other. */
  public static LineOpener opener(String device, LineSettings settings) {
    return new LineOpener() {
      @Override
      public SerialLine open() throws IOException {
        return PortLine.open(Path.of(device), settings);
      }

      @Override
      public boolean mayBeLateForEver() {
        return false;
      }

      @Override
      public String place() {
        return device;
      }
    };
  }

  private static SerialPort port(Path real) throws IOException {
    try {
      return SerialPort.getCommPort(real.toString());
    } catch (SerialPortInvalidPortException none) {
      throw new IOException(real + " is no serial port", none);
    } catch (UnsatisfiedLinkError missing) {
      throw new IOException("serial ports cannot be used on this machine: " + missing.getMessage());
    }
  }

  private static int stopBits(int stop) {
    return stop == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS;
  }

  private static int parity(LineSettings.Parity parity) {
    return switch (parity) {
      case NONE -> SerialPort.NO_PARITY;
      case EVEN -> SerialPort.EVEN_PARITY;
      case ODD -> SerialPort.ODD_PARITY;
    };
  }

  /**
   * The library makes the kernel drop characters with a wrong parity bit, and two meters that
   * acknowledge together would be taken for silence: with {@code -inpck} they are passed on.
   */
  private static void keepDamaged(Path real) throws IOException {
    Process stty;
    try {
      stty =
          new ProcessBuilder("stty", "-F", real.toString(), "-inpck", "-ignpar")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException withoutStty) {
      // Then damaged characters are missing, which a frame's length and checksum show as well.
      return;
    }
    try {
      boolean unused = stty.waitFor(STTY_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      stty.destroyForcibly();
    }
  }

  @Override
  public LineSettings settings() {
    return settings;
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    int sent = 0;
    while (sent < bytes.length) {
      int more = port.writeBytes(bytes, bytes.length - sent, sent);
      if (more <= 0) {
        throw broken("writing");
      }
      sent += more;
    }
  }

  @Override
  public int receive(byte[] into, int offset, int length, Duration wait) throws IOException {
    long end = nanos() + wait.toNanos();
    long look = Math.clamp(settings.characters(1).toNanos() / 2, LOOK_NANOS_MIN, LOOK_NANOS_MAX);
    while (true) {
      int read = port.readBytes(into, length, offset);
      if (read < 0 || !port.isOpen()) {
        throw broken("reading");
      }
      if (read > 0) {
        return read;
      }
      long left = end - nanos();
      if (left <= 0) {
        return 0;
      }
      pause(Duration.ofNanos(Math.min(left, look)));
    }
  }

  private IOException broken(String doing) {
    return new IOException(
        "%s: %s failed with error %d".formatted(device, doing, port.getLastErrorCode()));
  }

  @Override
  public void pause(Duration time) throws IOException {
    Pause.of(time);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Duration latency() {
    return LATENCY;
  }

  @Override
  public long damaged() {
    return 0;
  }

  @Override
  public void close() {
    // False only where it is closed already.
    boolean unused = port.closePort();
  }
}
