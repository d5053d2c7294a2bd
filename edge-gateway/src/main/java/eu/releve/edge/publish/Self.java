package eu.releve.edge.publish;

import eu.releve.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Who publishes.
 *
 * @param topics the gateway's.
 * @param run what this program calls itself since its start, for whoever sees two boxes under one
 *     name: 16 hexadecimal digits.
 */
record Self(Topics topics, String run) {
  /** A program that has just started. */
  static Self of(Topics topics) {
    return new Self(topics, HexFormat.of().toHexDigits(new SecureRandom().nextLong()));
  }

  /** What is published under {@code state}. */
  byte[] state(String word) {
    return "{\"state\":\"%s\",\"run\":\"%s\"}"
        .formatted(word, run)
        .getBytes(StandardCharsets.UTF_8);
  }
}
