package eu.releve.edge.publish;

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

/** A Mosquitto of our own, on a port of its own, with nothing kept over a restart. */
final class Broker implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto");

  private final Path program;
  private final Path configuration;
  private final int port;
  private Optional<Process> process = Optional.empty();

  private Broker(Path program, Path configuration, int port) {
    this.program = program;
    this.configuration = configuration;
    this.port = port;
  }

  /** Skips the test, visibly, where there is no Mosquitto; in CI that is a failure. */
  static Broker start(Path folder) throws IOException {
    Optional<Path> program = PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      String message = "skipped: Mosquitto is not installed (Debian: apt-get install mosquitto)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      return abort(message);
    }
    int port = FreePorts.one();
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence false
        user root
        max_queued_messages 100000
        """
            .formatted(port));
    Broker broker = new Broker(program.get(), configuration, port);
    broker.start();
    return broker;
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port);
  }

  void start() throws IOException {
    process =
        Optional.of(
            new ProcessBuilder(program.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  void kill() {
    process.ifPresent(running -> running.destroyForcibly().onExit().join());
  }

  @Override
  public void close() {
    kill();
  }
}
