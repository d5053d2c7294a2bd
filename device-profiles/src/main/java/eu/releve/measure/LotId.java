package eu.releve.measure;

/**
 * A lot: dwelling, shop or garage, unique in its building.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record LotId(String value) {
  public LotId {
    Identifier.check("lot", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
