package eu.releve.edge.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log beside a segment, read before SQLite reads it: SQLite ends its recovery at the first
 * frame that is not what was written, and overwrites what follows without a word.
 *
 * <p>The format is the one of sqlite.org/fileformat2.html, section 4: a header with salts, then
 * frames, each with a page, the salts, and a sum that goes on from the frame before. Each commit is
 * synced before the next one begins, so a frame that is bad although a later commit has begun is
 * damage. Where nothing was begun after it, it is what a power cut leaves, in whatever order its
 * sectors were written; unless, where nothing was there before, a single bit is all that is wrong
 * with it.
 */
final class WriteAheadLog {
  private static final int HEAD_BYTES = 32;
  private static final int FRAME_HEAD_BYTES = 24;
  private static final int SUMMED_HEAD_BYTES = 8;
  private static final int PAGES_AFTER_AT = 4;
  private static final int SALTS_AT = 8;
  private static final int SUM_AT = 16;
  private static final int FRAME_BYTES = FRAME_HEAD_BYTES + Segment.PAGE_BYTES;
  private static final int MAGIC_LITTLE_ENDIAN = 0x377f0682;
  private static final int MAGIC_BIG_ENDIAN = 0x377f0683;

  /** Where the file's header says that it has a log: 2 for yes, 1 for no. */
  private static final int[] HAS_LOG_AT = {18, 19};

  private final Path log;
  private final List<Frame> frames = new ArrayList<>();
  private boolean isHeadSound = true;
  private boolean isBegunAnew;
  private long salts;

  /**
   * A page as it was written.
   *
   * @param page from 1 on.
   * @param pagesAfter pages of the file after the commit that this frame ends; 0 in the middle.
   * @param salts those of the log in which it was written.
   * @param isSound whether its sum goes on from the frame before.
   * @param flips each the one bit that would explain why it is not sound; the sum does not always
   *     tell which.
   */
  private record Frame(int page, int pagesAfter, long salts, boolean isSound, List<Flip> flips) {
    static Frame of(byte[] bytes, boolean isSound, List<Flip> flips) {
      ByteBuffer words =
          ByteBuffer.wrap(flips.size() == 1 ? flips.getFirst().undone(bytes) : bytes);
      return new Frame(
          words.getInt(0), words.getInt(PAGES_AFTER_AT), words.getLong(SALTS_AT), isSound, flips);
    }

    byte[] mended(byte[] bytes) {
      return isSound ? bytes : flips.getFirst().undone(bytes);
    }

    boolean isCommit() {
      return pagesAfter != 0;
    }

    boolean isUsable() {
      return isSound || flips.size() == 1;
    }
  }

  /**
   * A bit of a frame.
   *
   * @param at the byte.
   * @param mask the bit in it.
   */
  private record Flip(int at, int mask) {
    byte[] undone(byte[] frame) {
      byte[] mended = frame.clone();
      mended[at] ^= (byte) mask;
      return mended;
    }

    /** Without which a frame does not look like the end of a transaction. */
    boolean isOfPagesAfter() {
      return PAGES_AFTER_AT <= at && at < SALTS_AT;
    }
  }

  /** The sum of the format: two words that run through each other. */
  private record Sum(int first, int second) {
    static final Sum ZERO = new Sum(0, 0);

    static Sum at(ByteBuffer bytes, int at) {
      return new Sum(bytes.getInt(at), bytes.getInt(at + Integer.BYTES));
    }

    Sum over(byte[] bytes, int from, int to, ByteOrder order) {
      ByteBuffer words = ByteBuffer.wrap(bytes).order(order);
      int one = first;
      int two = second;
      for (int at = from; at < to; at += 2 * Integer.BYTES) {
        one += words.getInt(at) + two;
        two += words.getInt(at + Integer.BYTES) + one;
      }
      return new Sum(one, two);
    }

    Sum overFrame(byte[] frame, ByteOrder order) {
      return over(frame, 0, SUMMED_HEAD_BYTES, order)
          .over(frame, FRAME_HEAD_BYTES, FRAME_BYTES, order);
    }

    /** What a one adds to the sum when another pair of words follows. */
    Sum aPairEarlier() {
      return new Sum(first + second, first + 2 * second);
    }

    /** The bit of a word, where a one is worth this, that makes that difference; 0 for none. */
    int flippedIn(int word, Sum difference) {
      for (int bit = 0; bit < Integer.SIZE; bit++) {
        int added = (word ^ (1 << bit)) - word;
        if (added * first == difference.first && added * second == difference.second) {
          return 1 << bit;
        }
      }
      return 0;
    }
  }

  private WriteAheadLog(Path log) throws IOException {
    this.log = log;
    if (Files.exists(log)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(log), 1 << 16)) {
        read(in);
      }
    }
  }

  /** The log of a segment's file, which need not be there. */
  static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /** Refuses a log with frames that SQLite would pass over although they were acknowledged. */
  static void check(Path file) throws IOException, DamageException {
    Optional<String> damage = new WriteAheadLog(beside(file)).damage(file);
    if (damage.isPresent()) {
      throw new DamageException(damage.get());
    }
  }

  /** Whether {@link #check} refuses it. */
  static boolean isDamaged(Path file) throws IOException {
    return new WriteAheadLog(beside(file)).damage(file).isPresent();
  }

  /**
   * Copies a segment with a damaged log, and carries every sound page of the log into the copy:
   * what a bad frame held is as it was before, or as a later frame has it.
   *
   * @param copy has no log.
   */
  static void carry(Path file, Path copy) throws IOException {
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    WriteAheadLog log = new WriteAheadLog(beside(file));
    try (FileChannel from = FileChannel.open(log.log, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      int last = log.lastCommit();
      for (int at = 0; at <= last; at++) {
        Frame frame = log.frames.get(at);
        if (log.isUsable(at) && frame.page > 0) {
          byte[] bytes = new byte[FRAME_BYTES];
          from.read(ByteBuffer.wrap(bytes), HEAD_BYTES + (long) at * FRAME_BYTES);
          to.write(
              ByteBuffer.wrap(frame.mended(bytes), FRAME_HEAD_BYTES, Segment.PAGE_BYTES),
              (frame.page - 1L) * Segment.PAGE_BYTES);
        }
      }
      for (int at : HAS_LOG_AT) {
        to.write(ByteBuffer.wrap(new byte[] {1}), at);
      }
    }
  }

  private int lastCommit() {
    int at = frames.size() - 1;
    while (at >= 0 && !(isUsable(at) && frames.get(at).isCommit())) {
      at--;
    }
    return at;
  }

  /** Whether a frame can be carried; the first bad one may be so only for its salts. */
  private boolean isUsable(int at) {
    return frames.get(at).isUsable() && (isOfThisLog(frames.get(at)) || at == firstBad());
  }

  private void read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD_BYTES);
    if (head.length < HEAD_BYTES) {
      return;
    }
    ByteBuffer words = ByteBuffer.wrap(head);
    int magic = words.getInt(0);
    ByteOrder order = magic == MAGIC_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Sum stored = Sum.at(words, 24);
    Sum computed = Sum.ZERO.over(head, 0, 24, order);
    isHeadSound =
        (magic == MAGIC_BIG_ENDIAN || magic == MAGIC_LITTLE_ENDIAN) && stored.equals(computed);
    if (!isHeadSound) {
      // The one that this machine writes, whatever became of the mark.
      order = ByteOrder.nativeOrder();
      computed = Sum.ZERO.over(head, 0, 24, order);
    } else if (words.getInt(8) != Segment.PAGE_BYTES) {
      return; // Pages of another size are none of this program's.
    }
    isBegunAnew = words.getInt(12) != 0;
    salts = words.getLong(16);
    readFrames(in, order, stored, computed);
    if (!isHeadSound) {
      salts = frames.stream().filter(Frame::isSound).findFirst().map(Frame::salts).orElse(salts);
    }
  }

  /** A bad frame's own sum may be what is bad: the next one is sound by either. */
  private void readFrames(InputStream in, ByteOrder order, Sum headStored, Sum headComputed)
      throws IOException {
    Sum stored = headStored;
    Sum computed = headComputed;
    byte[] frame = in.readNBytes(FRAME_BYTES);
    while (frame.length == FRAME_BYTES) {
      Sum before = stored;
      Sum wanted = computed;
      stored = Sum.at(ByteBuffer.wrap(frame), SUM_AT);
      computed = before.overFrame(frame, order);
      boolean isSound =
          computed.equals(stored)
              || (!wanted.equals(before) && wanted.overFrame(frame, order).equals(stored));
      boolean isNoCandidate = isSound || ByteBuffer.wrap(frame).getLong(SALTS_AT) != salts;
      frames.add(
          Frame.of(
              frame, isSound, isNoCandidate ? List.of() : flips(frame, computed, stored, order)));
      frame = in.readNBytes(FRAME_BYTES);
    }
  }

  private boolean isOfThisLog(Frame frame) {
    return frame.salts == salts;
  }

  private Optional<String> damage(Path file) throws IOException {
    if (!isHeadSound) {
      // It is synced before the first frame is written.
      return frames.stream().anyMatch(Frame::isSound) && !isInTheFile(file)
          ? Optional.of("the header of " + name() + " is not what was written")
          : Optional.empty();
    }
    int bad = firstBad();
    if (bad == frames.size()) {
      return Optional.empty();
    }
    return isOneBitFromWhole(bad) || isFollowed(bad)
        ? Optional.of(
            "frame %d of %d of %s is not what was written"
                .formatted(bad + 1, frames.size(), name()))
        : Optional.empty();
  }

  /**
   * Whether the file has every page as the log's last commit left it: a log begins anew only then,
   * and a kill while its header is written leaves frames that are not needed any more.
   */
  private boolean isInTheFile(Path file) throws IOException {
    Map<Integer, Integer> newest = new HashMap<>();
    Map<Integer, Integer> open = new HashMap<>();
    for (int at = 0; at < frames.size() && isOfThisLog(frames.get(at)); at++) {
      open.put(frames.get(at).page, at);
      if (frames.get(at).isCommit()) {
        newest.putAll(open);
        open.clear();
      }
    }
    try (FileChannel logged = FileChannel.open(log, StandardOpenOption.READ);
        FileChannel kept = FileChannel.open(file, StandardOpenOption.READ)) {
      for (Map.Entry<Integer, Integer> page : newest.entrySet()) {
        long inLog = HEAD_BYTES + (long) page.getValue() * FRAME_BYTES + FRAME_HEAD_BYTES;
        long inFile = (page.getKey() - 1L) * Segment.PAGE_BYTES;
        if (inFile < 0 || !page(logged, inLog).equals(page(kept, inFile))) {
          return false;
        }
      }
    }
    return !newest.isEmpty();
  }

  private static ByteBuffer page(FileChannel file, long at) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(Segment.PAGE_BYTES);
    boolean isMore = true;
    while (isMore && page.hasRemaining()) {
      isMore = file.read(page, at + page.position()) > 0;
    }
    return page.flip();
  }

  private int firstBad() {
    int bad = 0;
    while (bad < frames.size() && frames.get(bad).isSound && isOfThisLog(frames.get(bad))) {
      bad++;
    }
    return bad;
  }

  /**
   * Whether nothing but one bit is wrong with the frame and with the rest of its transaction. Only
   * a log that never began anew can tell: in another, a power cut may have left a page of earlier
   * there, and that differs from what was to be written by a single bit often enough.
   */
  private boolean isOneBitFromWhole(int bad) {
    Frame first = frames.get(bad);
    if (isBegunAnew) {
      return false;
    }
    if (first.flips.isEmpty() && !(first.isSound && !isOfThisLog(first))) {
      return false;
    }
    int at = bad;
    boolean isEnd = first.isCommit() || first.flips.stream().anyMatch(Flip::isOfPagesAfter);
    while (!isEnd && ++at < frames.size()) {
      if (!frames.get(at).isSound || !isOfThisLog(frames.get(at))) {
        return false;
      }
      isEnd = frames.get(at).isCommit();
    }
    return isEnd;
  }

  /** Whether a transaction was begun after the one that a frame belongs to. */
  private boolean isFollowed(int bad) {
    for (int at = bad; at + 1 < frames.size(); at++) {
      Frame end = frames.get(at);
      Frame next = frames.get(at + 1);
      if (isOfThisLog(end) && end.isCommit() && isOfThisLog(next) && next.isSound) {
        return true;
      }
    }
    return false;
  }

  private String name() {
    return String.valueOf(log.getFileName());
  }

  /**
   * The bits, in what is summed or in the sum, of which one would explain the difference. The sum
   * is linear: what a word adds to it is the word times what a one adds there. Modulo a power of
   * two that repeats, so of the upper bits of a word several come into question.
   */
  private static List<Flip> flips(byte[] frame, Sum computed, Sum stored, ByteOrder order) {
    List<Flip> flips = new ArrayList<>();
    int one = stored.first ^ computed.first;
    int two = stored.second ^ computed.second;
    if (Integer.bitCount(one) + Integer.bitCount(two) == 1) {
      addFlip(flips, SUM_AT, one, ByteOrder.BIG_ENDIAN);
      addFlip(flips, SUM_AT + Integer.BYTES, two, ByteOrder.BIG_ENDIAN);
    }
    Sum difference = new Sum(stored.first - computed.first, stored.second - computed.second);
    ByteBuffer words = ByteBuffer.wrap(frame).order(order);
    // From the last pair of words to the first.
    Sum worthOfFirst = new Sum(1, 1);
    Sum worthOfSecond = new Sum(0, 1);
    for (int at = FRAME_BYTES - 2 * Integer.BYTES; at >= 0; at -= 2 * Integer.BYTES) {
      if (at < SUMMED_HEAD_BYTES || at >= FRAME_HEAD_BYTES) {
        int second = at + Integer.BYTES;
        addFlip(flips, at, worthOfFirst.flippedIn(words.getInt(at), difference), order);
        addFlip(flips, second, worthOfSecond.flippedIn(words.getInt(second), difference), order);
        worthOfFirst = worthOfFirst.aPairEarlier();
        worthOfSecond = worthOfSecond.aPairEarlier();
      }
    }
    return flips;
  }

  /** A bit of a word; 0 is none. */
  private static void addFlip(List<Flip> flips, int word, int bit, ByteOrder order) {
    if (bit != 0) {
      flips.add(flip(word, bit, order));
    }
  }

  private static Flip flip(int word, int bit, ByteOrder order) {
    int place = Integer.numberOfTrailingZeros(bit);
    int inWord =
        order.equals(ByteOrder.LITTLE_ENDIAN)
            ? place / Byte.SIZE
            : Integer.BYTES - 1 - place / Byte.SIZE;
    return new Flip(word + inWord, 1 << (place % Byte.SIZE));
  }
}
