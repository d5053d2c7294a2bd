package eu.releve.edge.publish;

import java.io.IOException;

/**
 * Follows what a server says in a WebSocket (RFC 6455): the answer to the upgrade, then frames, and
 * the packets in them, whose sizes are limited too however they are cut into frames.
 */
final class FrameLimit implements SizeLimit {
  private static final int ANSWER_BYTES_MAX = 16 << 10;

  /** The end of the answer's headers, as the last bytes of a number. */
  private static final int EMPTY_LINE = 0x0D0A0D0A;

  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private final long bytesMax;
  private final PacketLimit packets;
  private Part part = Part.ANSWER;
  private int answered;
  private int lastFour;
  private boolean isData;
  private int lengthBytes;
  private long length;

  /** Where in the stream the next byte is. */
  private enum Part {
    ANSWER,
    FIRST,
    SECOND,
    LENGTH,
    PAYLOAD
  }

  /**
   * @param bytesMax of a packet, and of a frame's payload: each packet comes in one frame or more.
   */
  FrameLimit(long bytesMax) {
    this.bytesMax = bytesMax;
    this.packets = new PacketLimit(bytesMax);
  }

  @Override
  public void pass(byte[] bytes, int offset, int count) throws IOException {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (part == Part.PAYLOAD) {
        int passed = (int) Math.min(length, end - at);
        if (isData) {
          packets.pass(bytes, at, passed);
        }
        at += passed;
        length -= passed;
        part = length == 0 ? Part.FIRST : Part.PAYLOAD;
      } else {
        pass(bytes[at++] & 0xFF);
      }
    }
  }

  private void pass(int next) throws IOException {
    switch (part) {
      case ANSWER -> answer(next);
      case FIRST -> {
        // Ping, pong and close carry no packets: RFC 6455 section 5.5.
        isData = (next & 0x08) == 0;
        part = Part.SECOND;
      }
      case SECOND -> second(next);
      case LENGTH -> {
        length = length << Byte.SIZE | next;
        if (--lengthBytes == 0) {
          begin();
        }
      }
      case PAYLOAD -> throw new IllegalStateException("a payload is passed whole");
    }
  }

  private void answer(int next) throws IOException {
    lastFour = lastFour << Byte.SIZE | next;
    answered++;
    if (lastFour == EMPTY_LINE) {
      part = Part.FIRST;
    } else if (answered >= ANSWER_BYTES_MAX) {
      throw new IOException("an answer to the upgrade of over %d bytes".formatted(answered));
    }
  }

  private void second(int next) throws IOException {
    if ((next & 0x80) != 0) {
      throw new IOException("a server's frame is masked, RFC 6455 section 5.1 forbids it");
    }
    lengthBytes = next == LENGTH_16 ? Short.BYTES : next == LENGTH_64 ? Long.BYTES : 0;
    length = lengthBytes == 0 ? next : 0;
    part = Part.LENGTH;
    if (lengthBytes == 0) {
      begin();
    }
  }

  private void begin() throws IOException {
    if (length < 0 || length > bytesMax) {
      throw new IOException(
          "a frame of %s bytes, at most %d".formatted(Long.toUnsignedString(length), bytesMax));
    }
    part = length == 0 ? Part.FIRST : Part.PAYLOAD;
  }
}
