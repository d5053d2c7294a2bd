package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d}");
  private static final Pattern KEY = Pattern.compile("text\\(\\s*\"([a-z0-9.-]+[a-z0-9])\"");

  private static Map<String, Set<String>> placeholders(Locale locale) throws IOException {
    String name = "messages_" + locale.getLanguage() + ".properties";
    Properties words = new Properties();
    try (InputStream file =
        Objects.requireNonNull(Messages.class.getResourceAsStream(name), name)) {
      words.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    }
    Map<String, Set<String>> placeholders = new TreeMap<>();
    words.forEach(
        (key, text) ->
            placeholders.put(
                key.toString(),
                PLACEHOLDER
                    .matcher(text.toString())
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new))));
    return placeholders;
  }

  @Test
  void everyLanguageSaysTheSameThings() throws IOException {
    Map<String, Set<String>> first = placeholders(Messages.LOCALES.getFirst());
    for (Locale locale : Messages.LOCALES) {
      assertThat(placeholders(locale)).as(locale.toString()).isEqualTo(first);
    }
  }

  /** A sign that stands alone at the beginning of a line is a mistake. */
  @Test
  void frenchNeverBreaksBeforeASign() throws IOException {
    String file = "src/main/resources/eu/releve/cloud/portal/messages_fr.properties";
    assertThat(Files.readAllLines(Path.of(file)))
        .allSatisfy(line -> assertThat(line).doesNotContainPattern(" [:;?!%»]|« |\\} L\\b"));
  }

  @Test
  void everyKeyThatPagesNameIsThere() throws IOException {
    Set<String> known = placeholders(Locale.FRENCH).keySet();
    for (String folder : new String[] {"src/main/jte", "src/main/java/eu/releve/cloud/portal"}) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          KEY.matcher(Files.readString(file))
              .results()
              .map(found -> found.group(1))
              .forEach(key -> assertThat(known).as(file.toString()).contains(key));
        }
      }
    }
  }

  @Test
  void whatSomebodyChoseComesBeforeWhatTheBrowserAccepts() {
    assertThat(Messages.chosen("en", "fr-BE").language()).isEqualTo("en");
    assertThat(Messages.chosen("", "de;q=0.5, en-US").language()).isEqualTo("en");
    assertThat(Messages.chosen("xx", "*;;;").language()).isEqualTo("fr");
    assertThat(Messages.chosen("", "nl-BE").language()).isEqualTo("fr");
  }
}
