package eu.releve.provisioning.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import picocli.CommandLine;

/**
 * The help of commands in the reader's language. The English text stands beside what it describes;
 * {@code help_LANGUAGE.properties} beside the commands has the others, by picocli's keys.
 */
public final class Help {
  private Help() {}

  /**
   * The same command, with all its sub-commands, whose help is in that language.
   *
   * @param beside the class that has the file as a resource.
   * @param language one of {@link Messages#LOCALES}.
   */
  public static CommandLine in(Locale language, Class<?> beside, CommandLine line) {
    if (!language.getLanguage().equals(Locale.ENGLISH.getLanguage())) {
      speak(line, bundle(language, beside));
    }
    return line;
  }

  private static void speak(CommandLine line, ResourceBundle bundle) {
    CommandLine.Model.CommandSpec spec = line.getCommandSpec();
    // Examples are the same in every language; what stands above them is not.
    CommandLine.Model.UsageMessageSpec unused =
        spec.usageMessage()
            .footer(
                Arrays.stream(spec.usageMessage().footer())
                    .map(text -> headed(text, bundle))
                    .toArray(String[]::new));
    CommandLine.Model.CommandSpec itself = spec.resourceBundle(bundle);
    itself.subcommands().values().forEach(each -> speak(each, bundle));
  }

  private static String headed(String text, ResourceBundle bundle) {
    return text.replaceFirst("^Example:", bundle.getString("example"))
        .replaceFirst("^Examples:", bundle.getString("examples"));
  }

  private static ResourceBundle bundle(Locale language, Class<?> beside) {
    String name = "help_" + language.getLanguage() + ".properties";
    try (InputStream file = beside.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalArgumentException(beside.getName() + ": wanted " + name + ", found none");
      }
      return new PropertyResourceBundle(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name, unreadable);
    }
  }
}
