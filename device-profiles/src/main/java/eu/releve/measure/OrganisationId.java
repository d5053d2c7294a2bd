package eu.releve.measure;

/**
 * Who manages buildings.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record OrganisationId(String value) {
  public OrganisationId {
    Identifier.check("organisation", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
