package eu.releve.edge.port;

import eu.releve.decode.p1.P1Checksum;
import java.nio.charset.StandardCharsets;

/** What tests say at ports. */
public final class PortSamples {
  private PortSamples() {}

  /** A telegram of these lines, with its checksum. */
  public static byte[] clear(String... lines) {
    String text = "/TST5\\1\r\n\r\n" + String.join("\r\n", lines) + "\r\n";
    byte[] body = (text + '!').getBytes(StandardCharsets.US_ASCII);
    String tail = "%04X\r\n".formatted(P1Checksum.of(body, body.length));
    return (text + "!" + tail).getBytes(StandardCharsets.US_ASCII);
  }

  /** A group of the standard mode, with its checksum. */
  public static String group(String fields) {
    int sum = (fields + "\t").chars().sum();
    return "\n" + fields + "\t" + (char) ((sum & 0x3F) + 0x20) + "\r";
  }
}
