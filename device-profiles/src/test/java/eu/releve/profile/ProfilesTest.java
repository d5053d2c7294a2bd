package eu.releve.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
  private static final String GOOD =
      """
      profile: acme-em100
      name: Acme EM100
      source: Acme EM100 Modbus map v1.2, table 4
      modbus: { function: 4, order: high-first, words-max: 60 }
      registers:
        - { is: voltage.l1, at: 0x0048, type: float32, unit: V, resolution: 0.1 }
        - { is: active-energy-import, at: 0x0100, type: u32, scale: 0.01, unit: kWh, unavailable: [FFFFFFFF] }
      proofs:
        - origin: constructed
          source: by hand
          at: 0x0048
          raw: 43660000
          gives: { voltage.l1: 230000 }
      """;

  @Test
  void aProfileIsWhatItsFileSays() throws DocumentException {
    Profile profile = Profiles.load("acme-em100.yaml", GOOD);
    Access.Modbus access = (Access.Modbus) profile.access();
    assertThat(access.wordsMax()).isEqualTo(60);
    assertThat(access.registers().get(0).resolution()).isEqualTo(new Resolution(1, 2));
    assertThat(access.registers().get(1).resolution()).isEqualTo(new Resolution(1, 1));
    assertThat(access.registers().get(1).unavailable()).containsExactly("FFFFFFFF");
    assertThat(access.registers().get(1).function()).isEqualTo(4);
    assertThat(profile.proofs().getFirst().gives())
        .containsEntry(RegisterName.parse("voltage.l1"), 230_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: Acme EM100 | nome: Acme EM100 | 1 | name",
        "order: high-first | order: middle-first | 4 | order",
        "order: high-first | ordre: high-first | 4 | ordre",
        "function: 4 | function: 5 | 4 | function",
        "words-max: 60 | words-max: 126 | 4 | words-max",
        "words-max: 60 | words-max: 60, boundaries: 73 | 4 | boundaries",
        "words-max: 60 | words-max: 60, boundaries: [0x49] | 5 | registers",
        "words-max: 60 | words-max: 60, together: [ { at: 0, words: 61 } ] | 4 | together",
        "words-max: 60 | words-max: 60, together: [ { at: 0, word: 2 } ] | 4 | words",
        "words-max: 60 | words-max: 60, pause: 11s | 4 | pause",
        "words-max: 60 | words-max: 60, unavailable: { u8: [FF] } | 4 | u8",
        "words-max: 60 | words-max: 60, unavailable: { u16: [nan] } | 4 | u16",
        "at: 0x0100, type: u32 | at: 0x0048, type: u32 | 7 | at",
        "at: 0x0100, type: u32 | at: 0x0049, type: u32 | 7 | at",
        "at: 0x0100, type: u32 | at: 0x0100, type: u32, bits: 8-3 | 7 | bits",
        "at: 0x0100, type: u32 | at: 0x0100, type: u32, bits: 32 | 7 | bits",
        "at: 0x0100, type: u32 | at: 0x0100, type: u32, words: 2 | 7 | words",
        "at: 0x0100, type: u32 | at: 0x0100, type: ascii, words: 17 | 7 | words",
        "type: u32, scale: 0.01 | type: u32, exponent-at: 0x102 | 7 | resolution",
        "type: u32 | type: u32, exponent-at: 0x101, resolution: 1 | 7 | exponent-at",
        "type: u32 | type: u32, exponent-at: 0x17D, resolution: 1 | 7 | exponent-at",
        "[FFFFFFFF] | [nan] | 7 | unavailable",
        "is: voltage.l1 | is: voltage.l4 | 6 | is",
        "is: voltage.l1 | is: volts | 6 | is",
        "at: 0x0048, | at: 65536, | 6 | at",
        "at: 0x0048, | at: 0xFFFF, | 6 | at",
        "type: float32 | type: float16 | 6 | type",
        "unit: V | unit: kWh | 6 | unit",
        "unit: V | unit: volt | 6 | unit",
        ", resolution: 0.1 | '' | 6 | resolution",
        "resolution: 0.1 | resolution: 0 | 6 | resolution",
        "resolution: 0.1 | resolution: 0.12345 | 6 | resolution",
        "scale: 0.01 | scale: 0 | 7 | scale",
        "scale: 0.01 | scale: one | 7 | scale",
        "[FFFFFFFF] | [FFFF] | 7 | unavailable",
        "origin: constructed | origin: guessed | 9 | origin",
        "raw: 43660000 | raw: 4366000 | 12 | raw",
        "raw: 43660000 | raw: 436600 | 12 | raw",
        "voltage.l1: 230000 | voltage.l2: 230000 | 13 | voltage.l2",
        "voltage.l1: 230000 | voltage.l1: 230.5 | 13 | voltage.l1",
        "voltage.l1: 230000 | '' | 13 | gives",
        "gives: { voltage.l1: 230000 } | identifies: { voltage.l1: 230000 } | 13 | voltage.l1",
        "modbus: | rating: { phases: 2, current: 80 }~modbus: | 4 | phases",
        "modbus: | rating: { phases: 3, amperes: 80 }~modbus: | 4 | current",
        "modbus: | identity: { serial: { at: 1, type: i32 } }~modbus: | 4 | type",
        "modbus: | identity: { plate: { at: 1, type: u32 } }~modbus: | 4 | plate",
        "modbus: | recognise: [ { at: 1, holds: [00G0] } ]~modbus: | 4 | holds",
        "modbus: | recognise: [ { at: 1, holds: [] } ]~modbus: | 4 | holds",
        "modbus: | recognise: [ { object: 1, contains: [] } ]~modbus: | 4 | contains",
        "modbus: | recognise: [ { object: 1, says: [X] } ]~modbus: | 4 | contains"
      })
  void anImpossibleValueIsRefusedAtItsLine(String good, String bad, int line, String key) {
    String text = GOOD.replace(good, Objects.requireNonNullElse(bad, "").replace('~', '\n'));
    assertThatThrownBy(() -> Profiles.load("acme.yaml", text))
        .isInstanceOfSatisfying(
            DocumentException.class,
            wrong -> {
              assertThat(wrong.getMessage()).startsWith("acme.yaml:" + line + ": " + key + ": ");
              assertThat(wrong.getMessage()).contains("wanted ", ", found ");
            });
  }

  @Test
  void whatPlannerAndScanNeedIsInTheFileToo() throws DocumentException {
    String text =
        """
        profile: acme-em100
        name: Acme EM100
        source: Acme EM100 Modbus map v1.2, table 4
        rating: { phases: 1, current: 45 }
        modbus:
          function: 4
          words-max: 60
          hole-words-max: 0
          boundaries: [0x100]
          together: [ { at: 0x48, words: 4 }, { function: 3, at: 0xFC00, words: 3 } ]
          pause: 20ms
          unavailable: { float32: [nan], u32: [FFFFFFFF, "80000000"] }
        identity:
          serial: { function: 3, at: 0xFC00, type: u32 }
          model: { at: 0x200, type: ascii, words: 6, order: high-first-swapped }
        recognise:
          - { function: 3, at: 0xFC02, holds: ["0070", "0079"] }
          - { object: 1, contains: [EM100] }
        registers:
          - { is: voltage.l1, at: 0x0048, type: float32, unit: V, resolution: 0.1 }
          - { is: active-energy-import, at: 0x0100, type: u32, scale: 0.01, unit: kWh }
        proofs:
          - origin: constructed
            source: by hand
            at: 0x0048
            raw: 43660000
            gives: { voltage.l1: 230000 }
        """;
    Profile profile = Profiles.load("acme.yaml", text);
    Access.Modbus access = (Access.Modbus) profile.access();
    assertThat(access.requests())
        .isEqualTo(
            new Requests(
                60,
                0,
                List.of(0x100),
                List.of(new Requests.Span(4, 0x48, 4), new Requests.Span(3, 0xFC00, 3)),
                Duration.ofMillis(20)));
    assertThat(access.registers().get(0).unavailable()).containsExactly("nan");
    assertThat(access.registers().get(1).unavailable()).containsExactly("FFFFFFFF", "80000000");
    assertThat(access.identity())
        .containsExactly(
            new IdentityRegister(
                IdentityRegister.What.SERIAL, 3, 0xFC00, DataType.U32, 2, WordOrder.HIGH_FIRST),
            new IdentityRegister(
                IdentityRegister.What.MODEL,
                4,
                0x200,
                DataType.ASCII,
                6,
                WordOrder.HIGH_FIRST_SWAPPED));
    assertThat(access.fingerprints())
        .containsExactly(
            new Fingerprint.Contents(3, 0xFC02, List.of("0070", "0079")),
            new Fingerprint.DeviceObject(1, List.of("EM100")));
    assertThat(profile.rating()).contains(new Rating(1, 45, 230));
  }

  @Test
  void aRatingBoundsHowFastACounterGrows() {
    Rating rating = new Rating(3, 100, 230);
    assertThat(rating.stepsPerHour(RegisterName.parse("active-energy-import.t2")))
        .contains(82_800L);
    assertThat(rating.stepsPerHour(RegisterName.parse("reactive-energy-q1.l3"))).contains(27_600L);
    assertThat(rating.stepsPerHour(RegisterName.parse("active-power"))).isEmpty();
    assertThat(rating.stepsPerHour(RegisterName.parse("water-volume"))).isEmpty();
  }

  @Test
  void bitsOfOneWordMayBelongToSeveralRegisters() throws DocumentException {
    String states =
        """
          - { is: state.s1, at: 0x0200, type: u16, bits: 0-3, unit: "1" }
          - { is: state.s2, at: 0x0200, type: u16, bits: 4, unit: "1" }
        """;
    Profile profile = Profiles.load("acme.yaml", GOOD.replace("proofs:", states + "proofs:"));
    assertThat(profile.access().registers()).hasSize(4);
    String shared = states.replace("bits: 4", "bits: 3");
    assertThatThrownBy(
            () -> Profiles.load("acme.yaml", GOOD.replace("proofs:", shared + "proofs:")))
        .isInstanceOf(DocumentException.class)
        .hasMessage(
            "acme.yaml:9: at: wanted words that no other register has,"
                + " found words of 'state.s1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proofs: []\n"})
  void aProfileWithoutProofIsRefused(String proofs) {
    String text = GOOD.substring(0, GOOD.indexOf("proofs:")) + proofs;
    assertThatThrownBy(() -> Profiles.load("acme.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("proofs: wanted");
  }

  @Test
  void aKeyWrittenTwiceIsRefused() {
    assertThatThrownBy(() -> Profiles.load("acme.yaml", GOOD + "name: Again\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("acme.yaml:14: name: wanted each key once");
  }

  @Test
  void aRegisterTwiceIsRefused() {
    String twice =
        GOOD.replace("proofs:", "  - { is: voltage.l1, at: 0x4C, type: u16, unit: V }\nproofs:");
    assertThatThrownBy(() -> Profiles.load("acme.yaml", twice))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("acme.yaml:8: is: wanted each register once");
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThatThrownBy(() -> Profiles.load("acme.yaml", GOOD + "colour: grey\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("acme.yaml:14: colour: wanted ")
        .hasMessageEndingWith(", found an unknown key");
  }

  @Test
  void aProfileSpeaksExactlyOneProtocol() {
    assertThatThrownBy(() -> Profiles.load("acme.yaml", GOOD + "mbus: {}\n"))
        .hasMessageContaining("found both");
    assertThatThrownBy(
            () -> Profiles.load("acme.yaml", GOOD.replaceFirst("modbus: .*", "notes: none")))
        .hasMessageContaining("found none");
  }

  @Test
  void theFamiliesThatWeBringAreFoundByName() {
    for (String id :
        new String[] {
          "eastron-sdm630",
          "abb-b23",
          "schneider-iem3155",
          "itron-bm-plus-m",
          "kamstrup-multical-601"
        }) {
      assertThat(Profiles.bundled().find(new ProfileId(id))).as(id).isPresent();
    }
    assertThat(Profiles.bundled().find(new ProfileId("nobody"))).isEmpty();
  }

  @Test
  void aFolderAddsFamiliesButNeverReplacesOne(@TempDir Path folder)
      throws IOException, DocumentException {
    Files.writeString(folder.resolve("acme-em100.yaml"), GOOD);
    Files.writeString(folder.resolve("notes.txt"), "not a profile");
    Profiles profiles = Profiles.bundled().with(folder);
    assertThat(profiles.find(new ProfileId("acme-em100"))).isPresent();
    assertThat(profiles.all()).hasSize(Profiles.bundled().all().size() + 1);

    Path taken = folder.resolve("abb-b23.yaml");
    Files.writeString(taken, GOOD.replace("profile: acme-em100", "profile: abb-b23"));
    assertThatThrownBy(() -> Profiles.bundled().with(folder))
        .hasMessage(taken + ":1: profile: wanted a name that is not taken, found 'abb-b23'");
  }

  @Test
  void aFileIsCalledLikeItsProfile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.yaml");
    Files.writeString(file, GOOD);
    assertThatThrownBy(() -> Profiles.bundled().with(folder))
        .hasMessage(file + ":1: profile: wanted the file's name other, found 'acme-em100'");
  }

  @Test
  void theExampleOfTheDocumentationLoads() throws IOException, DocumentException {
    String page = Files.readString(Path.of("PROFILES.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    Profile profile =
        Profiles.load("PROFILES.md", page.substring(start, page.indexOf("```\n", start)));
    assertThat(profile.proofs()).isNotEmpty();
  }
}
