package eu.releve.measure;

/**
 * A gateway: also its MQTT client id and its certificate's common name.
 *
 * @param value as {@code [a-z0-9][a-z0-9-]{0,30}[a-z0-9]}.
 */
public record GatewayId(String value) {
  public GatewayId {
    Identifier.check("gateway", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
