package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.report.SealCheck.Finding;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommissionWordsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d+}");

  private static String file(String language) throws IOException {
    try (var words =
        CommissionWords.class.getResourceAsStream("messages_" + language + ".properties")) {
      return new String(words.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void bothLanguagesSayTheSameThings() throws IOException {
    Messages english = Messages.load(CommissionWords.class, Locale.ENGLISH);
    Messages french = Messages.load(CommissionWords.class, Locale.FRENCH);
    assertThat(french.keys()).isEqualTo(english.keys());
    Set<String> unlike = new TreeSet<>();
    for (String line : file("en").lines().toList()) {
      String key = line.substring(0, line.indexOf('='));
      String other =
          file("fr").lines().filter(one -> one.startsWith(key + "=")).findFirst().orElse("");
      if (!places(line).equals(places(other))) {
        unlike.add(key);
      }
    }
    assertThat(unlike).isEmpty();
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  @Test
  void everyFindingHasWords() {
    Messages english = Messages.load(CommissionWords.class, Locale.ENGLISH);
    for (SumCheck.Kind kind : SumCheck.Kind.values()) {
      assertThat(english.keys()).contains("sum." + kind, "sum.short." + kind);
    }
    for (var finding : Finding.values()) {
      assertThat(english.keys()).contains("verify." + finding);
    }
  }

  @Test
  void frenchPunctuationDoesNotBeginALine() throws IOException {
    assertThat(file("fr")).doesNotContain(" :", " ?", " !", " ;", " »", "« ", " %");
  }
}
