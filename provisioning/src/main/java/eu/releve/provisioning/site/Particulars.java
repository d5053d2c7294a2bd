package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is written on a meter and how somebody finds it: it describes, and changes no reading.
 *
 * @param midYear the year in the metrology marking on its plate (directive 2014/32/EU, article 21),
 *     {@value #YEAR_MIN} to {@value #YEAR_MAX}.
 * @param seal the number on the installer's seal.
 * @param verifyBy the day until which its verification holds.
 * @param place where it is, for whoever looks for it.
 * @param access how one gets there: a key, a code, whom to call.
 * @param photo the name of a file that shows it.
 */
public record Particulars(
    Optional<Integer> midYear,
    Optional<String> seal,
    Optional<LocalDate> verifyBy,
    Optional<String> place,
    Optional<String> access,
    Optional<String> photo) {
  /** Of a meter of which nothing is noted. */
  public static final Particulars NONE =
      new Particulars(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The earliest year of a marking. */
  public static final int YEAR_MIN = 1970;

  /** The latest year of a marking. */
  public static final int YEAR_MAX = 2200;

  /** The longest text. */
  public static final int CHARACTERS_MAX = 200;

  public Particulars {
    midYear.ifPresent(
        year -> require(YEAR_MIN <= year && year <= YEAR_MAX, "year %d is not 1970 to 2200", year));
    Stream.of(seal, place, access, photo)
        .flatMap(Optional::stream)
        .forEach(
            text ->
                require(
                    !text.isBlank() && text.length() <= CHARACTERS_MAX,
                    "a text of %d characters is not 1 to 200",
                    text.length()));
  }

  /** The same, found there. */
  public Particulars at(String where) {
    return new Particulars(midYear, seal, verifyBy, Optional.of(where), access, photo);
  }
}
