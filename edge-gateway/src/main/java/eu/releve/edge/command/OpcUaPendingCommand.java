package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.keys.KnownServers.Server;
import eu.releve.provisioning.keys.KnownServers.Standing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code opcua pending}: the servers that wait for a decision, and those that are trusted.
 *
 * <p>Exit codes: 0 nobody waits, 1 somebody does, 2 wrong settings, 3 a file that is missing or may
 * not be opened (named).
 */
@Command(
    name = "pending",
    mixinStandardHelpOptions = true,
    description = "Whose certificates wait for a decision, and whose are trusted.",
    footer = {"", "Example:", "  ./releve opcua pending --config gateway.yaml"})
final class OpcUaPendingCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Option(names = "--config", paramLabel = "FILE", description = "gateway.yaml: whose decisions")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      List<Server> known = new KnownServers(ServerPlace.data(config, System.getenv())).all();
      out.print(json ? json(known) : text(known));
      out.flush();
      return known.stream().anyMatch(server -> server.standing() == Standing.PENDING) ? NO : 0;
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("opcua: " + missing.getMessage());
      return MISSING;
    }
  }

  private static String text(List<Server> known) {
    StringBuilder text = new StringBuilder();
    known.forEach(server -> text.append(line(server)).append(System.lineSeparator()));
    return text.toString();
  }

  static String line(Server server) {
    return ServerPlace.words()
        .text(
            "opcua.server." + server.standing(),
            server.url(),
            server.fingerprint(),
            server.subject(),
            server.until());
  }

  private static String json(List<Server> known) {
    return new Json()
            .put(
                "servers",
                known,
                (one, server) ->
                    one.put("standing", server.standing().name().toLowerCase(Locale.ROOT))
                        .put("fingerprint", server.fingerprint())
                        .put("url", server.url())
                        .put("until", server.until().toString())
                        .put("subject", server.subject()))
        + "\n";
  }
}
