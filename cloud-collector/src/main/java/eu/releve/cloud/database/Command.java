package eu.releve.cloud.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of PostgreSQL's programs to its end. */
final class Command {
  private static final Duration TIME_MAX = Duration.ofMinutes(2);

  private Command() {}

  /**
   * Runs it in the root folder, which every user can enter.
   *
   * @param output takes what it prints; a file, because a server started by it inherits it.
   * @throws IOException when it fails, with what it printed.
   */
  static void run(List<String> command, Path output) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    try {
      if (!process.waitFor(TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " took longer than " + TIME_MAX);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(command + " was interrupted", interrupted);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s: exit %d: %s"
              .formatted(command, process.exitValue(), Files.readString(output).strip()));
    }
  }
}
