package eu.releve.decode.sunspec;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
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
  List<Integer> BASES = List.of(40_000, 0, 50_000);

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
   * @param words how many, 1 to 125.
   * @param contents whether they are a model's contents, not its header.
   * @param found the models before.
   */
  record Asking(int base, int address, int words, boolean contents, List<SunSpecModel> found)
      implements SunSpecWalk {
    private static final String MARKER = "53756E53";
    private static final int COMMON = 1;
    private static final int LAST = 0xFFFF;
    private static final int NONE = 0;
    private static final int WORDS_MAX = 125;

    /** A device that gives no more than this gives nothing. */
    private static final int PART_WORDS_MIN = 8;

    public Asking {
      require(1 <= words && words <= WORDS_MAX, "%d words are not 1 to 125", words);
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
        return contents ? part() : ended(found, Ending.BROKEN_OFF);
      }
      int next = BASES.indexOf(base) + 1;
      return next == 0 || next == BASES.size()
          ? new Stranger("no SunSpec marker at " + BASES)
          : new Asking(BASES.get(next), BASES.get(next), 2, false, List.of());
    }

    /** A device that does not give a model whole may give what is wanted of it, or half of that. */
    private SunSpecWalk part() {
      int wanted = wanted(found.getLast());
      if (words <= PART_WORDS_MIN) {
        return ended(found.subList(0, found.size() - 1), Ending.BROKEN_OFF);
      }
      int fewer = wanted < words ? wanted : Math.ceilDiv(words, 2);
      return new Asking(base, address, fewer, true, found);
    }

    private SunSpecWalk headed(int number, int length) {
      if (number == LAST) {
        return ended(found, length == 0 ? Ending.MARKED : Ending.BROKEN_OFF);
      }
      if (number == NONE || address + 2 + length > 0x1_0000) {
        return ended(found, Ending.BROKEN_OFF);
      }
      if (found.size() == MODELS_MAX) {
        return ended(found, Ending.TOO_LONG);
      }
      List<SunSpecModel> more = new ArrayList<>(found);
      more.add(new SunSpecModel(number, address, length, new byte[0]));
      int wanted = wanted(more.getLast());
      // A device may refuse a part of a model, so it is asked for the whole where that is possible.
      return wanted > 0 && wanted <= length
          ? new Asking(base, address + 2, length <= WORDS_MAX ? length : wanted, true, more)
          : header(address + 2 + length, more);
    }

    /** How many words of the model are still to be read. */
    private static int wanted(SunSpecModel model) {
      int all = model.number() == COMMON ? Common.WORDS : Models.words(model.number());
      return all - model.contents().length / 2;
    }

    private SunSpecWalk filled(byte[] bytes) {
      SunSpecModel model = found.getLast();
      byte[] before = model.contents();
      int more = Math.min(bytes.length, 2 * wanted(model));
      byte[] contents = Arrays.copyOf(before, before.length + more);
      System.arraycopy(bytes, 0, contents, before.length, more);
      SunSpecModel fuller =
          new SunSpecModel(model.number(), model.address(), model.words(), contents);
      List<SunSpecModel> filled = new ArrayList<>(found.subList(0, found.size() - 1));
      filled.add(fuller);
      int missing = wanted(fuller);
      return missing == 0
          ? header(model.end(), filled)
          : new Asking(base, address + words, Math.min(words, missing), true, filled);
    }

    private SunSpecWalk header(int next, List<SunSpecModel> models) {
      return next + 2 > 0x1_0000
          ? ended(models, Ending.BROKEN_OFF)
          : new Asking(base, next, 2, false, models);
    }

    private SunSpecWalk ended(List<SunSpecModel> models, Ending ending) {
      return models.isEmpty()
          ? new Stranger("a SunSpec marker at " + base + ", and no model after it")
          : new Arrived(new SunSpecDevice(base, models), ending);
    }

    private static int word(byte[] bytes, int offset) {
      return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
    }
  }

  /**
   * The end of the chain.
   *
   * @param ending what it was known by.
   */
  record Arrived(SunSpecDevice device, Ending ending) implements SunSpecWalk {}

  /** How a chain ended. */
  enum Ending {
    /** With the model that says so, FFFF of no words. */
    MARKED,
    /** Where nothing was answered, or what is no model. */
    BROKEN_OFF,
    /** Not at all: {@link #MODELS_MAX} models, and there were more. */
    TOO_LONG
  }

  /** No SunSpec device. */
  record Stranger(String reason) implements SunSpecWalk {}
}
