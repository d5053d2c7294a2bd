package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.util.UUID;

/**
 * What a batch says of itself in clear.
 *
 * @param kind what the body holds.
 * @param epoch 64 random bits made with the journal.
 * @param seq counts from 1 without a hole.
 * @param previous digest of the batch before, {@link Digest#NONE} for the first.
 * @param catalogue digest of the catalogue body that numbers the registers of this batch.
 * @param bootId the kernel's identifier of the boot in which the readings were made.
 * @param bootMillis CLOCK_BOOTTIME at sealing, in milliseconds.
 * @param wallMillis the wall clock at the same moment, in milliseconds since 1970.
 * @param trust whether that wall clock may date the readings.
 */
public record Header(
    BatchKind kind,
    long epoch,
    long seq,
    Digest previous,
    Digest catalogue,
    UUID bootId,
    long bootMillis,
    long wallMillis,
    ClockTrust trust) {
  public Header {
    require(seq >= 1, "seq %d is below 1", seq);
    require(bootMillis >= 0, "boot clock %d is negative", bootMillis);
    require(wallMillis >= 0, "wall clock %d is negative", wallMillis);
  }

  /** What to add to a boot-clock instant of this batch to get milliseconds since 1970. */
  public long wallMinusBoot() {
    return wallMillis - bootMillis;
  }
}
