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

/** {@code modbus}: what an installer does with Modbus beside the gateway. */
@Command(
    name = "modbus",
    mixinStandardHelpOptions = true,
    description = "Modbus by hand.",
    footer = {"", "Example:", "  ./releve modbus scan --bus tcp://10.0.0.8:502"},
    subcommands = {ModbusScanCommand.class})
public final class ModbusCommand implements Runnable {
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
        CommandLanguage.of(environment), ModbusCommand.class, new CommandLine(new ModbusCommand()));
  }

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "modbus: wanted one of " + wanted + ", found nothing");
  }
}
