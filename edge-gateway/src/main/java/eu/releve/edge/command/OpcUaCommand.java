package eu.releve.edge.command;

import eu.releve.provisioning.keys.KnownServers;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code opcua}: what an installer does with OPC-UA servers beside the gateway. */
@Command(
    name = "opcua",
    mixinStandardHelpOptions = true,
    description = "OPC-UA servers by hand.",
    subcommands = {
      OpcUaEndpointsCommand.class,
      OpcUaBrowseCommand.class,
      OpcUaPendingCommand.class,
      OpcUaPasswordCommand.class
    })
public final class OpcUaCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  public static CommandLine line() {
    return new CommandLine(new OpcUaCommand());
  }

  /** {@code opcua trust}: a running gateway goes by it at its next attempt. */
  @Command(
      name = "trust",
      mixinStandardHelpOptions = true,
      description =
          "Trusts a certificate at the address where it was shown, and no other there any more.")
  int trust(@Mixin ServerDecision decision) {
    return decision.carryOut("opcua.trusted", KnownServers::trust);
  }

  /** {@code opcua forget}: a running gateway refuses it at its next connection. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = "Forgets a certificate, trusted or pending.")
  int forget(@Mixin ServerDecision decision) {
    return decision.carryOut("opcua.forgotten", KnownServers::forget);
  }

  @Override
  public void run() {
    List<String> wanted = List.copyOf(spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "opcua: wanted one of " + wanted + ", found nothing");
  }
}
