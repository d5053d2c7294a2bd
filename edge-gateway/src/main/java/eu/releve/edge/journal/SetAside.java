package eu.releve.edge.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Puts a damaged journal out of the way, file and log together, whatever interrupts it.
 *
 * <p>A note with the reason is written first and removed when the new journal holds the loss. A log
 * that stayed behind would be played into the new file; a log that went first would take its
 * batches from the old one: hence the note, and the log first.
 */
final class SetAside {
  private static final int KEPT_MAX = 3;

  private final Path file;
  private final Path note;

  SetAside(Path file) {
    this.file = file;
    this.note = file.resolveSibling(file.getFileName() + ".setting-aside");
  }

  /** The reason of a setting aside whose loss is not in the new journal yet. */
  Optional<String> pending() throws IOException {
    return Files.exists(note) ? Optional.of(Files.readString(note)) : Optional.empty();
  }

  /**
   * Goes on where it was interrupted.
   *
   * <p>While the damaged file has its old name the note names the place that it goes to.
   */
  void resume() throws IOException {
    Optional<String> reason = pending();
    if (reason.isPresent()) {
      move(placeIn(reason.get()));
    }
  }

  /** Moves the damaged file away. */
  void begin(String damage) throws IOException {
    Path place = freePlace();
    Path draft = note.resolveSibling(note.getFileName() + ".new");
    Files.writeString(
        draft,
        "journal damaged: %s; set aside as %s".formatted(damage, place.getFileName()),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Folders.sync(draft);
    Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
    move(place);
  }

  /** The new journal holds the loss. */
  void settled() throws IOException {
    Files.deleteIfExists(note);
    syncFolder();
  }

  private void move(Path place) throws IOException {
    if (!Files.exists(place)) {
      moveIfThere(suffixed(file, "-wal"), suffixed(place, "-wal"));
      moveIfThere(suffixed(file, "-journal"), suffixed(place, "-journal"));
      moveIfThere(file, place);
      syncFolder();
    }
  }

  private Path placeIn(String reason) {
    return file.resolveSibling(reason.substring(reason.lastIndexOf(' ') + 1));
  }

  private Path freePlace() throws IOException {
    for (int number = 1; number <= KEPT_MAX; number++) {
      Path place = suffixed(file, ".damaged-" + number);
      if (!Files.exists(place)) {
        return place;
      }
    }
    // The bound: the newest gives way, because the first damage is what an expert wants to see.
    Path place = suffixed(file, ".damaged-" + KEPT_MAX);
    Files.deleteIfExists(suffixed(place, "-wal"));
    Files.deleteIfExists(suffixed(place, "-journal"));
    Files.delete(place);
    return place;
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void syncFolder() throws IOException {
    Folders.syncFolderOf(file);
  }

  private static Path suffixed(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }
}
