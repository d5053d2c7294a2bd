package eu.releve.measure;

/**
 * A building, as its site plan calls it.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record SiteId(String value) {
  public SiteId {
    Identifier.check("site", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
