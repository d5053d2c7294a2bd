package eu.releve.edge.bench;

import java.nio.charset.StandardCharsets;

/**
 * How many bytes an MQTT 5 PUBLISH packet of QoS 1 has on the line (MQTT 5.0, section 3.3), as the
 * gateway publishes batches: the first of a connection gives its topic an alias, the others name
 * the alias alone.
 */
final class PublishPacket {
  private static final int TYPE_AND_FLAGS = 1;
  private static final int TOPIC_LENGTH = 2;
  private static final int PACKET_ID = 2;
  private static final int PROPERTIES_LENGTH = 1;
  private static final int TOPIC_ALIAS = 3;
  private static final int BITS_PER_LENGTH_BYTE = 7;

  private PublishPacket() {}

  /** Of the first on that topic. */
  static int firstBytes(String topic, int payloadBytes) {
    return bytes(topic.getBytes(StandardCharsets.UTF_8).length, payloadBytes);
  }

  /** Of each after the first. */
  static int bytes(int payloadBytes) {
    return bytes(0, payloadBytes);
  }

  private static int bytes(int topicBytes, int payloadBytes) {
    int remaining =
        TOPIC_LENGTH + topicBytes + PACKET_ID + PROPERTIES_LENGTH + TOPIC_ALIAS + payloadBytes;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(remaining);
    return TYPE_AND_FLAGS + Math.ceilDiv(bits, BITS_PER_LENGTH_BYTE) + remaining;
  }
}
