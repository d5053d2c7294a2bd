package eu.releve.edge.bench;

import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.measure.BusId;
import eu.releve.measure.GatewayId;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Envelope;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Topics;
import eu.releve.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Bytes on the line for each reading: one day of the reference building in PUBLISH packets.
 *
 * <p>Batches are cut as the lanes cut them: a window begins with its first reading and closes 60 s
 * later. Every batch is opened and decoded again, with nothing but its bytes and the catalogue.
 */
final class WireBench {
  static final long SEED = 1;

  private static final long WINDOW_MILLIS = Duration.ofSeconds(60).toMillis();

  /** Of eleven characters, as a house and its number have. */
  private static final Topics TOPICS = new Topics(new GatewayId("tilleuls-12"));

  /** A gateway that has run for a hundred days does not count from 1. */
  private static final long FIRST_SEQ = 260_000;

  private final ReferenceBuilding building;
  private final Catalogue catalogue;
  private final Random random;
  private final long epoch;
  private final UUID bootId;
  private Digest previous = Digest.NONE;
  private long seq = FIRST_SEQ;
  private long batches;
  private long bytes;
  private long readings;

  WireBench(long seed) {
    building = ReferenceBuilding.of(seed);
    catalogue = building.catalogue();
    random = new Random(seed);
    epoch = random.nextLong();
    bootId = new UUID(random.nextLong(), random.nextLong());
  }

  void run(Figures figures) throws MalformedBatchException {
    List<BusId> buses = building.buses();
    figures.note("wire: seed %d, one day from %s", SEED, ReferenceBuilding.FIRST_DAY);
    figures.note(
        "wire: %d lanes, %s: the fewest buses that carry its meters (RS-485 at most 247, M-Bus 250);"
            + " each lane has windows of its own",
        buses.size(), buses);
    Digest numbers = Wire.digestOf(catalogue);
    publish(BatchKind.CATALOGUE, numbers, ReferenceBuilding.FIRST_BOOT_MILLIS, catalogue);
    long catalogueBytes = bytes;
    for (BusId bus : buses) {
      long bytesBefore = bytes;
      long batchesBefore = batches;
      long readingsBefore = readings;
      for (List<Row> window : windows(building.rows(bus, 0))) {
        long closedAt = window.getFirst().bootMillis() + WINDOW_MILLIS;
        for (Readings body : Wire.split(window, catalogue)) {
          publish(BatchKind.READINGS, numbers, closedAt, body);
          readings += body.rows().size();
        }
      }
      figures.note(
          "wire: %s: %d readings in %d batches, %.3f B each",
          bus,
          readings - readingsBefore,
          batches - batchesBefore,
          (bytes - bytesBefore) / (double) (readings - readingsBefore));
    }
    figures.note(
        "wire: of %d bytes %d are the catalogue's, sent once; topic %s",
        bytes, catalogueBytes, TOPICS.data());
    figures.figure("wire.bytes_per_reading", bytes / (double) readings, "B");
  }

  private static List<List<Row>> windows(List<Row> rows) {
    List<List<Row>> windows = new ArrayList<>();
    List<Row> open = new ArrayList<>();
    for (Row row : rows) {
      if (!open.isEmpty() && row.bootMillis() - open.getFirst().bootMillis() >= WINDOW_MILLIS) {
        windows.add(open);
        open = new ArrayList<>();
      }
      open.add(row);
    }
    if (!open.isEmpty()) {
      windows.add(open);
    }
    return windows;
  }

  private void publish(BatchKind kind, Digest numbers, long bootMillis, Body body)
      throws MalformedBatchException {
    long wallMillis = bootMillis + ReferenceBuilding.WALL_MINUS_BOOT;
    Header header =
        new Header(
            kind,
            epoch,
            seq,
            previous,
            numbers,
            bootId,
            bootMillis,
            wallMillis,
            ClockTrust.SYNCHRONISED);
    SealedBatch batch = Wire.seal(header, body, catalogue);
    Envelope envelope = Wire.open(batch.bytes());
    if (!Wire.body(envelope, batch.bytes(), catalogue).equals(body)) {
      throw new IllegalStateException("batch " + seq + " does not say what was sealed in it");
    }
    seq++;
    previous = batch.digest();
    int payload = batch.bytes().length;
    bytes +=
        batches == 0
            ? PublishPacket.firstBytes(TOPICS.data(), payload)
            : PublishPacket.bytes(payload);
    batches++;
  }
}
