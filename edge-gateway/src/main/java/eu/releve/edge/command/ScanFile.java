package eu.releve.edge.command;

import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.search.Answer;
import eu.releve.edge.search.Asker;
import eu.releve.edge.search.Probe;
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

/**
 * What a search has been answered, a line each, so that it can go on where it was: the same answers
 * lead to the same questions.
 *
 * <p>The first line says which search it is; a last line that was cut off is left out.
 */
final class ScanFile implements AutoCloseable {
  private static final String SELECTED = Integer.toString(MbusFraming.SELECTED);
  private static final String BETWEEN = " = ";
  private static final long BYTES_MAX = 64L << 20;

  private final Path file;
  private final Deque<String> known;
  private final BufferedWriter writer;
  private boolean resumed;

  private ScanFile(Path file, Deque<String> known, BufferedWriter writer) {
    this.file = file;
    this.known = known;
    this.resumed = !known.isEmpty();
    this.writer = writer;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param heading of the search that is to go on; in one line.
   * @throws IOException when it cannot be read or written.
   * @throws IllegalArgumentException when it is another search's, or no search's.
   */
  static ScanFile open(Path file, String heading) throws IOException {
    List<String> whole = Files.exists(file) ? wholeLines(file) : List.of();
    if (!whole.isEmpty() && !whole.getFirst().equals(heading)) {
      throw new IllegalArgumentException(
          "%s:1: wanted '%s', found '%s'".formatted(file, heading, whole.getFirst()));
    }
    List<String> lines = whole.isEmpty() ? List.of(heading) : whole;
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    BufferedWriter writer =
        Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return new ScanFile(file, new ArrayDeque<>(lines.subList(1, lines.size())), writer);
  }

  private static List<String> wholeLines(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IllegalArgumentException(file + " is longer than any search");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    // After the last line break stands nothing, or a line that was cut off.
    lines.removeLast();
    forgetLast(lines);
    return lines;
  }

  /**
   * Whoever was being asked when it ended is asked again from the beginning: a selection or a frame
   * count bit does not outlive the time that has passed.
   */
  private static void forgetLast(List<String> lines) {
    if (lines.size() < 2 || lines.getLast().startsWith("baud ")) {
      return;
    }
    String who = who(lines.getLast());
    boolean first = false;
    while (!first && lines.size() > 1 && who.equals(who(lines.getLast()))) {
      first = !lines.removeLast().startsWith("read ");
    }
  }

  /** The address of a line; that of a selection is 253. */
  private static String who(String line) {
    String[] parts = line.split(" ", -1);
    return line.startsWith("select ") ? SELECTED : parts.length > 1 ? parts[1] : "";
  }

  /** How many answers are known before anything is asked. */
  int known() {
    return known.size();
  }

  /** Notes that from here on another line is asked; nothing is asked for it. */
  void line(int baud) throws IOException {
    String text = "baud " + baud;
    if (known.isEmpty()) {
      write(text);
    } else {
      expect(text, known.remove());
    }
  }

  /** Answers from the file as long as it has answers, then asks and writes down. */
  Asker over(Asker live) {
    return probe -> {
      Optional<Answer> answer = remembered(probe);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (resumed) {
        resumed = false;
        // Nobody is amid his telegrams when it goes on.
        Answer unused = live.ask(Probe.Greet.ALL);
      }
      Answer fresh = live.ask(probe);
      write(probe + BETWEEN + fresh);
      return fresh;
    };
  }

  private Optional<Answer> remembered(Probe probe) {
    if (known.isEmpty()) {
      return Optional.empty();
    }
    String line = known.remove();
    int between = line.indexOf(BETWEEN);
    expect(probe.toString(), between < 0 ? line : line.substring(0, between));
    return Optional.of(Answer.of(line.substring(between + BETWEEN.length())));
  }

  private void expect(String wanted, String found) {
    if (!wanted.equals(found)) {
      throw new IllegalArgumentException(
          "%s: wanted '%s', found '%s'".formatted(file, wanted, found));
    }
  }

  private void write(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
