package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.keys.KnownServers.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code FINGERPRINT --config FILE}: what a person has decided of a server's certificate.
 *
 * <p>Exit codes: 0 done, 1 no such certificate, 2 wrong use, 3 a file that is missing or may not be
 * opened (named).
 */
final class ServerDecision {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;

  @Parameters(paramLabel = "FINGERPRINT", description = "its first 8 digits or more")
  private String digits = "";

  @Option(names = "--config", paramLabel = "FILE", description = "gateway.yaml: whose decisions")
  private Optional<Path> config = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** Finds the certificate and does with it what was decided. */
  @FunctionalInterface
  interface Deed {
    Optional<Server> on(KnownServers servers, String digits) throws IOException;
  }

  /**
   * Does it.
   *
   * @param done the message's key when it is done.
   * @return the exit code.
   */
  int carryOut(String done, Deed deed) {
    CommandLine line = spec.commandLine();
    try {
      Path data = ServerPlace.data(config, System.getenv());
      Optional<Server> meant = deed.on(new KnownServers(data), digits);
      line.getOut()
          .println(
              meant
                  .map(
                      server ->
                          ServerPlace.words()
                              .text(done, server.url(), server.fingerprint(), server.subject()))
                  .orElseGet(() -> ServerPlace.words().text("opcua.nobody")));
      line.getOut().flush();
      return meant.isPresent() ? 0 : NO;
    } catch (DocumentException | IllegalArgumentException wrong) {
      line.getErr().println("opcua: " + wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      line.getErr().println("opcua: " + missing.getMessage());
      return MISSING;
    }
  }
}
