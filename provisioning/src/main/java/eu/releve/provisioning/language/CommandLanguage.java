package eu.releve.provisioning.language;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** In which language a command speaks. */
public final class CommandLanguage {
  private static final List<String> VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

  private CommandLanguage() {}

  /** The one that the environment asks for; English where it asks for none. */
  public static Locale of(Map<String, String> environment) {
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
