package eu.releve.cloud.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.SecretFile;
import eu.releve.provisioning.settings.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folder in which boxes are prepared: one folder a box, with all that it needs for its first
 * start, and {@code prepared.jsonl}, by which another run knows what is there already. Its labels
 * are secrets: files with them are their owner's alone.
 */
final class Cards {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECORD = "prepared.jsonl";
  private static final String MISSED = "not-prepared.csv";
  private static final String SETTINGS = "gateway.yaml";
  private static final String LABEL = "enrol.label";

  private final Path folder;
  private final List<Way> given;
  private final Endpoint console;
  private final InstantSource clock;

  /** What the collector answered for each box, the last answer. */
  private final Map<String, JsonNode> record;

  private Cards(
      Path folder,
      List<Way> given,
      Endpoint console,
      InstantSource clock,
      Map<String, JsonNode> record) {
    this.folder = folder;
    this.given = List.copyOf(given);
    this.console = console;
    this.clock = clock;
    this.record = record;
  }

  /**
   * Those of a folder, with what is there of an earlier run.
   *
   * @param given how boxes reach the collector; none for what the collector says.
   * @param console where the boxes' own page listens.
   * @param clock says which codes still hold.
   */
  static Cards in(Path folder, List<Way> given, Endpoint console, InstantSource clock)
      throws IOException {
    Map<String, JsonNode> record = new LinkedHashMap<>();
    Path file = folder.resolve(RECORD);
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      try {
        JsonNode made = JSON.readTree(line);
        record.put(made.path("gateway").asText(), made);
      } catch (JsonProcessingException torn) {
        // A run that was killed: its box gets another code.
      }
    }
    return new Cards(folder, given, console, clock, record);
  }

  /** What is there of a box that needs no other code; its settings are written if they lack. */
  Optional<JsonNode> kept(BoxList.Box box) throws Refused, IOException {
    JsonNode made = record.get(box.gateway());
    if (made == null
        || !Files.exists(of(box).resolve(LABEL))
        || !made.path("organisation").asText("").equals(box.organisation().orElse(""))
        || !Instant.parse(made.path("expires").asText()).isAfter(clock.instant())) {
      return Optional.empty();
    }
    settle(box, made);
    return Optional.of(made);
  }

  /**
   * Writes all that a box needs; known to another run once all of it is on the disk.
   *
   * @param made what the collector answered.
   */
  void keep(BoxList.Box box, JsonNode made) throws Refused, IOException {
    settle(box, made);
    SecretFile.write(of(box).resolve(LABEL), made.path("label").asText() + "\n");
    record.put(box.gateway(), made);
    SecretFile.write(
        folder.resolve(RECORD),
        record.values().stream().map(each -> each + "\n").collect(Collectors.joining()));
  }

  /** Writes the boxes that were not prepared as a list for another run; none, no list. */
  Path missed(String lines) throws IOException {
    Path file = folder.resolve(MISSED);
    if (lines.isEmpty()) {
      boolean unused = Files.deleteIfExists(file);
    } else {
      Files.createDirectories(folder);
      Files.writeString(file, lines);
    }
    return file;
  }

  private Path of(BoxList.Box box) {
    return folder.resolve(box.gateway());
  }

  /** Settings that are there stay as they are: somebody may have written into them. */
  private void settle(BoxList.Box box, JsonNode made) throws Refused, IOException {
    Path file = of(box).resolve(SETTINGS);
    if (Files.exists(file)) {
      return;
    }
    List<String> ways = new ArrayList<>();
    given.forEach(way -> ways.add(way.toString()));
    if (ways.isEmpty()) {
      made.path("ways").forEach(way -> ways.add(way.asText()));
    }
    if (ways.isEmpty()) {
      throw Refused.told(Refused.MISSING, "way-missing");
    }
    SecretFile.write(file, settings(box.gateway(), ways));
  }

  private String settings(String gateway, List<String> ways) {
    return """
    # Settings of box %1$s for its first start; ./releve gateway --example prints every key.

    gateway: %1$s

    # Its site plan: put it there, or push it once the box is online:
    # ./releve fleet push %1$s PLAN
    # Until then the box enrols, says on its page that it has none, and waits.
    site: plan.yaml

    # How it reaches the collector, in the order in which ways are tried.
    collector: [ %2$s ]

    # This folder: the label lies here until it is used, then key, certificate and journal.
    data: .

    # Its page. On 127.0.0.1 for this machine only; at 0.0.0.0 for the local network, with the
    # password that it writes to console/first-password at its first start.
    console: "%3$s"
    """
        .formatted(
            gateway,
            ways.stream().map(way -> '"' + way + '"').collect(Collectors.joining(", ")),
            console);
  }
}
