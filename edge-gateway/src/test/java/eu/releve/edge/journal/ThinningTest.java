package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.journal.Thinning.Thinned;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import eu.releve.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final MeterId MAIN = new MeterId("main");
  private static final Catalogue CATALOGUE =
      new Catalogue(
          new SiteId("tilleuls-12"),
          List.of(
              entry(1, Quantity.ACTIVE_ENERGY_IMPORT, Unit.KWH),
              entry(2, Quantity.ACTIVE_POWER, Unit.KW),
              entry(3, Quantity.WATER_VOLUME, Unit.M3)),
          "");
  private static final long QUARTER = 900_000;
  private static final UUID BOOT = new UUID(1, 2);

  private static Catalogue.Entry entry(int number, Quantity quantity, Unit unit) {
    return new Catalogue.Entry(number, MAIN, RegisterName.of(quantity), Resolution.ONE_STEP, unit);
  }

  /** One reading as it is told: by the wall clock, whatever envelope it lies in. */
  private record Told(int register, long wallMillis, long value, int quality) {}

  @Test
  void ofEachCounterTheFirstAndTheLastOfEachQuarterHourStayAtTheirInstants() {
    for (int run = 0; run < 200; run++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      Thinning thinning = new Thinning();
      Map<String, List<Told>> quarters = new TreeMap<>();
      long bootMillis = 1_000;
      for (int batch = 0; batch < 60; batch++) {
        // The clock is slewed, and set once by more: each envelope has an offset of its own.
        long offset = 1_767_225_600_000L + random.nextInt(50) + (batch > 30 ? 7_000 : 0);
        List<Row> rows = new ArrayList<>();
        for (int row = random.nextInt(40); row > 0; row--) {
          bootMillis += random.nextInt(60_000);
          int quality = random.nextInt(8) == 0 ? 1 : 0;
          Row read = new Row(1 + random.nextInt(3), bootMillis, random.nextInt(), quality);
          rows.add(read);
          if (read.register() != 2) {
            long wall = bootMillis + offset;
            String key = read.register() + " " + Math.floorDiv(wall, QUARTER);
            quarters
                .computeIfAbsent(key, any -> new ArrayList<>())
                .add(new Told(read.register(), wall, read.value(), quality));
          }
        }
        thinning.add(
            header(bootMillis, offset, ClockTrust.SYNCHRONISED), new Readings(rows), CATALOGUE);
      }
      List<Told> wanted = new ArrayList<>();
      quarters.values().forEach(all -> wanted.addAll(firstAndLast(all)));
      List<Told> kept = new ArrayList<>();
      for (Thinned group : thinning.end()) {
        for (Row row : group.rows()) {
          kept.add(
              new Told(
                  row.register(),
                  row.bootMillis() + group.stamp().wallMinusBoot(),
                  row.value(),
                  row.quality()));
        }
      }
      assertThat(kept).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  private static List<Told> firstAndLast(List<Told> all) {
    List<Told> good = all.stream().filter(told -> told.quality() == 0).toList();
    List<Told> of = good.isEmpty() ? all : good;
    return of.size() == 1 ? of : List.of(of.getFirst(), of.getLast());
  }

  @Test
  void aBootWithoutTimeKeepsItsBootClockAndItsEnvelope() {
    Thinning thinning = new Thinning();
    Row first = new Row(1, 5_000, 10, 0);
    Row between = new Row(1, 6_000, 11, 0);
    Row last = new Row(1, 899_999, 12, 0);
    Row next = new Row(1, 900_000, 13, 0);
    thinning.add(
        header(900_000, 17, ClockTrust.UNKNOWN),
        new Readings(List.of(first, between, last, next)),
        CATALOGUE);
    assertThat(thinning.end())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.rows()).containsExactly(first, last, next);
              assertThat(group.stamp().isTrusted()).isFalse();
            });
  }

  private static Header header(long bootMillis, long offset, ClockTrust trust) {
    return new Header(
        BatchKind.READINGS,
        7,
        1,
        Digest.NONE,
        Wire.digestOf(CATALOGUE),
        BOOT,
        bootMillis,
        bootMillis + offset,
        trust);
  }

  // Where a boot without time lies is told by when it ended: a successor must not end it earlier.
  @Test
  void whatStaysOfABootLastsAsLongAsTheBootDid() {
    Thinning thinning = new Thinning();
    for (long sealed = 60_000; sealed <= 600_000; sealed += 60_000) {
      Header header =
          new Header(
              BatchKind.READINGS,
              7,
              sealed / 60_000,
              Digest.NONE,
              Wire.digestOf(CATALOGUE),
              BOOT,
              sealed,
              0,
              ClockTrust.UNKNOWN);
      thinning.add(header, new Readings(List.of(new Row(1, sealed, sealed, 0))), CATALOGUE);
    }
    assertThat(thinning.end())
        .extracting(group -> group.stamp().bootMillis())
        .containsExactly(600_000L);
  }
}
