package eu.releve.edge.radio;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Checksums;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.decode.wmbus.WirelessFrame.Whole;
import eu.releve.edge.telegram.Look;
import eu.releve.edge.telegram.Looking;
import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What lines of text give when the telegrams in them are damaged.
 *
 * <p>{@code -Dreleve.soak=true} turns every bit of the published telegrams, otherwise every 37th.
 */
class DamagedLinesTest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int STRIDE = Boolean.getBoolean("releve.soak") ? 1 : 37;

  /** Format B, whose length counts its checksums; one bit of the volume is turned. */
  private static final String TURNED =
      "21442D2C785634121B167A0100000004132744000002FD1700000F0102030405D180";

  private static final String RIGHT = TURNED.replace("041327440000", "041327040000");
  private static final String BARE = "14442D2C785634121B167A010000000413D2040000";

  private final long seed = new Random().nextLong();
  private int frames;
  private long damaged;

  @Test
  void aSourceThatHasShownItsChecksumsIsNeverReadWithoutThem() {
    HexLines once = lines(Bus.Checksums.LEARNED);
    assertThat(isRead(once, RIGHT)).isTrue();
    assertThat(isRead(once, TURNED)).isFalse();
    assertThat(isRead(once, RIGHT)).isTrue();
    assertThat(isRead(once, RIGHT)).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(isRead(once, TURNED)).isFalse();
      assertThat(isRead(once, "C1;1;1;2026-01-01 00:00:00.000;-68;-68;1;0x" + TURNED)).isFalse();
    }
    HexLines formatA = lines(Bus.Checksums.LEARNED);
    assertThat(isRead(formatA, HEX.formatHex(Sealing.formatA(bare())))).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(isRead(formatA, BARE)).isFalse();
    }
  }

  @Test
  void aSourceThatNeverShowsChecksumsIsReadFromItsThirdLineOn() {
    HexLines source = lines(Bus.Checksums.LEARNED);
    assertThat(isRead(source, BARE)).isFalse();
    assertThat(isRead(source, BARE)).isFalse();
    assertThat(isRead(source, BARE)).isTrue();
    assertThat(isRead(source, BARE)).isTrue();
  }

  /** One of 65,536 telegrams without checksums seems to have them, and silences no source. */
  @Test
  void oneTelegramThatSeemsToHaveChecksumsDoesNotSilenceASourceWithout() {
    HexLines source = lines(Bus.Checksums.LEARNED);
    for (String line : List.of(BARE, BARE, BARE, RIGHT)) {
      isRead(source, line);
    }
    assertThat(isRead(source, BARE)).isTrue();
  }

  @Test
  void aLineThatSaysThatItsChecksumsWereRightIsReadAtOnce() {
    assertThat(
            isRead(
                lines(Bus.Checksums.LEARNED),
                "T1;1;1;2026-01-01 00:00:00.000;-68;-68;12345678;0x" + BARE))
        .isTrue();
  }

  @Test
  void whatThePlanSaysOfChecksumsHoldsFromTheFirstLineOn() {
    assertThat(isRead(lines(Bus.Checksums.STRIPPED), BARE)).isTrue();
    HexLines kept = lines(Bus.Checksums.KEPT);
    for (int i = 0; i < 10; i++) {
      assertThat(isRead(kept, TURNED)).isFalse();
    }
    assertThat(isRead(kept, RIGHT)).isTrue();
  }

  @Test
  void noPublishedTelegramGivesAReadingWhenItsLineIsCutOrHasATurnedBit() throws IOException {
    Random random = new Random(seed);
    HexLines kept = lines(Bus.Checksums.KEPT);
    HexLines learned = lines(Bus.Checksums.LEARNED);
    assertThat(isRead(learned, HEX.formatHex(Sealing.formatA(bare())))).isTrue();
    Looking looking = new Looking(meter -> Optional.empty(), new BoundedFormats());
    for (WirelessFrame frame : published()) {
      for (byte[] sent : List.of(Sealing.formatA(frame), Sealing.formatB(frame))) {
        frames++;
        for (byte[] wrong : damages(sent, random.nextInt(STRIDE))) {
          damaged++;
          String line = HEX.formatHex(wrong);
          assertThat(isRead(kept, line) || isRead(learned, line)).as("seed %d", seed).isFalse();
          assertThat(looking.at(wrong))
              .as("seed %d: %s", seed, line)
              .noneMatch(
                  look ->
                      look instanceof Look.Radio radio && radio.checksums() != Look.Evidence.NONE);
        }
      }
    }
    System.out.println("lines: seed %d, %d frames, %d damaged".formatted(seed, frames, damaged));
    assertThat(frames).isGreaterThan(400);
  }

  /** Whatever the bytes: right checksums are read, wrong ones are not, and nothing is thrown. */
  @Test
  void anyBytesAreReadOnlyWithRightChecksums() throws IOException {
    Random random = new Random(seed);
    HexLines kept = lines(Bus.Checksums.KEPT);
    HexLines learned = lines(Bus.Checksums.LEARNED);
    assertThat(isRead(learned, HEX.formatHex(Sealing.formatA(bare())))).isTrue();
    Looking looking = new Looking(meter -> Optional.empty(), new BoundedFormats());
    List<WirelessFrame> published = published();
    int rounds = Boolean.getBoolean("releve.soak") ? 1_000_000 : 5_000;
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = any(published.get(random.nextInt(published.size())), random);
      String line = HEX.formatHex(bytes);
      boolean right = WirelessFrame.parse(bytes, Checksums.KEPT) instanceof Whole;
      String as = "seed %d: %s".formatted(seed, line);
      assertThat(isRead(kept, line)).as(as).isEqualTo(right);
      assertThat(isRead(learned, line)).as(as).isEqualTo(right);
      boolean shownAsRight =
          looking.at(bytes).stream()
              .anyMatch(
                  look ->
                      look instanceof Look.Radio radio && radio.checksums() != Look.Evidence.NONE);
      assertThat(shownAsRight && !right).as(as).isFalse();
      looking.kept(bytes);
    }
  }

  /** A telegram with some bytes replaced, or cut, or longer, or left as it is. */
  private static byte[] any(WirelessFrame frame, Random random) {
    byte[] bytes = random.nextBoolean() ? Sealing.formatA(frame) : Sealing.formatB(frame);
    if (random.nextInt(3) == 0) {
      bytes = Arrays.copyOf(bytes, 11 + random.nextInt(280));
    }
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<byte[]> damages(byte[] sent, int first) {
    List<byte[]> damages = new ArrayList<>();
    for (int cut = 0; cut < sent.length; cut += STRIDE) {
      damages.add(Arrays.copyOf(sent, cut));
    }
    for (int bit = first; bit < 8 * sent.length; bit += STRIDE) {
      byte[] turned = sent.clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      damages.add(turned);
    }
    return damages;
  }

  private static List<WirelessFrame> published() throws IOException {
    Path file =
        Path.of(
                Optional.ofNullable(System.getProperty("RELEVE_CORPORA"))
                    .or(() -> Optional.ofNullable(System.getenv("RELEVE_CORPORA")))
                    .orElse("../../shared/corpora"))
            .resolve("mbus/wmbusmeters_drivers.jsonl");
    if (!Files.isReadable(file)) {
      assertThat(System.getenv("CI")).as("corpus %s is absent", file).isNotEqualTo("true");
      Assumptions.abort("corpus " + file + " is absent");
    }
    List<WirelessFrame> frames = new ArrayList<>();
    Matcher telegrams =
        Pattern.compile("\"((?:[0-9A-Fa-f]{2}){12,280})\"").matcher(Files.readString(file));
    while (telegrams.find()) {
      if (WirelessFrame.parse(HEX.parseHex(telegrams.group(1)), Checksums.STRIPPED)
          instanceof Whole whole) {
        frames.add(whole.frame());
      }
    }
    return frames;
  }

  private static WirelessFrame bare() {
    return ((Whole) WirelessFrame.parse(HEX.parseHex(BARE), Checksums.STRIPPED)).frame();
  }

  private static HexLines lines(Bus.Checksums said) {
    return new HexLines(new LineChecksums(said));
  }

  private static boolean isRead(HexLines source, String line) {
    return source.parse(line).filter(one -> one.parsed() instanceof Whole).isPresent();
  }
}
