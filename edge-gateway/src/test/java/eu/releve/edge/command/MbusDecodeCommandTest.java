package eu.releve.edge.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Meaning;
import eu.releve.decode.mbus.Qualifier;
import eu.releve.decode.mbus.RecordError;
import eu.releve.decode.mbus.Refusal;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MbusDecodeCommandTest {
  /** rscada/libmbus, test/test-frames/ACW_Itron-BM-plus-m.hex (BSD-3-Clause). */
  private static final String ITRON =
      "683C3C68 08087278 03491177 040E160A 0000000C 78780349 11041331 D4000042"
          + " 6C000044 13000000 00046D0B 0BCD1302 27000009 FD0E0209 FD0F060F 00017513 D316";

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

  @Test
  void whatIsNoHexIsWrongUse() {
    assertThat(run("telegram")).isEqualTo(2);
    assertThat(err.toString()).contains("'telegram'");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void everythingThatATelegramSaysHasAWordInBothLanguages() {
    List<String> keys = new ArrayList<>();
    Arrays.stream(Refusal.values()).forEach(one -> keys.add("refusal." + one));
    Arrays.stream(Meaning.What.values()).forEach(one -> keys.add("what." + one));
    Arrays.stream(Qualifier.values()).forEach(one -> keys.add("qualifier." + one));
    Arrays.stream(RecordError.values()).forEach(one -> keys.add("record-error." + one));
    Messages english = Messages.load(MbusCommand.class, Locale.ENGLISH);
    assertThat(english.keys()).containsAll(keys);
    assertThat(Messages.load(MbusCommand.class, Locale.FRENCH).keys()).isEqualTo(english.keys());
  }

  @Test
  void theStatusByteIsSpelledOut() {
    Messages words = Messages.load(MbusCommand.class, Locale.ENGLISH);
    assertThat(StatusWords.of(0x00, words)).isEqualTo("no error");
    assertThat(StatusWords.of(0x27, words))
        .isEqualTo("abnormal condition, battery low, maker's bits 20");
    assertThat(StatusWords.of(0x1A, words))
        .isEqualTo("application error, permanent error, temporary error");
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
    return new TelegramTable(Messages.load(MbusCommand.class, locale))
        .of(frame, MbusAnswer.of(frame));
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("decode"));
    all.addAll(List.of(arguments));
    CommandLine line = MbusCommand.line();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
