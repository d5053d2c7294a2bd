package eu.releve.edge.journal;

import eu.releve.measure.GatewayId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The note {@code gateway} of a journal's folder: the name under which its batches are delivered.
 *
 * <p>A collector knows each journal as one gateway's and stores nothing of it under another name: a
 * copied card with a new name, or a gateway that was renamed, begins a journal of its own.
 */
public final class Whose {
  private static final Logger log = LoggerFactory.getLogger(Whose.class);
  private static final String NOTE = "gateway";

  private Whose() {}

  /**
   * Puts the journal of another gateway aside, whole, as {@code journal-of-NAME}; one that names
   * nobody is this gateway's from now on. A disk that takes no note changes nothing.
   *
   * @return where the other one's journal lies now.
   * @throws JournalException when it cannot be put aside; nothing was changed then.
   */
  public static Optional<Path> settle(Path folder, GatewayId gateway) throws JournalException {
    Optional<Path> aside = Optional.empty();
    try {
      Optional<String> other = named(folder).filter(name -> !name.equals(gateway.value()));
      if (other.isPresent()) {
        aside = Optional.of(putAside(folder, other.get(), gateway));
      }
    } catch (IOException | IllegalArgumentException failure) {
      throw new JournalException(
          "cannot put another gateway's journal aside: " + failure.getMessage(), failure);
    }
    note(folder, gateway);
    return aside;
  }

  private static Optional<String> named(Path folder) throws IOException {
    Path note = folder.resolve(NOTE);
    return Files.exists(note) ? Optional.of(Files.readString(note).strip()) : Optional.empty();
  }

  private static Path putAside(Path folder, String name, GatewayId gateway)
      throws IOException, JournalException {
    // A name that is none would lead anywhere.
    Path aside = folder.resolveSibling("journal-of-" + new GatewayId(name).value());
    if (Files.exists(aside)) {
      throw new JournalException(
          "%s is the journal of '%s', wanted of '%s', and cannot be put aside: %s is there already"
              .formatted(folder, name, gateway, aside));
    }
    FolderLock lock =
        FolderLock.of(folder)
            .orElseThrow(() -> new JournalException(folder + " is in use by another gateway"));
    try {
      Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
      Folders.syncFolderOf(aside);
    } finally {
      lock.close();
    }
    log.error("journal of another gateway is put aside gateway={} folder={}", name, aside);
    return aside;
  }

  private static void note(Path folder, GatewayId gateway) {
    Path note = folder.resolve(NOTE);
    if (Files.exists(note)) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path beside = folder.resolve(NOTE + ".new");
      Files.writeString(
          beside,
          gateway + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      Folders.sync(beside);
      Files.move(beside, note, StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(folder);
    } catch (IOException refused) {
      log.warn("whose the journal is cannot be noted reason={}", refused.getMessage());
    }
  }
}
