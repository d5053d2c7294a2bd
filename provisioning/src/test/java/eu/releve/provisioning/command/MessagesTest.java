package eu.releve.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.provisioning.draft.Drafting;
import eu.releve.provisioning.draft.RowProblem;
import eu.releve.provisioning.draft.TableException;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.survey.Change;
import eu.releve.provisioning.survey.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final Path FOLDER = Path.of("src/main/resources/eu/releve/provisioning/command");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[0-9]\\}");

  @Test
  void everyLanguageHasEveryWordWithTheSamePlaceholders() throws Exception {
    List<String> english = lines("en");
    List<String> french = lines("fr");
    assertThat(french.stream().map(MessagesTest::key).toList())
        .containsExactlyElementsOf(english.stream().map(MessagesTest::key).toList());
    for (int i = 0; i < english.size(); i++) {
      assertThat(placeholders(french.get(i)))
          .as(english.get(i))
          .isEqualTo(placeholders(english.get(i)));
    }
  }

  @Test
  void everyCodeEveryChangeAndEveryProblemHasItsWords() {
    Set<String> keys = Messages.load(Surroundings.class, Locale.ENGLISH).keys();
    for (Code code : Code.values()) {
      assertThat(keys).contains("finding." + code.id(), "finding." + code.id() + ".do");
    }
    for (Change.What what : Change.What.values()) {
      assertThat(keys).contains("change." + what.id(), "change." + what.id() + ".means");
    }
    for (RowProblem.What what : RowProblem.What.values()) {
      assertThat(keys).contains("row." + what.id());
    }
    for (Drafting.Notice.What what : Drafting.Notice.What.values()) {
      assertThat(keys).contains("notice." + what);
    }
    for (TableException.Why why : TableException.Why.values()) {
      assertThat(keys).contains("table." + why);
    }
  }

  @Test
  void frenchSignsStandBehindASpaceThatDoesNotBreak() throws Exception {
    assertThat(lines("fr")).noneMatch(line -> line.matches(".* [:;?!%»].*|.*« .*"));
  }

  private static List<String> lines(String language) throws Exception {
    return Files.readAllLines(FOLDER.resolve("messages_" + language + ".properties"));
  }

  private static String key(String line) {
    return Arrays.asList(line.split("=", 2)).getFirst();
  }

  private static Set<String> placeholders(String line) {
    return PLACEHOLDER
        .matcher(line)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
