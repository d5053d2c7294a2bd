package eu.releve.edge.serial;

import eu.releve.measure.BusId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The captures of the buses that somebody wants to look at: {@code FOLDER/BUS.frames}. */
public final class Captures implements AutoCloseable {
  /** Of no bus. */
  public static final Captures NONE = new Captures(Map.of());

  private final Map<BusId, CaptureFile> files;

  private Captures(Map<BusId, CaptureFile> files) {
    this.files = Map.copyOf(files);
  }

  /**
   * Captures of these buses, in a folder that is made for them.
   *
   * @throws IOException when a file cannot be written.
   */
  public static Captures in(Path folder, Set<BusId> buses, InstantSource clock) throws IOException {
    if (buses.isEmpty()) {
      return NONE;
    }
    Files.createDirectories(folder);
    Map<BusId, CaptureFile> files = new HashMap<>();
    try {
      for (BusId bus : buses) {
        Path file = folder.resolve(bus + ".frames");
        files.put(bus, CaptureFile.open(file, clock, CaptureFile.BYTES_MAX));
      }
    } catch (IOException refused) {
      files.values().forEach(CaptureFile::close);
      throw refused;
    }
    return new Captures(files);
  }

  /** That of the bus; one that keeps nothing where nobody wants any. */
  public Capture of(BusId bus) {
    CaptureFile file = files.get(bus);
    return file == null ? Capture.NONE : file;
  }

  @Override
  public void close() {
    files.values().forEach(CaptureFile::close);
  }
}
