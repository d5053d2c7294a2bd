package eu.releve.cloud.derive;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** How cold local days were. */
@FunctionalInterface
interface ColdDays {
  /**
   * How cold each of some days was, in their order, by temperatures of one source.
   *
   * @return zero or more for each, in milli-degrees times days; nothing where one is not known.
   */
  Optional<List<BigInteger>> of(List<LocalDate> days) throws SQLException;
}
