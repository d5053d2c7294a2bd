package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API and the commands say, in both languages. */
class RefusalWordsTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[0-9]");

  /**
   * Before these French wants a blank at which no line ends; inside names of files they are none.
   */
  private static final Pattern LOOSE = Pattern.compile("[a-zà-ÿ ][:;?!»%](\\s|$)");

  @ParameterizedTest
  @ValueSource(strings = {"api", "push", "command"})
  void bothLanguagesSayTheSame(String part) throws Exception {
    Properties english = words(part, "en");
    Properties french = words(part, "fr");
    assertThat(french.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(placeholders(french.getProperty(key)))
          .as(key)
          .isEqualTo(placeholders(english.getProperty(key)));
      assertThat(LOOSE.matcher(french.getProperty(key)).find())
          .as("%s: %s", key, french.getProperty(key))
          .isFalse();
    }
  }

  private static Properties words(String part, String language) throws Exception {
    String name = part + "/messages_" + language + ".properties";
    Properties words = new Properties();
    try (Reader file =
        new InputStreamReader(
            Objects.requireNonNull(Collector.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      words.load(file);
    }
    return words;
  }

  private static List<String> placeholders(String text) {
    return PLACEHOLDER.matcher(text).results().map(MatchResult::group).distinct().sorted().toList();
  }
}
