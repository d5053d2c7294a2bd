package eu.releve.cloud.broker;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A Mosquitto of our own, on a port of its own on loopback, with nothing kept over a restart. */
public final class Mosquitto implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto");

  private final Path program;
  private final Path configuration;
  private final int port;
  private Optional<Process> process = Optional.empty();

  private Mosquitto(Path program, Path configuration, int port) {
    this.program = program;
    this.configuration = configuration;
    this.port = port;
  }

  /** Skips the test, visibly, where there is no Mosquitto; in CI that is a failure. */
  private static Path program() {
    Optional<Path> program = PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      String message = "skipped: Mosquitto is not installed (Debian: apt-get install mosquitto)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      return abort(message);
    }
    return program.get();
  }

  /** Without TLS, open to whoever is on this machine. */
  public static Mosquitto open(Path folder) throws IOException {
    Path program = program();
    int port = FreePorts.one();
    Path configuration =
        Files.writeString(
            Files.createDirectories(folder).resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            allow_anonymous true
            persistence false
            user root
            """
                .formatted(port));
    return new Mosquitto(program, configuration, port).begin();
  }

  /**
   * With the configuration that {@code broker-config} has written into a folder; the tests' machine
   * adds where it listens and as whom it runs.
   */
  public static Mosquitto configured(Path folder, int port) throws IOException {
    Path program = program();
    Path written = folder.resolve("mosquitto.conf");
    Path configuration =
        Files.writeString(
            folder.resolve("test.conf"),
            Files.readString(written).replace("listener " + port, "listener " + port + " 127.0.0.1")
                + "user root\nlog_type all\n");
    return new Mosquitto(program, configuration, port).begin();
  }

  /** What it has written to its log. */
  public String log() throws IOException {
    return Files.readString(configuration.resolveSibling("mosquitto.log"));
  }

  /** Where it listens. */
  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  /** Starts it again after a {@link #kill}. */
  public Mosquitto begin() throws IOException {
    launch();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::answers);
    return this;
  }

  private void launch() throws IOException {
    process =
        Optional.of(
            new ProcessBuilder(program.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(configuration.resolveSibling("mosquitto.log").toFile())
                .start());
  }

  /** One that has ended found its port taken, perhaps by a connection of somebody else's: again. */
  private boolean answers() throws IOException {
    if (process.filter(Process::isAlive).isEmpty()) {
      launch();
      return false;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Ends it without a word; what it held is gone. */
  public void kill() {
    process.ifPresent(running -> running.destroyForcibly().onExit().join());
  }

  @Override
  public void close() {
    kill();
  }
}
