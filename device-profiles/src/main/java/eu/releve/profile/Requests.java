package eu.releve.profile;

import static eu.releve.measure.Require.require;

import java.time.Duration;
import java.util.List;

/**
 * What a Modbus meter bears to be asked.
 *
 * @param wordsMax how many words it answers to one request, 1 to 125.
 * @param holeWordsMax how many words that the profile does not name may be read between two that it
 *     names, 0 to 125; 0 for a meter that refuses to answer for them.
 * @param boundaries addresses that begin a block of their own: no request reads across one.
 * @param together words that are read in one request, because the meter takes their values at one
 *     moment.
 * @param pause how long the meter wants to be left alone after an answer, up to 10 s.
 */
public record Requests(
    int wordsMax, int holeWordsMax, List<Integer> boundaries, List<Span> together, Duration pause) {
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  public Requests {
    boundaries = boundaries.stream().sorted().distinct().toList();
    together = List.copyOf(together);
    require(
        1 <= wordsMax && wordsMax <= Access.Modbus.WORDS_MAX,
        "%d words are not 1 to 125",
        wordsMax);
    require(
        0 <= holeWordsMax && holeWordsMax <= Access.Modbus.WORDS_MAX,
        "hole %d is not 0 to 125",
        holeWordsMax);
    for (int boundary : boundaries) {
      require(0 <= boundary && boundary <= 0xFFFF, "boundary %d is no address", boundary);
    }
    for (Span span : together) {
      require(
          allows(span.at(), span.end(), wordsMax, boundaries),
          "%s takes more than one request",
          span);
    }
    require(
        !pause.isNegative() && pause.compareTo(PAUSE_MAX) <= 0, "pause %s is not 0 to 10 s", pause);
  }

  /**
   * Words that belong together.
   *
   * @param function 3 or 4.
   * @param at the first address.
   * @param words 2 to 125.
   */
  public record Span(int function, int at, int words) {
    public Span {
      require(function == 3 || function == 4, "function %d is not 3 or 4", function);
      require(0 <= at && at + words <= 0x1_0000, "address %d is not in 0..65535", at);
      require(2 <= words && words <= Access.Modbus.WORDS_MAX, "%d words are not 2 to 125", words);
    }

    /** The address after the last. */
    public int end() {
      return at + words;
    }
  }

  /** Those of a meter with no blocks and no need of rest. */
  public static Requests of(int wordsMax, int holeWordsMax) {
    return new Requests(wordsMax, holeWordsMax, List.of(), List.of(), Duration.ZERO);
  }

  /** Whether one request may read from an address up to, not including, another. */
  public boolean allows(int from, int until) {
    return allows(from, until, wordsMax, boundaries);
  }

  private static boolean allows(int from, int until, int wordsMax, List<Integer> boundaries) {
    return until - from <= wordsMax
        && boundaries.stream().noneMatch(boundary -> from < boundary && boundary < until);
  }
}
