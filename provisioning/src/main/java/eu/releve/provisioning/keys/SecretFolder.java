package eu.releve.provisioning.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
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
import java.util.Optional;
import java.util.Set;

/**
 * The folder {@code keys/} in a gateway's data folder and the files in it.
 *
 * <p>Folder and files are their owner's alone (700 and 600), or they are not opened. This keeps
 * keys out of backups and support bundles that others make; it does not protect a stolen card.
 */
public final class SecretFolder {
  private static final Set<PosixFilePermission> FOLDER_RIGHTS =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_RIGHTS =
      PosixFilePermissions.fromString("rw-------");

  private final Path data;
  private final Path folder;

  /** The folder of that data folder; nothing is opened yet. */
  public SecretFolder(Path data) {
    this.data = data.toAbsolutePath();
    this.folder = data.resolve("keys");
  }

  /** Where a file of that name is. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /**
   * What a file says; nothing where there is none.
   *
   * @param bytesMax a longer file is not read.
   * @throws IOException naming the file, and its rights or its length.
   */
  public Optional<String> read(String name, int bytesMax, Charset charset) throws IOException {
    Path file = path(name);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    demand(folder, FOLDER_RIGHTS);
    demand(file, FILE_RIGHTS);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > bytesMax) {
      throw new IOException(file + ": wanted a file of at most " + bytesMax + " bytes");
    }
    return Optional.of(new String(Files.readAllBytes(file), charset));
  }

  /**
   * Writes a file over the one before; whoever reads meanwhile reads the old one or the new one.
   * The file is the folder's owner's, and a new folder the data folder's owner's, whoever writes.
   *
   * @throws IOException when it cannot be written; the old file stays.
   */
  public void write(String name, String text, Charset charset) throws IOException {
    make();
    Path file = path(name);
    Path fresh = path(name + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attribute(FILE_RIGHTS))) {
      ByteBuffer bytes = charset.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    give(fresh, folder, file);
    replace(fresh, file);
  }

  /**
   * Opens a file for its lock alone: it makes sure that one process at a time changes another file.
   * The file is the folder's owner's, whoever opens it first.
   *
   * @throws IOException when folder or file cannot be made.
   */
  public FileChannel lock(String name) throws IOException {
    make();
    Path file = path(name);
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    FileChannel opened =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            attribute(FILE_RIGHTS));
    if (isNew) {
      give(file, folder, file);
    }
    return opened;
  }

  private void make() throws IOException {
    if (Files.exists(folder)) {
      demand(folder, FOLDER_RIGHTS);
      return;
    }
    Files.createDirectories(data);
    Files.createDirectory(folder, attribute(FOLDER_RIGHTS));
    give(folder, data, folder);
  }

  /**
   * Makes it the other's owner's: what an administrator writes must stay readable to the gateway,
   * whose folder it is.
   */
  private static void give(Path made, Path other, Path named) throws IOException {
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
              .formatted(named, wanted.owner().getName(), other, wanted.owner().getName()),
          refused);
    }
  }

  private void replace(Path fresh, Path file) throws IOException {
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
