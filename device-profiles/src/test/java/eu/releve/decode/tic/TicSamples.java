package eu.releve.decode.tic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Frames that tests write. */
final class TicSamples {
  private TicSamples() {}

  /** A frame of groups that have their checksums. */
  static byte[] frame(List<String> groups) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(TicDecoder.STX);
    for (String group : groups) {
      frame.writeBytes(("\n" + group + "\r").getBytes(StandardCharsets.US_ASCII));
    }
    frame.write(TicDecoder.ETX);
    return frame.toByteArray();
  }

  /** The group with its checksum: fields are separated by a blank, or by tabulators. */
  static String group(String fields) {
    boolean standard = fields.contains("\t");
    String summed = standard ? fields + "\t" : fields;
    int sum = summed.chars().sum();
    return fields + (standard ? "\t" : " ") + (char) ((sum & 0x3F) + 0x20);
  }

  /** With the parity bit of 7E1 in the eighth of each byte, as it is on the wire. */
  static byte[] withParity(byte[] plain) {
    byte[] bytes = Arrays.copyOf(plain, plain.length);
    for (int i = 0; i < bytes.length; i++) {
      if (Integer.bitCount(bytes[i]) % 2 == 1) {
        bytes[i] |= (byte) 0x80;
      }
    }
    return bytes;
  }
}
