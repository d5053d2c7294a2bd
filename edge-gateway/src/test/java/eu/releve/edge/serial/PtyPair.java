package eu.releve.edge.serial;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Two pseudo-terminals tied together by socat: what one end is given comes out of the other.
 *
 * <p>Where socat is missing a test is skipped and says so; in CI that is a failure.
 */
public final class PtyPair implements AutoCloseable {
  private final Process socat;
  private final Path one;
  private final Path other;

  private PtyPair(Process socat, Path one, Path other) {
    this.socat = socat;
    this.one = one;
    this.other = other;
  }

  /** A pair whose ends have names in that folder. */
  public static PtyPair in(Path folder) throws IOException {
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    try {
      Process socat =
          new ProcessBuilder("socat", "pty,raw,echo=0,link=" + one, "pty,raw,echo=0,link=" + other)
              .inheritIO()
              .start();
      await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(one) && Files.exists(other));
      return new PtyPair(socat, one, other);
    } catch (IOException missing) {
      missing(missing);
      throw missing;
    }
  }

  /** Skips the test, or fails in CI, where socat is missing. */
  public static void needSocat() {
    try {
      Process version =
          new ProcessBuilder("socat", "-V")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int unused = version.waitFor();
    } catch (IOException missing) {
      missing(missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void missing(IOException missing) {
    if ("true".equals(System.getenv("CI"))) {
      fail("socat is needed in CI: " + missing.getMessage());
    }
    abort("socat is not installed: " + missing.getMessage());
  }

  public Path one() {
    return one;
  }

  public Path other() {
    return other;
  }

  @Override
  public void close() throws IOException {
    socat.destroy();
    try {
      if (!socat.waitFor(5, TimeUnit.SECONDS)) {
        socat.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
