package eu.releve.edge.radio;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.provisioning.site.Bus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Framings of receivers, whatever pieces they come in and whatever stands between them. */
public class TelegramStreamTest {
  /** Head, payload, time, strength and checksum. */
  private static final int MESSAGE_MAX = 4 + 255 + 4 + 1 + 2;

  private static final WirelessFrame ONE = frame(1);
  private static final WirelessFrame TWO = frame(2);

  @Test
  void im871aTelegramsAreCutOutOfAnyPieces() {
    byte[] all =
        joined(im871a(ONE, 0xE0, 90), HexFormat.of().parseHex("A5011000"), im871a(TWO, 0, 0));
    everyPartition(all, Im871aFrames::new, List.of(ONE, TWO));
    List<Received> received = new Im871aFrames().feed(all, all.length);
    assertThat(received.getFirst().rssiDbm()).isEqualTo(OptionalInt.of(-79));
    assertThat(received.getLast().rssiDbm()).isEmpty();
  }

  @Test
  void amb8465TelegramsAreCutOutOfAnyPieces() {
    byte[] all =
        joined(
            amb8465(ONE, (byte) 0x94),
            HexFormat.of().parseHex("FF840100" + "7A"),
            amb8465(TWO, (byte) 10));
    everyPartition(all, Amb8465Frames::new, List.of(ONE, TWO));
    assertThat(new Amb8465Frames().feed(all, all.length).stream().map(Received::rssiDbm))
        .containsExactly(OptionalInt.of(-128), OptionalInt.of(-69));
  }

  @Test
  void afterGarbageTelegramsAreFoundAgain() {
    long seed = System.nanoTime();
    System.out.println("afterGarbageTelegramsAreFoundAgain seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] im = im871a(ONE, 0xE0, 1);
    byte[] amb = amb8465(ONE, (byte) 1);
    for (int i = 0; i < 500; i++) {
      byte[] garbage = new byte[random.nextInt(40)];
      random.nextBytes(garbage);
      foundAgain(new Im871aFrames(), garbage, im, im871a(TWO, 0xE0, 1));
      foundAgain(new Amb8465Frames(), garbage, amb, amb8465(TWO, (byte) 1));
    }
  }

  /** What seems to be a message in garbage takes no more with it than the longest message has. */
  private static void foundAgain(TelegramStream stream, byte[] garbage, byte[] one, byte[] two) {
    int taken = 1 + MESSAGE_MAX / one.length;
    List<byte[]> parts = new ArrayList<>(List.of(garbage));
    parts.addAll(Collections.nCopies(taken + 2, one));
    parts.add(two);
    byte[] all = joined(parts.toArray(byte[][]::new));
    List<Received> received = new ArrayList<>(stream.feed(all, all.length));
    received.addAll(stream.paused());
    assertThat(frames(received)).endsWith(ONE.toString(), TWO.toString());
    assertThat(frames(received).stream().filter(ONE.toString()::equals)).hasSizeGreaterThan(1);
  }

  @Test
  void theTelegramBehindAFalseBeginningIsFoundAsSoonAsNothingMoreComes() {
    byte[] im = joined(HexFormat.of().parseHex("A58203FF"), im871a(ONE, 0xE0, 1));
    byte[] amb = joined(HexFormat.of().parseHex("FF03FF"), amb8465(ONE, (byte) 1));
    Im871aFrames imStream = new Im871aFrames();
    assertThat(imStream.feed(im, im.length)).isEmpty();
    assertThat(frames(imStream.paused())).containsExactly(ONE.toString());
    assertThat(imStream.paused()).isEmpty();
    Amb8465Frames ambStream = new Amb8465Frames();
    assertThat(ambStream.feed(amb, amb.length)).isEmpty();
    assertThat(frames(ambStream.paused())).containsExactly(ONE.toString());
  }

  @Test
  void whatCannotBeCheckedAndIsNoTelegramTakesNothingWithIt() {
    byte[] im = joined(HexFormat.of().parseHex("A5010108"), im871a(ONE, 0xE0, 1));
    assertThat(frames(new Im871aFrames().feed(im, im.length))).containsExactly(ONE.toString());
  }

  @Test
  void aDamagedMessageGivesNoTelegram() {
    byte[] im = im871a(ONE, 0xE0, 90);
    byte[] amb = amb8465(ONE, (byte) 0x94);
    for (int bit = 8; bit < 8 * im.length; bit++) {
      if (bit == 15) {
        // Without the flag of the checksum the message is a sound one that has none.
        continue;
      }
      byte[] damaged = joined(flipped(im, bit), new byte[600]);
      assertThat(frames(new Im871aFrames().feed(damaged, damaged.length)))
          .as("bit %d", bit)
          .isEmpty();
    }
    for (int bit = 8; bit < 8 * amb.length; bit++) {
      byte[] damaged = joined(flipped(amb, bit), new byte[600]);
      assertThat(frames(new Amb8465Frames().feed(damaged, damaged.length)))
          .as("bit %d", bit)
          .isEmpty();
    }
  }

  @Test
  void linesOfRtlWmbusAndBareTelegramsAreRead() {
    String lines =
        "T1;1;1;2026-01-01 00:00:00.000;-68;-68;12345678;0x"
            + ONE
            + "\r\n"
            + "# a remark\n"
            + "C1;0;1;2026-01-01 00:00:00.000;97;148;12345678;0x"
            + ONE
            + "\n"
            + "S1;1;1;2026-01-01 00:00:00.000;97;148;12345678;0x"
            + hex(Sealing.formatA(TWO))
            + "\n"
            + hex(Sealing.formatB(ONE)).toLowerCase(java.util.Locale.ROOT)
            + "\n"
            + "hello\n"
            + "0x"
            + hex(Sealing.formatA(TWO))
            + "\n";
    byte[] all = lines.getBytes(StandardCharsets.US_ASCII);
    everyPartition(all, TelegramStreamTest::lines, List.of(ONE, TWO, ONE, TWO));
    HexLines stream = lines();
    List<Received> received = stream.feed(all, all.length);
    assertThat(received.get(0).rssiDbm()).isEqualTo(OptionalInt.of(-68));
    assertThat(received.get(1).rssiDbm()).isEmpty();
    assertThat(stream.discarded()).isGreaterThan(5);
  }

  @Test
  void aLineThatNeverEndsIsCutOffAndTheNextIsRead() {
    HexLines stream = lines();
    byte[] endless = "A".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    assertThat(stream.feed(endless, endless.length)).isEmpty();
    byte[] next = ("\n" + hex(Sealing.formatA(ONE)) + "\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(frames(stream.feed(next, next.length))).containsExactly(ONE.toString());
  }

  private static void everyPartition(
      byte[] all, Supplier<TelegramStream> streams, List<WirelessFrame> wanted) {
    List<String> frames = wanted.stream().map(WirelessFrame::toString).toList();
    for (int first = 0; first <= all.length; first++) {
      TelegramStream stream = streams.get();
      List<Received> received = new ArrayList<>(stream.feed(all, first));
      byte[] rest = Arrays.copyOfRange(all, first, all.length);
      received.addAll(stream.feed(rest, rest.length));
      assertThat(frames(received)).as("cut at %d", first).isEqualTo(frames);
    }
    TelegramStream stream = streams.get();
    List<Received> single = new ArrayList<>();
    for (byte one : all) {
      single.addAll(stream.feed(new byte[] {one}, 1));
    }
    assertThat(frames(single)).isEqualTo(frames);
  }

  private static HexLines lines() {
    return new HexLines(new LineChecksums(Bus.Checksums.LEARNED));
  }

  private static List<String> frames(List<Received> received) {
    return received.stream()
        .map(Received::parsed)
        .filter(WirelessFrame.Whole.class::isInstance)
        .map(parsed -> ((WirelessFrame.Whole) parsed).frame().toString())
        .toList();
  }

  private static WirelessFrame frame(int access) {
    byte[] address = HexFormat.of().parseHex("2D2C785634120116");
    return Sealing.plain(address, access, HexFormat.of().parseHex("0413D2040000"));
  }

  /** As the receiver sends it: flags of the first nibble 2 time, 4 strength, 8 checksum. */
  public static byte[] im871a(WirelessFrame frame, int flags, int rssi) {
    byte[] stripped = frame.stripped();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xA5);
    out.write(flags | 2);
    out.write(3);
    out.write(stripped, 0, stripped.length);
    if ((flags & 0x20) != 0) {
      out.writeBytes(new byte[] {1, 2, 3, 4});
    }
    if ((flags & 0x40) != 0) {
      out.write(rssi);
    }
    if ((flags & 0x80) != 0) {
      int sum = 0xFFFF;
      byte[] so = out.toByteArray();
      for (int i = 1; i < so.length; i++) {
        sum ^= so[i] & 0xFF;
        for (int bit = 0; bit < 8; bit++) {
          sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0x8408;
        }
      }
      out.write(~sum);
      out.write(~sum >> 8);
    }
    return out.toByteArray();
  }

  static byte[] amb8465(WirelessFrame frame, byte rssi) {
    byte[] stripped = frame.stripped();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xFF);
    out.write(3);
    out.write(stripped.length);
    out.write(stripped, 1, stripped.length - 1);
    out.write(rssi);
    int sum = 0;
    for (byte one : out.toByteArray()) {
      sum ^= one;
    }
    out.write(sum);
    return out.toByteArray();
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] other = bytes.clone();
    other[bit / 8] ^= (byte) (1 << bit % 8);
    return other;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
