package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code quarantine list|show|retry|discard}: batches that could not be stored as what they are.
 *
 * <p>Exit codes: 0 nothing is left in quarantine, or it is thrown away; 1 something is left; 2
 * wrong use; 3 the collector or a token is missing.
 */
@Command(
    name = "quarantine",
    mixinStandardHelpOptions = true,
    description = "Batches that could not be stored as what they are, and what becomes of them.",
    footer = {"", "Example:", "  ./releve quarantine list gw-17 --config collector.yaml"})
public final class QuarantineCommand implements Runnable {
  private static final int NO = 1;
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
        QuarantineCommand.class,
        new CommandLine(new QuarantineCommand()));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "quarantine: wanted one of "
            + List.copyOf(spec.subcommands().keySet())
            + ", found nothing");
  }

  @FunctionalInterface
  private interface Deed {
    int run(PrintWriter out, Messages words) throws Refused;
  }

  private int work(Deed deed) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      return deed.run(
          out, Messages.load(QuarantineCommand.class, CommandLanguage.of(System.getenv())));
    } catch (Refused refused) {
      spec.commandLine().getErr().println("quarantine: " + refused.getMessage());
      return refused.exitCode();
    } finally {
      out.flush();
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "What of a gateway is in quarantine, and why.",
      footer = {"", "Example:", "  ./releve quarantine list gw-17 --config collector.yaml"})
  int list(@Parameters(paramLabel = "GATEWAY") String gateway, @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          List<JsonNode> items = new ArrayList<>();
          String cursor = "";
          for (int page = 0; page < PAGES_MAX; page++) {
            JsonNode found = access.get(path(gateway) + cursor);
            found.path("items").forEach(items::add);
            if (found.path("next").isNull()) {
              break;
            }
            cursor = "?cursor=" + found.path("next").asText();
          }
          for (JsonNode item : items) {
            out.println(access.isJson() ? item.toString() : line(item, words));
          }
          if (items.isEmpty() && !access.isJson()) {
            out.println(words.text("quarantine.empty", gateway));
          }
          return items.isEmpty() ? 0 : NO;
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "One batch with its bytes in hexadecimal.",
      footer = {"", "Example:", "  ./releve quarantine show gw-17 42 --config collector.yaml"})
  int show(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Parameters(paramLabel = "BATCH") long batch,
      @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode item = access.get(path(gateway) + "/" + batch);
          if (access.isJson()) {
            out.println(item.toPrettyString());
          } else {
            out.println(line(item, words));
            byte[] bytes = Base64.getDecoder().decode(item.path("content").asText());
            out.println(HexFormat.of().formatHex(bytes));
          }
          return 0;
        });
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Decodes what is in quarantine again: all, or one batch.",
      footer = {"", "Example:", "  ./releve quarantine retry gw-17 --config collector.yaml"})
  int retry(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Parameters(paramLabel = "BATCH", arity = "0..1") Optional<Long> batch,
      @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          Optional<Map<String, Long>> next =
              Optional.of(
                  batch.<Map<String, Long>>map(one -> Map.of("batch", one)).orElse(Map.of()));
          boolean isAll = true;
          while (next.isPresent()) {
            JsonNode answer = access.post(path(gateway) + "/retries", next.get());
            tell(answer, access.isJson(), out, words);
            isAll &= answer.path("still").isEmpty();
            next =
                answer.path("next").isNull()
                    ? Optional.empty()
                    : Optional.of(Map.of("after", answer.path("next").asLong()));
          }
          return isAll ? 0 : NO;
        });
  }

  private static void tell(JsonNode answer, boolean isJson, PrintWriter out, Messages words) {
    if (isJson) {
      out.println(answer.toPrettyString());
      return;
    }
    out.println(words.text("quarantine.stored", answer.path("stored").asText()));
    for (JsonNode still : answer.path("still")) {
      out.println(
          words.text(
              "quarantine.still", still.path("batch").asText(), still.path("reason").asText()));
    }
  }

  @Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = "Throws a batch away; who did and why is kept.",
      footer = {
        "",
        "Example:",
        "  ./releve quarantine discard gw-17 42 --reason \"a test box\" --config collector.yaml"
      })
  int discard(
      @Parameters(paramLabel = "GATEWAY") String gateway,
      @Parameters(paramLabel = "BATCH") long batch,
      @Option(names = "--reason", required = true, description = "why it is not needed")
          String reason,
      @Mixin CollectorAccess access) {
    return work(
        (out, words) -> {
          JsonNode answer =
              access.post(path(gateway) + "/discards", Map.of("batch", batch, "reason", reason));
          out.println(
              access.isJson()
                  ? answer.toPrettyString()
                  : words.text(
                      "quarantine.discarded", Long.toString(batch), answer.path("who").asText()));
          return 0;
        });
  }

  private static String line(JsonNode item, Messages words) {
    return words.text(
        "quarantine.line",
        item.path("batch").asText(),
        item.path("epoch").asText(),
        item.path("seq").asText(),
        item.path("at").asText(),
        item.path("bytes").asText(),
        item.path("reason").asText());
  }

  private static String path(String gateway) throws Refused {
    if (!gateway.matches("[a-z0-9-]{1,64}")) {
      throw Refused.told(Refused.WRONG_USE, "identifier", "GATEWAY", gateway);
    }
    return "/gateways/" + gateway + "/quarantine";
  }
}
