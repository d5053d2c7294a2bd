package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketLimitTest {
  private static final int MAX = 1_000;

  @Test
  void packetsUpToTheLimitPassHoweverTheyAreCut() {
    long seed = System.nanoTime();
    System.out.println("seed of the cut packets: " + seed);
    Random random = new Random(seed);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      stream.writeBytes(Impostor.publish("t", new byte[random.nextInt(MAX - 3)]));
    }
    byte[] bytes = stream.toByteArray();
    assertThatCode(() -> pass(new PacketLimit(MAX), bytes, random)).doesNotThrowAnyException();
    byte[] large = Impostor.publish("t", new byte[MAX]);
    stream.write(large, 0, 3);
    byte[] more = stream.toByteArray();
    assertThatThrownBy(() -> pass(new PacketLimit(MAX), more, random))
        .as("seen in its length, before its body")
        .isInstanceOf(IOException.class)
        .hasMessage("a packet of 1004 bytes, at most 1000");
  }

  @Test
  void aLengthWithoutAnEndIsRefused() {
    byte[] endless = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1};
    assertThatThrownBy(() -> new PacketLimit(MAX).pass(endless, 0, endless.length))
        .isInstanceOf(IOException.class);
  }

  /** In pieces, as a socket gives them. */
  static void pass(SizeLimit limit, byte[] bytes, Random random) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(50));
      limit.pass(bytes, at, piece);
      at += piece;
    }
  }
}
