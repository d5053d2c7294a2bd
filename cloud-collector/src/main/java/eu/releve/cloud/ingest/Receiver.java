package eu.releve.cloud.ingest;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;

/** Brings receipts to gateways: what a transport offers to ingest. */
@FunctionalInterface
public interface Receiver {
  /** Sends a receipt, or forgets it when the gateway is not reached; must not block. */
  void receipt(GatewayId gateway, Receipt receipt);
}
