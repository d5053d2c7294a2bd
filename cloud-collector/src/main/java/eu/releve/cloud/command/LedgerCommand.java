package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ledger GATEWAY}: is anything missing between two dates?
 *
 * <p>Exit codes: 0 nothing is missing, or the case is decided; 1 something is missing; 2 wrong use;
 * 3 the collector or a token is missing.
 */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Is anything missing of a gateway between two dates? Answered from the ledger of its numbered",
      "batches: numbers that are not here, declared lost, discarded or in quarantine, readings that",
      "the gateway lost before they had a number, batches that wait for a catalogue or a date,",
      "contradictions that nobody has decided, and silence."
    },
    footer = {
      "",
      "Example:",
      "  ./releve ledger gw-17 --from 2026-10-01 --to 2026-10-31 --config collector.yaml"
    })
public final class LedgerCommand implements Callable<Integer> {
  private static final int NO = 1;

  @Parameters(paramLabel = "GATEWAY", description = "its identifier")
  private String gateway = "";

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "the first day, in the building's zone, or an instant in UTC")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "the last day, or the instant before which")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--decide",
      paramLabel = "REASON",
      description = "closes the contradictions of the gateway: says what they were")
  private Optional<String> decide = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "JOURNAL",
      description =
          "with --decide: of two boxes, the journal that is right; the others are set aside")
  private Optional<String> keep = Optional.empty();

  @Mixin private final CollectorAccess access = new CollectorAccess();

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
        CommandLanguage.of(environment), LedgerCommand.class, new CommandLine(new LedgerCommand()));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      return decide.isPresent() ? decided(out, decide.get()) : shown(out);
    } catch (Refused refused) {
      spec.commandLine().getErr().println("ledger: " + refused.getMessage());
      return refused.exitCode();
    } finally {
      out.flush();
    }
  }

  private int shown(PrintWriter out) throws Refused {
    if (keep.isPresent()) {
      throw new Refused(Refused.WRONG_USE, "--keep: wanted with --decide, found alone");
    }
    JsonNode ledger = access.get(path("/ledger") + period());
    if (access.isJson()) {
      out.println(ledger.toPrettyString());
    } else {
      LedgerWords.print(ledger, gateway, words(), out);
    }
    return ledger.path("complete").asBoolean() ? 0 : NO;
  }

  private int decided(PrintWriter out, String reason) throws Refused {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("reason", reason);
    keep.ifPresent(epoch -> body.put("keep", epoch));
    JsonNode answer = access.post(path("/decisions"), body);
    out.println(
        access.isJson()
            ? answer.toPrettyString()
            : words().text("ledger.decided", answer.path("who").asText(), reason));
    return 0;
  }

  private static Messages words() {
    return Messages.load(LedgerCommand.class, CommandLanguage.of(System.getenv()));
  }

  private String path(String rest) throws Refused {
    if (!gateway.matches("[a-z0-9-]{1,64}")) {
      throw Refused.told(Refused.WRONG_USE, "identifier", "GATEWAY", gateway);
    }
    return "/gateways/" + gateway + rest;
  }

  private String period() throws Refused {
    if (from.isEmpty() && to.isEmpty()) {
      return "";
    }
    ZoneId zone = zone();
    StringBuilder query = new StringBuilder("?");
    if (from.isPresent()) {
      query.append("from=").append(instant("--from", from.get(), zone, 0));
    }
    if (to.isPresent()) {
      query.append(from.isPresent() ? "&" : "").append("to=");
      query.append(instant("--to", to.get(), zone, 1));
    }
    return query.toString();
  }

  /** The zone of the building that the gateway is in; UTC while it has told of none. */
  private ZoneId zone() throws Refused {
    for (JsonNode building : access.get("/buildings").path("items")) {
      if (building.path("gateway").asText().equals(gateway)) {
        return ZoneId.of(building.path("zone").asText());
      }
    }
    return ZoneOffset.UTC;
  }

  private static Instant instant(String option, String text, ZoneId zone, int daysLater)
      throws Refused {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).plusDays(daysLater).atStartOfDay(zone).toInstant();
    } catch (DateTimeException other) {
      throw new Refused(
          Refused.WRONG_USE,
          option + ": wanted 2026-03-01 or 2026-03-01T00:00:00Z, found '" + text + "'");
    }
  }
}
