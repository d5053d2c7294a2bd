package eu.releve.edge.simulate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Appends one line of JSON per register of each answer to {@code answers.jsonl}.
 *
 * <p>An answer's lines are with the operating system before the answer is sent: what a client has
 * read is in the file, even when the simulator is killed in between.
 */
public final class AnswerFile implements Recorder {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final FileChannel file;

  private AnswerFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens the record in that folder, made where it is missing; what is there is kept.
   *
   * @throws IOException when the folder or the file cannot be made.
   */
  public static AnswerFile in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new AnswerFile(
        FileChannel.open(
            folder.resolve("answers.jsonl"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND));
  }

  @Override
  public synchronized void answered(List<Answer> answers) throws IOException {
    StringBuilder lines = new StringBuilder();
    answers.forEach(answer -> append(lines, answer));
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** Identifiers and register names hold nothing that JSON would have escaped. */
  private static void append(StringBuilder lines, Answer answer) {
    lines
        .append("{\"meter\":\"")
        .append(answer.meter())
        .append("\",\"register\":\"")
        .append(answer.register())
        .append("\",\"value\":")
        .append(answer.value())
        .append(",\"instant\":\"")
        .append(MILLISECONDS.format(answer.instant()))
        .append("\"}\n");
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
