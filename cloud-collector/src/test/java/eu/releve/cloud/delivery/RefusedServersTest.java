package eu.releve.cloud.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.publish.Trouble;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever answers on the collector's port and is not the collector gets not a byte of MQTT. */
class RefusedServersTest {
  private static final byte[] PLAIN_CONNACK = {0x20, 0x03, 0x00, 0x00, 0x00};
  private static final int TLS_HANDSHAKE = 0x16;

  @TempDir private Path folder;
  private TestCa ca;
  private TlsFiles gateway;

  @BeforeEach
  void sign() throws Exception {
    ca = new TestCa("Test authority");
    gateway = ca.issue(folder.resolve("gw-1"), "gw-1", false, TestCa.Life.now(), ca);
  }

  /** Takes connections, answers each and keeps what it hears. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket listening;
    private final byte[] answer;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private int connections;
    private int failures;

    Server(ServerSocket listening, byte[] answer) {
      this.listening = listening;
      this.answer = answer;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!listening.isClosed()) {
        try (Socket client = listening.accept();
            InputStream in = client.getInputStream()) {
          synchronized (this) {
            connections++;
          }
          byte[] bytes = new byte[4_096];
          for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
            synchronized (this) {
              heard.write(bytes, 0, read);
            }
            client.getOutputStream().write(answer);
          }
        } catch (IOException refusedOrClosed) {
          synchronized (this) {
            failures++;
          }
        }
      }
    }

    synchronized int connections() {
      return connections;
    }

    synchronized int failures() {
      return failures;
    }

    synchronized byte[] heard() {
      return heard.toByteArray();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @Test
  void aServerThatSpeaksPlainHearsNoMqtt() throws Exception {
    for (String scheme : List.of("mqtts", "wss")) {
      try (Server server = new Server(plain(), PLAIN_CONNACK)) {
        refused(server, scheme, Trouble.NO_TLS);
        byte[] heard = server.heard();
        assertThat((int) heard[0]).isEqualTo(TLS_HANDSHAKE);
        assertThat(new String(heard, StandardCharsets.ISO_8859_1))
            .doesNotContain("MQTT", "GET ", "releve");
      }
    }
  }

  @Test
  void aServerOfAnUnknownAuthorityHearsNothing() throws Exception {
    TestCa stranger = new TestCa("Another authority");
    TlsFiles its = stranger.issue(folder.resolve("s"), "localhost", true, TestCa.Life.now(), ca);
    refusedInTls(its, Trouble.CERTIFICATE_UNKNOWN);
  }

  @Test
  void aServerWithAnothersNameHearsNothing() throws Exception {
    refusedInTls(
        ca.issueForAnotherHost(folder.resolve("s"), "elsewhere.example", ca),
        Trouble.CERTIFICATE_NAME);
  }

  @Test
  void aServerWhoseCertificateIsOverHearsNothing() throws Exception {
    refusedInTls(
        ca.issue(folder.resolve("s"), "localhost", true, TestCa.Life.over(), ca),
        Trouble.CERTIFICATE_DATES);
  }

  @Test
  void aServerThatSpeaksAnOlderTlsHearsNothing() throws Exception {
    TlsFiles its = ca.issue(folder.resolve("s"), "localhost", true, TestCa.Life.now(), ca);
    SSLServerSocket old = tls(its);
    old.setEnabledProtocols(new String[] {"TLSv1.2"});
    try (Server server = new Server(old, PLAIN_CONNACK)) {
      refused(server, "mqtts", Trouble.NO_TLS);
      assertThat(server.heard()).isEmpty();
    }
  }

  private void refusedInTls(TlsFiles its, Trouble trouble) throws Exception {
    try (Server server = new Server(tls(its), PLAIN_CONNACK)) {
      refused(server, "mqtts", trouble);
      assertThat(server.heard()).as("decrypted").isEmpty();
    }
  }

  /** Also tried again, and with another way to go to, nothing is ever sent without TLS. */
  private void refused(Server server, String scheme, Trouble trouble) throws Exception {
    Uplink uplink =
        new Uplink(
            List.of(Way.parse(scheme + "://127.0.0.1:" + server.listening.getLocalPort())),
            Optional.of(gateway),
            Optional.empty());
    Path journal = Files.createTempDirectory(folder, "journal");
    try (TestGateway some = new TestGateway(journal, "gw-1", uplink)) {
      some.append(3);
      await()
          .atMost(TestGateway.PATIENCE)
          .until(() -> server.connections() + server.failures() >= 3 && some.trouble().isPresent());
      assertThat(some.trouble()).contains(trouble);
      assertThat(some.publisher.state().traffic().published()).isZero();
    }
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static SSLServerSocket tls(TlsFiles files) throws Exception {
    return (SSLServerSocket)
        context(files)
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static SSLContext context(TlsFiles files) throws Exception {
    TlsMaterial material = TlsMaterial.load(files);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {material.keyManager()},
        new TrustManager[] {material.trustManager()},
        null);
    return context;
  }
}
