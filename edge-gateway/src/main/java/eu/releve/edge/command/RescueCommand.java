package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.journal.Rescue;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.GatewaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rescue FOLDER}: delivers what the journal of a box that is gone still has.
 *
 * <p>Exit codes: 0 all of it is stored; 1 something is missing, waits or was refused, and it is
 * said what; 2 wrong use; 3 no such folder, no token, or the collector cannot be reached.
 */
@Command(
    name = "rescue",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the journal of a box that was replaced, on any machine, also where it is damaged, and",
      "hands in what the collector does not have yet: nothing twice, every hole is told. The"
          + " folder",
      "is not changed. An operator's API token is in the environment (RELEVE_TOKEN)."
    },
    footer = {
      "",
      "Example:",
      "  export RELEVE_TOKEN=...",
      "  ./releve rescue /media/card/journal --gateway gw-17 \\",
      "      --collector https://collector.example",
      "",
      "Exit codes: 0 all is stored, 1 something is missing or refused, 2 wrong use, 3 not reached"
    })
public final class RescueCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final int BATCHES_AT_ONCE = 50;
  private static final int BYTES_AT_ONCE = 500_000;
  private static final int TOLD_MAX = 20;
  private static final String TOKEN = "RELEVE_TOKEN";

  @Parameters(paramLabel = "FOLDER", description = "the box's data folder, or its journal folder")
  private Path folder = Path.of("");

  @Option(names = "--gateway", paramLabel = "ID", description = "whose journal it is")
  private Optional<String> gateway = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the box's gateway.yaml says whose")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--collector",
      paramLabel = "URL",
      description = "where the collector's pages are; http://127.0.0.1:8080 if not said")
  private URI collector = URI.create("http://127.0.0.1:8080");

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Map<String, String> environment;

  RescueCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(line(System.getenv()).execute(arguments));
  }

  /**
   * The command, for whoever gives it other streams.
   *
   * @param environment its language, and the token.
   */
  public static CommandLine line(Map<String, String> environment) {
    return Help.in(
        CommandLanguage.of(environment),
        RescueCommand.class,
        new CommandLine(new RescueCommand(environment)));
  }

  /** What was handed in so far. */
  private static final class Sum {
    private long stored;
    private long known;
    private long waiting;
    private final List<String> refused = new ArrayList<>();
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Messages words = Messages.load(RescueCommand.class, Language.of(environment));
    Path journal =
        Files.isDirectory(folder.resolve("journal")) ? folder.resolve("journal") : folder;
    if (!Files.isDirectory(journal)) {
      err.println("rescue: " + folder + ": wanted a folder, found none");
      return MISSING;
    }
    String token = environment.getOrDefault(TOKEN, "");
    if (token.isEmpty()) {
      err.println("rescue: " + TOKEN + ": wanted an operator's API token, found none");
      return MISSING;
    }
    try {
      GatewayId whose = whose();
      try (HandInClient client = new HandInClient(collector, token, whose, words.locale())) {
        return rescue(journal, whose, client, words);
      }
    } catch (DocumentException refused) {
      err.println(refused.getMessage());
      return WRONG_USE;
    } catch (HandInClient.RefusedException no) {
      err.println("rescue: " + collector + ": " + no.status() + " " + no.getMessage());
      return switch (no.status()) {
        case 400, 404 -> WRONG_USE;
        case 403, 409, 429 -> NO;
        default -> MISSING;
      };
    } catch (IOException unreached) {
      err.println("rescue: " + collector + ": " + unreached);
      return MISSING;
    }
  }

  private GatewayId whose() throws DocumentException {
    if (gateway.isPresent() == config.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "rescue: wanted --gateway or --config, found neither or both");
    }
    if (config.isPresent()) {
      return GatewaySettings.load(config.get(), environment).gateway();
    }
    try {
      return new GatewayId(gateway.orElse(""));
    } catch (IllegalArgumentException none) {
      throw new ParameterException(
          spec.commandLine(), "rescue: --gateway: " + none.getMessage(), none);
    }
  }

  private int rescue(Path journal, GatewayId whose, HandInClient client, Messages words)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("releve-rescue");
    Sum sum = new Sum();
    List<byte[]> waiting = new ArrayList<>();
    try {
      List<Rescue.Found> found =
          new Rescue(journal, scratch)
              .read(
                  (epoch, seq, bytes) -> {
                    long size = waiting.stream().mapToLong(one -> one.length).sum();
                    boolean isFull =
                        waiting.size() == BATCHES_AT_ONCE || size + bytes.length > BYTES_AT_ONCE;
                    if (isFull) {
                      handIn(client, waiting, sum, words);
                    }
                    waiting.add(bytes);
                  });
      handIn(client, waiting, sum, words);
      return tell(whose, found, sum, words);
    } finally {
      try (Stream<Path> left = Files.list(scratch)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(scratch);
    }
  }

  private void handIn(HandInClient client, List<byte[]> batches, Sum sum, Messages words)
      throws IOException {
    if (batches.isEmpty()) {
      return;
    }
    try {
      HandInClient.Answer answer = client.handIn(batches);
      sum.stored += answer.stored();
      sum.known += answer.known();
      sum.waiting += answer.waiting();
      sum.refused.addAll(answer.refused());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    batches.clear();
    PrintWriter progress = spec.commandLine().getErr();
    progress.println(
        words.text("rescue.progress", Long.toString(sum.stored), Long.toString(sum.known)));
    progress.flush();
  }

  private int tell(GatewayId whose, List<Rescue.Found> found, Sum sum, Messages words) {
    PrintWriter out = spec.commandLine().getOut();
    boolean isWhole =
        !found.isEmpty()
            && sum.refused.isEmpty()
            && sum.waiting == 0
            && found.stream().allMatch(one -> one.holes().isEmpty() && one.unreadable().isEmpty());
    if (json) {
      out.println(
          new Json()
              .put("gateway", whose.value())
              .put("stored", sum.stored)
              .put("known", sum.known)
              .put("waiting", sum.waiting)
              .put("refused", sum.refused, (one, reason) -> one.put("reason", reason))
              .put("journals", found, RescueCommand::journal));
      return isWhole ? 0 : NO;
    }
    if (found.isEmpty()) {
      out.println(words.text("rescue.nothing", folder.toString()));
    }
    for (Rescue.Found one : found) {
      out.println(
          words.text(
              "rescue.journal",
              HexFormat.of().toHexDigits(one.epoch()),
              Long.toString(one.batches()),
              Long.toString(one.firstSeq()),
              Long.toString(one.lastSeq())));
      if (!one.holes().isEmpty()) {
        String holes =
            one.holes().stream()
                .limit(TOLD_MAX)
                .map(hole -> hole[0] == hole[1] ? "" + hole[0] : hole[0] + ".." + hole[1])
                .collect(Collectors.joining(", "));
        out.println(words.text("rescue.hole", holes));
      }
      one.unreadable().forEach(file -> out.println(words.text("rescue.file", file.toString())));
    }
    sum.refused.stream()
        .limit(TOLD_MAX)
        .forEach(reason -> out.println(words.text("rescue.refused", reason)));
    out.println(
        words.text(
            "rescue.sum",
            whose.value(),
            Long.toString(sum.stored),
            Long.toString(sum.known),
            Long.toString(sum.waiting)));
    return isWhole ? 0 : NO;
  }

  private static void journal(Json one, Rescue.Found found) {
    one.put("epoch", HexFormat.of().toHexDigits(found.epoch()))
        .put("batches", found.batches())
        .put("firstSeq", found.firstSeq())
        .put("lastSeq", found.lastSeq())
        .put(
            "holes", found.holes(), (hole, range) -> hole.put("from", range[0]).put("to", range[1]))
        .put("unreadable", found.unreadable(), (file, path) -> file.put("file", path.toString()));
  }
}
