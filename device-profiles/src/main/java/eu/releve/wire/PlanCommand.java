package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A site plan on its way to a gateway, with the order to follow it.
 *
 * <p>The order stays the bytes that were signed; {@link #decoded} reads them.
 *
 * @param order what was signed, as {@link Wire#encode(PlanOrder)} writes it.
 * @param signature over {@link #signed}.
 * @param chain certificates (DER) from the one whose key signed up to the one below the anchor that
 *     gateways know; empty where that one signed itself. At most {@link #CHAIN_MAX}.
 * @param plan the site plan's text, at most {@link #PLAN_BYTES_MAX} bytes.
 */
public record PlanCommand(byte[] order, byte[] signature, List<byte[]> chain, String plan) {
  /** The most bytes of a plan's text. */
  public static final int PLAN_BYTES_MAX = 1 << 19;

  /** The most bytes of an encoded command: a gateway takes no packet above 64 KiB. */
  public static final int BYTES_MAX = 60 << 10;

  /** The most certificates. */
  public static final int CHAIN_MAX = 4;

  /** Begins what is signed: no certificate and nothing else that such a key signs begins so. */
  private static final String CONTEXT = "releve plan order 1\n";

  public PlanCommand {
    chain = List.copyOf(chain);
    require(chain.size() <= CHAIN_MAX, "%d certificates, at most %d", chain.size(), CHAIN_MAX);
    int bytes = plan.getBytes(StandardCharsets.UTF_8).length;
    require(bytes <= PLAN_BYTES_MAX, "a plan of %d bytes, at most %d", bytes, PLAN_BYTES_MAX);
  }

  /** The bytes that the signature covers: a context, then the order. */
  public static byte[] signed(byte[] order) {
    byte[] context = CONTEXT.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[context.length + order.length];
    System.arraycopy(context, 0, all, 0, context.length);
    System.arraycopy(order, 0, all, context.length, order.length);
    return all;
  }

  /**
   * What the order says.
   *
   * @throws MalformedBatchException when the bytes are no order of version 1.
   */
  public PlanOrder decoded() throws MalformedBatchException {
    return CommandCodec.order(order);
  }
}
