package eu.releve.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.MeterId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  interface Reading {
    Object of(Mapping mapping) throws DocumentException;
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Mapping plan =
        Document.load(
            "plan.yaml",
            """
            # a comment
            text: Eau froide 3B
            norway: no
            number: -12
            hex: 0x0048
            exact: 0.1
            day: 2026-03-01
            period: 15m
            kind: shop
            inner: { deep: "007" }
            list: [ { a: 1 }, { a: 2 } ]
            words:
              - one
              - "2"
            """);
    assertThat(plan.text("text")).isEqualTo("Eau froide 3B");
    assertThat(plan.text("norway")).isEqualTo("no");
    assertThat(plan.integer("number", -20, 20)).isEqualTo(-12);
    assertThat(plan.integer("hex", 0, 0xFFFF)).isEqualTo(0x48);
    assertThat(plan.decimal("exact")).isEqualByComparingTo("0.1");
    assertThat(plan.date("day")).isEqualTo(LocalDate.of(2026, 3, 1));
    assertThat(plan.duration("period", SECOND, HOUR)).isEqualTo(Duration.ofMinutes(15));
    assertThat(plan.oneOf("kind", Map.of("shop", 7))).isEqualTo(7);
    assertThat(plan.mapping("inner").text("deep")).isEqualTo("007");
    assertThat(plan.mappings("list")).hasSize(2);
    assertThat(plan.texts("words")).containsExactly("one", "2");
    assertThat(plan.optionalText("absent")).isEmpty();
    assertThat(plan.line("period")).isEqualTo(8);
    plan.end();
  }

  @Test
  void aCharacterOfTwoUnitsMayStandAnywhere() throws Exception {
    for (int before = 1_000; before < 1_050; before++) {
      String text = "# " + "x".repeat(before) + "\uD83D\uDE00".repeat(20) + "\na: b\n";
      assertThat(Document.load("plan.yaml", text).text("a")).isEqualTo("b");
    }
  }

  @Test
  void aMissingKeyIsNamedAtItsMapping() {
    refused(
        "a: 1\nb:\n  c: 1\n",
        m -> m.mapping("b").text("d"),
        "f.yaml:3: d: wanted text, found nothing");
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    refused(
        "period: 1s\nperoid: 2s\n",
        m -> {
          m.duration("period", SECOND, HOUR);
          m.end();
          return 0;
        },
        "f.yaml:2: peroid: wanted period, found an unknown key");
    refused(
        "zzz: 1\n",
        m -> {
          m.optionalText("unit");
          m.optionalText("address");
          m.end();
          return 0;
        },
        "f.yaml:1: zzz: wanted one of address, unit, found an unknown key");
  }

  @Test
  void aValueOfAnotherKindIsRefusedAtItsLine() {
    refused("a: [ 1 ]\n", m -> m.text("a"), "f.yaml:1: a: wanted text, found a list");
    refused("a:\n", m -> m.text("a"), "f.yaml:1: a: wanted text, found nothing");
    refused("a: ~\n", m -> m.optionalText("a"), "f.yaml:1: a: wanted text, found nothing");
    refused("a: ''\n", m -> m.text("a"), "f.yaml:1: a: wanted text, found \"\"");
    refused(
        "b: 1\na: x\n",
        m -> m.integer("a", 1, 9),
        "f.yaml:2: a: wanted an integer from 1 to 9, found 'x'");
    refused(
        "a: 10\n",
        m -> m.integer("a", 1, 9),
        "f.yaml:1: a: wanted an integer from 1 to 9, found 10");
    refused(
        "a: \"1\"\n",
        m -> m.integer("a", 1, 9),
        "f.yaml:1: a: wanted an integer from 1 to 9, found \"1\"");
    refused(
        "a: 010\n",
        m -> m.integer("a", 1, 99),
        "f.yaml:1: a: wanted an integer from 1 to 99, found '010'");
    refused(
        "a: 99999999999999999999\n",
        m -> m.integer("a", 1, 99),
        "f.yaml:1: a: wanted an integer from 1 to 99, found '99999999999999999999'");
    refused("a: 1,5\n", m -> m.decimal("a"), "f.yaml:1: a: wanted a decimal number, found '1,5'");
    refused("a: NaN\n", m -> m.decimal("a"), "f.yaml:1: a: wanted a decimal number, found 'NaN'");
    refused(
        "a: 2026-02-30\n",
        m -> m.date("a"),
        "f.yaml:1: a: wanted a date such as 2026-03-01, of the years 1900 to 2200, found '2026-02-30'");
    refused(
        "a: 20226-03-01\n",
        m -> m.date("a"),
        "f.yaml:1: a: wanted a date such as 2026-03-01, of the years 1900 to 2200, found '20226-03-01'");
    refused(
        "a: 1026-03-01\n",
        m -> m.date("a"),
        "f.yaml:1: a: wanted a date such as 2026-03-01, of the years 1900 to 2200, found '1026-03-01'");
    refused(
        "a: 15\n",
        m -> m.duration("a", SECOND, HOUR),
        "f.yaml:1: a: wanted a duration from 1s to 1h, such as 15m, found '15'");
    refused(
        "a: 2h\n",
        m -> m.duration("a", SECOND, HOUR),
        "f.yaml:1: a: wanted a duration from 1s to 1h, such as 15m, found '2h'");
    refused(
        "a: barn\n",
        m -> m.oneOf("a", Map.of("shop", 1, "flat", 2)),
        "f.yaml:1: a: wanted one of flat, shop, found 'barn'");
    refused("a: 1\n", m -> m.mapping("a"), "f.yaml:1: a: wanted a mapping, found '1'");
    refused("a: 1\n", m -> m.mappings("a"), "f.yaml:1: a: wanted a list, found '1'");
    refused(
        "a:\n - b: 1\n - 2\n",
        m -> m.mappings("a"),
        "f.yaml:3: a: wanted a list of mappings, found '2'");
    refused("a:\n - b\n -\n", m -> m.texts("a"), "f.yaml:3: a: wanted text, found nothing");
  }

  @Test
  void whatARecordRefusesIsSaidWithTheLine() {
    refused(
        "b: 1\nid: Foo\n",
        m -> m.value("id", "a meter's name", MeterId::new),
        "f.yaml:2: id: wanted a meter's name, found 'Foo': meter 'Foo' must match"
            + " [a-z0-9][a-z0-9-]{0,30}[a-z0-9]");
    refused(
        "b: 1\nid: Foo\n",
        m -> m.make("id", () -> new MeterId("?")),
        "f.yaml:2: id: wanted one that can be, found meter '?' must match"
            + " [a-z0-9][a-z0-9-]{0,30}[a-z0-9]");
  }

  @Test
  void aValueFromElsewhereTakesThePlaceOfTheWrittenOne() throws Exception {
    Mapping changed =
        Document.load("f.yaml", "a: 1\nb: 2\n")
            .with("a", "RELEVE_A", "7")
            .with("c", "RELEVE_C", "[ { d: 1 } ]");
    assertThat(changed.integer("a", 0, 9)).isEqualTo(7);
    assertThat(changed.integer("b", 0, 9)).isEqualTo(2);
    assertThat(changed.mappings("c").getFirst().integer("d", 0, 9)).isEqualTo(1);
    refused(
        "a: 1\n",
        m -> m.with("a", "RELEVE_A", "x").integer("a", 0, 9),
        "RELEVE_A:1: a: wanted an integer from 0 to 9, found 'x'");
    refused("a: 1\n", m -> m.with("a", "RELEVE_A", "[ { ]"), "RELEVE_A:1: (document): wanted YAML");
  }

  @Test
  void aDoubledKeyIsRefused() {
    refused(
        "a: 1\nb: 2\na: 3\n",
        m -> 0,
        "f.yaml:3: a: wanted each key once, found it a second time after line 1");
  }

  @Test
  void anchorsAliasesAndTagsAreRefused() {
    refused("a: &x 1\n", m -> 0, "f.yaml:1: a: wanted a value, found an anchor or alias 'x'");
    refused("a: 1\nb: *x\n", m -> 0, "f.yaml:2: b: wanted a value, found an anchor or alias 'x'");
    refused(
        "a: !!java.net.URL [x]\n",
        m -> 0,
        "f.yaml:1: a: wanted a value without tag, found the tag tag:yaml.org,2002:java.net.URL");
  }

  @Test
  void aDocumentIsOneMapping() {
    refused("", m -> 0, "f.yaml:1: (document): wanted a mapping, found an empty document");
    refused("# nothing\n", m -> 0, "(document): wanted a mapping, found an empty document");
    refused("- a\n", m -> 0, "f.yaml:1: (document): wanted a mapping, found a list");
    refused("plain\n", m -> 0, "f.yaml:1: (document): wanted a mapping, found 'plain'");
    refused(
        "a: 1\n---\nb: 2\n",
        m -> 0,
        "f.yaml:2: (document): wanted one document, found a second one");
    refused("? [a]\n: 1\n", m -> 0, "wanted a key that is text, found something else");
  }

  @Test
  void syntaxErrorsNameTheirLine() {
    refused("a: 1\n\tb: 2\n", m -> 0, "f.yaml:2: (document): wanted YAML, found ");
    refused("a: 1\nb: [ 1, 2\n", m -> 0, "(document): wanted YAML, found ");
    refused("a: 1\nb: \"x\n", m -> 0, "(document): wanted YAML, found ");
    refused("a: 1\n b: 2\n", m -> 0, "f.yaml:2: (document): wanted YAML, found ");
    refused(
        "a: 1\nb: \u0007\n", m -> 0, "f.yaml:2: (document): wanted YAML, found a character U+0007");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws Exception {
    assertThat(Document.load("f.yaml", "\uFEFFa: 1\n").integer("a", 0, 1)).isEqualTo(1);
  }

  @Test
  void depthAndLengthAreBounded() throws Exception {
    refused(
        "a: " + "[".repeat(100_000), m -> 0, "f.yaml:1: a: wanted at most 32 levels, found more");
    Path large = folder.resolve("large.yaml");
    Files.writeString(large, "# comment\n".repeat(1_000_000));
    assertThatThrownBy(() -> Document.load(large))
        .isInstanceOf(DocumentException.class)
        .hasMessageEndingWith("large.yaml:1: (document): wanted at most 1048576 bytes, found more");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    assertThatThrownBy(() -> Document.load(folder.resolve("none.yaml")))
        .isInstanceOf(DocumentException.class)
        .hasMessageEndingWith(
            "none.yaml:1: (document): wanted a readable file, found NoSuchFileException");
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: Hôtel\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Document.load(latin))
        .hasMessageEndingWith("latin.yaml:1: (document): wanted UTF-8 text, found other bytes");
  }

  @Test
  void longAndControlCharactersAreNotRepeatedInMessages() {
    refused(
        "a: \"\\e" + "x".repeat(500) + "\"\n",
        m -> m.integer("a", 1, 9),
        "found \"?" + "x".repeat(59) + "...\"");
  }

  @Test
  void aTextWithAControlCharacterIsRefused() {
    refused("a: \"flat\\0 3B\"\n", m -> m.text("a"), "f.yaml:1: a: wanted text, found a control");
  }

  @Test
  void anythingIsReadOrRefusedNeverAnotherError() {
    long seed = new Random().nextLong();
    System.err.println("seed=" + seed);
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "a", ":", " ", "\n", "  ", "- ", "[", "]", "{", "}", "\"", "'", "|", ">", "#", "&", "*",
            "!", "%", "@", "?", "---", "...", "\t", ",", "\r\n", "0x1", "~", "\uFEFF", "\ud800",
            "é", "<<");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Document.load("f.yaml", text.toString());
      } catch (DocumentException refused) {
        assertThat(refused.getMessage()).startsWith("f.yaml:").doesNotContain("\n");
        assertThat(refused.line()).isBetween(1, 42);
      }
    }
  }

  private static void refused(String text, Reading reading, String message) {
    assertThatThrownBy(() -> reading.of(Document.load("f.yaml", text)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }
}
