package eu.releve.edge.change;

import eu.releve.document.DocumentException;
import eu.releve.wire.PlanCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan in force, which is the file that the settings name, and what is kept of pushed ones, in
 * {@code plan/} of the data folder: {@code record.json} and {@code candidate.yaml}.
 *
 * <p>Each file is written beside its place and put there when it is on the disk, so that a power
 * cut leaves the old one or the new one.
 */
public final class PlanFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PlanFolder.class);
  private static final String RECORD = "record.json";
  private static final String CANDIDATE = "candidate.yaml";
  private static final int RECORD_BYTES_MAX = 1 << 20;

  private final Path folder;
  private final Path site;
  private final Cut cut;

  /** Where a test ends the program. */
  interface Cut {
    void before(String step) throws IOException;
  }

  PlanFolder(Path data, Path site, Cut cut) {
    this.folder = data.resolve("plan");
    this.site = site;
    this.cut = cut;
  }

  /**
   * That of a data folder; nothing is opened yet.
   *
   * @param site the file of the plan in force.
   */
  public static PlanFolder in(Path data, Path site) {
    return new PlanFolder(data, site, step -> {});
  }

  /** The file of the plan in force. */
  Path site() {
    return site;
  }

  /** What the plan in force says, as it lies there now; nothing before the first. */
  String inForce() throws IOException {
    return Files.notExists(site) ? "" : Files.readString(site);
  }

  /**
   * What is remembered; nothing where there was no order yet. A record that cannot be read is
   * forgotten: the plan in force is in its own file, and an order must name its hash.
   */
  PlanRecord record() throws IOException {
    Path file = folder.resolve(RECORD);
    if (!Files.exists(file) || Files.size(file) > RECORD_BYTES_MAX) {
      return PlanRecord.EMPTY;
    }
    try {
      return PlanRecord.of(file.toString(), Files.readString(file));
    } catch (DocumentException | IllegalArgumentException | IOException damaged) {
      LOG.error("record of pushed plans is damaged and begun anew reason={}", damaged.getMessage());
      return PlanRecord.EMPTY;
    }
  }

  void keep(PlanRecord record) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve(RECORD), record.text(), "record");
  }

  /** The plan on trial; nothing where it is not there or is no plan's length. */
  Optional<String> candidate() throws IOException {
    Path file = folder.resolve(CANDIDATE);
    return Files.exists(file) && Files.size(file) <= PlanCommand.PLAN_BYTES_MAX
        ? Optional.of(Files.readString(file))
        : Optional.empty();
  }

  void keepCandidate(String plan) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve(CANDIDATE), plan, "candidate");
  }

  /** Puts a plan in force, for good. */
  void putInForce(String plan) throws IOException {
    write(target(), plan, "plan");
  }

  /** What cannot be written is better known before a plan is tried. */
  void demandWritable() throws IOException {
    Path beside = Files.createTempFile(parent(target()), ".plan", ".new");
    Files.delete(beside);
  }

  /** The file itself where a link leads to it: the link stays. */
  private Path target() throws IOException {
    return Files.exists(site, LinkOption.NOFOLLOW_LINKS) ? site.toRealPath() : site;
  }

  private static Path parent(Path file) {
    return file.toAbsolutePath().resolveSibling(".").normalize();
  }

  private void write(Path file, String text, String what) throws IOException {
    cut.before("write " + what);
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    try (FileChannel out =
        FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    if (Files.exists(file)) {
      Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
    }
    cut.before("move " + what);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(parent(file), StandardOpenOption.READ)) {
      names.force(true);
    }
    cut.before("after " + what);
  }
}
