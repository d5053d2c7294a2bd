package eu.releve.measure;

/**
 * One quantity of one meter: the key of a series of readings.
 *
 * @param meter the meter.
 * @param name which of its registers.
 */
public record Register(MeterId meter, RegisterName name) {
  @Override
  public String toString() {
    return meter + "/" + name;
  }
}
