package eu.releve.cloud.broker;

import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.Set;

/** Says which gateways a broker lets in. */
@FunctionalInterface
public interface Guests {
  /** All of them, now. */
  Set<GatewayId> now() throws SQLException;
}
