package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorHelpTest {
  @Test
  void helpIsPrintedInBothLanguagesWithTheSameExamples() {
    String english = Collector.printed(List.of("--help"), Map.of()).orElseThrow();
    String french = Collector.printed(List.of("--help"), Map.of("LANG", "fr_BE")).orElseThrow();
    assertThat(examples(english)).hasSize(2).isEqualTo(examples(french));
    assertThat(french).contains("Codes de sortie\u00A0:").doesNotContain("Exit codes");
    assertThat(Collector.printed(List.of("--config", "x"), Map.of())).isEmpty();
  }

  private static List<String> examples(String help) {
    return help.lines().map(String::strip).filter(text -> text.startsWith("./releve ")).toList();
  }
}
