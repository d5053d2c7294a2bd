package eu.releve.measure;

/**
 * A place where something is measured and for whom, unique in its building.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record PointId(String value) {
  public PointId {
    Identifier.check("point", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
