package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.BusTime;
import eu.releve.provisioning.survey.BusTimes;
import eu.releve.provisioning.survey.Check;
import eu.releve.provisioning.survey.Finding;
import eu.releve.provisioning.survey.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code site check}: what the strict loader does not refuse, and what is missing for a bill.
 *
 * <p>Exit codes: 0 no error, 1 errors, 2 a plan that the loader refuses (FILE:LINE), 3 no such
 * file.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "What is wrong with a plan, and what is missing for a bill.",
    footer = {"", "Example:", "  ./releve site check plan.yaml --json"})
final class SiteCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the site plan")
  private Path file = Path.of("");

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteCheckCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return Exit.of("site check", around, err, () -> check(spec.commandLine().getOut()));
  }

  private int check(PrintWriter out) throws DocumentException, IOException {
    Profiles profiles = PlanFiles.profiles(folder);
    SitePlan plan = PlanFiles.load(file, profiles);
    LocalDate today = LocalDate.ofInstant(around.clock().instant(), plan.zone());
    List<Finding> findings = Check.of(plan, profiles::find, today);
    List<BusTime> times = BusTimes.of(plan, today);
    FindingWords words = new FindingWords(around);
    long errors = FindingWords.count(findings, Severity.ERROR);
    if (json) {
      Json object = new Json().put("file", file.toString()).put("site", plan.site().value());
      words.json(object, findings);
      FindingWords.json(object, times, "buses");
      out.println(object);
    } else {
      words.print(file.toString(), findings, out);
      words.times(times, out);
      out.println(
          around.text(
              "check.sum",
              plan.site().value(),
              Long.toString(errors),
              Long.toString(FindingWords.count(findings, Severity.WARNING)),
              Long.toString(FindingWords.count(findings, Severity.FOR_BILLING))));
    }
    return errors == 0 ? Exit.YES : Exit.NO;
  }
}
