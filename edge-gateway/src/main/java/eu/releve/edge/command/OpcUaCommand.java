package eu.releve.edge.command;

import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import java.util.List;
import java.util.Map;
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
    footer = {"", "Example:", "  ./releve opcua endpoints opc.tcp://10.0.0.9:4840"},
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
    return line(System.getenv());
  }

  /** The same in the language of an environment. */
  static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment), OpcUaCommand.class, new CommandLine(new OpcUaCommand()));
  }

  /** {@code opcua trust}: a running gateway goes by it at its next attempt. */
  @Command(
      name = "trust",
      mixinStandardHelpOptions = true,
      description =
          "Trusts a certificate at the address where it was shown, and no other there any more.",
      footer = {"", "Example:", "  ./releve opcua trust 3FA91C02 --config gateway.yaml"})
  int trust(@Mixin ServerDecision decision) {
    return decision.carryOut("opcua.trusted", KnownServers::trust);
  }

  /** {@code opcua forget}: a running gateway refuses it at its next connection. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = "Forgets a certificate, trusted or pending.",
      footer = {"", "Example:", "  ./releve opcua forget 3FA91C02 --config gateway.yaml"})
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
