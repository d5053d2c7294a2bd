package eu.releve.edge.publish;

import java.io.IOException;

/** Ends a stream before something in it that is larger than may be. */
sealed interface SizeLimit permits PacketLimit, FrameLimit {
  /**
   * Takes note of bytes in the order of the stream.
   *
   * @throws IOException when what begins in them is too large.
   */
  void pass(byte[] bytes, int offset, int count) throws IOException;
}
