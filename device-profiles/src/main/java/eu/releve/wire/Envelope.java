package eu.releve.wire;

import static eu.releve.measure.Require.require;

/**
 * An opened envelope: what the batch says of itself, and where its body lies.
 *
 * @param header what it says.
 * @param deflated whether the body is deflated.
 * @param bodyOffset where the body begins in the batch's bytes.
 * @param bodyLength its length in the batch's bytes, its checksum already verified.
 */
public record Envelope(Header header, boolean deflated, int bodyOffset, int bodyLength) {
  public Envelope {
    require(bodyOffset > 0, "body at %d", bodyOffset);
    require(bodyLength >= 0, "body of %d bytes", bodyLength);
  }
}
