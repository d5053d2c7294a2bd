package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes and reads batches, version 1: an envelope in clear, then a protobuf body, deflated where
 * that is smaller. {@code WIRE.md} says what each byte means.
 *
 * <p>Reading is total: any bytes give a batch or a {@link MalformedBatchException}, in bounded
 * memory.
 */
public final class Wire {
  /** The most bytes one batch may have, envelope and body. */
  public static final int BATCH_BYTES_MAX = 1 << 20;

  /** The most bytes a body of readings may have before deflating. */
  public static final int READINGS_BYTES_MAX = 64 << 10;

  private static final int MAGIC = 0x52; // R
  private static final int VERSION = 1;
  private static final int DEFLATED = 1;
  private static final int RECEIPT_MAGIC = 0x51;
  private static final int RECEIPT_BYTES = 2 + 16 + 8 + 8 + 8 + 4;
  private static final int CRC_BYTES = 4;

  private Wire() {}

  /** Seals a catalogue or facts, which need no catalogue to be read. */
  public static SealedBatch seal(Header header, Body body) {
    return seal(header, body, Catalogue.EMPTY);
  }

  /**
   * Seals a batch: its bytes never change again.
   *
   * @param header what it says of itself; its kind must be the body's.
   * @param body what it carries.
   * @param inForce the catalogue that numbers the registers of readings.
   * @throws IllegalArgumentException when a limit is exceeded or a register has no number there.
   */
  public static SealedBatch seal(Header header, Body body, Catalogue inForce) {
    require(header.kind() == kindOf(body), "a %s batch with another body", header.kind());
    byte[] plain = Bodies.encode(body, inForce);
    require(
        !(body instanceof Readings) || plain.length <= READINGS_BYTES_MAX,
        "readings of %d bytes, at most %d",
        plain.length,
        READINGS_BYTES_MAX);
    byte[] small = Deflation.deflate(plain);
    boolean deflated = small.length < plain.length;
    byte[] bytes = join(header, deflated, deflated ? small : plain);
    require(bytes.length <= BATCH_BYTES_MAX, "%d bytes, at most %d", bytes.length, BATCH_BYTES_MAX);
    return new SealedBatch(header, bytes, Digest.of(bytes));
  }

  private static BatchKind kindOf(Body body) {
    return switch (body) {
      case Readings readings -> BatchKind.READINGS;
      case Catalogue catalogue -> BatchKind.CATALOGUE;
      case Facts facts -> BatchKind.FACT;
    };
  }

  private static byte[] join(Header header, boolean deflated, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(96 + body.length);
    out.put((byte) MAGIC).put((byte) VERSION);
    out.put((byte) header.kind().code()).put((byte) (deflated ? DEFLATED : 0));
    out.put((byte) header.trust().code());
    out.putLong(header.epoch());
    Varint.put(out, header.seq());
    out.putLong(header.previous().bits()).putLong(header.catalogue().bits());
    out.putLong(header.bootId().getMostSignificantBits());
    out.putLong(header.bootId().getLeastSignificantBits());
    Varint.put(out, header.bootMillis());
    Varint.put(out, header.wallMillis());
    Varint.put(out, body.length);
    out.put(body);
    out.putInt(checksum(out.array(), out.position()));
    byte[] bytes = new byte[out.position()];
    System.arraycopy(out.array(), 0, bytes, 0, bytes.length);
    return bytes;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Opens the envelope and verifies the checksum of the whole batch.
   *
   * @throws MalformedBatchException naming what was wanted and found.
   */
  public static Envelope open(byte[] bytes) throws MalformedBatchException {
    check(bytes.length <= BATCH_BYTES_MAX, "at most " + BATCH_BYTES_MAX + " bytes", bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int magic = in.get() & 0xFF;
      check(magic == MAGIC, "batch magic " + MAGIC, magic);
      int version = in.get() & 0xFF;
      check(version == VERSION, "version " + VERSION, version);
      BatchKind kind = kind(in.get() & 0xFF);
      int flags = in.get() & 0xFF;
      check((flags & ~DEFLATED) == 0, "flags 0 or 1", flags);
      ClockTrust trust = trust(in.get() & 0xFF);
      Header header = header(in, kind, trust);
      long length = Varint.get(in);
      int left = in.remaining() - CRC_BYTES;
      check(length == left, "a body of " + left + " bytes", length);
      int computed = checksum(bytes, bytes.length - CRC_BYTES);
      int stated = in.getInt(bytes.length - CRC_BYTES);
      check(computed == stated, "CRC32C %08x".formatted(computed), "%08x".formatted(stated));
      return new Envelope(header, flags == DEFLATED, in.position(), (int) length);
    } catch (BufferUnderflowException cut) {
      throw new MalformedBatchException(
          "envelope: wanted more than the %d bytes found".formatted(bytes.length), cut);
    } catch (IllegalArgumentException impossible) {
      throw new MalformedBatchException("envelope: " + impossible.getMessage(), impossible);
    }
  }

  private static Header header(ByteBuffer in, BatchKind kind, ClockTrust trust)
      throws MalformedBatchException {
    long epoch = in.getLong();
    long seq = Varint.get(in);
    Digest previous = new Digest(in.getLong());
    Digest catalogue = new Digest(in.getLong());
    UUID bootId = new UUID(in.getLong(), in.getLong());
    long bootMillis = Varint.get(in);
    long wallMillis = Varint.get(in);
    return new Header(kind, epoch, seq, previous, catalogue, bootId, bootMillis, wallMillis, trust);
  }

  private static BatchKind kind(int code) throws MalformedBatchException {
    for (BatchKind kind : BatchKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new MalformedBatchException("envelope: wanted a known kind, found " + code);
  }

  private static ClockTrust trust(int code) throws MalformedBatchException {
    for (ClockTrust trust : ClockTrust.values()) {
      if (trust.code() == code) {
        return trust;
      }
    }
    throw new MalformedBatchException("envelope: wanted a known clock trust, found " + code);
  }

  private static void check(boolean condition, String wanted, Object found)
      throws MalformedBatchException {
    if (!condition) {
      throw new MalformedBatchException("envelope: wanted %s, found %s".formatted(wanted, found));
    }
  }

  /**
   * Decodes the body of an opened batch.
   *
   * @param envelope as {@link #open} gave it for the same bytes.
   * @param bytes the batch.
   * @param inForce the catalogue that {@link Header#catalogue} names; any for other kinds.
   * @throws MalformedBatchException naming what was wanted and found.
   */
  public static Body body(Envelope envelope, byte[] bytes, Catalogue inForce)
      throws MalformedBatchException {
    try {
      byte[] plain =
          envelope.deflated()
              ? Deflation.inflate(bytes, envelope.bodyOffset(), envelope.bodyLength())
              : Arrays.copyOfRange(
                  bytes, envelope.bodyOffset(), envelope.bodyOffset() + envelope.bodyLength());
      return Bodies.decode(envelope.header().kind(), plain, inForce);
    } catch (IOException | IllegalArgumentException | ArithmeticException broken) {
      throw new MalformedBatchException("body: " + broken.getMessage(), broken);
    }
  }

  /** What the headers of batches that use this catalogue refer to. */
  public static Digest digestOf(Catalogue catalogue) {
    return Digest.of(Bodies.encode(catalogue, Catalogue.EMPTY));
  }

  /** A receipt's bytes. */
  public static byte[] encode(Receipt receipt) {
    ByteBuffer out = ByteBuffer.allocate(RECEIPT_BYTES);
    out.put((byte) RECEIPT_MAGIC).put((byte) VERSION);
    out.putLong(receipt.store().getMostSignificantBits());
    out.putLong(receipt.store().getLeastSignificantBits());
    out.putLong(receipt.epoch()).putLong(receipt.seq()).putLong(receipt.digest().bits());
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  /**
   * Reads a receipt.
   *
   * @throws MalformedBatchException naming what was wanted and found.
   */
  public static Receipt receipt(byte[] bytes) throws MalformedBatchException {
    if (bytes.length != RECEIPT_BYTES) {
      throw new MalformedBatchException(
          "receipt: wanted %d bytes, found %d".formatted(RECEIPT_BYTES, bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int magic = in.get() & 0xFF;
    int version = in.get() & 0xFF;
    int computed = checksum(bytes, RECEIPT_BYTES - CRC_BYTES);
    if (magic != RECEIPT_MAGIC
        || version != VERSION
        || computed != in.getInt(RECEIPT_BYTES - CRC_BYTES)) {
      throw new MalformedBatchException(
          "receipt: wanted magic %d, version %d and CRC32C %08x, found %d, %d and %08x"
              .formatted(
                  RECEIPT_MAGIC,
                  VERSION,
                  computed,
                  magic,
                  version,
                  in.getInt(RECEIPT_BYTES - CRC_BYTES)));
    }
    UUID store = new UUID(in.getLong(), in.getLong());
    long epoch = in.getLong();
    long seq = in.getLong();
    if (seq < 0) {
      throw new MalformedBatchException("receipt: wanted a seq of at least 0, found " + seq);
    }
    return new Receipt(store, epoch, seq, new Digest(in.getLong()));
  }
}
