package eu.releve.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.edge.commission.CommissionWords;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code commission list}: every meter, what was typed and what follows.
 *
 * <p>Exit codes: 0 all are confirmed, 1 some are not, 2 wrong use, 3 the gateway is not reached.
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Every meter: what its display says, what is read, what is left to do.",
    footer = {
      "",
      "Example:",
      "  ./releve commission list --config gateway.yaml",
      "",
      "Exit codes: 0 all are confirmed, 1 some are not, 2 wrong use, 3 not reached"
    })
final class CommissionListCommand implements Callable<Integer> {
  @Mixin private ConsolePlace place = new ConsolePlace();

  private final Map<String, String> environment;

  CommissionListCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    return place.run(
        environment,
        client -> {
          JsonNode all = client.get(ConsolePlace.API + ".json");
          if (place.isJson()) {
            place.print(all);
          } else {
            place.print(text(all.path("meters"), ConsolePlace.words(environment)));
          }
          for (JsonNode meter : all.path("meters")) {
            if (!meter.path("confirmed").asBoolean()) {
              return ConsolePlace.NO;
            }
          }
          // A box without a plan has nothing to confirm, and is not commissioned.
          return all.path("meters").isEmpty() ? ConsolePlace.NO : ConsolePlace.YES;
        });
  }

  private static String text(JsonNode meters, CommissionWords words) {
    int confirmed = 0;
    int wrong = 0;
    StringBuilder text = new StringBuilder();
    for (JsonNode meter : meters) {
      confirmed += meter.path("confirmed").asBoolean() ? 1 : 0;
      wrong += meter.path("wrong").asBoolean() ? 1 : 0;
      text.append(meter(meter, words)).append(System.lineSeparator());
    }
    int open = meters.size() - confirmed - wrong;
    return text + words.text("list.head", meters.size(), confirmed, open, wrong);
  }

  /** A meter in two or three lines: whose it is, the figures, what follows. */
  static String meter(JsonNode meter, CommissionWords words) {
    String mark =
        meter.path("confirmed").asBoolean()
            ? "[x]"
            : meter.path("wrong").asBoolean() ? "[!]" : "[ ]";
    StringBuilder text = new StringBuilder(mark);
    text.append(' ').append(meter.path("meter").asText());
    text.append("  ").append(meter.path("name").asText());
    if (meter.has("place")) {
      text.append(" (").append(meter.path("place").asText()).append(')');
    }
    if (meter.has("displayText")) {
      text.append(System.lineSeparator())
          .append("    ")
          .append(
              words.text(
                  "list.display",
                  meter.path("displayText").asText(),
                  meter.path("beforeText").asText(words.text("list.none")),
                  meter.path("afterText").asText(words.text("list.none"))));
    }
    return text.append(System.lineSeparator())
        .append("    ")
        .append(meter.path("said").asText())
        .toString();
  }
}
