package eu.releve.decode.mbus;

import java.util.Arrays;

/** The data of a frame, read from front to back; a field always comes out low byte first. */
final class Bytes {
  private final byte[] data;
  private final boolean highFirst;
  private int position;
  private Refusal cut = Refusal.HEADER_CUT;

  /**
   * Those bytes.
   *
   * @param data after the CI field.
   * @param highFirst whether fields of several bytes come high byte first (mode 2).
   */
  Bytes(byte[] data, boolean highFirst) {
    this.data = data;
    this.highFirst = highFirst;
  }

  /** From here on the bytes are records. */
  void beginRecords() {
    cut = Refusal.RECORD_CUT;
  }

  int position() {
    return position;
  }

  int remaining() {
    return data.length - position;
  }

  int peek(int ahead) {
    return position + ahead < data.length ? data[position + ahead] & 0xFF : -1;
  }

  int next(String what) throws MalformedException {
    need(1, what);
    return data[position++] & 0xFF;
  }

  byte[] field(int length, String what) throws MalformedException {
    byte[] field = plain(length, what);
    if (highFirst) {
      reverse(field);
    }
    return field;
  }

  /** Bytes in the order in which they are sent. */
  byte[] plain(int length, String what) throws MalformedException {
    need(length, what);
    position += length;
    return Arrays.copyOfRange(data, position - length, position);
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(data, position, data.length);
    position = data.length;
    return rest;
  }

  private void need(int length, String what) throws MalformedException {
    if (remaining() < length) {
      throw new MalformedException(
          cut, position, "%s needs %d bytes, found %d".formatted(what, length, remaining()));
    }
  }

  static void reverse(byte[] field) {
    for (int low = 0, high = field.length - 1; low < high; low++, high--) {
      byte kept = field[low];
      field[low] = field[high];
      field[high] = kept;
    }
  }
}
