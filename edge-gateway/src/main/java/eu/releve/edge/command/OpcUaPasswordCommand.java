package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.provisioning.keys.ServerLogins;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code opcua password BUS --password-file FILE}: keeps the password with which the gateway logs
 * in there. It is never printed.
 *
 * <p>Exit codes: 0 kept, 2 wrong use, 3 a file that is missing or may not be opened (named).
 */
@Command(
    name = "password",
    mixinStandardHelpOptions = true,
    description = "Keeps the password of a bus whose plan names a user.",
    footer = {
      "",
      "Example:",
      "  ./releve opcua password boiler --password-file p.txt --config gateway.yaml"
    })
final class OpcUaPasswordCommand implements Callable<Integer> {
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final int BYTES_MAX = 4_096;

  @Parameters(paramLabel = "BUS", description = "its name in the plan")
  private String bus = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      required = true,
      description = "whose first line is the password")
  private Path file = Path.of("");

  @Option(names = "--config", paramLabel = "FILE", description = "gateway.yaml: whose keys")
  private Optional<Path> config = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      BusId id = new BusId(bus);
      if (!Files.isReadable(file) || Files.size(file) > BYTES_MAX) {
        throw new IOException(file + ": wanted a file with a password");
      }
      String password =
          Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      new ServerLogins(ServerPlace.data(config, System.getenv())).keep(id, password);
      return 0;
    } catch (DocumentException | IllegalArgumentException wrong) {
      err.println("opcua: " + wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("opcua: " + missing.getMessage());
      return MISSING;
    }
  }
}
