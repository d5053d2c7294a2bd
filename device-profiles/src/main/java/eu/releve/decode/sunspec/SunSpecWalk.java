package eu.releve.decode.sunspec;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The way from model to model of a SunSpec device: which words to read next, until it is known what
 * the device is.
 *
 * <p>Whoever holds the line reads what {@link Asking} says by function 3 and goes on with the
 * answer. At most {@link #MODELS_MAX} models are followed; nothing is ever written.
 */
public sealed interface SunSpecWalk {
  /** Where a chain may begin, in the order in which they are tried (Modbus addresses, 0-based). */
  List<Integer> BASES = List.of(40_000, 50_000, 0);

  /** A longer chain is cut: no device of a building has so many, but a broken one may turn. */
  int MODELS_MAX = 64;

  /** Before the first question. */
  static SunSpecWalk begin() {
    return new Asking(BASES.getFirst(), BASES.getFirst(), 2, false, List.of());
  }

  /**
   * Words are needed.
   *
   * @param base where the chain begins.
   * @param address the first word to read.
   * @param words how many, 2 to 125.
   * @param contents whether they are a model's contents, not its header.
   * @param found the models before.
   */
  record Asking(int base, int address, int words, boolean contents, List<SunSpecModel> found)
      implements SunSpecWalk {
    private static final String MARKER = "53756E53";
    private static final int COMMON = 1;
    private static final int LAST = 0xFFFF;

    public Asking {
      require(2 <= words && words <= 125, "%d words are not 2 to 125", words);
      require(0 <= address && address + words <= 0x1_0000, "%d words at %d", words, address);
      found = List.copyOf(found);
    }

    /**
     * Goes on with the answer.
     *
     * @param bytes of the words asked for; anything else is as good as a refusal.
     */
    public SunSpecWalk answered(byte[] bytes) {
      if (bytes.length != 2 * words) {
        return refused();
      }
      if (address == base) {
        return HexFormat.of().withUpperCase().formatHex(bytes).equals(MARKER)
            ? header(base + 2, List.of())
            : refused();
      }
      return contents ? filled(bytes) : headed(word(bytes, 0), word(bytes, 2));
    }

    /** Goes on after an exception, or silence: before the marker elsewhere, after it not at all. */
    public SunSpecWalk refused() {
      if (address != base) {
        return ended(contents ? found.subList(0, found.size() - 1) : found);
      }
      int next = BASES.indexOf(base) + 1;
      return next == 0 || next == BASES.size()
          ? new Stranger("no SunSpec marker at " + BASES)
          : new Asking(BASES.get(next), BASES.get(next), 2, false, List.of());
    }

    private SunSpecWalk headed(int number, int length) {
      if (number == LAST || found.size() == MODELS_MAX || address + 2 + length > 0x1_0000) {
        return ended(found);
      }
      List<SunSpecModel> more = new ArrayList<>(found);
      more.add(new SunSpecModel(number, address, length, new byte[0]));
      int wanted = number == COMMON ? Common.WORDS : Models.words(number);
      return wanted > 0 && wanted <= length
          ? new Asking(base, address + 2, wanted, true, more)
          : header(address + 2 + length, more);
    }

    private SunSpecWalk filled(byte[] bytes) {
      SunSpecModel empty = found.getLast();
      List<SunSpecModel> filled = new ArrayList<>(found.subList(0, found.size() - 1));
      filled.add(new SunSpecModel(empty.number(), empty.address(), empty.words(), bytes));
      return header(empty.end(), filled);
    }

    private SunSpecWalk header(int next, List<SunSpecModel> models) {
      return next + 2 > 0x1_0000 ? ended(models) : new Asking(base, next, 2, false, models);
    }

    private SunSpecWalk ended(List<SunSpecModel> models) {
      return models.isEmpty()
          ? new Stranger("a SunSpec marker at " + base + ", and no model after it")
          : new Arrived(new SunSpecDevice(base, models));
    }

    private static int word(byte[] bytes, int offset) {
      return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
    }
  }

  /** The end of the chain. */
  record Arrived(SunSpecDevice device) implements SunSpecWalk {}

  /** No SunSpec device. */
  record Stranger(String reason) implements SunSpecWalk {}
}
