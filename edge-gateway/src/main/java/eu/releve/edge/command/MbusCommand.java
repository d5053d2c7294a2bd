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

/** {@code mbus}: what an installer does with M-Bus beside the gateway. */
@Command(
    name = "mbus",
    mixinStandardHelpOptions = true,
    description = "M-Bus by hand.",
    footer = {"", "Example:", "  ./releve mbus scan --bus tcp://10.0.0.7:10001"},
    subcommands = {
      MbusDecodeCommand.class,
      MbusScanCommand.class,
      MbusKeysCommand.class,
      MbusListenCommand.class
    })
public final class MbusCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  public static CommandLine line() {
    return line(System.getenv());
  }

  /** The same in the language of an environment. */
  static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment), MbusCommand.class, new CommandLine(new MbusCommand()));
  }

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "mbus: wanted one of " + wanted + ", found nothing");
  }
}
