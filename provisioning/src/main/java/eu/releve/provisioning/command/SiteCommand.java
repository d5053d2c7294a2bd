package eu.releve.provisioning.command;

import eu.releve.provisioning.language.Help;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code site}: how a site plan is made, checked, shown, compared and changed. */
@Command(
    name = "site",
    mixinStandardHelpOptions = true,
    description = "Site plans: made, checked, shown, compared, changed.",
    footer = {"", "Example:", "  ./releve site check plan.yaml"})
public final class SiteCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line(Surroundings.real()).execute(arguments));
  }

  /** The command, for whoever gives it other surroundings. */
  public static CommandLine line(Surroundings surroundings) {
    return Help.in(
        surroundings.messages().locale(),
        SiteCommand.class,
        new CommandLine(new SiteCommand())
            .addSubcommand(new SiteNewCommand(surroundings))
            .addSubcommand(new SiteImportCommand(surroundings))
            .addSubcommand(new SiteCheckCommand(surroundings))
            .addSubcommand(new SiteShowCommand(surroundings))
            .addSubcommand(new SiteDiffCommand(surroundings))
            .addSubcommand(new SiteReplaceMeterCommand(surroundings)));
  }

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "site: wanted one of " + wanted + ", found nothing");
  }
}
