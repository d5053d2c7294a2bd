package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.draft.Drafting;
import eu.releve.provisioning.draft.Interview;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.provisioning.survey.BusTimes;
import eu.releve.provisioning.survey.Check;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code site new}: asks what a plan needs and writes it.
 *
 * <p>Each question has an answer that counts where nothing is typed; {@code <} takes the last one
 * back. Exit codes: 0 written, 1 ended before the end and nothing written, 2 wrong use, 3 a file
 * that cannot be written.
 */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = "Asks for a building, its buses, lots and meters, and writes the plan.",
    footer = {"", "Example:", "  ./releve site new -o plan.yaml"})
final class SiteNewCommand implements Callable<Integer> {
  private static final String BACK = "<";
  private static final int SCAN_BYTES_MAX = 10 << 20;

  @Option(names = "-o", paramLabel = "FILE", description = "plan.yaml if not said")
  private Path output = Path.of("plan.yaml");

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--force", description = "replaces a file that is there")
  private boolean force;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteNewCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    return Exit.of("site new", around, spec.commandLine().getErr(), this::run);
  }

  private int run() throws DocumentException, IOException {
    PlanFiles.refuseExisting(Optional.of(output), force);
    PrintWriter out = spec.commandLine().getOut();
    Profiles profiles = PlanFiles.profiles(folder);
    LocalDate today = LocalDate.ofInstant(around.clock().instant(), ZoneId.systemDefault());
    Interview interview =
        new Interview(profiles, around.messages(), today, SiteNewCommand::fileText);
    out.println(around.text("ask.how"));
    Optional<Drafting.Drafted> drafted = interviewed(interview, out);
    if (drafted.isEmpty()) {
      out.println(around.text("ask.stopped"));
      return Exit.NO;
    }
    DraftWords words = new DraftWords(around);
    drafted.get().notices().forEach(notice -> out.println(words.text(notice)));
    String text = drafted.get().draft().text();
    SitePlan plan = SitePlans.load(output.toString(), text, profiles);
    PlanFiles.write(output, text);
    FindingWords findings = new FindingWords(around);
    findings.print(output.toString(), Check.of(plan, profiles::find, today), out);
    findings.times(BusTimes.of(plan, today), out);
    out.println(
        around.text("import.written", output.toString(), Integer.toString(plan.meters().size())));
    return Exit.YES;
  }

  /** Nothing when the answers end before the questions. */
  private Optional<Drafting.Drafted> interviewed(Interview interview, PrintWriter out)
      throws IOException {
    List<String> answers = new ArrayList<>();
    while (true) {
      switch (interview.next(answers)) {
        case Interview.Next.Done(Drafting.Drafted drafted) -> {
          return Optional.of(drafted);
        }
        case Interview.Next.Done(Drafting.Refused refused) -> {
          DraftWords words = new DraftWords(around);
          refused.problems().forEach(problem -> out.println(words.text(problem)));
          answers.removeLast();
        }
        case Interview.Next.Question question -> {
          while (answers.size() > question.answered()) {
            answers.removeLast();
          }
          question.objection().ifPresent(out::println);
          if (!answered(question, answers, out)) {
            return Optional.empty();
          }
        }
      }
    }
  }

  private boolean answered(Interview.Next.Question question, List<String> answers, PrintWriter out)
      throws IOException {
    out.print("%s [%s] ".formatted(question.question(), question.byDefault()));
    out.flush();
    String line = around.in().readLine();
    if (line == null) {
      out.println();
      return false;
    }
    String answer = line.strip();
    if (!answer.equals(BACK)) {
      answers.add(answer.isEmpty() ? question.byDefault() : answer);
    } else if (!answers.isEmpty()) {
      answers.removeLast();
    }
    return true;
  }

  private static Optional<String> fileText(String name) {
    try {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file) || Files.size(file) > SCAN_BYTES_MAX) {
        return Optional.empty();
      }
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }
}
