package eu.releve.edge.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts the segments of another epoch in the place of those there are, whatever interrupts it.
 *
 * <p>They are written under other names first. Then a note names the epoch: from that moment on it
 * is in force, and whoever opens the folder gives the segments their names and removes the others.
 * Without a note they are a beginning that was given up.
 */
final class Succession {
  private static final String NOTE = "succession";
  private static final String DRAFT = ".new";

  private final Path folder;
  private final Path note;

  Succession(Path folder) {
    this.folder = folder;
    this.note = folder.resolve(NOTE);
  }

  /**
   * Makes an epoch the one in force; its segments lie there, whole, as drafts.
   *
   * @param damaged a file of the epoch before that is kept for whoever wants to look at it.
   */
  void begin(long epoch, Optional<Path> damaged) throws IOException {
    for (Path draft : drafts()) {
      Folders.sync(draft);
    }
    Path written = folder.resolve(NOTE + DRAFT);
    String text =
        String.format(
            Locale.ROOT,
            "%016x\n%s\n",
            epoch,
            damaged.map(file -> String.valueOf(file.getFileName())).orElse(""));
    Files.writeString(
        written,
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Folders.sync(written);
    Files.move(written, note, StandardCopyOption.ATOMIC_MOVE);
    Folders.sync(folder);
  }

  /** Whether there is no way back. */
  boolean isDecided() {
    return Files.exists(note);
  }

  /** Goes on where it was interrupted, and clears beginnings away. */
  void finish() throws IOException {
    if (Files.exists(note)) {
      List<String> lines = Files.readAllLines(note);
      String epoch = lines.get(0);
      for (Path draft : drafts()) {
        String name = String.valueOf(draft.getFileName());
        if (name.startsWith(epoch)) {
          Files.move(
              draft,
              draft.resolveSibling(name.substring(0, name.length() - DRAFT.length())),
              StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Folders.sync(folder);
      keep(lines.get(1));
      removeAllBut(epoch);
      Folders.sync(folder);
      Files.delete(note);
      Folders.sync(folder);
    }
    for (Path beginning : drafts()) {
      Files.delete(beginning);
    }
  }

  private void keep(String damaged) throws IOException {
    if (!damaged.isEmpty() && Files.exists(folder.resolve(damaged))) {
      Path place = Salvage.placeIn(folder);
      Salvage.moveLog(folder.resolve(damaged), place);
      Files.move(folder.resolve(damaged), place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Logs go with their files. */
  private void removeAllBut(String epoch) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "[0-9a-f]*-*.db*")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("[0-9a-f]{16}-[0-9]{19}\\.db.*") && !name.startsWith(epoch)) {
          Files.delete(file);
        }
      }
    }
  }

  private List<Path> drafts() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(DRAFT)).sorted().toList();
    }
  }
}
