package eu.releve.edge.pulse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.Map;

/**
 * The few calls of the C library with which a GPIO chip is opened and read.
 *
 * <p>Java has none that asks a device for anything but bytes, and the descriptor on which edges
 * come is the answer to such a question.
 */
final class Kernel {
  private static final int READ_WRITE_CLOSE_ON_EXEC = 0x2 | 0x80000;
  private static final int READ_NONBLOCK = 0x800;
  private static final int SET_STATUS_FLAGS = 4;
  private static final int TRY_AGAIN = 11;
  private static final Map<Integer, String> WORDS =
      Map.of(
          1, "no right to it",
          2, "nothing there",
          6, "no device behind it",
          13, "no right to it",
          16, "another program has it",
          19, "no device behind it",
          22, "a line or a setting that it has not",
          25, "something that is no GPIO chip");

  private static final class Loaded {
    static final LibC LIBRARY = Native.load("c", LibC.class);
  }

  /** As the C library declares them. */
  interface LibC extends Library {
    int open(String path, int flags) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;

    int ioctl(int descriptor, NativeLong request, Pointer argument) throws LastErrorException;

    int fcntl(int descriptor, int command, int argument) throws LastErrorException;

    NativeLong read(int descriptor, Pointer into, NativeLong bytes) throws LastErrorException;
  }

  private Kernel() {}

  /**
   * Opens a device for questions.
   *
   * @throws LineException when that is refused.
   */
  static int open(String path) throws LineException {
    try {
      return Loaded.LIBRARY.open(path, READ_WRITE_CLOSE_ON_EXEC);
    } catch (LastErrorException refused) {
      throw failure(path, refused);
    }
  }

  /** Asks a device; the answer is in the argument. */
  static void ask(String what, int descriptor, long request, Memory argument) throws LineException {
    try {
      Loaded.LIBRARY.ioctl(descriptor, new NativeLong(request), argument);
    } catch (LastErrorException refused) {
      throw failure(what, refused);
    }
  }

  /** Lets reading return at once where there is nothing to read. */
  static void doNotWait(String what, int descriptor) throws LineException {
    try {
      Loaded.LIBRARY.fcntl(descriptor, SET_STATUS_FLAGS, READ_NONBLOCK);
    } catch (LastErrorException refused) {
      throw failure(what, refused);
    }
  }

  /**
   * Reads what is there.
   *
   * @return how many bytes; 0 where there are none now.
   */
  static int read(String what, int descriptor, Memory into) throws LineException {
    try {
      NativeLong bytes = Loaded.LIBRARY.read(descriptor, into, new NativeLong(into.size()));
      return bytes.intValue();
    } catch (LastErrorException refused) {
      if (refused.getErrorCode() == TRY_AGAIN) {
        return 0;
      }
      throw failure(what, refused);
    }
  }

  static void close(int descriptor) {
    try {
      Loaded.LIBRARY.close(descriptor);
    } catch (LastErrorException already) {
      // Nothing can be done about a descriptor that was none.
    }
  }

  private static LineException failure(String what, LastErrorException refused) {
    int code = refused.getErrorCode();
    String found = WORDS.getOrDefault(code, "a failure");
    return new LineException(
        "%s: wanted a line of a GPIO chip, found %s (error %d)".formatted(what, found, code));
  }
}
