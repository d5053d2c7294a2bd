package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code import undo NUMBER --reason TEXT}: takes an import back.
 *
 * <p>Exit codes: 0 done; 1 it was taken back before; 2 wrong use, or no such import; 3 the
 * collector or a token is missing.
 */
@Command(
    name = "undo",
    mixinStandardHelpOptions = true,
    description = {
      "Takes an import back, a typed reading too: its readings stay and do not count any more.",
      "It stays in the list; the same file may be brought again."
    })
final class ImportUndoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "NUMBER",
      description = "the import's, as it was told when it was stored")
  private int number;

  @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; audited")
  private String reason = "";

  @Mixin private final CollectorAccess access = new CollectorAccess();

  @Override
  public Integer call() {
    return Work.of(
        spec,
        "import",
        ImportUndoCommand.class,
        (out, words) -> {
          JsonNode answer =
              access.post("/imports/" + number + "/withdrawals", Map.of("reason", reason));
          out.println(
              access.isJson()
                  ? answer.toPrettyString()
                  : words.text("import.undone", Integer.toString(number), reason));
          return 0;
        });
  }
}
