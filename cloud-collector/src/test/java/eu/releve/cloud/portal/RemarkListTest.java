package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.validate.Rule;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RemarkListTest {
  @Test
  void everyRuleThatIsRunHasWordsInEachLanguage() {
    for (Locale locale : Messages.LOCALES) {
      Messages words = Messages.of(locale);
      for (Rule rule : Rule.values()) {
        if (rule.isRun()) {
          String key = "remark.rule." + rule.word();
          assertThat(words.text(key)).as(locale + " " + rule).isNotEqualTo(key).endsWith(".");
          // What was found stands before what it was compared with.
          assertThat(words.text("remark.measured." + rule.word(), "47", "11"))
              .as(locale + " " + rule)
              .containsSubsequence("47", "11");
        }
      }
    }
  }
}
