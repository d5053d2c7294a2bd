package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameLimitTest {
  private static final int MAX = 1_000;
  private static final int BINARY = 0x82;
  private static final int BINARY_UNFINISHED = 0x02;
  private static final int CONTINUED = 0x80;
  private static final int PING = 0x89;
  private static final byte[] ANSWER =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void packetsUpToTheLimitPassHoweverTheyAreFramedAndCut() {
    long seed = System.nanoTime();
    System.out.println("seed of the cut frames: " + seed);
    Random random = new Random(seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(ANSWER);
    for (int i = 0; i < 200; i++) {
      byte[] packet = Impostor.publish("t", new byte[random.nextInt(MAX - 3)]);
      int cut = random.nextInt(packet.length);
      stream.writeBytes(frame(BINARY_UNFINISHED, Arrays.copyOf(packet, cut)));
      stream.writeBytes(frame(PING, new byte[random.nextInt(126)]));
      stream.writeBytes(frame(CONTINUED, Arrays.copyOfRange(packet, cut, packet.length)));
    }
    assertThatCode(() -> pass(stream.toByteArray(), random)).doesNotThrowAnyException();
  }

  @Test
  void aPacketTooLargeIsSeenInItsLengthAlsoWhenEachOfItsFramesIsSmall() {
    byte[] packet = Impostor.publish("t", new byte[MAX]);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(ANSWER);
    stream.writeBytes(frame(BINARY_UNFINISHED, Arrays.copyOf(packet, 1)));
    stream.writeBytes(frame(CONTINUED, Arrays.copyOfRange(packet, 1, 3)));
    assertThatThrownBy(() -> pass(stream.toByteArray(), new Random(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("a packet of 1004 bytes, at most 1000");
  }

  @Test
  void aFrameTooLargeIsSeenInItsLength() {
    for (long length : new long[] {MAX + 1, 100_000_000L, -1}) {
      ByteBuffer head = ByteBuffer.allocate(10).put((byte) BINARY).put((byte) 127).putLong(length);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      stream.writeBytes(ANSWER);
      stream.writeBytes(head.array());
      assertThatThrownBy(() -> pass(stream.toByteArray(), new Random(1)))
          .isInstanceOf(IOException.class)
          .hasMessage("a frame of %s bytes, at most 1000", Long.toUnsignedString(length));
    }
  }

  @Test
  void anAnswerWithoutAnEndAndAMaskedFrameAreRefused() {
    assertThatThrownBy(() -> pass(new byte[20_000], new Random(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answer to the upgrade");
    ByteArrayOutputStream masked = new ByteArrayOutputStream();
    masked.writeBytes(ANSWER);
    masked.writeBytes(new byte[] {(byte) BINARY, (byte) 0x81});
    assertThatThrownBy(() -> pass(masked.toByteArray(), new Random(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("masked");
  }

  private static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(4 + payload.length).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else {
      frame.put((byte) 126).putShort((short) payload.length);
    }
    frame.put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static void pass(byte[] bytes, Random random) throws IOException {
    PacketLimitTest.pass(new FrameLimit(MAX), bytes, random);
  }
}
