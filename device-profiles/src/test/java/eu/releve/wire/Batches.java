package eu.releve.wire;

import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random batches that stress what the format treats apart. */
final class Batches {
  static final UUID BOOT = UUID.fromString("6f1a4c1e-95a0-4f8e-8d0e-0c1f5a7b9d21");

  static final List<BatchKind> KINDS = List.of(BatchKind.values());

  private static final List<Quantity> QUANTITIES = List.of(Quantity.values());

  private Batches() {}

  static Header header(BatchKind kind) {
    return new Header(
        kind,
        0xE90C4,
        7,
        new Digest(11),
        new Digest(13),
        BOOT,
        86_400_000,
        1_767_225_600_000L,
        ClockTrust.SYNCHRONISED);
  }

  static Catalogue catalogue(RandomGenerator random, int size) {
    List<Catalogue.Entry> entries = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < size; i++) {
      number += random.nextInt(8) == 0 ? 1 + random.nextInt(50) : 1;
      Quantity quantity = QUANTITIES.get(random.nextInt(QUANTITIES.size()));
      RegisterName name =
          new RegisterName(
              quantity,
              RegisterName.of(quantity).extreme(),
              RegisterName.of(quantity).phase(),
              0,
              i,
              0);
      entries.add(
          new Catalogue.Entry(
              number, new MeterId("meter-" + i / 10), name, resolution(random), unitOf(quantity)));
    }
    return new Catalogue(new SiteId("tilleuls-12"), entries, "site: tilleuls-12 # é\n");
  }

  private static Resolution resolution(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> Resolution.ONE_STEP;
      case 1 -> new Resolution(1, 2);
      case 2 -> new Resolution(3_600, 3);
      default -> new Resolution(1 + random.nextInt(9_999), random.nextInt(28) - 9);
    };
  }

  private static Unit unitOf(Quantity quantity) {
    for (Unit unit : Unit.values()) {
      if (unit.measures(quantity)) {
        return unit;
      }
    }
    throw new AssertionError("no unit measures " + quantity);
  }

  static Readings readings(RandomGenerator random, Catalogue catalogue, int size) {
    List<Readings.Row> rows = new ArrayList<>();
    int at = 0;
    long time = 86_400_000L - random.nextInt(60_000);
    while (rows.size() < size) {
      at = random.nextInt(6) == 0 ? random.nextInt(catalogue.entries().size()) : at + 1;
      time += random.nextInt(8) == 0 ? random.nextInt(-10, 1_000) : 0;
      Catalogue.Entry entry = catalogue.entries().get(at % catalogue.entries().size());
      rows.add(
          new Readings.Row(
              entry.number(),
              random.nextInt(500) == 0 ? random.nextLong() : time,
              value(random, entry),
              random.nextInt(20) == 0 ? random.nextInt(256) : 0));
    }
    return new Readings(rows);
  }

  private static long value(RandomGenerator random, Catalogue.Entry entry) {
    long any = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(8)) {
      case 0 -> any;
      case 1 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> random.nextInt(100_000) * Scale.wholeSteps(entry.resolution());
    };
  }

  static Facts facts(RandomGenerator random) {
    List<Facts.Fact> facts = new ArrayList<>();
    int size = 1 + random.nextInt(5);
    for (int i = 0; i < size; i++) {
      facts.add(
          switch (random.nextInt(3)) {
            case 0 ->
                new Facts.Time(new UUID(random.nextLong(), random.nextLong()), random.nextLong());
            case 1 ->
                new Facts.Loss(i, i + random.nextInt(9), random.nextInt(99), "disque plein é");
            default -> new Facts.Event(random.nextLong(), "meter-silent", "🚰".repeat(i));
          });
    }
    return new Facts(facts);
  }
}
