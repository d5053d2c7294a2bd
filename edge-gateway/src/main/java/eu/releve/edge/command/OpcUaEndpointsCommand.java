package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.link.opcua.Visit;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus.Security;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code opcua endpoints PLACE}: how a server can be reached; it need not be trusted for that.
 *
 * <p>Exit codes: 0 it answered, 1 it did not, 2 wrong use, 3 a file that is missing (named).
 */
@Command(
    name = "endpoints",
    mixinStandardHelpOptions = true,
    description = "How a server can be reached, and whose certificate it shows.",
    footer = {"", "Example:", "  ./releve opcua endpoints opc.tcp://10.0.0.9:4840"})
final class OpcUaEndpointsCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;

  @Parameters(paramLabel = "PLACE", description = "opc.tcp://HOST:PORT, or a bus of the plan")
  private String place = "";

  @Option(names = "--config", paramLabel = "FILE", description = "gateway.yaml: which plan")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--timeout", paramLabel = "MS", description = "of a request; 5000")
  private long timeoutMillis = 5_000;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws DocumentException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      var server = ServerPlace.server(place, config, Security.BEST);
      List<Visit.Offer> offers = Visit.offers(server, Duration.ofMillis(timeoutMillis));
      out.print(json ? json(offers) : text(offers));
      out.flush();
      return 0;
    } catch (IllegalArgumentException wrong) {
      err.println("opcua: " + wrong.getMessage());
      return WRONG_USE;
    } catch (IOException silent) {
      String why = String.valueOf(silent.getMessage());
      out.println(ServerPlace.words().text("opcua.unreachable", place, why));
      out.flush();
      return NO;
    }
  }

  private static String text(List<Visit.Offer> offers) {
    Messages words = ServerPlace.words();
    StringBuilder text = new StringBuilder();
    for (Visit.Offer offer : offers) {
      text.append(words.text("opcua.endpoint", offer.security(), String.join(", ", offer.logins())))
          .append(System.lineSeparator());
    }
    offers.stream()
        .map(Visit.Offer::fingerprint)
        .filter(print -> !print.isEmpty())
        .distinct()
        .forEach(
            print ->
                text.append(words.text("opcua.certificate", print)).append(System.lineSeparator()));
    return text.toString();
  }

  private static String json(List<Visit.Offer> offers) {
    return new Json()
            .put(
                "endpoints",
                offers,
                (one, offer) ->
                    one.put("security", offer.security())
                        .put("logins", String.join(" ", offer.logins()))
                        .put("fingerprint", offer.fingerprint()))
        + "\n";
  }
}
