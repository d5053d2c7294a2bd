package eu.releve.provisioning.demo;

import eu.releve.provisioning.language.Helped;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DemoHelpTest {
  @Test
  void theDemoHasHelpWithAnExampleInBothLanguages() {
    Helped.everywhere(Demo.line(Locale.ENGLISH), Demo.line(Locale.FRENCH));
  }
}
