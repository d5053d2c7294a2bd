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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code import FILE --building B --preview|--commit}: history of a building from another source.
 *
 * <p>Exit codes: 0 stored, or could be; 1 some rows are bad, or the same bytes are there; 2 wrong
 * use, or no file that is known; 3 the collector, a token or the file is missing.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Stores what a file says: index readings of sub-meters, quarter-hours or days of Fluvius, a",
      "load curve of Enedis. The file is known by its header. Nothing is stored while one row is",
      "bad, unless --partial says so; a file is stored once. A building needs no gateway."
    },
    footer = {
      "",
      "Examples:",
      "  ./releve import quarter-hours.csv --building tilleuls-12 --preview",
      "  ./releve import index-2025.csv --building tilleuls-12 --commit --zone Europe/Brussels"
    })
public final class ImportCommand implements Callable<Integer> {
  private static final long BYTES_MAX = 10 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "at most 10 MB; UTF-8 or Latin-1")
  private Path file = Path.of("");

  @Option(
      names = "--building",
      required = true,
      paramLabel = "BUILDING",
      description = "its identifier, or its number")
  private String building = "";

  @ArgGroup(multiplicity = "1")
  private Wish wish = new Wish();

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
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    try {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("name", String.valueOf(file.getFileName()));
      body.put("content", Base64.getEncoder().encodeToString(bytes()));
      body.put("store", wish.commit && !wish.preview);
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

  private byte[] bytes() throws Refused {
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
