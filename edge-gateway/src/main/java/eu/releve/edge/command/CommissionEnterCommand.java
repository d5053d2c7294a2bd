package eu.releve.edge.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.edge.command.ConsoleClient.RefusedException;
import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.commission.Photos;
import eu.releve.measure.MeterId;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code commission enter METER VALUE}: what its display says, against the readings around it.
 *
 * <p>Exit codes: 0 it agrees, or its next reading is awaited; 1 it does not agree; 2 wrong use; 3
 * the gateway is not reached, or a file is missing.
 */
@Command(
    name = "enter",
    mixinStandardHelpOptions = true,
    description = "Compares a meter's display with the reading before and the one after.",
    footer = {
      "",
      "Example:",
      "  ./releve commission enter e1 012345,6 --photo plate.jpg --config gateway.yaml",
      "  ./releve commission enter h1 12.345 --unit MWh --config gateway.yaml",
      "",
      "Exit codes: 0 agrees or waits for the next reading, 1 does not agree (and why),",
      "            2 wrong use, 3 not reached"
    })
final class CommissionEnterCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Parameters(index = "0", paramLabel = "METER", description = "its name in the plan")
  private String meter = "";

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "as it stands on the display, with all its decimals")
  private String value = "";

  @Option(
      names = "--unit",
      paramLabel = "U",
      description = "the display's, if it is not the usual one")
  private Optional<String> unit = Optional.empty();

  @Option(
      names = "--register",
      paramLabel = "R",
      description = "which counter is shown, if it is not the main one: active-energy-import.t1")
  private Optional<String> register = Optional.empty();

  @Option(names = "--photo", paramLabel = "FILE", description = "of its plate, at most 12 MiB")
  private Optional<Path> photo = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "S",
      description = "seconds to wait for the next reading (${DEFAULT-VALUE})")
  private int wait = 20;

  @Mixin private ConsolePlace place = new ConsolePlace();

  private final Map<String, String> environment;

  CommissionEnterCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    return place.run(environment, this::enter);
  }

  private int enter(ConsoleClient client)
      throws IOException, InterruptedException, RefusedException {
    if (photo.isPresent() && !Files.isReadable(photo.get())) {
      throw new IOException(photo.get() + ": wanted a photo, found none that can be read");
    }
    if (photo.isPresent() && Files.size(photo.get()) > Photos.BYTES_MAX) {
      throw new IllegalArgumentException(
          photo.get() + ": wanted a photo of at most 12 MiB, found " + Files.size(photo.get()));
    }
    CommissionWords words = ConsolePlace.words(environment);
    Map<String, String> form = new HashMap<>(Map.of("value", value));
    unit.ifPresent(its -> form.put("unit", its));
    register.ifPresent(its -> form.put("register", its));
    String path = ConsolePlace.API + "/meters/" + name() + "/";
    JsonNode line = client.post(path + "display", form);
    if (photo.isPresent()) {
      line = client.post(path + "photo", BodyPublishers.ofFile(photo.get()));
    }
    for (int i = 0; i < wait && waits(line); i++) {
      Thread.sleep(LOOK);
      line = find(client.get(ConsolePlace.API + ".json"));
    }
    if (place.isJson()) {
      place.print(line);
    } else {
      place.print(CommissionListCommand.meter(line, words));
      if (waits(line)) {
        place.print(words.text("command.waits"));
      }
    }
    return line.path("confirmed").asBoolean() || waits(line) ? ConsolePlace.YES : ConsolePlace.NO;
  }

  private String name() {
    return new MeterId(meter).value();
  }

  private JsonNode find(JsonNode all) throws IOException {
    for (JsonNode one : all.path("meters")) {
      if (one.path("meter").asText().equals(meter)) {
        return one;
      }
    }
    throw new IOException("meter " + meter + ": it has gone from the list");
  }

  private static boolean waits(JsonNode line) {
    return line.path("verdict").asText().equals("Waits");
  }
}
