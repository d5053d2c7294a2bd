package eu.releve.cloud.command;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.language.Helped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  private static final Pattern CODE = Pattern.compile("\\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\\b");
  private static final Map<String, String> FRENCH = Map.of("LANG", "fr_FR.UTF-8");

  @Test
  void everyCommandHasHelpWithAnExampleInBothLanguages() {
    for (Function<Map<String, String>, CommandLine> command :
        List.<Function<Map<String, String>, CommandLine>>of(
            FleetCommand::line,
            LedgerCommand::line,
            TransferCommand::line,
            BrokerConfigCommand::line,
            QuarantineCommand::line)) {
      Helped.everywhere(command.apply(Map.of()), command.apply(FRENCH));
    }
  }

  // Whoever types an example must not be told of a typing mistake.
  @Test
  void codesInExamplesAreCodes() throws IOException {
    CommandLine pair =
        Objects.requireNonNull(FleetCommand.line(Map.of()).getSubcommands().get("pair"));
    String help = pair.getUsageMessage();
    for (String text : List.of(help, Files.readString(Path.of("README.md")))) {
      List<String> codes = CODE.matcher(text).results().map(MatchResult::group).toList();
      assertThat(codes).isNotEmpty();
      for (String code : codes) {
        assertThat(ClaimCode.parse(code).text()).isEqualTo(code);
      }
    }
  }
}
