package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import java.time.Instant;

/**
 * A calorific value as it was told once. What is told later of the same zone and period takes its
 * place and leaves it where it is.
 *
 * @param id its key.
 * @param zone whose gas it is: a commune, a receiving station.
 * @param number from 1, of its zone and period.
 * @param value what was told.
 * @param provisional whether a final one is to follow.
 * @param confirmed whether somebody compared it with its source.
 * @param common whether it holds for every organisation.
 * @param madeAt when it was told.
 * @param madeBy by whom.
 */
public record CalorificVersion(
    int id,
    String zone,
    int number,
    CalorificValue value,
    boolean provisional,
    boolean confirmed,
    boolean common,
    Instant madeAt,
    String madeBy) {
  public CalorificVersion {
    require(number >= 1, "version %d is not above zero", number);
  }

  /** In one line, for statements that rest on it. */
  public String text() {
    return "%s %s..%s: %s kWh/m3(n), version %d%s"
        .formatted(
            zone,
            value.from(),
            value.to(),
            value.kilowattHours().toPlainString(),
            number,
            provisional ? ", provisional" : "");
  }
}
