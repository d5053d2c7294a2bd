package eu.releve.wire;

import eu.releve.measure.GatewayId;
import java.util.Optional;

/**
 * The MQTT topics of one gateway: {@code releve/1/{gateway}/{data|state|reply|receipt|command}}.
 *
 * @param gateway whose they are.
 */
public record Topics(GatewayId gateway) {
  private static final String PREFIX = "releve/1/";

  /** Batches, gateway to collector. */
  public String data() {
    return PREFIX + gateway + "/data";
  }

  /** Retained, with a last will: whether the gateway is connected. */
  public String state() {
    return PREFIX + gateway + "/state";
  }

  /** Answers to commands, gateway to collector. */
  public String reply() {
    return PREFIX + gateway + "/reply";
  }

  /** Receipts, retained, collector to gateway. */
  public String receipt() {
    return PREFIX + gateway + "/receipt";
  }

  /** Commands, collector to gateway. */
  public String command() {
    return PREFIX + gateway + "/command";
  }

  /** The gateway whose prefix a topic lies under, or nothing for a topic of another form. */
  public static Optional<GatewayId> gatewayOf(String topic) {
    int end = topic.startsWith(PREFIX) ? topic.indexOf('/', PREFIX.length()) : -1;
    if (end < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GatewayId(topic.substring(PREFIX.length(), end)));
    } catch (IllegalArgumentException notAnIdentifier) {
      return Optional.empty();
    }
  }
}
