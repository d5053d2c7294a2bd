package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.wire.Wire;

/**
 * How large the journal may grow and how long a receipt may wait to be written down.
 *
 * @param bytesMax of all segments without the write-ahead log; at least 256 KiB.
 * @param segmentBytes a segment is full once it is this large: what one damage may cost, and what
 *     is freed at once; at most a quarter of the whole.
 * @param receiptMillisMax a receipt is written with the next batch once the last one written is
 *     this old: to lose one is harmless, to write each would double the flash writes.
 */
public record Limits(long bytesMax, long segmentBytes, long receiptMillisMax) {
  /** 512 MiB, about two years of a large building; receipts every ten minutes. */
  public static final Limits USUAL = new Limits(512L << 20, 600_000);

  /** The most bytes a sealed batch may have: what the collector's endpoint accepts. */
  public static final int BATCH_BYTES_MAX = Wire.BATCH_BYTES_MAX;

  /** The most registers that one epoch numbers. */
  public static final int REGISTERS_MAX = 100_000;

  private static final long BYTES_LEAST = 256L << 10;
  private static final long SEGMENT_BYTES_LEAST = 64L << 10;
  private static final long SEGMENT_BYTES = 16L << 20;

  /** The usual ones of a journal of that many MiB. */
  public static Limits upTo(int mib) {
    return new Limits((long) mib << 20, USUAL.receiptMillisMax);
  }

  public Limits {
    require(bytesMax >= BYTES_LEAST, "journal of %d bytes, at least %d", bytesMax, BYTES_LEAST);
    require(
        SEGMENT_BYTES_LEAST <= segmentBytes && segmentBytes <= bytesMax / 4,
        "segments of %d bytes in a journal of %d",
        segmentBytes,
        bytesMax);
    require(receiptMillisMax >= 0, "receipts every %d ms", receiptMillisMax);
  }

  /** With segments of 16 MiB, or of a quarter of a journal that is smaller than four of them. */
  public Limits(long bytesMax, long receiptMillisMax) {
    this(bytesMax, Math.min(SEGMENT_BYTES, bytesMax / 4), receiptMillisMax);
  }
}
