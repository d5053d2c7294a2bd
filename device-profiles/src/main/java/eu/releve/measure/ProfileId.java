package eu.releve.measure;

/**
 * A meter profile.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record ProfileId(String value) {
  public ProfileId {
    Identifier.check("profile", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
