package eu.releve.provisioning.keys;

import eu.releve.decode.wmbus.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of meters' keys in a gateway's data folder: {@code keys/meters}, one line a meter, its
 * address of 8 or 16 digits and its key of 32.
 */
public final class KeyFile {
  /** The most that a file may hold. */
  public static final int METERS_MAX = 10_000;

  private static final String NAME = "meters";
  private static final int BYTES_MAX = 64 * METERS_MAX;
  private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{8,16})\\s+([0-9A-Fa-f]{32})");

  private final SecretFolder folder;
  private final Path file;

  /** The file of that data folder; nothing is opened yet. */
  public KeyFile(Path data) {
    this.folder = new SecretFolder(data);
    this.file = folder.path(NAME);
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /**
   * All keys; none where there is no file.
   *
   * @throws IOException naming the file, and its rights or the line that is wrong, never the line's
   *     text.
   */
  public Keys read() throws IOException {
    Optional<String> held = folder.read(NAME, BYTES_MAX, StandardCharsets.US_ASCII);
    if (held.isEmpty()) {
      return Keys.NONE;
    }
    Map<KeyAddress, Key> keys = new TreeMap<>();
    int number = 0;
    for (String line : held.get().lines().toList()) {
      number++;
      String text = line.replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        read(text, number, keys);
      }
    }
    return new Keys(keys);
  }

  private void read(String text, int number, Map<KeyAddress, Key> keys) throws IOException {
    Matcher form = LINE.matcher(text);
    KeyAddress address = form.matches() ? KeyAddress.parse(form.group(1)).orElse(null) : null;
    if (address == null) {
      throw new IOException(
          file + ":" + number + ": wanted an address of 8 or 16 digits and a key of 32");
    }
    if (keys.put(address, Key.parse(form.group(2))) != null) {
      throw new IOException(
          file + ":" + number + ": wanted each meter once, found " + address + " a second time");
    }
  }

  /**
   * Writes these keys and no others; whoever reads meanwhile reads the old ones or the new ones.
   *
   * @throws IOException when they cannot be written; the old file stays.
   */
  public void write(Keys keys) throws IOException {
    if (keys.size() > METERS_MAX) {
      throw new IOException(
          file + ": wanted at most " + METERS_MAX + " keys, found " + keys.size());
    }
    StringBuilder lines = new StringBuilder();
    keys.all()
        .forEach(
            (address, key) -> lines.append(address).append(' ').append(key.secret()).append('\n'));
    folder.write(NAME, lines.toString(), StandardCharsets.US_ASCII);
  }
}
