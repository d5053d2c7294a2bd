package eu.releve.edge.command;

import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code commission}: what an installer does when the meters are read. */
@Command(
    name = "commission",
    mixinStandardHelpOptions = true,
    description = "Compares displays with readings, sub-meters with their main meter, and reports.",
    footer = {
      "",
      "Example:",
      "  ./releve commission list --config gateway.yaml",
      "",
      "Exit codes: 0 yes, 1 no (and why), 2 wrong use, 3 the gateway or a file is missing"
    })
public final class CommissionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line(System.getenv()).execute(arguments));
  }

  /**
   * The command, for whoever gives it other streams.
   *
   * @param environment its language, and where data is.
   */
  public static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment),
        CommissionCommand.class,
        new CommandLine(new CommissionCommand())
            .addSubcommand(new CommissionListCommand(environment))
            .addSubcommand(new CommissionEnterCommand(environment))
            .addSubcommand(new CommissionSkipCommand(environment))
            .addSubcommand(new CommissionSumsCommand(environment))
            .addSubcommand(new CommissionReportCommand(environment))
            .addSubcommand(new CommissionVerifyCommand(environment)));
  }

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "commission: wanted one of " + wanted + ", found nothing");
  }
}
