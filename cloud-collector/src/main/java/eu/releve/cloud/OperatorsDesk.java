package eu.releve.cloud;

import eu.releve.cloud.api.Desk;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Retrials;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Does what operators decide, with the ingest and the store of this collector. */
record OperatorsDesk(Store store, Ingest ingest, Imports files) implements Desk {
  @Override
  public Retried retry(GatewayId gateway, long batch, String who) throws SQLException {
    return told(ingest.retry(gateway, batch, who));
  }

  @Override
  public Retried retryAfter(GatewayId gateway, long after, String who) throws SQLException {
    return told(ingest.retryAfter(gateway, after, who));
  }

  private static Retried told(Retrials retrials) {
    return new Retried(
        retrials.stored(),
        retrials.still().stream().map(still -> new Still(still.batch(), still.reason())).toList(),
        retrials.next());
  }

  @Override
  public boolean discard(GatewayId gateway, long batch, String who, String reason)
      throws SQLException {
    return store.quarantine().discard(gateway, batch, who, reason);
  }

  @Override
  public boolean decide(GatewayId gateway, OptionalLong kept, String who, String reason)
      throws SQLException {
    return store.quarantine().decide(gateway, kept, who, reason);
  }

  @Override
  public HandedIn handIn(GatewayId gateway, List<byte[]> batches, String who) throws SQLException {
    return new HandIn(store, ingest, gateway).take(batches, who);
  }

  @Override
  public long waiting(GatewayId gateway) {
    return ingest.waiting(gateway);
  }

  @Override
  public Optional<Imports> imports() {
    return Optional.of(files);
  }
}
