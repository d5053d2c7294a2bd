package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code fleet list|show|claim|prepare|pair|push|revoke|readmit|replace-gateway|retire}: which
 * gateways there are, who of them gets in, and by which plan they read.
 *
 * <p>Exit codes: 0 done; 1 no, or somebody waits; 2 wrong use; 3 the collector or a token is
 * missing.
 */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = "Which gateways there are, with which certificates, and who gets in.",
    footer = {
      "",
      "Example:",
      "  ./releve fleet claim gw-17 --organisation syndic-a --pdf gw-17.pdf --config"
          + " collector.yaml",
      "  ./releve fleet prepare boxes.csv --out cards --config collector.yaml"
    })
public final class FleetCommand implements Runnable {
  private static final int NO = Refused.NO;
  private static final int PAGES_MAX = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  public static CommandLine line() {
    return line(System.getenv());
  }

  /** The same in the language of an environment. */
  static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment),
        FleetCommand.class,
        new CommandLine(new FleetCommand())
            .addSubcommand(new FleetPrepareCommand(InstantSource.system()))
            .addSubcommand(new FleetPairCommand())
            .addSubcommand(new FleetPushCommand()));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "fleet: wanted one of " + List.copyOf(spec.subcommands().keySet()) + ", found nothing");
  }

  private int work(Work deed) {
    return Work.of(spec, "fleet", FleetCommand.class, deed);
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All gateways; exit code 1 when one of them waits for an operator.",
      footer = {"", "Example:", "  ./releve fleet list --config collector.yaml"})
  int list(@Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          boolean isWaiting = false;
          String cursor = "";
          for (int page = 0; page < PAGES_MAX; page++) {
            JsonNode found = access.get("/gateways" + cursor);
            for (JsonNode item : found.path("items")) {
              out.println(access.isJson() ? item.toString() : FleetWords.line(item, words));
              isWaiting |= !item.path("waits").isNull();
            }
            if (found.path("next").isNull()) {
              break;
            }
            cursor = "?cursor=" + found.path("next").asText();
          }
          return isWaiting ? NO : 0;
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "One gateway: its certificates, who did what, and what became of pushed plans.",
      footer = {"", "Example:", "  ./releve fleet show gw-17 --config collector.yaml"})
  int show(@Parameters(paramLabel = "GATEWAY") String gateway, @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode found = access.get(path(gateway, ""));
          JsonNode plan = access.get(path(gateway, "/plan"));
          if (access.isJson()) {
            out.println(found.<ObjectNode>deepCopy().set("plan", plan).toPrettyString());
          } else {
            FleetWords.print(found, words, out);
            FleetWords.plan(plan, words, out);
          }
          return found.path("waits").isNull() ? 0 : NO;
        });
  }

  @Command(
      name = "claim",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a code with which a box gets the certificate of a gateway, once. It is shown now"
            + " and",
        "never again; whoever has it may be that gateway."
      },
      footer = {
        "",
        "Example:",
        "  ./releve fleet claim gw-17 --organisation syndic-a --pdf gw-17.pdf"
      })
  int claim(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Option(
              names = "--organisation",
              description = "whose it becomes; without it nobody's until somebody pairs it")
          Optional<String> organisation,
      @Option(names = "--hours", description = "how long the code holds; 168 without it")
          Optional<Integer> hours,
      @Option(names = "--pdf", paramLabel = "FILE", description = "a label to print")
          Optional<Path> pdf,
      @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode made = access.post(path(gateway, "/claims"), body(organisation, hours));
          if (pdf.isPresent()) {
            LabelSheet.write(pdf.get(), List.of(printed(made, words)));
          }
          out.println(
              access.isJson()
                  ? made.toPrettyString()
                  : words.text(
                      "fleet.claimed",
                      gateway,
                      made.path("code").asText(),
                      made.path("expires").asText(),
                      made.path("label").asText()));
          return 0;
        });
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Revokes all certificates of a gateway: it is cut off within seconds, at the",
        "collector's own door and behind a Mosquitto with dynamic security. Behind another broker its",
        "certificate connects until it ends: shut it out there. With a new key and a new code the",
        "box may come back."
      },
      footer = {
        "",
        "Example:",
        "  ./releve fleet revoke gw-17 --reason \"stolen\" --config collector.yaml"
      })
  int revoke(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Option(names = "--reason", required = true, description = "why") String reason,
      @Mixin CollectorAccess access) {
    return decide(gateway, "/revocations", "fleet.revoked", reason, access);
  }

  @Command(
      name = "readmit",
      mixinStandardHelpOptions = true,
      description = {
        "Lets a gateway renew a certificate that is over, or that another box has renewed, within",
        "the next seven days. For a box that asks for it: see fleet list."
      },
      footer = {
        "",
        "Example:",
        "  ./releve fleet readmit gw-17 --reason \"off since May\" --config collector.yaml"
      })
  int readmit(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Option(names = "--reason", required = true, description = "why") String reason,
      @Mixin CollectorAccess access) {
    return decide(gateway, "/readmissions", "fleet.readmitted", reason, access);
  }

  @Command(
      name = "replace-gateway",
      mixinStandardHelpOptions = true,
      description = {
        "Puts a new box in an old one's place: its buildings with their series, and its"
            + " organisation,",
        "go over; the old one is retired with its certificates. Shows the new one's code, once."
            + " What",
        "is left on the old one's disk: releve rescue. The new one may have delivered from a bench,",
        "but not for one of the old one's buildings."
      },
      footer = {
        "",
        "Example:",
        "  ./releve fleet replace-gateway gw-17 gw-17b --reason \"no longer starts\""
      })
  int replace(
      @Parameters(paramLabel = "OLD") String old,
      @Parameters(paramLabel = "NEW") String next,
      @Option(names = "--reason", required = true, description = "why") String reason,
      @Option(names = "--pdf", paramLabel = "FILE", description = "a label to print")
          Optional<Path> pdf,
      @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode made =
              access.post(path(old, "/replacements"), Map.of("gateway", next, "reason", reason));
          if (access.isJson()) {
            out.println(made.toPrettyString());
          } else {
            StringJoiner sites = new StringJoiner(", ");
            made.path("sites").forEach(site -> sites.add(site.asText()));
            out.println(
                words.text(
                    "fleet.replaced", old, next, sites.length() == 0 ? "-" : sites.toString()));
          }
          if (made.has("label")) {
            if (pdf.isPresent()) {
              LabelSheet.write(pdf.get(), List.of(printed(made, words)));
            }
            if (!access.isJson()) {
              out.println(
                  words.text(
                      "fleet.claimed",
                      next,
                      made.path("code").asText(),
                      made.path("expires").asText(),
                      made.path("label").asText()));
            }
          }
          return 0;
        });
  }

  @Command(
      name = "retire",
      mixinStandardHelpOptions = true,
      description = "Lets nobody in under a name any more; what it has delivered stays.",
      footer = {
        "",
        "Example:",
        "  ./releve fleet retire gw-17 --reason \"scrapped\" --config collector.yaml"
      })
  int retire(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Option(names = "--reason", required = true, description = "why") String reason,
      @Mixin CollectorAccess access) {
    return decide(gateway, "/retirements", "fleet.retired", reason, access);
  }

  private int decide(
      String gateway, String what, String said, String reason, CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode answer = access.post(path(gateway, what), Map.of("reason", reason));
          out.println(
              access.isJson()
                  ? answer.toPrettyString()
                  : words.text(
                      said, gateway, answer.path("changed").asText(), answer.path("who").asText()));
          return 0;
        });
  }

  static Map<String, Object> body(Optional<String> organisation, Optional<Integer> hours) {
    Map<String, Object> body = new LinkedHashMap<>();
    organisation.ifPresent(name -> body.put("organisation", name));
    hours.ifPresent(count -> body.put("hours", count));
    return body;
  }

  static LabelSheet.Printed printed(JsonNode made, Messages words) {
    return new LabelSheet.Printed(
        EnrolmentLabel.parse(made.path("label").asText()),
        List.of(
            made.path("organisation").asText(words.text("fleet.stock")),
            words.text("fleet.until", made.path("expires").asText().substring(0, 10))));
  }

  static String path(String gateway, String what) throws Refused {
    if (!gateway.matches("[a-z0-9-]{1,64}")) {
      throw Refused.told(Refused.WRONG_USE, "identifier", "GATEWAY", gateway);
    }
    return "/gateways/" + gateway + what;
  }
}
