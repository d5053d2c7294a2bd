package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code import FILE --building B --preview|--commit}: history of a building from another source;
 * {@code import undo NUMBER} takes it back.
 *
 * <p>Exit codes: 0 stored, or could be; 1 some rows are bad, or the same bytes are there; 2 wrong
 * use, or no file that is known; 3 the collector, a token or the file is missing.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Stores what a file says: index readings of sub-meters, quarter-hours or days of Fluvius, a",
      "load curve of Enedis, known by the header; any other by a saved mapping of its columns.",
      "Nothing is stored while one row is bad, unless --partial says so; a file is stored once. A",
      "building needs no gateway. What another meter measures at the same point is compared and",
      "not stored. An import is taken back by undo."
    },
    subcommands = ImportUndoCommand.class,
    footer = {
      "",
      "Examples:",
      "  ./releve import quarter-hours.csv --building tilleuls-12 --preview",
      "  ./releve import index-2025.csv --building tilleuls-12 --commit --zone Europe/Brussels",
      "  ./releve import undo 7 --reason \"of another building\""
    })
public final class ImportCommand implements Callable<Integer> {
  private static final long BYTES_MAX = 10 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "at most 10 MB; UTF-8 or Latin-1, or as the mapping says")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--building",
      paramLabel = "BUILDING",
      description = "its identifier, or its number")
  private String building = "";

  @ArgGroup private Wish wish = new Wish();

  @Option(
      names = "--mapping",
      paramLabel = "NAME",
      description = "by which saved mapping of the organisation the columns are read")
  private Optional<String> mapping = Optional.empty();

  @Option(names = "--partial", description = "takes the good rows where others are bad")
  private boolean partial;

  @Option(
      names = "--common",
      description = "meters that nobody knows are the common parts', not a dwelling's")
  private boolean common;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "makes the building, in that zone, when there is none of that name")
  private Optional<String> zone = Optional.empty();

  @Option(
      names = "--organisation",
      description = "whose the building becomes that is made; an operator must say it")
  private Optional<String> organisation = Optional.empty();

  @Mixin private final CollectorAccess access = new CollectorAccess();

  /** Whether it is stored. */
  private static final class Wish {
    @Option(names = "--preview", description = "says what would be stored, and stores nothing")
    private boolean preview;

    @Option(names = "--commit", description = "stores it")
    private boolean commit;
  }

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line().execute(arguments));
  }

  /** The command, for whoever gives it other streams. */
  public static CommandLine line() {
    return new CommandLine(new ImportCommand());
  }

  @Override
  public Integer call() {
    if (file.isEmpty() || building.isEmpty() || wish.commit == wish.preview) {
      throw new ParameterException(
          spec.commandLine(),
          "import: wanted FILE --building BUILDING --preview or --commit, or undo NUMBER");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    try {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("name", String.valueOf(file.get().getFileName()));
      body.put("content", Base64.getEncoder().encodeToString(bytes(file.get())));
      mapping.ifPresent(name -> body.put("mapping", name));
      body.put("store", wish.commit);
      body.put("partial", partial);
      body.put("common", common);
      JsonNode answer = access.post("/buildings/" + building() + "/imports", body);
      if (access.isJson()) {
        out.println(answer.toPrettyString());
      } else {
        tell(answer, out);
      }
      boolean sound = answer.path("bad").asInt() == 0 || partial;
      boolean there = !answer.path("before").isNull();
      return sound && !there ? 0 : Refused.NO;
    } catch (Refused refused) {
      (refused.exitCode() == Refused.NO ? out : errors).println("import: " + refused.getMessage());
      return refused.exitCode();
    } finally {
      out.flush();
      errors.flush();
    }
  }

  private static byte[] bytes(Path file) throws Refused {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new Refused(
            Refused.WRONG_USE, file + ": wanted at most 10 MB, found " + Files.size(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new Refused(Refused.MISSING, file + ": wanted a file that can be read, found none");
    }
  }

  private int building() throws Refused {
    OptionalInt found = BuildingName.find(access, building);
    if (found.isPresent() || zone.isEmpty() || !wish.commit) {
      return found.isPresent() ? found.getAsInt() : BuildingName.key(access, building);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("site", building);
    body.put("zone", zone.get());
    organisation.ifPresent(name -> body.put("organisation", name));
    return access.post("/buildings", body).path("id").asInt();
  }

  private static void tell(JsonNode answer, PrintWriter out) {
    Messages words = Messages.load(ImportCommand.class, CommandLanguage.of(System.getenv()));
    for (JsonNode each : answer.path("series")) {
      out.println(
          words.text(
              each.path("new").asBoolean() ? "import.series-new" : "import.series",
              each.path("number").asText(),
              each.path("meter").asText(),
              each.path("register").asText(),
              each.path("length").asText(),
              each.path("readings").asText(),
              each.path("from").asText(),
              each.path("to").asText(),
              each.path("value").asText() + " " + each.path("unit").asText()));
    }
    for (JsonNode each : answer.path("differs")) {
      out.println(
          words.text(
              "import.differs",
              each.path("pointName").asText(),
              each.path("quantity").asText(),
              each.path("from").asText(),
              each.path("to").asText(),
              each.path("measured").asText(),
              each.path("imported").asText(),
              each.path("unit").asText(),
              each.path("percent").asText()));
    }
    if (answer.path("beside").asInt() > 0 || answer.path("compared").asInt() > 0) {
      out.println(
          words.text(
              "import.compared",
              answer.path("beside").asText(),
              answer.path("compared").asText(),
              answer.path("differences").asText()));
    }
    for (JsonNode row : answer.path("rows")) {
      out.println(
          words.text(
              "import.bad",
              row.path("line").asText(),
              row.path("column").asText(),
              row.path("wanted").asText(),
              row.path("found").asText()));
    }
    String key =
        answer.path("stored").asBoolean()
            ? "import.stored"
            : answer.path("before").isNull() ? "import.not-stored" : "import.before";
    out.println(
        words.text(
            key,
            answer.path("format").asText(),
            answer.path("readings").asText(),
            answer.path("bad").asText(),
            answer.path("absent").asText(),
            answer.path("stored").asBoolean()
                ? answer.path("import").asText()
                : answer.path("before").asText("-")));
  }
}
