package eu.releve.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Telegrams that tests write. */
final class P1Samples {
  private P1Samples() {}

  /** A telegram of these lines, with its checksum. */
  static byte[] telegram(String... lines) {
    StringBuilder text = new StringBuilder("/TST5\\1234567890\r\n\r\n");
    Arrays.stream(lines).forEach(line -> text.append(line).append("\r\n"));
    byte[] body = text.append('!').toString().getBytes(StandardCharsets.ISO_8859_1);
    String tail = "%04X\r\n".formatted(P1Checksum.of(body, body.length));
    return (text + tail).getBytes(StandardCharsets.ISO_8859_1);
  }
}
