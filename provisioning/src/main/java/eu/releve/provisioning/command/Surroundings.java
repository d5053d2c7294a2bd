package eu.releve.provisioning.command;

import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * What a command finds where it runs.
 *
 * @param messages the words in which it speaks.
 * @param clock for today's date.
 * @param in what somebody types.
 */
public record Surroundings(Messages messages, InstantSource clock, BufferedReader in) {
  /** Those of this process. */
  public static Surroundings real() {
    Charset typed =
        Optional.ofNullable(System.getProperty("stdin.encoding"))
            .map(Charset::forName)
            .orElse(Charset.defaultCharset());
    return of(
        CommandLanguage.of(System.getenv()),
        InstantSource.system(),
        new BufferedReader(new InputStreamReader(System.in, typed)));
  }

  /** In that language. */
  public static Surroundings of(Locale locale, InstantSource clock, BufferedReader in) {
    return new Surroundings(Messages.load(Surroundings.class, locale), clock, in);
  }

  /** The words under a key. */
  String text(String key, Object... arguments) {
    return messages.text(key, arguments);
  }
}
