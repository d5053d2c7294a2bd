package eu.releve.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The corpora beside the repository: {@code -DRELEVE_CORPORA}, {@code RELEVE_CORPORA}, or {@code
 * ../../shared/corpora}.
 *
 * <p>Where they are absent a test is skipped and says so; in CI absence is a failure.
 */
final class Corpora {
  private Corpora() {}

  /** The lines of a file that are not blank. */
  static List<String> lines(String name) {
    Path file = folder().resolve(name);
    if (!Files.isReadable(file)) {
      String missing = "corpus " + file.toAbsolutePath().normalize() + " is absent";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(missing);
      }
      Assumptions.abort(missing);
    }
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Path folder() {
    return Path.of(
        Optional.ofNullable(System.getProperty("RELEVE_CORPORA"))
            .or(() -> Optional.ofNullable(System.getenv("RELEVE_CORPORA")))
            .orElse("../../shared/corpora"));
  }
}
