package eu.releve.cloud;

import static eu.releve.cloud.Delivery.number;
import static eu.releve.cloud.Delivery.text;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.Delivery.Box;
import eu.releve.cloud.Delivery.Road;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.ClockTrust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a gateway's wall clock shows: readings lie where they were taken, or are marked. */
@ParameterizedClass
@EnumSource(Road.class)
class TimeTest {
  private static final long BEGIN = 1_767_225_600_000L;
  private static final String ALL =
      """
      select coalesce(string_agg(
        (extract(epoch from instant) * 1000)::bigint || '=' || value || '/' || quality, ' '
        order by value), '') from reading""";

  @Parameter Road road = Road.ENDPOINT;
  @TempDir private Path folder;
  private Delivery delivery;

  @BeforeEach
  void start() throws Exception {
    delivery = new Delivery(folder, road);
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  // A box without a battery, switched off once before it ever learned the time.
  @Test
  void aClockAt1970CorrectedMidRunStoresWhatARightOneDoesButForTheBootWithoutTimeWhichIsMarked()
      throws Exception {
    String right = TestDatabase.freshUrl();
    String wrong = TestDatabase.freshUrl();
    try (Collector collector = delivery.collector(right);
        Box box = delivery.box("right", new ManualClock(BEGIN, ClockTrust.SYNCHRONISED))) {
      box.measures(5);
      box.reboots(BEGIN + 60_000);
      box.clock.setWall(BEGIN + 60_000, ClockTrust.SYNCHRONISED);
      delivery.delivers(box.measures(10));
      assertThat(collector.mqttPort()).isPositive();
    }
    try (Collector collector = delivery.collector(wrong);
        Box box = delivery.box("wrong", new ManualClock(5_000, ClockTrust.UNKNOWN))) {
      box.measures(5);
      box.reboots(5_000);
      box.measures(4);
      box.clock.setWall(BEGIN + 64_000, ClockTrust.SYNCHRONISED);
      delivery.delivers(box.measures(6));
      assertThat(collector.mqttPort()).isPositive();
    }
    List<String> expected = List.of(text(right, ALL).split(" "));
    List<String> found = List.of(text(wrong, ALL).split(" "));
    assertThat(found).hasSize(15);
    assertThat(found.subList(5, 15)).isEqualTo(expected.subList(5, 15));
    // The first boot lies right before the second: a second apart, in order, marked.
    for (int i = 0; i < 5; i++) {
      assertThat(found.get(i))
          .isEqualTo((BEGIN + 55_000 + (i + 1) * 1_000L) + "=" + (i + 1) + "/4");
    }
    assertThat(number(wrong, "select count(*) from undated")).isZero();
    // From then on they are known, and not from when they came.
    assertThat(number(wrong, "select count(*) from ledger where dated_at > committed_at"))
        .isPositive();
  }

  /** One reading as it was taken. */
  private record Taken(long millis, long value, int boot) {}

  // Jumps back, forward and of exactly an hour, from one second to years; none is believed.
  @Test
  void jumpsOfAClockThatNobodyVouchesForNeitherReorderNorDoubleNorBookIntoAnotherHour()
      throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("time: seed " + seed);
    Random random = new Random(seed);
    String database = TestDatabase.freshUrl();
    List<Taken> truth = new ArrayList<>();
    List<Boolean> learned = new ArrayList<>();
    long now = BEGIN;
    ManualClock clock = new ManualClock(now, ClockTrust.UNKNOWN);
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", clock)) {
      for (int boot = 0; boot < 8; boot++) {
        boolean knows = boot == 7;
        for (int step = 0; step < 6; step++) {
          // Right, or anything: an hour off, years off, 1970.
          boolean synchronised = random.nextInt(4) == 0 || (boot == 7 && step == 5);
          knows |= synchronised;
          clock.setWall(
              synchronised ? now : Math.max(0, now + jump(random)),
              synchronised ? ClockTrust.SYNCHRONISED : ClockTrust.UNKNOWN);
          int batches = 1 + random.nextInt(4);
          for (int i = 0; i < batches; i++) {
            now += 1_000;
            truth.add(new Taken(now, truth.size() + 1, boot));
          }
          box.measures(batches);
        }
        learned.add(knows);
        if (boot < 7) {
          long off = random.nextLong(7_200_000);
          now += off;
          box.reboots(random.nextBoolean() ? 5_000 : Math.max(0, now + jump(random)));
        }
      }
      clock.setWall(now, ClockTrust.SYNCHRONISED);
      delivery.delivers(box);
      assertThat(collector.mqttPort()).isPositive();
    }
    String[] found = text(database, ALL).split(" ");
    assertThat(found).as("seed %d", seed).hasSize(truth.size());
    long before = 0;
    for (int i = 0; i < found.length; i++) {
      Taken taken = truth.get(i);
      long millis = Long.parseLong(found[i].substring(0, found[i].indexOf('=')));
      assertThat(millis).as("order of %d, seed %d", i, seed).isGreaterThan(before);
      before = millis;
      if (learned.get(taken.boot)) {
        assertThat(found[i]).as("seed %d", seed).isEqualTo(taken.millis + "=" + taken.value + "/0");
      } else {
        assertThat(found[i]).as("seed %d", seed).endsWith("=" + taken.value + "/4");
      }
    }
  }

  // What a clock does that calls itself synchronised: a server that gives local time, a leap
  // second, a server that is wrong and mended. Nothing of it moves a reading.
  @Test
  void jumpsOfAClockThatCallsItselfSynchronisedNeitherReorderNorDoubleNorBookIntoAnotherHour()
      throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("time: seed " + seed);
    Random random = new Random(seed);
    String database = TestDatabase.freshUrl();
    long[] jumps = {3_600_000, -3_600_000, 7_200_000, 90_000, -90_000, 86_400_000, -BEGIN, -1_000};
    List<Integer> doubtful = new ArrayList<>();
    int taken = 0;
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", new ManualClock(BEGIN, ClockTrust.SYNCHRONISED))) {
      taken += 2;
      box.measures(2);
      for (int i = 0; i < 3 * jumps.length; i++) {
        long jump = i < jumps.length ? jumps[i] : jumps[random.nextInt(jumps.length)];
        box.clock.setWall(box.clock.wallMillis() + jump, ClockTrust.SYNCHRONISED);
        int batches = 1 + random.nextInt(5);
        for (int batch = 0; batch < batches && Math.abs(jump) > 2_000; batch++) {
          doubtful.add(taken + batch + 1);
        }
        box.measures(batches);
        box.clock.setWall(box.clock.wallMillis() - jump, ClockTrust.SYNCHRONISED);
        box.measures(2);
        taken += batches + 2;
      }
      delivery.delivers(box);
      assertThat(collector.mqttPort()).isPositive();
    }
    String[] found = text(database, ALL).split(" ");
    assertThat(found).as("seed %d", seed).hasSize(taken);
    long before = 0;
    for (int value = 1; value <= taken; value++) {
      String reading = found[value - 1];
      long millis = Long.parseLong(reading.substring(0, reading.indexOf('=')));
      assertThat(millis).as("order of %d, seed %d", value, seed).isGreaterThan(before);
      assertThat(millis)
          .as("seed %d", seed)
          .isBetween(BEGIN + value * 1_000L - 50, BEGIN + value * 1_000L + 50);
      assertThat(reading)
          .as("seed %d", seed)
          .endsWith("=" + value + "/" + (doubtful.contains(value) ? 4 : 0));
      before = millis;
    }
    assertThat(number(database, "select count(*) from fact where code = 'clock-jumped'"))
        .isGreaterThanOrEqualTo(jumps.length - 1L);
    assertThat(number(database, "select count(*) from fact where at is null")).isZero();
  }

  // The first time that a boot learned was wrong, and its server was mended later.
  @Test
  void aClockThatIsPutRightIsBelievedAfterAnHourAndTheFactSaysSince() throws Exception {
    String database = TestDatabase.freshUrl();
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", new ManualClock(BEGIN + 500_000, ClockTrust.SYNCHRONISED))) {
      box.measures(3);
      box.clock.setWall(box.clock.wallMillis() - 500_000, ClockTrust.SYNCHRONISED);
      box.measures(1);
      box.clock.advance(3_600_000);
      box.measures(1);
      box.clock.advance(500_000);
      box.measures(1);
      delivery.delivers(box);
      assertThat(collector.mqttPort()).isPositive();
    }
    assertThat(text(database, ALL).split(" "))
        .containsExactly(
            BEGIN + 501_000 + "=1/0",
            BEGIN + 502_000 + "=2/0",
            BEGIN + 503_000 + "=3/0",
            BEGIN + 504_000 + "=4/4",
            BEGIN + 3_605_000 + "=5/4",
            BEGIN + 4_106_000 + "=6/0");
    assertThat(text(database, "select string_agg(code, ' ' order by boot_millis) from fact"))
        .isEqualTo("clock-jumped clock-taken-over");
  }

  private static long jump(Random random) {
    long[] usual = {3_600_000, -3_600_000, 1_000, -1_000, -BEGIN, 86_400_000L * 365 * 3};
    return random.nextInt(3) == 0
        ? random.nextLong(-BEGIN, BEGIN)
        : usual[random.nextInt(usual.length)];
  }
}
