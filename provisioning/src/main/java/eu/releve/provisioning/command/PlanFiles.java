package eu.releve.provisioning.command;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads plans, and writes them whole or not at all. */
final class PlanFiles {
  private PlanFiles() {}

  /**
   * The profiles that we bring, and those of a folder.
   *
   * @throws IOException when there is no such folder.
   */
  static Profiles profiles(Optional<Path> folder) throws DocumentException, IOException {
    Profiles bundled = Profiles.bundled();
    if (folder.isEmpty()) {
      return bundled;
    }
    if (!Files.isDirectory(folder.get())) {
      throw new IOException(folder.get() + ": wanted a folder of profiles, found none");
    }
    return bundled.with(folder.get());
  }

  /**
   * The plan of a file.
   *
   * @throws IOException when there is no such file.
   */
  static SitePlan load(Path file, Profiles profiles) throws DocumentException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": wanted a site plan, found none");
    }
    return SitePlans.load(file.toString(), Document.text(file), profiles);
  }

  /**
   * The bytes of a file.
   *
   * @param bytesMax what is longer is cut one byte behind it, so that it is seen.
   */
  static byte[] bytes(Path file, int bytesMax) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": wanted a file, found none");
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(bytesMax + 1);
    }
  }

  /** Refuses a file that is there, before anything is asked or read. */
  static void refuseExisting(Optional<Path> file, boolean isForced) throws IOException {
    if (file.isPresent() && !isForced && Files.exists(file.get())) {
      throw new FileAlreadyExistsException(file.get() + ": is there already; --force replaces it");
    }
  }

  /** Writes beside the file, and puts it in its place when every byte is on the disk. */
  static void write(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(file + ": wanted a folder to write in, found none");
    }
    Path beside = Files.createTempFile(folder, ".plan", ".new");
    try {
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
