package eu.releve.provisioning.command;

import eu.releve.provisioning.language.Helped;
import java.io.BufferedReader;
import java.io.StringReader;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  @Test
  void everyCommandHasHelpWithAnExampleInBothLanguages() {
    Helped.everywhere(in(Locale.ENGLISH), in(Locale.FRENCH));
  }

  private static CommandLine in(Locale language) {
    return SiteCommand.line(
        Surroundings.of(
            language, InstantSource.system(), new BufferedReader(new StringReader(""))));
  }
}
