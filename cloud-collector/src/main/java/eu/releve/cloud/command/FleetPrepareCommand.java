package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.document.Json;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Way;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code fleet prepare}: codes, first-boot folders and labels for a list of boxes.
 *
 * <p>Exit codes: 0 all are prepared; 1 some are refused, the others are prepared; 2 the list or an
 * option is wrong; 3 the collector or a folder fails, what was prepared until then stays.
 */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description = {
      "Makes codes for all boxes of a list (lines GATEWAY;ORGANISATION, or GATEWAY for a box in"
          + " stock; at most 1,000), and for each",
      "a folder with gateway.yaml and enrol.label: copied onto a box it starts with it, enrols, and"
          + " waits for its site plan.",
      "labels.pdf has all labels. All lines are read before the first code is made. What is refused"
          + " is in not-prepared.csv with",
      "the reason; another run with the same list goes on with what is missing."
    },
    footer = {
      "",
      "Example:",
      "  ./releve fleet prepare boxes.csv --out cards --config collector.yaml"
    })
final class FleetPrepareCommand implements Callable<Integer> {
  private static final Endpoint CONSOLE = new Endpoint("127.0.0.1", 8081);

  @Parameters(paramLabel = "LIST")
  private Path list = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "where the folders and labels.pdf go")
  private Path folder = Path.of("");

  @Option(names = "--hours", description = "how long the codes hold; 168 without it")
  private Optional<Integer> hours = Optional.empty();

  @Option(
      names = "--way",
      paramLabel = "URL",
      description =
          "how the boxes reach the collector, such as mqtts://HOST:8883; once for each way, in the"
              + " order in which they are tried. Without it what the collector says of itself")
  private List<String> ways = new ArrayList<>();

  @Option(
      names = "--console",
      paramLabel = "HOST:PORT",
      description = "where their page listens; 127.0.0.1:8081 without it")
  private Optional<String> console = Optional.empty();

  @Mixin private CollectorAccess access = new CollectorAccess();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InstantSource clock;

  /**
   * @param clock says which codes of an earlier run still hold.
   */
  FleetPrepareCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    return Work.of(spec, "fleet prepare", FleetCommand.class, this::prepare);
  }

  /** A box that was not prepared. */
  private record Missed(BoxList.Box box, String why) {}

  private int prepare(PrintWriter out, Messages words) throws Refused, IOException {
    PrintWriter errors = spec.commandLine().getErr();
    List<BoxList.Box> boxes = BoxList.read(list);
    Cards cards = Cards.in(folder, given(), listening(), clock);
    List<Missed> missed = new ArrayList<>();
    List<LabelSheet.Printed> labels = new ArrayList<>();
    Optional<String> stopped = Optional.empty();
    for (BoxList.Box box : boxes) {
      String told = box.gateway();
      try {
        Optional<JsonNode> made = stopped.isEmpty() ? prepared(box, cards) : cards.kept(box);
        if (made.isEmpty()) {
          missed.add(new Missed(box, stopped.orElse("")));
          continue;
        }
        labels.add(FleetCommand.printed(made.get(), words));
        if (access.isJson()) {
          out.println(made.get());
        }
      } catch (Refused refused) {
        String why = String.valueOf(refused.getMessage());
        missed.add(new Missed(box, why));
        told = box.gateway() + ": " + why;
        stopped = refused.exitCode() == Refused.MISSING ? Optional.of(why) : stopped;
      } catch (IOException unwritable) {
        stopped = Optional.of(String.valueOf(unwritable.getMessage()));
        missed.add(new Missed(box, stopped.get()));
        told = box.gateway() + ": " + stopped.get();
      }
      progress(labels.size() + missed.size(), boxes.size(), told, words, errors);
    }
    finish(cards, labels, missed, words, out);
    return stopped.isPresent() ? Refused.MISSING : missed.isEmpty() ? 0 : Refused.NO;
  }

  private Optional<JsonNode> prepared(BoxList.Box box, Cards cards) throws Refused, IOException {
    Optional<JsonNode> kept = cards.kept(box);
    if (kept.isPresent()) {
      return kept;
    }
    JsonNode made =
        access.post(
            FleetCommand.path(box.gateway(), "/claims"),
            FleetCommand.body(box.organisation(), hours));
    cards.keep(box, made);
    return Optional.of(made);
  }

  private static void progress(int done, int all, String told, Messages words, PrintWriter errors) {
    errors.println(
        words.text("fleet.prepared", Integer.toString(done), Integer.toString(all), told));
    errors.flush();
  }

  private void finish(
      Cards cards,
      List<LabelSheet.Printed> labels,
      List<Missed> missed,
      Messages words,
      PrintWriter out)
      throws IOException {
    if (!labels.isEmpty()) {
      LabelSheet.write(folder.resolve("labels.pdf"), labels);
    }
    StringBuilder left = new StringBuilder();
    for (Missed one : missed) {
      left.append("# ").append(one.why().replaceAll("\\R", " ")).append('\n');
      left.append(one.box().line()).append('\n');
    }
    Path open = cards.missed(left.toString());
    if (access.isJson()) {
      for (Missed one : missed) {
        out.println(new Json().put("gateway", one.box().gateway()).put("refused", one.why()));
      }
      return;
    }
    out.println(
        words.text("fleet.all-prepared", Integer.toString(labels.size()), folder.toString()));
    if (!missed.isEmpty()) {
      out.println(
          words.text("fleet.not-prepared", Integer.toString(missed.size()), open.toString()));
      missed.forEach(one -> out.println("  " + one.box().gateway() + ": " + one.why()));
    }
  }

  private List<Way> given() throws Refused {
    List<Way> given = new ArrayList<>();
    for (String text : ways) {
      try {
        given.add(Way.parse(text));
      } catch (IllegalArgumentException wrong) {
        throw Refused.told(Refused.WRONG_USE, "way", text, String.valueOf(wrong.getMessage()));
      }
    }
    return given;
  }

  private Endpoint listening() throws Refused {
    try {
      return console.map(Endpoint::parse).orElse(CONSOLE);
    } catch (IllegalArgumentException wrong) {
      throw Refused.told(Refused.WRONG_USE, "console", console.orElse(""));
    }
  }
}
