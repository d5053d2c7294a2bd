package eu.releve.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** The envelope, in clear before the body. */
final class EnvelopeCodec {
  static final int MAGIC = 'R';
  static final int DEFLATED = 1;
  static final int TRUST_SHIFT = 4;

  /** A hundred years: whoever reckons with instants need not fear for the range of its numbers. */
  private static final long BOOT_MILLIS_MAX = 100L * 366 * 86_400_000;

  private static final int ENVELOPE_BYTES_MAX =
      4 + 3 * Long.BYTES + 2 * Long.BYTES + 4 * Bytes.VARINT_MAX + Integer.BYTES;

  private EnvelopeCodec() {}

  /** The batch with the smaller of the two bodies, the plain one when they are alike. */
  static byte[] seal(Header header, byte[] plain, byte[] deflated) {
    boolean smaller = deflated.length < plain.length;
    byte[] body = smaller ? deflated : plain;
    ByteBuffer out = ByteBuffer.allocate(ENVELOPE_BYTES_MAX + body.length);
    out.put((byte) MAGIC).put((byte) Wire.VERSION).put((byte) header.kind().code());
    out.put((byte) ((smaller ? DEFLATED : 0) | header.trust().code() << TRUST_SHIFT));
    out.putLong(header.epoch());
    out.putLong(header.previous().bits());
    out.putLong(header.catalogue().bits());
    Bytes.putUuid(out, header.bootId());
    Bytes.putVarint(out, header.seq());
    Bytes.putVarint(out, header.bootMillis());
    Bytes.putVarint(out, header.wallMillis());
    Bytes.putVarint(out, body.length);
    int checksumAt = out.position();
    out.putInt(0).put(body);
    byte[] bytes = Arrays.copyOf(out.array(), out.position());
    ByteBuffer.wrap(bytes).putInt(checksumAt, Bytes.checksum(bytes, checksumAt));
    return bytes;
  }

  static Envelope open(byte[] bytes) throws MalformedBatchException {
    Bytes in = new Bytes("envelope", bytes);
    if (bytes.length > Wire.BATCH_BYTES_MAX) {
      throw in.malformed(
          "batch", 0, "at most " + Wire.BATCH_BYTES_MAX + " bytes", Integer.toString(bytes.length));
    }
    in.expect("magic", MAGIC);
    version(in);
    int kind = in.unsigned8("kind");
    int flags = in.unsigned8("flags");
    long epoch = in.fixed64("epoch");
    Digest previous = new Digest(in.fixed64("previous digest"));
    Digest catalogue = new Digest(in.fixed64("catalogue digest"));
    UUID bootId = in.uuid("boot id");
    long seq = in.varint("seq");
    long bootMillis = in.varint("boot clock");
    long wallMillis = in.varint("wall clock");
    int lengthAt = in.position();
    long bodyLength = in.varint("body length");
    int checksumAt = in.position();
    int checksum = in.fixed32("checksum");
    if (bodyLength != in.remaining()) {
      throw in.malformed("body length", lengthAt, in.remaining() + " as follow", "" + bodyLength);
    }
    int computed = Bytes.checksum(bytes, checksumAt);
    if (checksum != computed) {
      throw in.malformed("checksum", checksumAt, hex(computed), hex(checksum));
    }
    if (seq < 1) {
      throw in.malformed("seq", checksumAt, "at least 1", "" + seq);
    }
    if (bootMillis > BOOT_MILLIS_MAX) {
      throw in.malformed("boot clock", checksumAt, "at most a hundred years", bootMillis + " ms");
    }
    Header header =
        new Header(
            kind(in, kind),
            epoch,
            seq,
            previous,
            catalogue,
            bootId,
            bootMillis,
            wallMillis,
            trust(in, flags));
    return new Envelope(header, (flags & DEFLATED) != 0, in.position(), in.remaining());
  }

  // Kind and flags are judged after the checksum: a flipped bit is no new kind.
  private static BatchKind kind(Bytes in, int code) throws MalformedBatchException {
    for (BatchKind kind : BatchKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    String message =
        in.malformed("kind", 2, "1 (readings), 2 (catalogue) or 3 (fact)", "" + code).getMessage();
    throw UnknownFormatException.ofKind(code, String.valueOf(message));
  }

  // Judged before the checksum: where that lies, only a known version says.
  private static void version(Bytes in) throws MalformedBatchException {
    int version = in.unsigned8("version");
    if (version != Wire.VERSION) {
      String message = in.malformed("version", 1, "" + Wire.VERSION, "" + version).getMessage();
      throw UnknownFormatException.ofVersion(version, String.valueOf(message));
    }
  }

  private static ClockTrust trust(Bytes in, int flags) throws MalformedBatchException {
    for (ClockTrust trust : ClockTrust.values()) {
      if ((flags & ~DEFLATED) == trust.code() << TRUST_SHIFT) {
        return trust;
      }
    }
    throw in.malformed("flags", 3, "bit 0 (deflated) and bit 4 (clock trusted)", hex(flags));
  }

  private static String hex(int bits) {
    return "0x%X".formatted(bits);
  }
}
