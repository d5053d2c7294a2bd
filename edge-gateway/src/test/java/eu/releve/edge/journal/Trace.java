package eu.releve.edge.journal;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The system calls of one thread's work, in order, as {@code strace -f -xx} wrote them. */
final class Trace {
  private static final String UNFINISHED = " <unfinished ...>";
  private static final String RESUMED = " resumed>";

  private final Map<String, String> unfinished = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  private Trace() {}

  /**
   * A finished call.
   *
   * @param name of the call.
   * @param arguments strings as their bytes, everything else as it was written.
   * @param result below zero for a failure.
   */
  record Call(String name, List<Object> arguments, long result) {
    byte[] bytes(int argument) {
      return (byte[]) arguments.get(argument);
    }

    String path(int argument) {
      return new String(bytes(argument), StandardCharsets.UTF_8);
    }

    String text(int argument) {
      return (String) arguments.get(argument);
    }

    long number(int argument) {
      return Long.decode(text(argument));
    }
  }

  static List<Call> read(Path file) throws IOException {
    Trace trace = new Trace();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        trace.line(line);
      }
    }
    return trace.calls;
  }

  private void line(String line) {
    String thread = line.substring(0, line.indexOf(' '));
    String rest = line.substring(thread.length()).strip();
    if (rest.endsWith(UNFINISHED)) {
      unfinished.put(thread, rest.substring(0, rest.length() - UNFINISHED.length()));
    } else if (rest.startsWith("<... ")) {
      String begun = unfinished.remove(thread);
      finished(begun + rest.substring(rest.indexOf(RESUMED) + RESUMED.length()));
    } else if (!rest.startsWith("+++") && !rest.startsWith("---")) {
      finished(rest);
    }
  }

  private void finished(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')', text.lastIndexOf(" = "));
    String result = text.substring(text.lastIndexOf(" = ") + 3).strip().split(" ", 2)[0];
    if (!result.equals("?")) {
      calls.add(
          new Call(
              text.substring(0, open),
              arguments(text.substring(open + 1, close)),
              Long.decode(result)));
    }
  }

  private static List<Object> arguments(String text) {
    List<Object> arguments = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end;
      if (text.charAt(at) == '"') {
        end = text.indexOf('"', at + 1);
        arguments.add(unescaped(text.substring(at + 1, end)));
        if (text.startsWith("...", end + 1)) {
          throw new IllegalStateException("strace cut a string");
        }
        end++;
      } else {
        int comma = text.indexOf(", ", at);
        end = comma < 0 ? text.length() : comma;
        arguments.add(text.substring(at, end));
      }
      at = end + 2;
    }
    return arguments;
  }

  /** Every byte is written as {@code \xNN}. */
  private static byte[] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 4);
    for (int at = 0; at < text.length(); at += 4) {
      if (text.charAt(at) != '\\' || text.charAt(at + 1) != 'x') {
        throw new IllegalStateException("not hexadecimal: " + text.substring(at));
      }
      bytes.write(Integer.parseInt(text, at + 2, at + 4, 16));
    }
    return bytes.toByteArray();
  }
}
