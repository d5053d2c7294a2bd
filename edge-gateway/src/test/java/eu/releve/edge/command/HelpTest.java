package eu.releve.edge.command;

import eu.releve.provisioning.language.Helped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  private static final Map<String, String> FRENCH = Map.of("LANG", "fr_FR.UTF-8");

  @Test
  void everyCommandHasHelpWithAnExampleInBothLanguages() {
    for (Function<Map<String, String>, CommandLine> command :
        List.<Function<Map<String, String>, CommandLine>>of(
            environment -> EnrolCommand.line(environment, Duration.ofSeconds(1)),
            CommissionCommand::line,
            RescueCommand::line,
            MbusCommand::line,
            ModbusCommand::line,
            OpcUaCommand::line,
            ProfilesCommand::line)) {
      Helped.everywhere(command.apply(Map.of()), command.apply(FRENCH));
    }
  }
}
