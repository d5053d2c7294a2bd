package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code transfer BUILDING|list|undo|export|verify}: a building goes to another organisation.
 *
 * <p>Exit codes: 0 done, or noted for its day; 1 no; 2 wrong use; 3 the collector, a token or a
 * file is missing.
 */
@Command(
    name = "transfer",
    mixinStandardHelpOptions = true,
    description = {
      "Gives a building to another organisation on a day of its calendar: points, history, gateway",
      "and alerts go along, readings go on, nobody visits the cellar. The one that leaves keeps a",
      "sealed export of its own period and sees nothing more. A day to come is kept; see undo."
    },
    footer = {
      "",
      "Examples:",
      "  ./releve transfer tilleuls-12 --to syndic-b --at 2027-01-01 --reason \"assembly of 3"
          + " May\"",
      "  ./releve transfer export 7 --export archive --config collector.yaml",
      "  ./releve transfer verify archive/transfer-7.zip"
    })
public final class TransferCommand implements Callable<Integer> {
  private static final int PAGES_MAX = 1_000;
  private static final Duration EXPORT_MAX = Duration.ofMinutes(10);
  private static final long LOOKS_EVERY_MILLIS = 1_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "BUILDING",
      description = "its identifier, or its number")
  private Optional<String> building = Optional.empty();

  @Option(names = "--to", paramLabel = "ORGANISATION", description = "whose it becomes")
  private Optional<String> to = Optional.empty();

  @Option(names = "--at", paramLabel = "DATE", description = "the new organisation's first day")
  private Optional<String> at = Optional.empty();

  @Option(names = "--reason", paramLabel = "TEXT", description = "why; kept in the audit")
  private Optional<String> reason = Optional.empty();

  @Option(names = "--export", paramLabel = "DIR", description = "brings the sealed export there")
  private Optional<Path> folder = Optional.empty();

  @Mixin private CollectorAccess access = new CollectorAccess();

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
        TransferCommand.class,
        new CommandLine(new TransferCommand()));
  }

  private int work(Work deed) {
    return Work.of(spec, "transfer", TransferCommand.class, deed);
  }

  @Override
  public Integer call() {
    if (building.isEmpty() || to.isEmpty() || at.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "transfer: wanted BUILDING --to ORGANISATION --at DATE, or list, undo, export, verify");
    }
    return work(
        (out, words) -> {
          JsonNode made =
              access.post(
                  "/transfers",
                  Map.of(
                      "building",
                      BuildingName.key(access, building.get()),
                      "organisation",
                      to.get(),
                      "date",
                      at.get(),
                      "reason",
                      reason.orElse("change of syndic")));
          tell(made, out, words);
          if (folder.isPresent() && !made.path("from").isNull()) {
            String id = made.path("id").asText();
            if (isToCome(made)) {
              spec.commandLine().getErr().println(words.text("transfer.later", id));
            } else {
              bring(id, folder.get(), out, words);
            }
          }
          return 0;
        });
  }

  /** By the building's calendar, wherever the command runs. */
  private boolean isToCome(JsonNode transfer) throws Refused {
    JsonNode its = access.get("/buildings/" + transfer.path("building").asInt());
    ZoneId zone = ZoneId.of(its.path("zone").asText());
    return LocalDate.parse(transfer.path("date").asText()).isAfter(LocalDate.now(zone));
  }

  private void tell(JsonNode transfer, PrintWriter out, Messages words) {
    if (access.isJson()) {
      out.println(transfer.toString());
      return;
    }
    out.println(line(transfer, words));
  }

  private static String line(JsonNode transfer, Messages words) {
    String key =
        transfer.hasNonNull("done")
            ? "transfer.done"
            : transfer.hasNonNull("withdrawn")
                ? "transfer.withdrawn"
                : transfer.hasNonNull("problem") ? "transfer.problem" : "transfer.open";
    return words.text(
        key,
        transfer.path("id").asText(),
        transfer.path("site").asText(),
        transfer.path("from").asText("-"),
        transfer.path("to").asText(),
        transfer.path("date").asText(),
        transfer.path("problem").asText(""));
  }

  /** Waits while a collector writes it, then brings it. */
  private void bring(String transfer, Path into, PrintWriter out, Messages words)
      throws Refused, IOException {
    Files.createDirectories(into);
    Path file = into.resolve("transfer-" + transfer + ".zip");
    PrintWriter progress = spec.commandLine().getErr();
    long end = System.nanoTime() + EXPORT_MAX.toNanos();
    while (!access.download("/transfers/" + transfer + "/export", file)) {
      if (System.nanoTime() - end > 0) {
        throw Refused.told(Refused.NO, "export-none", transfer);
      }
      hopeless(transfer, words);
      progress.println(words.text("transfer.waits", transfer));
      progress.flush();
      try {
        Thread.sleep(LOOKS_EVERY_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw Refused.told(Refused.MISSING, "interrupted", "export");
      }
    }
    SealedExport.Verdict verdict = SealedExport.verify(file);
    if (!verdict.isSound()) {
      throw new Refused(Refused.NO, file + ": " + verdict.problem());
    }
    if (!access.isJson()) {
      out.println(words.text("transfer.brought", file.toString(), verdict.authority()));
    }
  }

  /** A transfer that was taken back, or was tried and not done: nobody waits for its export. */
  private void hopeless(String transfer, Messages words) throws Refused {
    Optional<JsonNode> found = transfer(transfer);
    if (found.isPresent()
        && (found.get().hasNonNull("withdrawn") || found.get().hasNonNull("problem"))) {
      throw new Refused(Refused.NO, line(found.get(), words));
    }
  }

  private Optional<JsonNode> transfer(String id) throws Refused {
    String cursor = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      JsonNode found = access.get("/transfers" + cursor);
      for (JsonNode each : found.path("items")) {
        if (each.path("id").asText().equals(id)) {
          return Optional.of(each);
        }
      }
      if (found.path("next").isNull()) {
        break;
      }
      cursor = "?cursor=" + found.path("next").asText();
    }
    return Optional.empty();
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All transfers, done and to come.",
      footer = {"", "Example:", "  ./releve transfer list --config collector.yaml"})
  int list(@Mixin CollectorAccess from) {
    access = from;
    return work(
        (out, words) -> {
          String cursor = "";
          for (int page = 0; page < PAGES_MAX; page++) {
            JsonNode found = access.get("/transfers" + cursor);
            found.path("items").forEach(item -> tell(item, out, words));
            if (found.path("next").isNull()) {
              break;
            }
            cursor = "?cursor=" + found.path("next").asText();
          }
          return 0;
        });
  }

  @Command(
      name = "undo",
      mixinStandardHelpOptions = true,
      description = "Takes a transfer back whose day has not come.",
      footer = {"", "Example:", "  ./releve transfer undo 7 --reason \"voted down\""})
  int undo(
      @Parameters(paramLabel = "TRANSFER") String transfer,
      @Option(names = "--reason", required = true, description = "why") String why,
      @Mixin CollectorAccess from) {
    access = from;
    return work(
        (out, words) -> {
          tell(
              access.post("/transfers/" + number(transfer) + "/withdrawals", Map.of("reason", why)),
              out,
              words);
          return 0;
        });
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Brings the sealed export of a transfer that is done, and verifies it.",
      footer = {"", "Example:", "  ./releve transfer export 7 --export archive"})
  int export(
      @Parameters(paramLabel = "TRANSFER") String transfer,
      @Option(names = "--export", required = true, paramLabel = "DIR", description = "where to")
          Path into,
      @Mixin CollectorAccess from) {
    access = from;
    return work(
        (out, words) -> {
          bring(number(transfer), into, out, words);
          return 0;
        });
  }

  private static String number(String transfer) throws Refused {
    if (!transfer.matches("[1-9][0-9]{0,8}")) {
      throw Refused.told(Refused.WRONG_USE, "number", "TRANSFER", transfer);
    }
    return transfer;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Verifies a sealed export, without a collector: every file is as it was sealed, and by"
            + " whom.",
        "Compare the fingerprint with that of the collector's labels, or give it."
      },
      footer = {"", "Example:", "  ./releve transfer verify transfer-7.zip"})
  int verify(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--authority",
              paramLabel = "SHA-256",
              description = "who must have sealed it")
          Optional<String> authority,
      @Option(names = "--json", description = "for programs") boolean json) {
    return work(
        (out, words) -> {
          if (!Files.isRegularFile(file)) {
            throw Refused.told(Refused.MISSING, "export-file", file.toString());
          }
          SealedExport.Verdict verdict = SealedExport.verify(file);
          boolean expected =
              authority
                  .map(wanted -> wanted.replace(":", "").equalsIgnoreCase(verdict.authority()))
                  .orElse(true);
          boolean isSound = verdict.isSound() && expected;
          String problem =
              verdict.isSound() && !expected
                  ? "authority: wanted " + authority.get() + ", found " + verdict.authority()
                  : verdict.problem();
          if (json) {
            out.println(SealedExport.json(verdict, isSound, problem));
          } else if (isSound) {
            out.println(
                words.text(
                    "transfer.sound",
                    verdict.site(),
                    verdict.organisation(),
                    verdict.from(),
                    verdict.to(),
                    Integer.toString(verdict.files()),
                    verdict.authority()));
          } else {
            out.println(words.text("transfer.broken", file.toString(), problem));
          }
          return isSound ? 0 : Refused.NO;
        });
  }
}
