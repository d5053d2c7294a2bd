package eu.releve.cloud.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers that a client sends instead of topics, MQTT 5 section 3.3.2.3.4; those of one connection.
 *
 * <p>A batch of a small lane has two hundred bytes, and its topic would have a tenth of that.
 */
final class TopicAliases {
  /** A gateway publishes on three topics. */
  static final int MAXIMUM = 3;

  private final Map<Integer, String> topics = new HashMap<>();

  /**
   * The topic of a publication.
   *
   * @param named in the packet itself, empty when the alias stands for it.
   * @return nothing when the alias was never given or is beyond the maximum.
   */
  Optional<String> topicOf(String named, MqttProperties properties) {
    if (!(properties.getProperty(MqttProperties.TOPIC_ALIAS) instanceof IntegerProperty given)) {
      return Optional.of(named);
    }
    int alias = given.value();
    if (alias < 1 || alias > MAXIMUM) {
      return Optional.empty();
    }
    if (!named.isEmpty()) {
      topics.put(alias, named);
    }
    return Optional.ofNullable(topics.get(alias));
  }
}
