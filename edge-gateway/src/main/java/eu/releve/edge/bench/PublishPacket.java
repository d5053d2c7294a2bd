package eu.releve.edge.bench;

import java.nio.charset.StandardCharsets;

/** How many bytes an MQTT 5 PUBLISH packet has on the line (MQTT 5.0, section 3.3). */
final class PublishPacket {
  private static final int TYPE_AND_FLAGS = 1;
  private static final int TOPIC_LENGTH = 2;
  private static final int PACKET_ID = 2;
  private static final int NO_PROPERTIES = 1;
  private static final int BITS_PER_LENGTH_BYTE = 7;

  private PublishPacket() {}

  /** Of QoS 1 and without properties, as the gateway publishes batches. */
  static int bytes(String topic, int payloadBytes) {
    int name = topic.getBytes(StandardCharsets.UTF_8).length;
    int remaining = TOPIC_LENGTH + name + PACKET_ID + NO_PROPERTIES + payloadBytes;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(remaining);
    return TYPE_AND_FLAGS + Math.ceilDiv(bits, BITS_PER_LENGTH_BYTE) + remaining;
  }
}
