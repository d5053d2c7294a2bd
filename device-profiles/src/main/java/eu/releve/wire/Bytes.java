package eu.releve.wire;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Reads what stands in clear: fixed fields with the high byte first, and varints. */
final class Bytes {
  /** Bytes of the longest varint. */
  static final int VARINT_MAX = 10;

  private final String what;
  private final ByteBuffer in;

  Bytes(String what, byte[] bytes) {
    this.what = what;
    this.in = ByteBuffer.wrap(bytes);
  }

  int position() {
    return in.position();
  }

  int remaining() {
    return in.remaining();
  }

  int unsigned8(String field) throws MalformedBatchException {
    need(field, 1);
    return in.get() & 0xFF;
  }

  int fixed32(String field) throws MalformedBatchException {
    need(field, Integer.BYTES);
    return in.getInt();
  }

  long fixed64(String field) throws MalformedBatchException {
    need(field, Long.BYTES);
    return in.getLong();
  }

  UUID uuid(String field) throws MalformedBatchException {
    return new UUID(fixed64(field), fixed64(field));
  }

  /** A number from 0 to 2^63 - 1 in groups of seven bits, the low group first. */
  long varint(String field) throws MalformedBatchException {
    int start = in.position();
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      long group = unsigned8(field);
      value |= (group & 0x7F) << shift;
      if (group < 0x80) {
        return value;
      }
    }
    throw malformed(field, start, "a number below 2^63", "a longer one");
  }

  /** Verifies a number that does not depend on what follows. */
  void expect(String field, int wanted) throws MalformedBatchException {
    int at = in.position();
    int got = unsigned8(field);
    if (got != wanted) {
      throw malformed(field, at, Integer.toString(wanted), Integer.toString(got));
    }
  }

  MalformedBatchException malformed(String field, int at, String wanted, String got) {
    return new MalformedBatchException(
        "%s, %s at byte %d: wanted %s, got %s".formatted(what, field, at, wanted, got));
  }

  private void need(String field, int bytes) throws MalformedBatchException {
    if (in.remaining() < bytes) {
      throw malformed(field, in.position(), bytes + " bytes", "the end after " + in.remaining());
    }
  }

  static void putVarint(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  static void putUuid(ByteBuffer out, UUID uuid) {
    out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  /** CRC32C (Castagnoli) of everything but the four bytes of the checksum itself. */
  static int checksum(byte[] bytes, int checksumAt) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, checksumAt);
    int after = checksumAt + Integer.BYTES;
    crc.update(bytes, after, bytes.length - after);
    return (int) crc.getValue();
  }
}
