package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Seals batches and opens them again: version 1 of the format that {@code WIRE.md} describes byte
 * by byte.
 *
 * <p>Pure. Opening is total: whatever the bytes, the answer is a value or a {@link
 * MalformedBatchException}, in bounded memory.
 */
public final class Wire {
  /** The version that is written, and the only one that is read so far. */
  public static final int VERSION = 1;

  /** The highest number of a kind that is known; they count from 1. */
  public static final int KIND_MAX = 3;

  /** The most bytes of a sealed batch; leaves room for MQTT's own in a packet of 1 MiB. */
  public static final int BATCH_BYTES_MAX = (1 << 20) - 1024;

  /** The most bytes of any body, inflated. */
  public static final int BODY_BYTES_MAX = 1 << 20;

  /** The most bytes of a body of readings, inflated. */
  public static final int READINGS_BYTES_MAX = 1 << 16;

  private Wire() {}

  /** Seals a catalogue or facts, which need no catalogue to be read. */
  public static SealedBatch seal(Header header, Body body) {
    return seal(header, body, Catalogue.EMPTY);
  }

  /**
   * Encodes a body and puts it in its envelope.
   *
   * @param header of the body's kind.
   * @param inForce numbers the registers of readings; not looked at for the other kinds.
   * @throws IllegalArgumentException when the header is of another kind, a register is not in the
   *     catalogue, or a limit is passed; {@link #split} keeps readings below it.
   */
  public static SealedBatch seal(Header header, Body body, Catalogue inForce) {
    require(header.kind() == body.kind(), "a %s batch of %s", header.kind(), body.kind());
    byte[] plain =
        switch (body) {
          case Readings readings ->
              ReadingsCodec.encode(readings.rows(), header.bootMillis(), inForce);
          case Catalogue catalogue -> CatalogueCodec.encode(catalogue);
          case Facts facts -> FactsCodec.encode(facts);
        };
    int bytesMax = bytesMax(body.kind());
    require(plain.length <= bytesMax, "body of %d bytes, at most %d", plain.length, bytesMax);
    byte[] bytes = EnvelopeCodec.seal(header, plain, Deflation.deflate(plain));
    require(
        bytes.length <= BATCH_BYTES_MAX,
        "batch of %d bytes, at most %d",
        bytes.length,
        BATCH_BYTES_MAX);
    return new SealedBatch(header, bytes, Digest.of(bytes));
  }

  /**
   * Reads the envelope; what it says is verified by its checksum.
   *
   * @throws MalformedBatchException when the bytes are no whole batch of version 1.
   */
  public static Envelope open(byte[] bytes) throws MalformedBatchException {
    return EnvelopeCodec.open(bytes);
  }

  /**
   * Decodes the body of an opened batch.
   *
   * @param envelope what {@link #open} gave for these bytes.
   * @param inForce the catalogue that the header names; not looked at unless the kind is readings.
   * @throws MalformedBatchException when the body is not what its envelope says.
   */
  public static Body body(Envelope envelope, byte[] bytes, Catalogue inForce)
      throws MalformedBatchException {
    require(
        envelope.bodyOffset() + envelope.bodyLength() == bytes.length,
        "the envelope is not of these %d bytes",
        bytes.length);
    Header header = envelope.header();
    byte[] body = Arrays.copyOfRange(bytes, envelope.bodyOffset(), bytes.length);
    int bytesMax = bytesMax(header.kind());
    byte[] plain = envelope.deflated() ? Deflation.inflate(body, bytesMax) : body;
    if (plain.length > bytesMax) {
      throw new MalformedBatchException(
          "body: wanted at most %d bytes, got %d".formatted(bytesMax, plain.length));
    }
    return switch (header.kind()) {
      case READINGS -> ReadingsCodec.decode(plain, header.bootMillis(), inForce);
      case CATALOGUE -> CatalogueCodec.decode(plain);
      case FACT -> FactsCodec.decode(plain);
    };
  }

  /**
   * Cuts rows into bodies that can be sealed, in order; nearly always one.
   *
   * @param inForce the catalogue under which they will be sealed.
   * @throws IllegalArgumentException when a register is not in the catalogue.
   */
  public static List<Readings> split(List<Readings.Row> rows, Catalogue inForce) {
    List<Readings> bodies = new ArrayList<>();
    split(rows, inForce, bodies);
    return bodies;
  }

  private static void split(List<Readings.Row> rows, Catalogue inForce, List<Readings> bodies) {
    if (ReadingsCodec.fits(rows, inForce)) {
      bodies.add(new Readings(rows));
    } else {
      int half = rows.size() / 2;
      split(rows.subList(0, half), inForce, bodies);
      split(rows.subList(half, rows.size()), inForce, bodies);
    }
  }

  /** What {@link Header#catalogue} says of the batches numbered by that catalogue. */
  public static Digest digestOf(Catalogue catalogue) {
    return Digest.of(CatalogueCodec.encode(catalogue));
  }

  /** A receipt as it is published. */
  public static byte[] encode(Receipt receipt) {
    return ReceiptCodec.encode(receipt);
  }

  /**
   * Reads a receipt.
   *
   * @throws MalformedBatchException when the bytes are no whole receipt of version 1.
   */
  public static Receipt receipt(byte[] bytes) throws MalformedBatchException {
    return ReceiptCodec.decode(bytes);
  }

  /** An order as it is signed. */
  public static byte[] encode(PlanOrder order) {
    return CommandCodec.encode(order);
  }

  /**
   * A command as it is published.
   *
   * @throws IllegalArgumentException when it has more than {@link PlanCommand#BYTES_MAX} bytes.
   */
  public static byte[] encode(PlanCommand command) {
    byte[] bytes = CommandCodec.encode(command);
    require(
        bytes.length <= PlanCommand.BYTES_MAX,
        "command of %d bytes, at most %d",
        bytes.length,
        PlanCommand.BYTES_MAX);
    return bytes;
  }

  /**
   * Reads a command; nothing of what it says is proven yet.
   *
   * @throws MalformedBatchException when the bytes are no whole command of version 1.
   */
  public static PlanCommand command(byte[] bytes) throws MalformedBatchException {
    return CommandCodec.decode(bytes);
  }

  private static int bytesMax(BatchKind kind) {
    return kind == BatchKind.READINGS ? READINGS_BYTES_MAX : BODY_BYTES_MAX;
  }
}
