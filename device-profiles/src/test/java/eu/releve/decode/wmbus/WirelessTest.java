package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.decode.mbus.Refusal;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.Opening.Refused;
import eu.releve.decode.wmbus.WirelessFrame.Whole;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WirelessTest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final Key KEY = Key.parse("000102030405060708090A0B0C0D0E0F");
  private static final byte[] ADDRESS = HEX.parseHex("9315785634123303");
  private static final byte[] RECORDS = HEX.parseHex("0C1427048502046D32371F1502FD170000");

  /** OMS 4, annex N: a water meter in mode 7 with authentication layer. */
  private static final String MODE_7 =
      "434493157856341233038C2075900F002C25B30A000021924D4F2FB66E017A75002007109058475F4BC91DF8"
          + "78B80A1B0F98B629024AAC727942BFC549233C0140829B93";

  /** A Kamstrup meter under the extended link layer, encrypted with AES-CTR. */
  private static final String LINK =
      "23442D2C998734761B168D2087D19EAD217F1779EDA86AB6710008190000081900007F13";

  private final Wireless wireless = new Wireless(new Unlearned());

  /** What a gateway that knows no meter beforehand remembers. */
  private static final class Unlearned implements FormatMemory {
    private final Map<Integer, byte[]> formats = new HashMap<>();

    @Override
    public Optional<byte[]> heads(int signature) {
      return Optional.ofNullable(formats.get(signature));
    }

    @Override
    public void learn(int signature, byte[] heads) {
      formats.put(signature, heads);
    }
  }

  @Test
  void thePublishedTelegramInMode7Opens() {
    Opened opened = opened(open(MODE_7, KEY));
    assertThat(opened.protection()).isEqualTo(Protection.MODE_7);
    assertThat(opened.counter()).contains(0xAB3L);
    assertThat(telegram(opened).records()).hasSize(3);
  }

  @Test
  void whatIsSealedOpensWithItsKeyOnly() {
    for (int access = 0; access < 256; access++) {
      assertThat(telegram(opened(wireless.open(mode5(access), Optional.of(KEY)))).records())
          .hasSize(3);
      WirelessFrame seven = Sealing.mode7(KEY, ADDRESS, access * 77_777_777L, RECORDS);
      assertThat(telegram(opened(wireless.open(seven, Optional.of(KEY)))).records()).hasSize(3);
    }
    assertThat(why(wireless.open(mode5(1), Optional.empty()))).isEqualTo(Obstacle.KEY_MISSING);
    assertThat(why(open(MODE_7, null))).isEqualTo(Obstacle.KEY_MISSING);
    Key other = Key.parse("000102030405060708090A0B0C0D0E0E");
    assertThat(why(wireless.open(mode5(1), Optional.of(other)))).isEqualTo(Obstacle.KEY_WRONG);
    assertThat(why(open(MODE_7, other))).isEqualTo(Obstacle.MAC_WRONG);
  }

  @Test
  void anEncryptedErrorOrAlarmOpensWithItsKeyAndIsTheMetersOwnWord() {
    for (int information : new int[] {0x6E, 0x74}) {
      byte[] content = Sealing.mode5(KEY, ADDRESS, 7, HEX.parseHex("08")).content();
      content[0] = (byte) information;
      WirelessFrame frame = new WirelessFrame(0x44, ADDRESS, content);
      assertThat(why(wireless.open(frame, Optional.empty()))).isEqualTo(Obstacle.KEY_MISSING);
      assertThat(opened(wireless.open(frame, Optional.of(KEY))).answer().refusal())
          .contains(information == 0x6E ? Refusal.METER_APPLICATION_BUSY : Refusal.METER_ALARM);
    }
  }

  @Test
  void aTelegramThatAReceiverHasDecryptedIsStillAuthenticated() {
    Opened opened = opened(open(MODE_7, KEY));
    byte[] plain = HEX.parseHex(MODE_7);
    byte[] data = opened.data();
    System.arraycopy(data, 0, plain, plain.length - data.length, data.length);
    String hex = HEX.formatHex(plain);
    assertThat(opened(open(hex, KEY)).protection()).isEqualTo(Protection.MODE_7);
    assertThat(opened(open(hex, null)).protection()).isEqualTo(Protection.NONE);
    plain[plain.length - 1] ^= 1;
    assertThat(why(open(HEX.formatHex(plain), KEY))).isEqualTo(Obstacle.MAC_WRONG);
  }

  @Test
  void noWrongKeyOpensMode7() {
    Random random = seeded();
    for (int i = 0; i < 20_000; i++) {
      assertThat(why(open(MODE_7, random(random)))).isEqualTo(Obstacle.MAC_WRONG);
    }
  }

  // One of 65,536 passes 2F2F, and of those the structure refuses most: 12 expected, 40 is absurd.
  @Test
  void ofWrongKeysMode5LetsPassNoMoreThanItsBound() {
    Random random = seeded();
    WirelessFrame frame = mode5(42);
    int passed = 0;
    int tried = 200_000;
    for (int i = 0; i < tried; i++) {
      Opening opening = wireless.open(frame, Optional.of(random(random)));
      passed += opening instanceof Opened ? 1 : 0;
    }
    assertThat(passed).isLessThanOrEqualTo(12);
  }

  // The link's checksum leaves one of 65,536, and then a telegram must begin there.
  @Test
  void ofWrongKeysTheLinkLayerLetsPassNoMoreThanItsBound() {
    Random random = seeded();
    byte[] sealed = HEX.parseHex(LINK);
    byte[] counter = HEX.parseHex("2D2C998734761B16" + "20" + "D19EAD21" + "000000");
    Key own = random(random);
    byte[] text = Arrays.copyOfRange(sealed, 17, sealed.length);
    System.arraycopy(Aes.ctr(own, counter, text), 0, sealed, 17, text.length);
    String hex = HEX.formatHex(sealed);
    // First without its key: one of eight sessions in clear would pass for another.
    assertThat(why(open(hex, null))).isEqualTo(Obstacle.KEY_MISSING);
    int passed = 0;
    for (int i = 0; i < 50_000; i++) {
      passed += open(hex, random(random)) instanceof Opened ? 1 : 0;
    }
    assertThat(passed).isLessThanOrEqualTo(4);
    assertThat(why(open(hex, own))).isEqualTo(Obstacle.FORMAT_UNKNOWN);
  }

  // The MAC covers everything from the authentication layer on; before it are the radio adapter's
  // own fields, of which only the identification counts: keys are derived from it.
  @Test
  void everyFlippedBitUnderTheMacIsRefused() {
    byte[] whole = HEX.parseHex(MODE_7);
    byte[] right = opened(open(MODE_7, KEY)).data();
    int behindExtendedLink = 13;
    for (int bit = 8 * behindExtendedLink; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(saysOther(open(HEX.formatHex(damaged), KEY), right)).as("bit %d", bit).isFalse();
    }
    for (int bit = 8 * 4; bit < 8 * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(why(open(HEX.formatHex(damaged), KEY))).isEqualTo(Obstacle.MAC_WRONG);
    }
  }

  @Test
  void noCutOfASealedTelegramOpens() {
    for (String hex : new String[] {MODE_7, mode5(7).toString(), LINK}) {
      byte[] whole = HEX.parseHex(hex);
      for (int cut = 11; cut < whole.length; cut++) {
        byte[] shorter = Arrays.copyOf(whole, cut);
        shorter[0] = (byte) (cut - 1);
        assertThat(open(HEX.formatHex(shorter), KEY))
            .as("cut at %d", cut)
            .isNotInstanceOf(Opened.class);
      }
    }
  }

  @Test
  void aCompactFrameIsReadByTheFullOneSeenBefore() {
    String compact = LINK;
    String full =
        "2A442D2C998734761B168D2091D37CAC21576C7802FF207100041308190000441308190000615B7F616713";
    assertThat(why(open(compact, null))).isEqualTo(Obstacle.FORMAT_UNKNOWN);
    Opened first = opened(open(full, null));
    Opened second = opened(open(compact, null));
    assertThat(second.information()).isEqualTo(0x78);
    assertThat(second.data()).isEqualTo(first.data());
  }

  @Test
  void theFormatsUsedLastAreKept() {
    BoundedFormats formats = new BoundedFormats();
    formats.learn(1, new byte[] {1});
    for (int signature = 2; signature < 2 * BoundedFormats.FORMATS_MAX; signature++) {
      formats.learn(signature, new byte[] {2});
      assertThat(formats.heads(1)).isPresent();
    }
    assertThat(formats.heads(2)).isEmpty();
  }

  @Test
  void aDamagedCompactFrameIsRefusedByTheChecksumOfTheFullOne() {
    byte[] heads = HEX.parseHex("0C14046D02FD17");
    byte[] full = HEX.parseHex("0C1427048502046D32371F1502FD170000");
    byte[] data = HEX.parseHex("2704850232371F150000");
    BoundedFormats formats = new BoundedFormats();
    formats.learn(Crc16.of(heads), heads);
    Wireless own = new Wireless(formats);
    byte[] content = new byte[5 + data.length];
    content[0] = 0x79;
    content[1] = (byte) Crc16.of(heads);
    content[2] = (byte) (Crc16.of(heads) >> 8);
    content[3] = (byte) Crc16.of(full);
    content[4] = (byte) (Crc16.of(full) >> 8);
    System.arraycopy(data, 0, content, 5, data.length);
    WirelessFrame frame = new WirelessFrame(0x44, ADDRESS, content);
    assertThat(opened(own.open(frame, Optional.empty())).data()).isEqualTo(full);
    for (int bit = 8; bit < 8 * content.length; bit++) {
      byte[] damaged = content.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(why(own.open(new WirelessFrame(0x44, ADDRESS, damaged), Optional.empty())))
          .isIn(Obstacle.FORMAT_UNKNOWN, Obstacle.FORMAT_CHECKSUM);
    }
  }

  @Test
  void aMessageInFragmentsIsPutTogetherAndChecked() {
    byte[] content = Sealing.mode7(KEY, ADDRESS, 5, RECORDS).content();
    byte[] message = Arrays.copyOfRange(content, 17, content.length);
    String counter = HEX.formatHex(content, 5, 9);
    String mac = HEX.formatHex(content, 9, 17);
    String half = HEX.formatHex(message, 0, 20);
    String rest = HEX.formatHex(message, 20, message.length);
    WirelessFrame first = frame("90" + "07" + "0168" + "25" + counter + half);
    WirelessFrame last = frame("90" + "0A" + "0204" + mac + rest);
    assertThat(why(wireless.open(last, Optional.of(KEY)))).isEqualTo(Obstacle.FRAGMENT_LOST);
    assertThat(wireless.open(first, Optional.of(KEY))).isInstanceOf(Opening.Waiting.class);
    assertThat(telegram(opened(wireless.open(last, Optional.of(KEY)))).records()).hasSize(3);
    assertThat(why(wireless.open(last, Optional.of(KEY)))).isEqualTo(Obstacle.FRAGMENT_LOST);
  }

  @Test
  void commandsAndUnsupportedModesHaveNames() {
    assertThat(why(wireless.open(new WirelessFrame(0x5B, ADDRESS, HEX.parseHex("78")), none())))
        .isEqualTo(Obstacle.COMMAND);
    for (int mode : new int[] {1, 2, 3, 4, 6, 8, 9, 10, 13}) {
      String hex = "7A0100" + "10" + HEX.toHexDigits((byte) mode) + "00".repeat(16);
      Refused refused = (Refused) wireless.open(frame(hex), Optional.of(KEY));
      assertThat(refused.reason()).isEqualTo("MODE_UNSUPPORTED: security mode " + mode);
    }
  }

  @Test
  void aWiredTelegramIsEncryptedInTheSameWay() {
    byte[] content = mode5(9).content();
    byte[] data = new byte[content.length + 7];
    System.arraycopy(HEX.parseHex("7856341293153303"), 0, data, 0, 8);
    System.arraycopy(content, 1, data, 8, content.length - 1);
    MbusFrame.LongFrame frame = new MbusFrame.LongFrame(8, 1, 0x72, data);
    assertThat(telegram(opened(wireless.open(frame, Optional.of(KEY)))).records()).hasSize(3);
    assertThat(why(wireless.open(frame, Optional.empty()))).isEqualTo(Obstacle.KEY_MISSING);
  }

  private static WirelessFrame frame(String content) {
    return new WirelessFrame(0x44, ADDRESS, HEX.parseHex(content));
  }

  private static Optional<Key> none() {
    return Optional.empty();
  }

  private static WirelessFrame mode5(int access) {
    return Sealing.mode5(KEY, ADDRESS, access, RECORDS);
  }

  private Opening open(String hex, @org.jspecify.annotations.Nullable Key key) {
    byte[] bytes = HEX.parseHex(hex);
    Whole whole = (Whole) WirelessFrame.parse(bytes, Checksums.STRIPPED);
    return wireless.open(whole.frame(), Optional.ofNullable(key));
  }

  private static Opened opened(Opening opening) {
    assertThat(opening).isInstanceOf(Opened.class);
    return (Opened) opening;
  }

  private static Obstacle why(Opening opening) {
    assertThat(opening).isInstanceOf(Refused.class);
    return ((Refused) opening).why();
  }

  private static Telegram telegram(Opened opened) {
    assertThat(opened.answer()).isInstanceOf(Telegram.class);
    return (Telegram) opened.answer();
  }

  /**
   * A CI field that is no longer that of the authentication layer opens, and says nothing; a
   * fragment's number that was 0 and is 1 changes nothing.
   */
  private static boolean saysOther(Opening opening, byte[] right) {
    return opening instanceof Opened opened
        && opened.answer() instanceof Telegram
        && !Arrays.equals(opened.data(), right);
  }

  private static Random seeded() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  private static Key random(Random random) {
    byte[] bytes = new byte[Key.BYTES];
    random.nextBytes(bytes);
    return Key.of(bytes);
  }
}
