package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

import java.time.Duration;

/**
 * A Modbus meter as a link calls it.
 *
 * @param number 1 to 247, or 255.
 * @param pause how long the line is left alone after it has answered, above the silence that every
 *     frame needs: some meters are slow to listen again.
 */
public record ModbusUnit(int number, Duration pause) {
  public ModbusUnit {
    require(1 <= number && number <= 255, "unit %d is not in 1..255", number);
    require(!pause.isNegative(), "pause %s is negative", pause);
  }

  /** One that needs no pause. */
  public ModbusUnit(int number) {
    this(number, Duration.ZERO);
  }
}
