package eu.releve.edge.journal;

import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A small building whose registers every test of the journal knows. */
final class Samples {
  static final SiteId SITE = new SiteId("tilleuls-12");
  static final UUID STORE = new UUID(7, 7);
  static final List<Declared> REGISTERS =
      List.of(
          new Declared(
              new MeterId("main"),
              RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
              Resolution.ONE_STEP,
              Unit.KWH),
          new Declared(
              new MeterId("w3b"),
              RegisterName.of(Quantity.WATER_VOLUME),
              Resolution.ONE_STEP,
              Unit.M3));

  /** As the journal numbers them. */
  static final Map<Register, Integer> NUMBERS =
      Map.of(REGISTERS.get(0).register(), 1, REGISTERS.get(1).register(), 2);

  private Samples() {}

  /** The segments of a folder, in the order of their numbers. */
  static List<Path> segments(Path folder) throws IOException {
    return Segments.namesIn(folder).stream().map(name -> name.in(folder)).toList();
  }

  /** Flips a bit of each copy of some bytes in a file: a page that was split leaves a stale one. */
  static void flip(Path path, byte[] batch) throws IOException {
    byte[] part = Arrays.copyOfRange(batch, 100, 140);
    byte[] file = Files.readAllBytes(path);
    int flipped = 0;
    for (int at = 0; at + part.length <= file.length; at++) {
      if (Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
        overwrite(path, at, new byte[] {(byte) (file[at] ^ 1)});
        flipped++;
      }
    }
    if (flipped == 0) {
      throw new AssertionError("not found");
    }
  }

  static void overwrite(Path path, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  static Readings readings(long value) {
    return new Readings(List.of(new Readings.Row(1, value, value, 0)));
  }

  /** Rows that do not compress, about eight bytes each. */
  static Readings noise(Random random, int rows) {
    List<Readings.Row> made = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      made.add(new Readings.Row(1 + row % 2, 1_000L * row, random.nextLong() >>> 12, 0));
    }
    return new Readings(made);
  }

  static void declare(Journal journal) throws JournalException {
    journal.declare(SITE, REGISTERS, "site: tilleuls-12\n");
  }

  static Receipt receipt(Journal journal, SealedBatch upTo) {
    return new Receipt(STORE, journal.epoch(), upTo.header().seq(), upTo.digest());
  }

  static Receipt nothing(Journal journal, UUID store) {
    return new Receipt(store, journal.epoch(), 0, Digest.NONE);
  }

  static List<SealedBatch> all(Journal journal) throws JournalException {
    return journal.after(0, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  static List<Facts.Fact> facts(Journal journal) throws JournalException {
    List<Facts.Fact> facts = new ArrayList<>();
    for (SealedBatch batch : all(journal)) {
      facts.addAll(facts(batch));
    }
    return facts;
  }

  /** None for readings and catalogues. */
  static List<Facts.Fact> facts(SealedBatch batch) {
    return body(batch) instanceof Facts found ? found.facts() : List.of();
  }

  /** Readings excepted: those need their catalogue. */
  private static Body body(SealedBatch batch) {
    try {
      return switch (batch.header().kind()) {
        case READINGS -> Catalogue.EMPTY;
        case CATALOGUE, FACT -> Wire.body(Wire.open(batch.bytes()), batch.bytes(), Catalogue.EMPTY);
      };
    } catch (MalformedBatchException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
