package eu.releve.cloud.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive on the class path that fits the machine.
 */
final class PostgresBinaries {
  private static final Archive AMD64 = new Archive("/postgres-linux-x86_64.txz", "18.6.0");
  private static final Archive ARM64 = new Archive("/postgres-linux-arm_64.txz", "18.4.0");

  /** By what Java calls the machine. */
  private static final Map<String, Archive> ARCHIVES =
      Map.of("amd64", AMD64, "x86_64", AMD64, "aarch64", ARM64, "arm64", ARM64);

  /**
   * What is packed for a machine.
   *
   * @param resource on the class path.
   * @param version as pinned in the root pom; a new version unpacks beside the old one.
   */
  record Archive(String resource, String version) {
    /** The one that fits; nothing for a machine that none was packed for. */
    static Optional<Archive> of(String machine) {
      return Optional.ofNullable(ARCHIVES.get(machine));
    }
  }

  private PostgresBinaries() {}

  /** The folder with {@code bin}, {@code lib} and {@code share}. */
  static Path unpack(Path folder) throws IOException {
    Archive fitting = Archive.of(System.getProperty("os.arch")).orElseThrow(PostgresBinaries::none);
    Path target = folder.resolve("bin-" + fitting.version());
    if (Files.isDirectory(target)) {
      return target;
    }
    Path part = folder.resolve(target.getFileName() + ".part");
    delete(part);
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(fitting.resource())) {
      if (archive == null) {
        throw none();
      }
      unpack(archive, part);
    }
    // Renamed when complete: a kill while unpacking leaves only the part.
    return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static IOException none() {
    return new IOException(
        "no PostgreSQL for this machine (%s %s) is packed with the collector; give database: a URL"
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  private static void unpack(InputStream archive, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      Files.createDirectories(target);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("entry " + entry.getName() + " leaves the archive's folder");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    // Another user runs them when the collector is root.
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
