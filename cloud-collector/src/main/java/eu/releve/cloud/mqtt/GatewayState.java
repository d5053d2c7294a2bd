package eu.releve.cloud.mqtt;

import eu.releve.cloud.ingest.Ingest;
import eu.releve.measure.GatewayId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a gateway, or its last will, says under {@code state}.
 *
 * @param isOnline whether it is there.
 * @param run what its program calls itself since its start, empty where it does not say.
 */
public record GatewayState(boolean isOnline, String run) {
  private static final int RUN_LENGTH_MAX = 64;

  /** The state as it is written; nothing where it cannot be read. */
  public static Optional<GatewayState> parse(String json) {
    try {
      JsonObject state = new JsonObject(json);
      boolean isOnline = "online".equals(state.getString("state"));
      return Optional.of(new GatewayState(isOnline, state.getString("run", "")));
    } catch (DecodeException | ClassCastException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Takes its word.
   *
   * @param address from where it is connected, empty where nobody knows.
   */
  public void tell(Ingest ingest, GatewayId gateway, String address) {
    ingest.online(gateway, isOnline);
    if (isOnline && run.length() <= RUN_LENGTH_MAX) {
      ingest.holds(gateway, run, address);
    }
  }
}
