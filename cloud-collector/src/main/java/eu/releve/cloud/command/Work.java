package eu.releve.cloud.command;

import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** What a command does with a collector, and what is told when it is refused. */
@FunctionalInterface
interface Work {
  /**
   * Does it.
   *
   * @param out for answers; progress goes to the other stream.
   * @param words in the asker's language.
   * @return the exit code.
   */
  int run(PrintWriter out, Messages words) throws Refused, IOException, InterruptedException;

  /**
   * Does it for a command. A "no" is an answer and goes where answers go; what is wrong or missing
   * goes to the other stream.
   *
   * @param name before each refusal.
   * @param owner of the words.
   * @return its exit code, or the refusal's.
   */
  static int of(CommandSpec spec, String name, Class<?> owner, Work work) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    try {
      return work.run(out, Messages.load(owner, CommandLanguage.of(System.getenv())));
    } catch (Refused refused) {
      (refused.exitCode() == Refused.NO ? out : errors).println(name + ": " + refused.getMessage());
      return refused.exitCode();
    } catch (IOException unwritable) {
      errors.println(name + ": " + unwritable.getMessage());
      return Refused.MISSING;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Refused.NO;
    } finally {
      out.flush();
      errors.flush();
    }
  }
}
