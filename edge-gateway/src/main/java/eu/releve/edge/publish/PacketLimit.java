package eu.releve.edge.publish;

import java.io.IOException;

/**
 * Follows the packets of a stream of MQTT and ends it before one that is too large: the client
 * would make room for the whole of it first, which a small heap does not have.
 */
final class PacketLimit implements SizeLimit {
  /** A remaining length has four bytes of seven bits at most, MQTT 5 section 1.5.5. */
  private static final int LENGTH_SHIFT_MAX = 21;

  private final long bytesMax;
  private boolean isAtLength;
  private int shift;
  private long length;
  private long left;

  PacketLimit(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * @throws IOException also when a packet's length has no end.
   */
  @Override
  public void pass(byte[] bytes, int offset, int count) throws IOException {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (left > 0) {
        int skipped = (int) Math.min(left, end - at);
        left -= skipped;
        at += skipped;
      } else if (isAtLength) {
        length(bytes[at++]);
      } else {
        at++;
        isAtLength = true;
        shift = 0;
        length = 0;
      }
    }
  }

  private void length(byte next) throws IOException {
    length |= (long) (next & 0x7F) << shift;
    if ((next & 0x80) == 0) {
      if (length > bytesMax) {
        throw new IOException("a packet of %d bytes, at most %d".formatted(length, bytesMax));
      }
      isAtLength = false;
      left = length;
      return;
    }
    shift += 7;
    if (shift > LENGTH_SHIFT_MAX) {
      throw new IOException("a packet's length has no end");
    }
  }
}
