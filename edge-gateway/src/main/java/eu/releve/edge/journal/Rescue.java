package eu.releve.edge.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the journal of a box that is gone, as far as it can be read: every batch that is still what
 * was written, whether a receipt covers it or not.
 *
 * <p>Nothing in the folder is changed: it may be the only copy. Each file is read from a copy.
 */
public final class Rescue {
  private final Path folder;
  private final Path scratch;

  /**
   * @param folder of segments; not in use by a gateway.
   * @param scratch where one segment at a time is copied to.
   */
  public Rescue(Path folder, Path scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /** Where batches go, by epoch and rising number. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one.
     *
     * @param bytes envelope and body, as they were written.
     */
    void put(long epoch, long seq, byte[] bytes) throws IOException;
  }

  /**
   * What was read of one epoch.
   *
   * @param firstSeq the first number that its files should have.
   * @param lastSeq the last number that was found, 0 when none was.
   * @param batches how many are sound.
   * @param holes numbers between these that no file has any more, from and to.
   * @param unreadable files that cannot be read at all.
   */
  public record Found(
      long epoch,
      long firstSeq,
      long lastSeq,
      long batches,
      List<long[]> holes,
      List<Path> unreadable) {
    public Found {
      holes = List.copyOf(holes);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * Hands over all that is sound.
   *
   * @throws IOException when there is no such folder, no room for a copy, or the sink fails.
   */
  public List<Found> read(Sink sink) throws IOException {
    Map<Long, List<Path>> epochs = new TreeMap<>(Long::compareUnsigned);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        SegmentName.of(file)
            .ifPresent(
                name -> epochs.computeIfAbsent(name.epoch(), key -> new ArrayList<>()).add(file));
      }
    }
    List<List<Path>> inOrder = new ArrayList<>(epochs.values());
    inOrder.sort(Comparator.comparing(Rescue::written));
    List<Found> found = new ArrayList<>();
    for (List<Path> segments : inOrder) {
      found.add(read(segments, sink));
    }
    return found;
  }

  /** When an epoch was written to last: the one before comes before. */
  private static Long written(List<Path> segments) {
    return segments.stream().mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
  }

  private static SegmentName name(Path segment) {
    return SegmentName.of(segment)
        .orElseThrow(() -> new IllegalStateException(segment + " was a segment a moment ago"));
  }

  private Found read(List<Path> segments, Sink sink) throws IOException {
    List<Path> sorted = segments.stream().sorted(Comparator.comparing(Rescue::name)).toList();
    SegmentName first = name(sorted.getFirst());
    Course course = new Course(first.firstSeq());
    List<Path> unreadable = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Path segment = sorted.get(i);
      Optional<Path> next =
          i + 1 < sorted.size() ? Optional.of(sorted.get(i + 1)) : Optional.empty();
      long last = next.map(file -> name(file).firstSeq() - 1).orElse(Long.MAX_VALUE);
      long before = course.batches;
      Path copy = copied(segment);
      try {
        Salvage.read(
            copy,
            name(segment),
            last,
            row -> {
              course.found(row.seq());
              sink.put(first.epoch(), row.seq(), row.bytes());
            });
      } catch (SQLException unread) {
        unreadable.add(segment);
      } finally {
        clear();
      }
      boolean isEmpty = next.map(file -> name(file).equals(name(segment))).orElse(false);
      if (course.batches == before && !isEmpty && next.isPresent()) {
        unreadable.add(segment);
      }
      if (next.isPresent()) {
        course.endsAt(last);
      }
    }
    return new Found(
        first.epoch(),
        first.firstSeq(),
        course.last,
        course.batches,
        course.holes,
        unreadable.stream().distinct().toList());
  }

  private Path copied(Path segment) throws IOException {
    clear();
    Path copy = scratch.resolve(String.valueOf(segment.getFileName()));
    Files.copy(segment, copy);
    if (Files.exists(WriteAheadLog.beside(segment))) {
      Files.copy(WriteAheadLog.beside(segment), WriteAheadLog.beside(copy));
    }
    return copy;
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** The numbers that were found, in order. */
  private static final class Course {
    private final List<long[]> holes = new ArrayList<>();
    private long wanted;
    private long last;
    private long batches;

    Course(long from) {
      this.wanted = from;
    }

    void found(long seq) {
      endsAt(seq - 1);
      wanted = seq + 1;
      last = seq;
      batches++;
    }

    void endsAt(long seq) {
      if (wanted <= seq) {
        holes.add(new long[] {wanted, seq});
        wanted = seq + 1;
      }
    }
  }
}
