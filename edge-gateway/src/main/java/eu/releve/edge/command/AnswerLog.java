package eu.releve.edge.command;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a search has been answered, a line each, so that it can go on where it was: the same answers
 * lead to the same questions.
 *
 * <p>The first line says which search it is; a last line that was cut off is left out.
 */
final class AnswerLog implements AutoCloseable {
  private static final String BETWEEN = " = ";
  private static final long BYTES_MAX = 64L << 20;

  private final Path file;
  private final Deque<String> known;
  private final BufferedWriter writer;

  private AnswerLog(Path file, Deque<String> known, BufferedWriter writer) {
    this.file = file;
    this.known = known;
    this.writer = writer;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param heading of the search that is to go on; in one line.
   * @param forgetting takes from the end of the lines what has to be asked again.
   * @throws IOException when it cannot be read or written.
   * @throws IllegalArgumentException when it is another search's, or no search's.
   */
  static AnswerLog open(Path file, String heading, Consumer<List<String>> forgetting)
      throws IOException {
    List<String> whole = Files.exists(file) ? wholeLines(file) : List.of();
    if (!whole.isEmpty() && !whole.getFirst().equals(heading)) {
      throw new IllegalArgumentException(
          "%s:1: wanted '%s', found '%s'".formatted(file, heading, whole.getFirst()));
    }
    List<String> lines = new ArrayList<>(whole.isEmpty() ? List.of(heading) : whole);
    forgetting.accept(lines);
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    BufferedWriter writer =
        Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return new AnswerLog(file, new ArrayDeque<>(lines.subList(1, lines.size())), writer);
  }

  private static List<String> wholeLines(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IllegalArgumentException(file + " is longer than any search");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    // After the last line break stands nothing, or a line that was cut off.
    lines.removeLast();
    return lines;
  }

  /** How many lines are known and not yet used. */
  int known() {
    return known.size();
  }

  /** Notes that from here on something else is asked; nothing is asked for it. */
  void mark(String text) throws IOException {
    if (known.isEmpty()) {
      line(text);
    } else {
      expect(text, known.remove());
    }
  }

  /**
   * The answer that the file has; nothing when it has no more.
   *
   * @throws IllegalArgumentException when the file has the answer to something else.
   */
  Optional<String> remembered(String probe) {
    if (known.isEmpty()) {
      return Optional.empty();
    }
    String line = known.remove();
    int between = line.indexOf(BETWEEN);
    expect(probe, between < 0 ? line : line.substring(0, between));
    return Optional.of(line.substring(between + BETWEEN.length()));
  }

  private void expect(String wanted, String found) {
    if (!wanted.equals(found)) {
      throw new IllegalArgumentException(
          "%s: wanted '%s', found '%s'".formatted(file, wanted, found));
    }
  }

  /** Keeps an answer, on the disk's own time. */
  void write(String probe, String answer) throws IOException {
    line(probe + BETWEEN + answer);
  }

  private void line(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
