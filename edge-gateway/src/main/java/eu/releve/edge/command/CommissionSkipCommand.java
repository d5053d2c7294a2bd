package eu.releve.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.measure.MeterId;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code commission skip METER --why TEXT}: it stays to be confirmed.
 *
 * <p>Exit codes: 0 noted, 2 wrong use, 3 the gateway is not reached.
 */
@Command(
    name = "skip",
    mixinStandardHelpOptions = true,
    description = "Notes why a meter cannot be looked at today; it stays to be confirmed.",
    footer = {
      "",
      "Example:",
      "  ./releve commission skip w3b --why 'nobody at home' --config gateway.yaml",
      "",
      "Exit codes: 0 noted, 2 wrong use, 3 not reached"
    })
final class CommissionSkipCommand implements Callable<Integer> {
  @Parameters(paramLabel = "METER", description = "its name in the plan")
  private String meter = "";

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "1 to 200 characters, for the report")
  private String why = "";

  @Mixin private ConsolePlace place = new ConsolePlace();

  private final Map<String, String> environment;

  CommissionSkipCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    return place.run(
        environment,
        client -> {
          JsonNode line =
              client.post(
                  ConsolePlace.API + "/meters/" + new MeterId(meter) + "/skip", Map.of("why", why));
          if (place.isJson()) {
            place.print(line);
          } else {
            place.print(CommissionListCommand.meter(line, ConsolePlace.words(environment)));
          }
          return ConsolePlace.YES;
        });
  }
}
