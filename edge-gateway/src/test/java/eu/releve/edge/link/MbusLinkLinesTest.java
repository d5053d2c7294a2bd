package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.serial.TcpLine;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.provisioning.site.Address;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The M-Bus link over what buildings have: a converter behind TCP, and a port. */
class MbusLinkLinesTest {
  private static final LineSettings LINE = LineSettings.mbus(2_400);
  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final Address FIVE = new Address.Primary(5);
  private static final MbusMask ONE = new MbusMask("123456782D2C0107");

  private final ManualClock clock = ManualClock.trusted();

  @Test
  void overTcpAConnectionClosedBetweenTwoReadsCostsNoReading() throws Exception {
    try (RawServer server = new RawServer(MbusLinkLinesTest::answerAsMeter);
        MbusLink link = tcp(server, PATIENCE)) {
      answered(link.read(FIVE));
      server.cutAll();
      await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      answered(link.read(FIVE));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void overTcpAConnectionIsNotUsedAfterASilence() throws Exception {
    try (RawServer server = new RawServer((request, socket) -> {});
        MbusLink link = tcp(server, PATIENCE)) {
      assertThat(link.read(FIVE)).isInstanceOf(Reply.Silent.class);
      assertThat(link.isConnected()).isFalse();
    }
  }

  @Test
  void aClosedLinkLetsTheRequestInFlightGo() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    try (RawServer server = new RawServer((request, socket) -> asked.complete(null))) {
      MbusLink link = tcp(server, Duration.ofSeconds(30));
      CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> link.read(FIVE));
      asked.get(10, TimeUnit.SECONDS);
      link.close();
      assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Cut.class);
      assertThat(link.read(FIVE)).isEqualTo(new Reply.Unreachable("closed"));
    }
  }

  @Test
  void aMeterAnswersOverARealPort(@TempDir Path folder) throws Exception {
    try (PtyPair pair = PtyPair.in(folder);
        PortLine other = PortLine.open(pair.other(), LINE);
        MbusLink link =
            new MbusLink(PortLine.opener(pair.one().toString(), LINE), PATIENCE, clock)) {
      Station station = GivenMeter.of(ONE, 5, 1, 60).on(LINE, DELAY);
      Thread meter = Thread.ofVirtual().start(() -> serve(other, station));
      for (Address address : List.of(FIVE, new Address.Secondary("12345678"), FIVE)) {
        answered(link.read(address));
      }
      meter.interrupt();
      meter.join(5_000);
    }
  }

  private static void serve(PortLine line, Station station) {
    byte[] held = new byte[64];
    int count = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        int read = line.receive(held, count, held.length - count, Duration.ofMillis(20));
        if (read == 0 && count > 0) {
          for (Speech speech : station.hears(Arrays.copyOf(held, count))) {
            line.send(speech.bytes());
          }
          count = 0;
        }
        count += read;
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void answerAsMeter(byte[] request, Socket socket) throws IOException {
    byte[] answer =
        request[1] == 0x40
            ? new byte[] {(byte) 0xE5}
            : MbusFraming.longFrame(0x08, request[2] & 0xFF, 0x72, new byte[12]);
    socket.getOutputStream().write(answer);
  }

  private MbusLink tcp(RawServer server, Duration patience) {
    LineSettings fast = LineSettings.mbus(38_400);
    return new MbusLink(
        TcpLine.opener(server.endpoint(), fast, Duration.ofSeconds(2)), patience, clock);
  }

  private static byte[] answered(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).bytes();
  }
}
