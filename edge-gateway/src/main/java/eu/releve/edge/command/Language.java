package eu.releve.edge.command;

import eu.releve.provisioning.language.CommandLanguage;
import java.util.Locale;
import java.util.Map;

/** The language in which a command speaks. */
final class Language {
  private Language() {}

  /** The one that the environment asks for; English where it asks for none. */
  static Locale of(Map<String, String> environment) {
    return CommandLanguage.of(environment);
  }
}
