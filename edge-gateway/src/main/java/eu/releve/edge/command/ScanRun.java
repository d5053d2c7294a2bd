package eu.releve.edge.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A scan as its user meets it: a signal ends it after the request in flight, its answers are kept
 * in a file, and it ends with a sum and an exit code.
 *
 * @param words what is told.
 * @param resume the file of answers, or none.
 */
record ScanRun(ScanWords words, Optional<Path> resume) {
  static final int NO = 1;
  static final int WRONG_USE = 2;
  static final int MISSING = 3;

  /** The scan itself. */
  @FunctionalInterface
  interface Scan {
    /**
     * Scans to the end.
     *
     * @param log the answers that are known, and where others are kept.
     * @throws IOException when the bus cannot be used, or the file.
     * @throws InterruptedException when it is to stop.
     */
    void run(Optional<AnswerLog> log) throws IOException, InterruptedException;
  }

  /**
   * Scans.
   *
   * @param heading what is asked, in one line: another scan's file is refused.
   * @param forgetting takes from the end of the file's lines what has to be asked again.
   * @return 0 meters found, 1 none found or stopped before the end, 2 another scan's file, 3 the
   *     bus cannot be used (named).
   */
  int run(String heading, Consumer<List<String>> forgetting, Scan scan) {
    CountDownLatch ended = StopSignal.interrupts(() -> words.note("scan.stopped"));
    try {
      if (resume.isEmpty()) {
        scan.run(Optional.empty());
      } else {
        try (AnswerLog log = AnswerLog.open(resume.get(), heading, forgetting)) {
          if (log.known() > 0) {
            words.note("scan.resumed", Integer.toString(log.known()));
          }
          scan.run(Optional.of(log));
        }
      }
      words.end();
      return words.meters() > 0 ? 0 : NO;
    } catch (InterruptedException | InterruptedIOException stopped) {
      words.end();
      words.note(resume.isPresent() ? "scan.stopped.resume" : "scan.stopped");
      return NO;
    } catch (IllegalArgumentException another) {
      words.note("scan.file", String.valueOf(another.getMessage()));
      return WRONG_USE;
    } catch (IOException broken) {
      words.end();
      words.note("scan.broken", String.valueOf(broken.getMessage()));
      return MISSING;
    } finally {
      ended.countDown();
    }
  }
}
