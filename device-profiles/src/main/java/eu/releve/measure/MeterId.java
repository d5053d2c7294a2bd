package eu.releve.measure;

/**
 * A meter, unique in its building.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record MeterId(String value) {
  public MeterId {
    Identifier.check("meter", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
