package eu.releve.edge.clock;

import static eu.releve.measure.Require.require;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the kernel says of its wall clock: adjtimex(2), asked without changing anything.
 *
 * <p>The kernel itself sets the flag for "not synchronised" when somebody sets the clock by hand,
 * and when no time service has spoken for so long that the error may exceed 16 s.
 *
 * @param state what it does about leap seconds.
 * @param isSynchronised whether a time service vouches for it (STA_UNSYNC is not set).
 * @param maxErrorMicros how far off it may be at most, in microseconds.
 * @param estimatedErrorMicros how far off it is probably, in microseconds.
 */
record KernelTime(
    Leap state, boolean isSynchronised, long maxErrorMicros, long estimatedErrorMicros) {
  /** The size of {@code struct timex} is 208 bytes where a long has 8, and 128 where it has 4. */
  static final int BYTES_MAX = 208;

  private static final int STA_UNSYNC = 0x40;

  // The fields up to the status are one word each, with an int at the word's beginning.
  private static final int MAX_ERROR_AT_WORD = 3;
  private static final int ESTIMATED_ERROR_AT_WORD = 4;
  private static final int STATUS_AT_WORD = 5;

  KernelTime {
    require(maxErrorMicros >= 0, "maximum error %d us", maxErrorMicros);
    require(estimatedErrorMicros >= 0, "estimated error %d us", estimatedErrorMicros);
  }

  /** What adjtimex(2) answers, in its order. */
  enum Leap {
    NONE,
    /** A second will be inserted at the end of the day. */
    TO_INSERT,
    /** A second will be left out at the end of the day. */
    TO_DELETE,
    /** The inserted second runs: the wall clock shows each of its milliseconds twice. */
    IN_PROGRESS,
    /** A second was inserted or left out, and the time service has not taken note yet. */
    OCCURRED,
    /** The clock is not synchronised. */
    ERROR;

    private static Leap of(int returned) {
      require(0 <= returned && returned < values().length, "adjtimex answered %d", returned);
      return values()[returned];
    }
  }

  private static final class Loaded {
    static final LibC LIBRARY = Native.load("c", LibC.class);
  }

  /** As the C library declares it. */
  interface LibC extends Library {
    int adjtimex(Pointer timex) throws LastErrorException;
  }

  /** Asks the kernel; empty where it refuses, or no native library loads. */
  static Optional<KernelTime> ask() {
    try (Memory timex = new Memory(BYTES_MAX)) {
      timex.clear();
      int returned = Loaded.LIBRARY.adjtimex(timex);
      ByteBuffer answer = timex.getByteBuffer(0, BYTES_MAX).order(ByteOrder.nativeOrder());
      return Optional.of(of(returned, answer, Native.LONG_SIZE));
    } catch (LastErrorException | IllegalArgumentException | LinkageError refused) {
      return Optional.empty();
    }
  }

  /**
   * Reads the answer.
   *
   * @param returned what the call returned.
   * @param timex {@code struct timex}, in the machine's byte order.
   * @param longBytes how many bytes a C long has: 4 or 8.
   */
  static KernelTime of(int returned, ByteBuffer timex, int longBytes) {
    require(longBytes == 4 || longBytes == 8, "a long of %d bytes", longBytes);
    return new KernelTime(
        Leap.of(returned),
        (timex.getInt(STATUS_AT_WORD * longBytes) & STA_UNSYNC) == 0,
        word(timex, MAX_ERROR_AT_WORD, longBytes),
        word(timex, ESTIMATED_ERROR_AT_WORD, longBytes));
  }

  private static long word(ByteBuffer timex, int word, int longBytes) {
    int at = word * longBytes;
    return longBytes == 8 ? timex.getLong(at) : timex.getInt(at);
  }
}
