package eu.releve.edge.journal;

import eu.releve.edge.journal.Trace.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One folder as the disk would hold it: what was synced, and what was done since.
 *
 * <p>Harder than a usual file system: a name is durable only when the folder was synced (a prefix
 * of the later changes of names may be, too), and of the later writes any set of sectors.
 */
final class Disk {
  private static final int SECTOR = 512;

  private final String folder;
  private final Map<Long, Handle> handles = new HashMap<>();
  private final Map<String, Content> names = new LinkedHashMap<>();
  private final Map<String, Content> durableNames = new LinkedHashMap<>();
  private final List<Runnable> laterNames = new ArrayList<>();
  private final StringBuilder said = new StringBuilder();
  private int changes;

  Disk(Path folder) {
    this.folder = folder.toString();
  }

  /** An open file, or the folder itself when it has no content. */
  private record Handle(Content content, long[] position) {}

  /** Bytes that are safe, and what was done to them since. */
  private static final class Content {
    private byte[] synced = {};
    private final List<Change> later = new ArrayList<>();

    byte[] whole() {
      byte[] bytes = synced;
      for (Change change : later) {
        bytes = change.applied(bytes);
      }
      return bytes;
    }

    void sync() {
      synced = whole();
      later.clear();
    }

    /** What a power cut leaves: of each later change some sectors, or nothing, or all. */
    byte[] cut(Random random, double kept) {
      byte[] bytes = synced;
      for (Change change : later) {
        bytes = change.torn(bytes, random, kept);
      }
      return bytes;
    }
  }

  /** A write, or with no data a truncation. */
  private record Change(long at, byte[] data) {
    byte[] applied(byte[] bytes) {
      if (data.length == 0) {
        return Arrays.copyOf(bytes, (int) at);
      }
      byte[] after = Arrays.copyOf(bytes, (int) Math.max(bytes.length, at + data.length));
      System.arraycopy(data, 0, after, (int) at, data.length);
      return after;
    }

    byte[] torn(byte[] bytes, Random random, double kept) {
      if (data.length == 0) {
        return random.nextDouble() < kept ? applied(bytes) : bytes;
      }
      byte[] after = bytes;
      long from = at;
      while (from < at + data.length) {
        long to = Math.min(at + data.length, (from / SECTOR + 1) * SECTOR);
        if (random.nextDouble() < kept) {
          byte[] sector = Arrays.copyOfRange(data, (int) (from - at), (int) (to - at));
          after = new Change(from, sector).applied(after);
        }
        from = to;
      }
      return after;
    }
  }

  /** How many calls have changed or synced this folder so far. */
  int changes() {
    return changes;
  }

  /** The whole lines of the session's so far; a library asks {@code uname}, which writes too. */
  List<String> said() {
    return said.substring(0, said.lastIndexOf("\n") + 1)
        .lines()
        .filter(line -> line.startsWith("ack ") || line.startsWith("receipt "))
        .toList();
  }

  void apply(Call call) {
    if (call.result() < 0) {
      return;
    }
    switch (call.name()) {
      case "openat" -> open(call.path(1), call.text(2), call.result());
      case "close" -> handles.remove(call.number(0));
      case "write" -> write(call);
      case "pwrite64" -> change(call, new Change(call.number(3), call.bytes(1)));
      case "ftruncate" -> change(call, new Change(call.number(1), new byte[0]));
      case "fsync", "fdatasync" -> sync(call.number(0));
      case "rename" -> rename(call.path(0), call.path(1));
      case "unlink" -> unlink(call.path(0));
      case "lseek" -> seek(call);
      default -> refuse(call);
    }
  }

  private void open(String path, String flags, long descriptor) {
    if (path.equals(folder)) {
      handles.put(descriptor, new Handle(new Content(), new long[] {-1}));
      return;
    }
    if (!path.startsWith(folder + "/")) {
      handles.remove(descriptor);
      return;
    }
    String name = path.substring(folder.length() + 1);
    Content content = names.get(name);
    if (content == null) {
      Content made = new Content();
      content = made;
      names.put(name, made);
      laterNames.add(() -> durableNames.put(name, made));
      changes++;
    }
    if (flags.contains("O_TRUNC")) {
      content.later.add(new Change(0, new byte[0]));
    }
    handles.put(descriptor, new Handle(content, new long[] {0}));
  }

  private void write(Call call) {
    if (call.number(0) == 1) {
      said.append(new String(call.bytes(1), StandardCharsets.US_ASCII), 0, (int) call.result());
      return;
    }
    Handle handle = handles.get(call.number(0));
    if (handle != null) {
      change(call, new Change(handle.position()[0], call.bytes(1)));
      handle.position()[0] += call.bytes(1).length;
    }
  }

  private void change(Call call, Change change) {
    Handle handle = handles.get(call.number(0));
    if (handle != null) {
      handle.content().later.add(change);
      changes++;
    }
  }

  private void sync(long descriptor) {
    Handle handle = handles.get(descriptor);
    if (handle != null) {
      changes++;
      if (handle.position()[0] < 0) {
        laterNames.forEach(Runnable::run);
        laterNames.clear();
      } else {
        handle.content().sync();
      }
    }
  }

  private void rename(String from, String to) {
    if (from.startsWith(folder + "/")) {
      String before = from.substring(folder.length() + 1);
      String after = to.substring(folder.length() + 1);
      Content content = names.remove(before);
      names.put(after, content);
      laterNames.add(
          () -> {
            durableNames.remove(before);
            durableNames.put(after, content);
          });
      changes++;
    }
  }

  private void unlink(String path) {
    if (path.startsWith(folder + "/")) {
      String name = path.substring(folder.length() + 1);
      names.remove(name);
      laterNames.add(() -> durableNames.remove(name));
      changes++;
    }
  }

  private void seek(Call call) {
    Handle handle = handles.get(call.number(0));
    if (handle != null && handle.position()[0] >= 0) {
      handle.position()[0] = call.result();
    }
  }

  /** A call that the model does not know must not have touched the folder. */
  private void refuse(Call call) {
    boolean isOurs =
        call.arguments().stream()
            .anyMatch(
                argument ->
                    argument instanceof byte[] bytes
                        && new String(bytes, StandardCharsets.UTF_8).startsWith(folder + "/"));
    boolean isMapped =
        call.name().equals("mmap")
            && call.text(3).contains("MAP_SHARED")
            && call.text(2).contains("PROT_WRITE")
            && handles.containsKey(Long.decode(call.text(4)));
    if (isOurs || isMapped) {
      throw new IllegalStateException("the model does not know " + call);
    }
  }

  /**
   * Writes what a power cut now would leave into an empty folder.
   *
   * @param kept how likely each unsynced sector is on the disk; 1 is a kill, not a power cut.
   */
  void rebuild(Path into, Random random, double kept) throws IOException {
    Map<String, Content> left = new LinkedHashMap<>(durableNames);
    if (kept >= 1) {
      left.clear();
      left.putAll(names);
    } else {
      Map<String, Content> safe = new LinkedHashMap<>(durableNames);
      int namesKept = random.nextInt(laterNames.size() + 1);
      laterNames.subList(0, namesKept).forEach(Runnable::run);
      left.clear();
      left.putAll(durableNames);
      durableNames.clear();
      durableNames.putAll(safe);
    }
    for (Map.Entry<String, Content> file : left.entrySet()) {
      Files.write(into.resolve(file.getKey()), file.getValue().cut(random, kept));
    }
  }
}
