package eu.releve.decode.wmbus;

import java.util.Arrays;

/** The bytes of a telegram, read from front to back; numbers come low byte first. */
final class Reader {
  private final byte[] bytes;
  private int position;

  Reader(byte[] bytes) {
    this.bytes = bytes;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  /** The byte that many places ahead; -1 behind the end. */
  int peek(int ahead) {
    return position + ahead < bytes.length ? bytes[position + ahead] & 0xFF : -1;
  }

  int next(String what) throws ObstacleException {
    return take(1, what)[0] & 0xFF;
  }

  int word(String what) throws ObstacleException {
    byte[] two = take(2, what);
    return (two[0] & 0xFF) | ((two[1] & 0xFF) << 8);
  }

  byte[] take(int length, String what) throws ObstacleException {
    if (remaining() < length) {
      throw new ObstacleException(
          Obstacle.CUT,
          "at byte %d: %s needs %d bytes, found %d".formatted(position, what, length, remaining()));
    }
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
    position = bytes.length;
    return rest;
  }
}
