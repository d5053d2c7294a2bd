package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.serial.PtyPair;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meters that speak by themselves speak while somebody hears them. */
@Timeout(60)
class SpeakingTest {
  @TempDir private Path folder;

  @Test
  void aCallerStaysWhateverHeSaysUntilHeLeaves() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket caller = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket connection = server.accept()) {
      assertThat(TcpPort.stays(connection, Duration.ofMillis(20))).isTrue();
      caller.getOutputStream().write(new byte[200]);
      assertThat(TcpPort.stays(connection, Duration.ofMillis(20))).isTrue();
      caller.shutdownOutput();
      assertThat(TcpPort.stays(connection, Duration.ofHours(1))).isFalse();
    }
  }

  @Test
  void whoHasLeftIsToldNothingMore() throws Exception {
    AtomicInteger said = new AtomicInteger();
    PortServer.Voice voice = () -> Optional.of(new byte[] {(byte) said.incrementAndGet()});
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (PortServer server = PortServer.start(anyPort, voice, Duration.ofMillis(50))) {
      for (int caller = 0; caller < 5; caller++) {
        int before = said.get();
        try (Socket connection = new Socket(anyPort.getAddress(), server.port())) {
          // Each caller hears what was said next: nothing was said while nobody was there.
          assertThat(connection.getInputStream().read()).isEqualTo(before + 1);
        }
      }
    }
  }

  @Test
  void aTerminalLeadsToTheMeterOnlyWhileItIsOpenAndEndsWithTheSimulator() throws Exception {
    PtyPair.needSocat();
    Path device = folder.resolve("port");
    try (ServerSocket meter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      meter.setSoTimeout(500);
      try (PtyBridge bridge = PtyBridge.whileOpen(device, meter.getLocalPort())) {
        for (int opened = 1; opened <= 3; opened++) {
          assertThatThrownBy(meter::accept).isInstanceOf(SocketTimeoutException.class);
          await().until(() -> Files.exists(device));
          try (InputStream terminal = new FileInputStream(device.toFile())) {
            meter.setSoTimeout(10_000);
            try (Socket connection = meter.accept()) {
              connection.getOutputStream().write(opened);
              assertThat(terminal.read()).isEqualTo(opened);
              meter.setSoTimeout(500);
            }
          }
        }
        assertThat(bridge).isNotNull();
      }
      await().until(() -> !Files.exists(device, LinkOption.NOFOLLOW_LINKS));
    }
  }
}
