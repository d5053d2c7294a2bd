package eu.releve.edge.command;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mbus keys}: the keys of meters that encrypt. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "The keys of meters that encrypt.",
    footer = {"", "Example:", "  ./releve mbus keys list --config gateway.yaml"},
    subcommands = {MbusKeysImportCommand.class, MbusKeysListCommand.class})
final class MbusKeysCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "mbus keys: wanted one of " + wanted + ", found nothing");
  }
}
