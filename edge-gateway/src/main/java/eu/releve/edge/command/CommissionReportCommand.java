package eu.releve.edge.command;

import eu.releve.document.Json;
import eu.releve.edge.command.ConsoleClient.RefusedException;
import eu.releve.edge.commission.CommissionWords;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code commission report}: the report as PDF, sealed by the gateway.
 *
 * <p>Exit codes: 0 written and sealed, 1 written and not sealed yet, 2 wrong use, 3 the gateway is
 * not reached, or the file cannot be written.
 */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Makes the report and fetches it, or fetches one that was made before.",
    footer = {
      "",
      "Example:",
      "  ./releve commission report --installer 'A. Dupont' -o report.pdf --config gateway.yaml",
      "  ./releve commission report --number 1 -o report.pdf --config gateway.yaml",
      "",
      "Exit codes: 0 sealed, 1 not sealed yet, 2 wrong use, 3 not reached"
    })
final class CommissionReportCommand implements Callable<Integer> {
  @Option(names = "--installer", paramLabel = "NAME", description = "who vouches for a new report")
  private Optional<String> installer = Optional.empty();

  @Option(names = "--number", paramLabel = "N", description = "of one that was made before")
  private Optional<Integer> number = Optional.empty();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "where it goes; a file that is there is replaced")
  private Path to = Path.of("");

  @Mixin private ConsolePlace place = new ConsolePlace();

  private final Map<String, String> environment;

  CommissionReportCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    return place.run(environment, this::fetch);
  }

  private int fetch(ConsoleClient client)
      throws IOException, InterruptedException, RefusedException {
    if (installer.isPresent() == number.isPresent()) {
      throw new IllegalArgumentException("report: wanted --installer or --number");
    }
    int wanted =
        number.isPresent()
            ? number.get()
            : client
                .post(ConsolePlace.API + "/reports", Map.of("installer", installer.orElseThrow()))
                .path("number")
                .asInt();
    HttpResponse<byte[]> paper = client.file(ConsolePlace.API + "/reports/" + wanted + ".pdf");
    boolean isSealed =
        paper.headers().firstValue("Releve-Sealed").map(Boolean::parseBoolean).orElse(false);
    Path fresh = to.resolveSibling(to.getFileName() + ".new");
    Files.write(fresh, paper.body());
    Files.move(fresh, to, StandardCopyOption.REPLACE_EXISTING);
    String gateway = client.get(ConsolePlace.API + ".json").path("gateway").asText();
    CommissionWords words = ConsolePlace.words(environment);
    if (place.isJson()) {
      place.print(
          new Json()
              .put("number", wanted)
              .put("sealed", isSealed)
              .put("gateway", gateway)
              .put("file", to.toString())
              .toString());
    } else {
      place.print(words.text("report.done", Integer.toString(wanted), to));
      place.print(
          isSealed
              ? words.text("report.sealed", gateway)
              : words.text("report.unsealed", Integer.toString(wanted)));
    }
    return isSealed ? ConsolePlace.YES : ConsolePlace.NO;
  }
}
