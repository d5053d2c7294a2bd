package eu.releve.decode.mbus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Tables of explained differences: columns between bars, notes behind hashes. */
public final class Tables {
  private Tables() {}

  /** The rows of a test resource, each of exactly so many columns. */
  public static List<String[]> rows(String resource, int columns) {
    try (InputStream in = Objects.requireNonNull(Tables.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> row(line, columns))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String[] row(String line, int columns) {
    String[] row = Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
    if (row.length != columns) {
      throw new AssertionError("wanted " + columns + " columns: " + line);
    }
    return row;
  }
}
