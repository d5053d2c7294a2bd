package eu.releve.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "voltage.l1: 230000 | '' | 13 | gives"
      })
  void anImpossibleValueIsRefusedAtItsLine(String good, String bad, int line, String key) {
    String text = GOOD.replace(good, Objects.requireNonNullElse(bad, ""));
    assertThatThrownBy(() -> Profiles.load("acme.yaml", text))
        .isInstanceOfSatisfying(
            DocumentException.class,
            wrong -> {
              assertThat(wrong.getMessage()).startsWith("acme.yaml:" + line + ": " + key + ": ");
              assertThat(wrong.getMessage()).contains("wanted ", ", found ");
            });
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
