package eu.releve.edge.port;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.p1.SealedTelegram;
import eu.releve.decode.wmbus.Key;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortStreamTest {
  private static final byte[] TITLE = HexFormat.of().parseHex("5341476770001234");
  private static final byte[] CLEAR = PortSamples.clear("1-0:1.8.0(000001.000*kWh)");
  private static final byte[] SEALED =
      SealedTelegram.seal(Key.parse("00112233445566778899AABBCCDDEEFF"), TITLE, 7, CLEAR);
  private static final byte[] TIC =
      "\u0002\nBASE 012345678 1\r\u0003".getBytes(StandardCharsets.US_ASCII);

  @Test
  void telegramsAreFoundHoweverTheirBytesArrive() {
    byte[] all = joined(CLEAR, SEALED, CLEAR);
    for (int cut = 0; cut <= all.length; cut++) {
      P1Stream stream = new P1Stream();
      List<byte[]> found = new ArrayList<>(stream.feed(all, cut));
      byte[] rest = Arrays.copyOfRange(all, cut, all.length);
      found.addAll(stream.feed(rest, rest.length));
      assertThat(found).as("cut at %d", cut).containsExactly(CLEAR, SEALED, CLEAR);
      assertThat(stream.discarded()).isZero();
    }
  }

  // Who connects in the middle hears the end of a telegram first.
  @Test
  void whatBreaksOffIsAFrameOfItsOwnAndTheNextIsWhole() {
    for (int cut = 1; cut < CLEAR.length; cut++) {
      P1Stream stream = new P1Stream();
      byte[] head = joined(Arrays.copyOf(CLEAR, cut), CLEAR);
      assertThat(stream.feed(head, head.length))
          .as("cut at %d", cut)
          .containsExactly(Arrays.copyOf(CLEAR, cut), CLEAR);
      byte[] tail = joined(Arrays.copyOfRange(CLEAR, cut, CLEAR.length), CLEAR);
      assertThat(new P1Stream().feed(tail, tail.length)).as("from %d", cut).contains(CLEAR);
    }
  }

  @Test
  void anEncryptedTelegramThatBreaksOffEndsWithTheSilenceBehindIt() {
    for (int cut = 1; cut < SEALED.length; cut++) {
      P1Stream stream = new P1Stream();
      List<byte[]> found = new ArrayList<>(stream.feed(SEALED, cut));
      for (int pause = 0; pause < 3; pause++) {
        found.addAll(stream.feed(SEALED, 0));
      }
      assertThat(found).as("cut at %d", cut).containsExactly(Arrays.copyOf(SEALED, cut));
      assertThat(stream.feed(SEALED, SEALED.length)).containsExactly(SEALED);
    }
  }

  @Test
  void garbageIsCountedAndHasAnEnd() {
    P1Stream stream = new P1Stream();
    byte[] garbage = new byte[20_000];
    Arrays.fill(garbage, (byte) 'x');
    garbage[0] = '/';
    assertThat(stream.feed(garbage, garbage.length)).hasSize(1);
    assertThat(stream.discarded()).isPositive();
    byte[] notSealed = joined(new byte[] {(byte) 0xDB, 0x09}, CLEAR);
    assertThat(stream.feed(notSealed, notSealed.length)).containsExactly(CLEAR);
  }

  @Test
  void framesOfATicAreCutFromTheirBeginningToTheirEnd() {
    byte[] all = joined(new byte[] {'x', '\r'}, TIC, Arrays.copyOf(TIC, 9), TIC);
    for (int cut = 0; cut <= all.length; cut++) {
      TicStream stream = new TicStream();
      List<byte[]> found = new ArrayList<>(stream.feed(all, cut));
      byte[] rest = Arrays.copyOfRange(all, cut, all.length);
      found.addAll(stream.feed(rest, rest.length));
      assertThat(found).as("cut at %d", cut).containsExactly(TIC, Arrays.copyOf(TIC, 9), TIC);
      assertThat(stream.discarded()).isEqualTo(2);
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
