package eu.releve.measure;

/**
 * A bus, unique in its building.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record BusId(String value) {
  public BusId {
    Identifier.check("bus", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
