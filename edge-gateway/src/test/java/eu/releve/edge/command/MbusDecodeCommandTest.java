package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.TelegramWords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MbusDecodeCommandTest {
  /** rscada/libmbus, test/test-frames/ACW_Itron-BM-plus-m.hex (BSD-3-Clause). */
  private static final String ITRON =
      "683C3C68 08087278 03491177 040E160A 0000000C 78780349 11041331 D4000042"
          + " 6C000044 13000000 00046D0B 0BCD1302 27000009 FD0E0209 FD0F060F 00017513 D316";

  private static final String SECRET = "000102030405060708090A0B0C0D0E0F";
  private static final Key KEY = Key.parse(SECRET);
  private static final byte[] ADDRESS = HexFormat.of().parseHex("2D2C785634120116");
  private static final byte[] RECORDS = HexFormat.of().parseHex("0413D2040000");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aTelegramIsShownFieldByFieldWithOffsetsInBothLanguages() {
    assertThat(table(Locale.FRENCH))
        .containsPattern("(?m)^ +25 +041331D40000 +volume = 54.321 m3$")
        .containsPattern("(?m)^ +31 +426C0000 +date, mémoire 1 = pas de valeur : .*0000$")
        .containsPattern("(?m)^ +14 +16 +fluide 16 : eau froide$")
        .containsPattern("(?m)^ +59 +0F00017513 +données propres au fabricant$")
        .containsPattern("(?m)^ +64 +D3 +somme de contrôle, juste$")
        .contains("Registres selon le profil itron-bm-plus-m")
        .containsPattern("(?m)^ +water-volume +54321 L$")
        .containsPattern("(?m)^ +meter-clock +2014-03-13T11:11$");
    assertThat(table(Locale.ENGLISH))
        .containsPattern("(?m)^ +14 +16 +medium 16: cold water$")
        .contains("Registers by the profile itron-bm-plus-m");
  }

  @Test
  void programsGetTheSame() {
    assertThat(run("--json", ITRON)).isZero();
    assertThat(out.toString())
        .contains(
            "\"identification\":\"11490378\",\"manufacturer\":\"ACW\"",
            "\"what\":\"VOLUME\",\"qualifiers\":[],\"value\":\"54.321\",\"unit\":\"m3\"",
            "{\"register\":\"water-volume\",\"step\":\"mL\",\"steps\":54321000}");
  }

  @Test
  void whatIsRefusedIsNamedAndAnswersNo() {
    assertThat(run(ITRON.replace("D316", "D416"))).isEqualTo(1);
    assertThat(out.toString()).contains("CHECKSUM");
    assertThat(run("--json", "68040468080170057E16")).isEqualTo(1);
    assertThat(out.toString()).contains("\"refused\":\"METER_TOO_MANY_DATA_EXTENSIONS\"");
  }

  // In format B the length counts the checksums: such a telegram looks like one without any.
  @Test
  void aRadioTelegramWhoseChecksumIsWrongIsShownAndSaysSo() {
    String turned = "21442D2C785634121B167A0100000004132744000002FD1700000F0102030405D180";
    assertThat(run(turned)).isZero();
    assertThat(out.toString())
        .contains("No checksum of the radio link layer is right", "the telegram is damaged");
    out.getBuffer().setLength(0);
    assertThat(run("--json", turned)).isZero();
    assertThat(out.toString()).contains("\"checksums\":false,\"evidence\":\"NONE\"");
    out.getBuffer().setLength(0);
    assertThat(run(turned.replace("132744", "132704"))).isZero();
    assertThat(out.toString())
        .contains("checksums of the radio link layer are right", "1.063 m3")
        .doesNotContain("damaged");
  }

  @Test
  void whatIsNoHexIsWrongUse() {
    assertThat(run("telegram")).isEqualTo(2);
    assertThat(err.toString()).contains("'telegram'");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void aRadioTelegramIsShownLayerByLayerAndOpenedWithItsKey() throws Exception {
    WirelessFrame frame = Sealing.mode7(KEY, ADDRESS, 0x01020304, RECORDS);
    String sealed = HexFormat.of().formatHex(Sealing.formatA(frame));
    assertThat(run("--key", SECRET, sealed)).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^ +0 +[0-9A-F]{2} +length [0-9]+$")
        .containsPattern("(?m)^ +2 +2D2C +manufacturer KAM$")
        .containsPattern("(?m)^ +4 +78563412 +identification 12345678$")
        .containsPattern("(?m)^ +10 +90 +authentication and fragmentation layer, CI 90$")
        .containsPattern("(?m)^ +15 +04030201 +message counter 01020304$")
        .containsPattern("(?m)^ +27 +7A +control information: records with the short header$")
        .containsPattern("(?m)^ +35 +0413D2040000 +volume = 1.234 m3$")
        .containsPattern("(?m)^ +water-volume +1.234 m3$")
        .contains("checksums of the radio link layer are right", "security mode 7, its authen")
        .doesNotContain(SECRET);
    out.getBuffer().setLength(0);
    assertThat(run(sealed)).isEqualTo(1);
    assertThat(out.toString())
        .contains("KEY_MISSING, it is encrypted, and there is no key", "were not opened");
    out.getBuffer().setLength(0);
    assertThat(run("--key", SECRET.replace('0', '1'), frame.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("MAC_WRONG");
    out.getBuffer().setLength(0);
    Path keys = Files.writeString(folder.resolve("k"), "12345678 " + SECRET + "\n");
    assertThat(run("--key-file", keys.toString(), "--json", frame.toString())).isZero();
    assertThat(out.toString())
        .contains("\"radio\":true", "\"protection\":\"MODE_7\"", "\"steps\":1234000")
        .contains("{\"offset\":10,\"bytes\":\"90\",\"field\":\"AUTHENTICATION\"}")
        .doesNotContain(SECRET);
  }

  @Test
  void severalWiredTelegramsAreShownOneAfterTheOther() {
    assertThat(run("--json", ITRON + "E5" + ITRON)).isEqualTo(1);
    assertThat(out.toString().lines().toList())
        .hasSize(3)
        .element(1)
        .asString()
        .contains("\"refused\":\"NO_DATA\"");
    assertThat(run(ITRON + "00")).isEqualTo(1);
    assertThat(out.toString()).contains("SURPLUS");
  }

  @Test
  void aWiredTelegramThatIsEncryptedOpensWithItsKey() {
    byte[] sealed = Sealing.mode5(KEY, ADDRESS, 9, RECORDS).content();
    byte[] data = new byte[sealed.length + 7];
    System.arraycopy(HexFormat.of().parseHex("785634122D2C0116"), 0, data, 0, 8);
    System.arraycopy(sealed, 1, data, 8, sealed.length - 1);
    String frame = HexFormat.of().formatHex(MbusFraming.longFrame(0x08, 1, 0x72, data));
    assertThat(run("--key", SECRET, frame)).isZero();
    assertThat(out.toString())
        .containsPattern("(?m)^ +21 +0413D2040000 +volume = 1.234 m3$")
        .contains("security mode 5");
    assertThat(run(frame)).isEqualTo(1);
    assertThat(out.toString()).contains("KEY_MISSING");
  }

  @Test
  void aKeyThatIsNoneIsWrongUseAndIsNotRepeated() {
    assertThat(run("--key", SECRET + "0", ITRON)).isEqualTo(2);
    assertThat(err.toString()).contains("32").doesNotContain(SECRET);
    assertThat(run("--key-file", "none", ITRON)).isEqualTo(3);
  }

  @Test
  void theLanguageIsTheEnvironments() {
    assertThat(Language.of(Map.of("LANG", "fr_BE.UTF-8"))).isEqualTo(Locale.FRENCH);
    assertThat(Language.of(Map.of("LANG", "fr_BE", "LC_ALL", "en_GB"))).isEqualTo(Locale.ENGLISH);
    assertThat(Language.of(Map.of("LANG", "C.UTF-8"))).isEqualTo(Locale.ENGLISH);
    assertThat(Language.of(Map.of())).isEqualTo(Locale.ENGLISH);
  }

  private static String table(Locale locale) {
    byte[] frame = HexFormat.of().parseHex(ITRON.replace(" ", ""));
    Looking looking = new Looking(meter -> Optional.empty(), new BoundedFormats());
    return TelegramWords.in(locale).table(looking.at(frame).getFirst()).text();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("decode"));
    all.addAll(List.of(arguments));
    CommandLine line = MbusCommand.line();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
