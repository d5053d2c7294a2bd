package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import eu.releve.wire.Envelope;
import eu.releve.wire.Header;

/**
 * A batch as it arrived: its envelope is sound, its body not yet opened.
 *
 * @param gateway under whose prefix it came, whatever it says of itself.
 * @param envelope what it says of itself.
 * @param bytes all of it.
 * @param digest of those bytes.
 */
public record Arrival(GatewayId gateway, Envelope envelope, byte[] bytes, Digest digest) {
  /** What it says of itself. */
  public Header header() {
    return envelope.header();
  }

  @Override
  public String toString() {
    return "gateway=%s epoch=%016x seq=%d".formatted(gateway, header().epoch(), header().seq());
  }
}
