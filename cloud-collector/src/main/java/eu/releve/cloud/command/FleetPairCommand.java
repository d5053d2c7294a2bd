package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code fleet pair CODE}: takes the box of a label for an organisation, and says for which
 * building it is meant.
 *
 * <p>Exit codes: 0 paired; 1 no, or it reads another building; 2 wrong use; 3 the collector or a
 * token is missing.
 */
@Command(
    name = "pair",
    mixinStandardHelpOptions = true,
    description = {
      "Takes the box of a label for an organisation, before it is online or after, and says for",
      "which building it is meant. What the box has delivered until then is shown from now on."
    },
    footer = {
      "",
      "Example:",
      "  ./releve fleet pair 4F7K-9QXA-2MND-7R33 --organisation syndic-a \\",
      "      --building tilleuls-12"
    })
final class FleetPairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CODE", description = "as it stands on the label, or the whole label")
  private String code = "";

  @Option(names = "--organisation", description = "whose it becomes; an operator must say it")
  private Optional<String> organisation = Optional.empty();

  @Option(names = "--building", paramLabel = "SITE", description = "the one that it is meant for")
  private Optional<String> building = Optional.empty();

  @Mixin private final CollectorAccess access = new CollectorAccess();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return Work.of(spec, "fleet pair", FleetPairCommand.class, this::pair);
  }

  private int pair(PrintWriter out, Messages words) throws Refused {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code);
    organisation.ifPresent(name -> body.put("organisation", name));
    building.ifPresent(site -> body.put("building", site));
    JsonNode paired = access.post("/boxes", body);
    out.println(access.isJson() ? paired.toPrettyString() : text(paired, words));
    return paired.path("elsewhere").asBoolean() ? Refused.NO : 0;
  }

  private static String text(JsonNode paired, Messages words) {
    StringJoiner sites = new StringJoiner(", ");
    paired.path("sites").forEach(site -> sites.add(site.asText()));
    return words.text(
        paired.path("elsewhere").asBoolean() ? "fleet.paired-elsewhere" : "fleet.paired",
        paired.path("gateway").asText(),
        paired.path("building").asText("-"),
        sites.length() == 0 ? "-" : sites.toString());
  }
}
