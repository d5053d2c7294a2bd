package eu.releve.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.edge.command.ConsoleClient.RefusedException;
import eu.releve.edge.commission.CommissionWords;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code commission sums}: what sub-meters count against their main meter, now and each month.
 *
 * <p>Exit codes: 0 nothing contradicts, 1 more is counted below than above, 2 wrong use, 3 the
 * gateway is not reached.
 */
@Command(
    name = "sums",
    mixinStandardHelpOptions = true,
    description = "Adds up sub-meters against their main meter: since the month began, and kept.",
    footer = {
      "",
      "Example:",
      "  ./releve commission sums --config gateway.yaml",
      "  ./releve commission sums --percent 5 --config gateway.yaml   a wider tolerance, kept",
      "",
      "Exit codes: 0 nothing contradicts, 1 more below than above, 2 wrong use, 3 not reached"
    })
final class CommissionSumsCommand implements Callable<Integer> {
  @Option(
      names = "--percent",
      paramLabel = "N",
      description = "from now on a sum may be off by so much of what is measured, 0 to 50")
  private Optional<Integer> percent = Optional.empty();

  @Mixin private ConsolePlace place = new ConsolePlace();

  private final Map<String, String> environment;

  CommissionSumsCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    return place.run(environment, this::show);
  }

  private int show(ConsoleClient client)
      throws IOException, InterruptedException, RefusedException {
    JsonNode all =
        percent.isPresent()
            ? client.post(ConsolePlace.API + "/sums", Map.of("percent", percent.get().toString()))
            : client.get(ConsolePlace.API + ".json");
    if (place.isJson()) {
      place.print(all);
    } else {
      place.print(text(all, ConsolePlace.words(environment)));
    }
    for (JsonNode sum : all.path("sums")) {
      if (sum.path("wrong").asBoolean()) {
        return ConsolePlace.NO;
      }
    }
    return ConsolePlace.YES;
  }

  private static String text(JsonNode all, CommissionWords words) {
    StringBuilder text = new StringBuilder();
    String end = System.lineSeparator();
    for (JsonNode sum : all.path("sums")) {
      text.append(sum.path("point").asText())
          .append("  ")
          .append(sum.path("name").asText())
          .append(end)
          .append("    ")
          .append(sum.path("said").asText())
          .append(end);
    }
    for (JsonNode month : all.path("months")) {
      text.append(month.path("said").asText()).append(end);
    }
    if (all.path("sums").isEmpty()) {
      text.append(words.text("sums.none")).append(end);
    } else {
      text.append(
              all.has("since")
                  ? words.text("sums.since", all.path("since").asText())
                  : words.text("sums.notyet"))
          .append(end);
    }
    return text + words.text("sums.percent", all.path("percent").asInt());
  }
}
