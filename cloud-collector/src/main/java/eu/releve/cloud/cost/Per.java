package eu.releve.cloud.cost;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long a fee is owed. Each local day owes the same part of it, however many hours it has.
 */
public enum Per {
  MONTH,
  YEAR;

  /** The period of that name, or nothing. */
  public static Optional<Per> of(String id) {
    return Arrays.stream(values()).filter(per -> per.id().equals(id)).findFirst();
  }

  /** As contracts write it: {@code month}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What part of its period a day is: a 28th to a 31st, a 365th or a 366th. */
  Fraction share(LocalDate day) {
    return Fraction.oneOf(this == MONTH ? day.lengthOfMonth() : day.lengthOfYear());
  }
}
