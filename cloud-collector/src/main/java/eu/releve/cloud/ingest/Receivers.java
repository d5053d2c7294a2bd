package eu.releve.cloud.ingest;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All transports: a gateway hangs on one of them, the others forget its receipts. */
final class Receivers implements Receiver {
  private final List<Receiver> receivers = new CopyOnWriteArrayList<>();

  void add(Receiver receiver) {
    receivers.add(receiver);
  }

  void remove(Receiver receiver) {
    receivers.remove(receiver);
  }

  @Override
  public void receipt(GatewayId gateway, Receipt receipt) {
    receivers.forEach(receiver -> receiver.receipt(gateway, receipt));
  }
}
