package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code fleet push}: has a gateway read by another plan, which goes back by itself if the meters
 * are not read as before.
 *
 * <p>Exit codes: 0 pushed, with {@code --wait} confirmed; 1 refused, or it went back; 2 no plan; 3
 * the collector, its file or a token is missing.
 */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = {
      "Has a gateway read by another plan: checked as site check does, signed, kept until the gateway",
      "has answered, also if it is away for days. The gateway tries it; meters that were read before",
      "must be read again within the time, or it goes back by itself. fleet show tells the end."
    },
    footer = {
      "",
      "Example:",
      "  ./releve fleet push gw-17 plan.yaml --confirm-within 10m --config collector.yaml"
    })
final class FleetPushCommand implements Callable<Integer> {
  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
  private static final Set<String> WAITING = Set.of("waiting", "sent", "applied");
  private static final long LOOK_MILLIS = 1_000;

  @Parameters(index = "0", paramLabel = "GATEWAY")
  private String gateway = "";

  @Parameters(index = "1", paramLabel = "PLAN", description = "the plan that it shall read by")
  private Path file = Path.of("");

  @Option(
      names = "--confirm-within",
      paramLabel = "TIME",
      description = "how long its meters have, 5s to 1d; 10m without it")
  private Optional<String> within = Optional.empty();

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who wrote it; without it the plan's author, or who pushes")
  private Optional<String> author = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "waits so long for the end, such as 30m, and tells it")
  private Optional<String> patience = Optional.empty();

  @Mixin private CollectorAccess access = new CollectorAccess();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return Work.of(spec, "fleet push", FleetCommand.class, this::push);
  }

  private int push(PrintWriter out, Messages words) throws Refused, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("file", String.valueOf(file.getFileName()));
    body.put("plan", text());
    if (within.isPresent()) {
      body.put("confirmSeconds", span("--confirm-within", within.get()).toSeconds());
    }
    author.ifPresent(name -> body.put("author", name));
    Optional<Duration> wait = Optional.empty();
    if (patience.isPresent()) {
      wait = Optional.of(span("--wait", patience.get()));
    }
    JsonNode pushed = access.post(FleetCommand.path(gateway, "/plan"), body);
    if (access.isJson() && wait.isEmpty()) {
      out.println(pushed.toPrettyString());
    } else if (!access.isJson()) {
      out.println(
          words.text(
              "fleet.pushed",
              gateway,
              pushed.path("version").asText(),
              pushed.path("plan").asText().substring(0, 12),
              pushed.path("confirmSeconds").asText()));
    }
    out.flush();
    return wait.isPresent() ? await(pushed.path("version").asLong(), wait.get(), out, words) : 0;
  }

  private int await(long version, Duration most, PrintWriter out, Messages words)
      throws Refused, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    JsonNode push = state(version);
    String said = "";
    while (WAITING.contains(push.path("state").asText()) && System.nanoTime() < end) {
      said = tell(push.path("state").asText(), said, version, words);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      push = state(version);
    }
    if (access.isJson()) {
      out.println(push.toPrettyString());
    } else {
      FleetWords.push(push, words, out);
    }
    return push.path("state").asText().equals("confirmed") ? 0 : Refused.NO;
  }

  /** A line when it is another than before; what is read by programs stays alone. */
  private String tell(String state, String before, long version, Messages words) {
    if (!state.equals(before)) {
      PrintWriter progress = spec.commandLine().getErr();
      progress.println(
          words.text("fleet.plan.now", Long.toString(version), words.text("fleet.plan." + state)));
      progress.flush();
    }
    return state;
  }

  private JsonNode state(long version) throws Refused {
    for (JsonNode push : access.get(FleetCommand.path(gateway, "/plan")).path("pushes")) {
      if (push.path("version").asLong() == version) {
        return push;
      }
    }
    throw Refused.told(Refused.NO, "push-gone", Long.toString(version));
  }

  private String text() throws Refused {
    if (!Files.isRegularFile(file)) {
      throw Refused.told(Refused.MISSING, "plan", file.toString());
    }
    try {
      return Document.text(file);
    } catch (DocumentException unreadable) {
      throw new Refused(Refused.WRONG_USE, String.valueOf(unreadable.getMessage()));
    }
  }

  private static Duration span(String option, String text) throws Refused {
    Matcher found = SPAN.matcher(text);
    if (!found.matches()) {
      throw Refused.told(Refused.WRONG_USE, "span", option, text);
    }
    long count = Long.parseLong(found.group(1));
    return switch (found.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
