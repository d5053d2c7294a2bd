package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MbusTcpLinkTest {
  private static final Duration TIMEOUT = Duration.ofMillis(150);
  private static final int BAUD = 38_400;

  private final ManualClock clock = ManualClock.trusted();

  // A request with the same frame count bit asks for the last answer again: a stale value.
  @Test
  void aMeterIsGreetedOnceAndThenAskedWithAnAlternatingBit() throws Exception {
    try (RawServer server = new RawServer(this::answerAsMeter);
        MbusTcpLink link = link(server)) {
      clock.advance(77);
      Reply reply = link.read(5);
      assertThat(reply).isInstanceOf(Reply.Answered.class);
      assertThat(((Reply.Answered) reply).bytes()).isEqualTo(telegram(0x08, 5, 0x72));
      assertThat(((Reply.Answered) reply).bootMillis()).isEqualTo(77);
      link.read(5);
      link.read(6);
      link.read(5);
      assertThat(hex(server.requests()))
          .containsExactly(
              "1040054516", "107b058016", "105b056016", "1040064616", "107b068116", "107b058016");
    }
  }

  @Test
  void aConverterThatEchoesIsUnderstood() throws Exception {
    try (RawServer server =
            new RawServer(
                (request, socket) -> {
                  socket.getOutputStream().write(request);
                  answerAsMeter(request, socket);
                });
        MbusTcpLink link = link(server)) {
      assertThat(link.read(5)).isInstanceOf(Reply.Answered.class);
      assertThat(link.read(5)).isInstanceOf(Reply.Answered.class);
    }
  }

  @Test
  void aMeterThatDoesNotAcknowledgeIsSilent() throws Exception {
    try (RawServer server = new RawServer((request, socket) -> {});
        MbusTcpLink link = link(server)) {
      assertThat(link.read(5)).isEqualTo(new Reply.Silent(150));
    }
  }

  // After a silence the meter may or may not have seen the bit: it is greeted again.
  @Test
  void afterASilenceTheMeterIsGreetedAgain() throws Exception {
    boolean[] mute = {false};
    try (RawServer server =
            new RawServer(
                (request, socket) -> {
                  if (!mute[0]) {
                    answerAsMeter(request, socket);
                  }
                });
        MbusTcpLink link = link(server)) {
      link.read(5);
      mute[0] = true;
      assertThat(link.read(5)).isInstanceOf(Reply.Silent.class);
      mute[0] = false;
      assertThat(link.read(5)).isInstanceOf(Reply.Answered.class);
      assertThat(hex(server.requests()))
          .containsExactly("1040054516", "107b058016", "105b056016", "1040054516", "107b058016");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void anotherMetersAnswerIsNonsense() throws Exception {
    assertThat(replyTo(telegram(0x08, 6, 0x72)))
        .isEqualTo(new Reply.Nonsense("wanted address 5, found 6"));
  }

  @Test
  void aFrameThatIsNoResponseIsNonsense() throws Exception {
    assertThat(replyTo(telegram(0x53, 5, 0x72)))
        .isEqualTo(new Reply.Nonsense("control 0x53 is no RSP_UD"));
  }

  @Test
  void anApplicationErrorIsARefusal() throws Exception {
    assertThat(replyTo(telegram(0x08, 5, 0x70))).isEqualTo(new Reply.Refused(1));
  }

  @Test
  void aTelegramCutAnywhereIsNoAnswer() throws Exception {
    byte[] whole = telegram(0x08, 5, 0x72);
    for (int length = 1; length < whole.length; length++) {
      assertThat(replyTo(Arrays.copyOf(whole, length)))
          .isEqualTo(new Reply.Nonsense("an answer that ends after " + length + " bytes"));
    }
  }

  // Nobody asks the meters between two cycles: what comes then belongs to no request.
  @Test
  void bytesThatCameWhileNothingWasAskedAreDiscarded() throws Exception {
    Socket[] line = new Socket[1];
    try (RawServer server =
            new RawServer(
                (request, socket) -> {
                  line[0] = socket;
                  answerAsMeter(request, socket);
                });
        MbusTcpLink link = link(server)) {
      link.read(5);
      line[0].getOutputStream().write(telegram(0x08, 5, 0x78));
      await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      assertThat(((Reply.Answered) link.read(5)).bytes()).isEqualTo(telegram(0x08, 5, 0x72));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionClosedBetweenTwoPollsCostsNoReading() throws Exception {
    try (RawServer server = new RawServer(this::answerAsMeter);
        MbusTcpLink link = link(server)) {
      link.read(5);
      server.cutAll();
      await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      assertThat(link.read(5)).isInstanceOf(Reply.Answered.class);
    }
  }

  @Test
  void aClosedLinkLetsTheRequestInFlightGo() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    try (RawServer server = new RawServer((request, socket) -> asked.complete(null))) {
      MbusTcpLink link = new MbusTcpLink(server.endpoint(), BAUD, Duration.ofSeconds(30), clock);
      CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> link.read(5));
      asked.get(10, TimeUnit.SECONDS);
      link.close();
      assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Cut.class);
      assertThat(link.read(5)).isEqualTo(new Reply.Unreachable("closed"));
    }
  }

  private Reply replyTo(byte[] answer) throws Exception {
    try (RawServer server =
            new RawServer(
                (request, socket) ->
                    socket
                        .getOutputStream()
                        .write(request[1] == 0x40 ? new byte[] {(byte) 0xE5} : answer));
        MbusTcpLink link = link(server)) {
      return link.read(5);
    }
  }

  private void answerAsMeter(byte[] request, Socket socket) throws IOException {
    byte[] answer =
        request[1] == 0x40 ? new byte[] {(byte) 0xE5} : telegram(0x08, request[2] & 0xFF, 0x72);
    socket.getOutputStream().write(answer);
  }

  private static byte[] telegram(int control, int address, int information) {
    byte[] frame = {
      0x68, 4, 4, 0x68, (byte) control, (byte) address, (byte) information, 1, 0, 0x16
    };
    frame[8] = (byte) AnswerFraming.sum(frame, 4, 4);
    return frame;
  }

  private static List<String> hex(List<byte[]> frames) {
    return frames.stream().map(HexFormat.of()::formatHex).toList();
  }

  private MbusTcpLink link(RawServer server) {
    return new MbusTcpLink(server.endpoint(), BAUD, TIMEOUT, clock);
  }
}
