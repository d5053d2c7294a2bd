package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.survey.Change;
import eu.releve.provisioning.survey.Differences;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code site diff}: what changes from one plan to the next, and what that means for its series.
 *
 * <p>Exit codes: 0 the same, 1 different, 2 a plan that the loader refuses, 3 no such file.
 */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "What changes from one plan to another.",
    footer = {"", "Example:", "  ./releve site diff plan.yaml plan-new.yaml"})
final class SiteDiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "OLD", description = "the plan that is in force")
  private Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "the plan that replaces it")
  private Path newer = Path.of("");

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteDiffCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return Exit.of("site diff", around, err, () -> diff(spec.commandLine().getOut()));
  }

  private int diff(PrintWriter out) throws DocumentException, IOException {
    Profiles profiles = PlanFiles.profiles(folder);
    List<Change> changes =
        Differences.of(PlanFiles.load(old, profiles), PlanFiles.load(newer, profiles));
    if (json) {
      out.println(
          new Json()
              .put("old", old.toString())
              .put("new", newer.toString())
              .put(
                  "changes",
                  changes,
                  (one, change) ->
                      one.put("what", change.what().id())
                          .put("about", change.about())
                          .put("text", text(change))
                          .put("means", means(change))));
    } else if (changes.isEmpty()) {
      out.println(around.text("diff.none"));
    } else {
      for (Change change : changes) {
        out.println(text(change));
        out.println("    " + means(change));
      }
      out.println(around.text("diff.sum", Integer.toString(changes.size())));
    }
    return changes.isEmpty() ? Exit.YES : Exit.NO;
  }

  private String text(Change change) {
    return new PlanWords(around.messages()).text(change);
  }

  private String means(Change change) {
    return around.text("change." + change.what().id() + ".means", change.words().toArray());
  }
}
