package eu.releve.edge.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadOnlyModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import eu.releve.edge.clock.ManualClock;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModbusTcpLinkTest {
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final RegisterRange TWO_WORDS = new RegisterRange(3, 10, 2);

  private final ManualClock clock = ManualClock.trusted();

  @Test
  void aRealServersRegistersComeBackWithTheInstantOfTheirArrival() throws Exception {
    int port = FreePorts.one();
    ModbusTcpServer server = realServer(port);
    server.start();
    clock.advance(1_234);
    try (ModbusTcpLink link = link(new Endpoint("127.0.0.1", port))) {
      Reply reply = link.read(1, TWO_WORDS);
      assertThat(answered(reply)).containsExactly(0x12, 0x34, 0, 1);
      assertThat(((Reply.Answered) reply).bootMillis()).isEqualTo(1_234);
      assertThat(answered(link.read(1, new RegisterRange(4, 10, 1)))).containsExactly(0x56, 0x78);
    } finally {
      server.stop();
    }
  }

  @Test
  void anExceptionIsARefusalAndTheConnectionStays() throws Exception {
    try (RawServer server =
            new RawServer(
                (request, socket) ->
                    socket.getOutputStream().write(frame(request, request[6], "8302")));
        ModbusTcpLink link = link(server.endpoint())) {
      assertThat(link.read(1, TWO_WORDS)).isEqualTo(new Reply.Refused(2));
      assertThat(link.read(1, TWO_WORDS)).isEqualTo(new Reply.Refused(2));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aDeadPortIsUnreachableAndIsLeftAloneForMoreAndMoreTime() throws Exception {
    try (ModbusTcpLink link = link(new Endpoint("127.0.0.1", FreePorts.one()))) {
      assertThat(link.read(1, TWO_WORDS)).isInstanceOf(Reply.Unreachable.class);
      assertThat(link.notBeforeBootMillis()).isEqualTo(1_000);
      assertThat(link.read(1, TWO_WORDS))
          .isEqualTo(new Reply.Unreachable("waiting before the next attempt"));
      clock.advance(1_000);
      assertThat(link.read(1, TWO_WORDS)).isInstanceOf(Reply.Unreachable.class);
      assertThat(link.notBeforeBootMillis()).isEqualTo(3_000);
    }
  }

  // The late answer would pass for the next request's if the connection were kept.
  @Test
  void aLateAnswerIsNeverUsed() throws Exception {
    CompletableFuture<Void> later = new CompletableFuture<>();
    try (RawServer server =
            new RawServer(
                (request, socket) -> {
                  if ((request[9] & 0xFF) == 10) {
                    later.join();
                  }
                  socket.getOutputStream().write(frame(request, request[6], "0304AAAABBBB"));
                });
        ModbusTcpLink link = link(server.endpoint())) {
      assertThat(link.read(1, TWO_WORDS)).isEqualTo(new Reply.Silent(300));
      later.complete(null);
      assertThat(answered(link.read(1, new RegisterRange(3, 20, 2))))
          .isEqualTo(HexFormat.of().parseHex("AAAABBBB"));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void answersThatAreNoneAreNonsenseEachWithItsReason() throws Exception {
    assertThat(reasonFor(request -> frame(request, (byte) 7, "030400000000")))
        .isEqualTo("wanted unit 1, found 7");
    assertThat(reasonFor(request -> frame(request, (byte) 1, "040400000000")))
        .isEqualTo("wanted function 3, found 4");
    assertThat(reasonFor(request -> frame(request, (byte) 1, "03020000")))
        .isEqualTo("wanted bytes of registers 4, found 2");
    assertThat(reasonFor(request -> frame(request, (byte) 1, "0304000000")))
        .isEqualTo("wanted bytes of registers 4, found 3");
    assertThat(reasonFor(request -> "HTTP/1.1 400 Bad Request".getBytes(US_ASCII)))
        .startsWith("no Modbus TCP: protocol");
    assertThat(
            reasonFor(
                request -> {
                  byte[] other = frame(request, (byte) 1, "030400000000");
                  other[1] ^= 0x55;
                  return other;
                }))
        .startsWith("wanted transaction");
  }

  @Test
  void anAnswerCutAnywhereIsNoAnswer() throws Exception {
    int whole = 13;
    for (int length = 1; length < whole; length++) {
      int cut = length;
      assertThat(reasonFor(request -> Arrays.copyOf(frame(request, (byte) 1, "030400000000"), cut)))
          .as("cut after %d bytes", cut)
          .isEqualTo("an answer that ends after " + cut + " bytes");
    }
  }

  @Test
  void aConnectionThatBreaksIsNoticedAtOnce() throws Exception {
    long begun = System.nanoTime();
    try (RawServer server = new RawServer((request, socket) -> socket.close());
        ModbusTcpLink link = new ModbusTcpLink(server.endpoint(), Duration.ofSeconds(30), clock)) {
      assertThat(link.read(1, TWO_WORDS)).isInstanceOf(Reply.Cut.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aClosedLinkLetsTheRequestInFlightGo() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    try (RawServer server = new RawServer((request, socket) -> asked.complete(null))) {
      ModbusTcpLink link = new ModbusTcpLink(server.endpoint(), Duration.ofSeconds(30), clock);
      CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> link.read(1, TWO_WORDS));
      asked.get(10, TimeUnit.SECONDS);
      link.close();
      assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Cut.class);
      assertThat(link.read(1, TWO_WORDS)).isEqualTo(new Reply.Unreachable("closed"));
    }
  }

  private interface Answering {
    byte[] to(byte[] request);
  }

  private String reasonFor(Answering answering) throws Exception {
    try (RawServer server =
            new RawServer(
                (request, socket) -> socket.getOutputStream().write(answering.to(request)));
        ModbusTcpLink link = link(server.endpoint())) {
      Reply reply = link.read(1, TWO_WORDS);
      assertThat(reply).isInstanceOf(Reply.Nonsense.class);
      assertThat(link.isConnected()).isFalse();
      return ((Reply.Nonsense) reply).reason();
    }
  }

  private static byte[] frame(byte[] request, byte unit, String pdu) {
    byte[] body = HexFormat.of().parseHex(pdu);
    byte[] frame = new byte[7 + body.length];
    System.arraycopy(request, 0, frame, 0, 4);
    frame[5] = (byte) (1 + body.length);
    frame[6] = unit;
    System.arraycopy(body, 0, frame, 7, body.length);
    return frame;
  }

  private static byte[] answered(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).bytes();
  }

  private ModbusTcpLink link(Endpoint endpoint) {
    return new ModbusTcpLink(endpoint, TIMEOUT, clock);
  }

  static ModbusTcpServer realServer(int port) {
    ProcessImage image = new ProcessImage();
    image.with(
        transaction -> {
          transaction.writeHoldingRegisters(
              registers -> {
                registers.put(10, new byte[] {0x12, 0x34});
                registers.put(11, new byte[] {0, 1});
              });
          transaction.writeInputRegisters(registers -> registers.put(10, new byte[] {0x56, 0x78}));
        });
    return ModbusTcpServer.create(
        NettyTcpServerTransport.create(
            config -> {
              config.bindAddress = "127.0.0.1";
              config.port = port;
            }),
        new ReadOnlyModbusServices() {
          @Override
          protected Optional<ProcessImage> getProcessImage(int unit) {
            return Optional.of(image);
          }
        });
  }
}
