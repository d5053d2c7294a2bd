package eu.releve.edge.command;

import eu.releve.provisioning.language.Messages;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The language in which a command speaks. */
final class Language {
  private static final List<String> VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

  private Language() {}

  /** The one that the environment asks for; English where it asks for none. */
  static Locale of(Map<String, String> environment) {
    for (String variable : VARIABLES) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        return named(value);
      }
    }
    return Locale.ENGLISH;
  }

  /** {@code fr_BE.UTF-8} is French; C and POSIX are no language. */
  private static Locale named(String value) {
    String tag = value.replaceFirst("[.@].*", "").replace('_', '-');
    return tag.equals("C") || tag.equals("POSIX") ? Locale.ENGLISH : Messages.wanted(tag);
  }
}
