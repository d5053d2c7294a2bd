package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.provisioning.draft.TableException;
import java.io.IOException;
import java.io.PrintWriter;

/** How commands end. */
final class Exit {
  static final int YES = 0;
  static final int NO = 1;
  static final int WRONG_USE = 2;
  static final int MISSING = 3;

  private Exit() {}

  /** What a command does with files. */
  @FunctionalInterface
  interface Work {
    int run() throws DocumentException, TableException, IOException;
  }

  /** Runs it; a document that is refused is 2, a file that is missing or cannot be written 3. */
  static int of(String command, Surroundings around, PrintWriter err, Work work) {
    try {
      return work.run();
    } catch (DocumentException refused) {
      err.println(refused.getMessage());
      return WRONG_USE;
    } catch (TableException none) {
      err.println(command + ": " + around.text("table." + none.why(), none.words().toArray()));
      return WRONG_USE;
    } catch (IOException missing) {
      err.println(command + ": " + missing.getMessage());
      return MISSING;
    }
  }
}
