package eu.releve.provisioning.keys;

import eu.releve.decode.wmbus.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of meters' keys in a gateway's data folder: {@code keys/meters}, one line a meter, its
 * address of 8 or 16 digits and its key of 32.
 *
 * <p>Folder and file are their owner's alone (700 and 600), or they are not opened. This keeps keys
 * out of backups and support bundles that others make; it does not protect a stolen card.
 */
public final class KeyFile {
  /** The most that a file may hold. */
  public static final int METERS_MAX = 10_000;

  private static final int BYTES_MAX = 64 * METERS_MAX;
  private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{8,16})\\s+([0-9A-Fa-f]{32})");
  private static final Set<PosixFilePermission> FOLDER_RIGHTS =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_RIGHTS =
      PosixFilePermissions.fromString("rw-------");

  private final Path data;
  private final Path folder;
  private final Path file;

  /** The file of that data folder; nothing is opened yet. */
  public KeyFile(Path data) {
    this.data = data.toAbsolutePath();
    this.folder = data.resolve("keys");
    this.file = folder.resolve("meters");
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
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Keys.NONE;
    }
    demand(folder, FOLDER_RIGHTS);
    demand(file, FILE_RIGHTS);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > BYTES_MAX) {
      throw new IOException(file + ": wanted a file of at most " + BYTES_MAX + " bytes");
    }
    Map<KeyAddress, Key> keys = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
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
   * The file is the folder's owner's, and a new folder the data folder's owner's, whoever writes.
   *
   * @throws IOException when they cannot be written; the old file stays.
   */
  public void write(Keys keys) throws IOException {
    if (keys.size() > METERS_MAX) {
      throw new IOException(
          file + ": wanted at most " + METERS_MAX + " keys, found " + keys.size());
    }
    if (Files.exists(folder)) {
      demand(folder, FOLDER_RIGHTS);
    } else {
      Files.createDirectories(data);
      Files.createDirectory(folder, attribute(FOLDER_RIGHTS));
      give(folder, data);
    }
    Path fresh = folder.resolve("meters.new");
    Files.deleteIfExists(fresh);
    StringBuilder lines = new StringBuilder();
    keys.all()
        .forEach(
            (address, key) -> lines.append(address).append(' ').append(key.secret()).append('\n'));
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attribute(FILE_RIGHTS))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(lines.toString());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    give(fresh, folder);
    replace(fresh);
  }

  /**
   * Makes it the other's owner's: what an administrator writes must stay readable to the gateway,
   * whose folder it is.
   */
  private void give(Path made, Path other) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(other, PosixFileAttributes.class);
    PosixFileAttributeView own = Files.getFileAttributeView(made, PosixFileAttributeView.class);
    if (own.readAttributes().owner().equals(wanted.owner())) {
      return;
    }
    try {
      own.setOwner(wanted.owner());
      own.setGroup(wanted.group());
    } catch (IOException refused) {
      Files.deleteIfExists(made);
      throw new IOException(
          "%s: wanted it to be of %s like %s, whom the gateway runs as; run this command as %s"
              .formatted(file, wanted.owner().getName(), other, wanted.owner().getName()),
          refused);
    }
  }

  private void replace(Path fresh) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException unable) {
      Files.deleteIfExists(fresh);
      throw unable;
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(
      Set<PosixFilePermission> rights) {
    return PosixFilePermissions.asFileAttribute(rights);
  }

  private static void demand(Path path, Set<PosixFilePermission> wanted) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> surplus = found.isEmpty() ? Set.of() : EnumSet.copyOf(found);
    if (!wanted.containsAll(surplus)) {
      throw new IOException(
          "%s: wanted rights %s, its owner's alone, found %s"
              .formatted(
                  path,
                  PosixFilePermissions.toString(wanted),
                  PosixFilePermissions.toString(found)));
    }
  }
}
