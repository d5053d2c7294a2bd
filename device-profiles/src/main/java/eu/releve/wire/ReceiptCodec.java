package eu.releve.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** The receipt, the only thing that frees a batch. */
final class ReceiptCodec {
  private static final int MAGIC = 'Q';
  private static final int VERSION = 1;
  private static final int BYTES_MAX = 2 + 4 * Long.BYTES + Bytes.VARINT_MAX + Integer.BYTES;

  private ReceiptCodec() {}

  static byte[] encode(Receipt receipt) {
    ByteBuffer out = ByteBuffer.allocate(BYTES_MAX).put((byte) MAGIC).put((byte) VERSION);
    Bytes.putUuid(out, receipt.store());
    out.putLong(receipt.epoch()).putLong(receipt.digest().bits());
    Bytes.putVarint(out, receipt.seq());
    int checksumAt = out.position();
    byte[] bytes = Arrays.copyOf(out.array(), checksumAt + Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(checksumAt, Bytes.checksum(bytes, checksumAt));
    return bytes;
  }

  static Receipt decode(byte[] bytes) throws MalformedBatchException {
    Bytes in = new Bytes("receipt", bytes);
    in.expect("magic", MAGIC);
    in.expect("version", VERSION);
    UUID store = in.uuid("store");
    long epoch = in.fixed64("epoch");
    Digest digest = new Digest(in.fixed64("digest"));
    long seq = in.varint("seq");
    int checksumAt = in.position();
    int checksum = in.fixed32("checksum");
    if (in.remaining() > 0) {
      throw in.malformed("end", in.position(), "nothing more", in.remaining() + " bytes");
    }
    int computed = Bytes.checksum(bytes, checksumAt);
    if (checksum != computed) {
      throw in.malformed("checksum", checksumAt, "" + computed, "" + checksum);
    }
    return new Receipt(store, epoch, seq, digest);
  }
}
