package eu.releve.cloud;

import static eu.releve.cloud.Delivery.number;
import static eu.releve.cloud.Delivery.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.Delivery.Box;
import eu.releve.cloud.Delivery.Road;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.publish.Publisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two histories under one name, and stores that have less than they had: noticed, said, decided by
 * an operator, and nothing is taken for stored that is not. The real journal and publisher, the
 * real collector and database.
 */
@ParameterizedClass
@EnumSource(Road.class)
class ForkedJournalsTest {
  private static final String READINGS = "select count(distinct (instant, value)) from reading";
  private static final String ROWS = "select count(*) from reading";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Parameter Road road = Road.ENDPOINT;
  @TempDir private Path folder;
  private Delivery delivery;
  private String database;

  @BeforeEach
  void prepare() throws Exception {
    delivery = new Delivery(folder, road);
    database = TestDatabase.freshUrl();
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  @Test
  void aRestoredImageIsNoticedAndWhatItMeasuresIsStored() throws Exception {
    try (Collector collector = delivery.collector(database)) {
      try (Box box = delivery.box("box")) {
        box.measures(5);
      }
      delivery.copy("box", "image");
      try (Box box = delivery.box("box", after(5))) {
        box.measures(5);
        delivery.delivers(box);
      }
      // The image knows nothing of the last five, and measures others under their numbers.
      try (Box image = delivery.box("image", after(100))) {
        image.measures(3);
        delivery.delivers(image);
      }
      assertThat(number(database, READINGS)).isEqualTo(13);
      assertThat(text(database, "select string_agg(kind, ' ') from fork"))
          .contains("journal-forked");
      isDecided(collector);
    }
  }

  @Test
  void twoBoxesWithOneIdentityAreToldAndTheOperatorSaysWhichIsRight() throws Exception {
    try (Collector collector = delivery.collector(database)) {
      try (Box box = delivery.box("box")) {
        box.measures(5);
        delivery.delivers(box);
      }
      delivery.copy("box", "clone");
      try (Box box = delivery.box("box", after(5));
          Box clone = delivery.box("clone", after(7))) {
        // Each takes over the other's connection.
        delivery.delivers(box.measures(3));
        delivery.delivers(clone.measures(3));
        assertThat(number(database, READINGS)).isEqualTo(11);
        delivery.delivers(box.measures(2));
        assertThat(number(database, READINGS)).isEqualTo(13);
        assertThat(clone.journal().epoch()).isNotEqualTo(box.journal().epoch());

        String right = HexFormat.of().toHexDigits(box.journal().epoch());
        assertThat(ledger(collector, "--decide", "the box in the cellar", "--keep", right))
            .isZero();
        delivery.delivers(clone.measures(2));
        assertThat(number(database, READINGS)).isEqualTo(13);
        assertThat(number(database, "select count(*) from quarantine")).isEqualTo(2);
        delivery.delivers(box.measures(1));
        assertThat(number(database, READINGS)).isEqualTo(14);
      }
    }
  }

  @Test
  void anEmptyDatabaseIsOfferedWhatIsHeldAndTheCaseIsTold() throws Exception {
    try (Box box = delivery.box("box")) {
      try (Collector collector = delivery.collector(database)) {
        delivery.delivers(box.measures(10));
        assertThat(collector.ingest().status().forked()).isZero();
      }
      String empty = TestDatabase.freshUrl();
      box.measures(5);
      try (Collector collector = delivery.collector(empty)) {
        delivery.delivers(box);
        assertThat(number(empty, ROWS)).isEqualTo(15);
        assertThat(text(empty, "select kind from fork")).isEqualTo("store-changed");
        isDecided(collector);
      }
    }
  }

  // The store's identity is the same: only how far it is tells.
  @Test
  void anOlderBackupOfTheDatabaseGetsWhatWasReceiptedSince() throws Exception {
    try (Box box = delivery.box("box")) {
      try (Collector collector = delivery.collector(database)) {
        delivery.delivers(box.measures(10));
        assertThat(collector.mqttPort()).isPositive();
      }
      String backup = TestDatabase.backup(database);
      try (Collector collector = delivery.collector(database)) {
        delivery.delivers(box.measures(10));
        assertThat(collector.mqttPort()).isPositive();
      }
      TestDatabase.restore(database, backup);
      try (Collector collector = delivery.collector(database)) {
        assertThat(number(database, ROWS)).isEqualTo(10);
        delivery.delivers(box.measures(5));
        assertThat(number(database, ROWS)).isEqualTo(25);
        assertThat(number(database, READINGS)).isEqualTo(25);
        assertThat(text(database, "select kind from fork")).isEqualTo("store-went-back");
        isDecided(collector);
      }
    }
  }

  // Its collector runs on: what that remembers of the database must not count.
  @Test
  void aBackupPutUnderARunningCollectorGetsWhatWasReceiptedSince() throws Exception {
    try (Box box = delivery.box("box")) {
      try (Collector collector = delivery.collector(database)) {
        delivery.delivers(box.measures(10));
        assertThat(collector.mqttPort()).isPositive();
      }
      String backup = TestDatabase.backup(database);
      try (Collector collector = delivery.collector(database)) {
        delivery.delivers(box.measures(10));
        TestDatabase.restore(database, backup);
        try (Publisher publisher = delivery.publisher(box.measures(5))) {
          delivery.drained(box);
          assertThat(publisher.state().depth().batches()).isZero();
        }
        assertThat(number(database, ROWS)).isEqualTo(25);
        assertThat(number(database, READINGS)).isEqualTo(25);
        isDecided(collector);
      }
    }
  }

  // The gateway begins a new journal on a damaged card and forgets how far the old one was stored:
  // it says so in its last word of it.
  @Test
  void anOlderBackupAndADamagedJournalLeaveNoHoleThatNobodyDeclared() throws Exception {
    long epoch;
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box")) {
      delivery.delivers(box.measures(10));
      epoch = box.journal().epoch();
      assertThat(collector.mqttPort()).isPositive();
    }
    String backup = TestDatabase.backup(database);
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", after(10))) {
      delivery.delivers(box.measures(10));
      assertThat(collector.mqttPort()).isPositive();
    }
    TestDatabase.restore(database, backup);
    damage(folder.resolve("box"));
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", after(30))) {
      assertThat(box.journal().epoch()).isNotEqualTo(epoch);
      delivery.delivers(box.measures(2));
      assertThat(
              text(
                  database,
                  "select string_agg(seq::text, ' ' order by seq) from ledger where status = 'lost'"
                      + " and epoch = "
                      + epoch))
          .isEqualTo("12 13 14 15 16 17 18 19 20 21");
      assertThat(number(database, READINGS)).isEqualTo(12);
      assertThat(ledger(collector)).isEqualTo(1);
    }
  }

  // What went ahead of a backlog is beyond the last receipt; the backlog itself, and that too, is
  // carried on under the numbers of the journal that follows.
  @Test
  void whatAJournalHadBeyondItsEndIsNotMissing() throws Exception {
    String[] until = {"--to", "2026-01-01T00:00:32Z"};
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box")) {
      delivery.delivers(box.measures(10));
      text(
          database,
          "with ahead as (insert into ledger (epoch, seq, kind, digest, status, boot_id, boot_millis,"
              + " rows) select epoch, 15, 1, 1, 'stored', boot_id, boot_millis + 1, 0 from ledger"
              + " where seq = 11 returning 1) select 1");
      assertThat(ledger(collector, until)).as("a hole in a journal that goes on").isEqualTo(1);
    }
    damage(folder.resolve("box"));
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box", after(30))) {
      delivery.delivers(box.measures(2));
      Delivery.Told told = delivery.ledger(collector, with(until, "--json"));
      assertThat(told.said()).contains("\"ranges\" : [ ]");
      // The damage itself is told: what no receipt covers may have been there.
      assertThat(told.exitCode()).isEqualTo(1);
      assertThat(told.said()).contains("journal damaged");
      assertThat(ledger(collector, "--to", "2026-01-01T00:00:10Z")).as("before it").isZero();
    }
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  /** The end of the last segment is not what was written. */
  private static void damage(Path journal) throws Exception {
    try (var files = Files.list(journal)) {
      Path segment =
          files.filter(file -> file.toString().endsWith(".db")).sorted().toList().getLast();
      byte[] bytes = Files.readAllBytes(segment);
      Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x5A);
      Files.write(segment, bytes);
    }
  }

  // Neither has to send a batch that contradicts: they take each other's place.
  @Test
  void twoBoxesThatTakeEachOthersConnectionAreToldBeforeTheirJournalsContradict() throws Exception {
    try (Collector collector = delivery.collector(database)) {
      try (Box box = delivery.box("box")) {
        delivery.delivers(box.measures(5));
      }
      delivery.copy("box", "clone");
      try (Box box = delivery.box("box", after(5));
          Box clone = delivery.box("clone", after(7));
          Publisher one = delivery.publisher(box);
          Publisher other = delivery.publisher(clone)) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  box.clock.advance(1_000);
                  clone.clock.advance(1_000);
                  return number(database, "select count(*) from fork where kind = 'changes-hands'")
                      == 1;
                });
        assertThat(text(database, "select reason from fork where kind = 'changes-hands'"))
            .matches("run [0-9a-f]{16} at .* and run [0-9a-f]{16} at .* take each other's place");
        assertThat(one.state().fork()).isEmpty();
        assertThat(other.state().fork()).isEmpty();
        box.measures(3);
        clone.measures(4);
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  box.clock.advance(1_000);
                  clone.clock.advance(1_000);
                  return box.journal().depth().batches() + clone.journal().depth().batches() == 0;
                });
      }
      // A receipt that was for the other one freed nothing: both have everything stored.
      assertThat(number(database, READINGS)).isEqualTo(12);
      assertThat(ledger(collector)).isEqualTo(1);
    }
  }

  @Test
  void theLedgerTellsWhetherAnythingIsMissingBetweenTwoDates() throws Exception {
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box")) {
      delivery.delivers(box.measures(20));
      String[] day = {"--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T00:00:10Z"};
      assertThat(ledger(collector, day)).isZero();
      text(database, "with gone as (delete from ledger where seq = 9 returning 1) select 1");
      assertThat(ledger(collector, day)).isEqualTo(1);
      String[] later = {"--from", "2026-01-01T00:00:12Z", "--to", "2026-01-01T00:00:15Z"};
      assertThat(ledger(collector, later)).as("the hole is not of that time").isZero();
      assertThat(ledger(collector, "--from", "yesterday")).isEqualTo(2);
    }
  }

  /** A box that starts again so many seconds after the first one did. */
  private static ManualClock after(int seconds) {
    ManualClock clock = ManualClock.trusted();
    clock.reboot();
    clock.advance(seconds * 1_000L);
    return clock;
  }

  /** The ledger says so, the operator decides, and then nothing is left to decide. */
  private void isDecided(Collector collector) throws Exception {
    assertThat(ledger(collector)).isEqualTo(1);
    assertThat(ledger(collector, "--decide", "we know why")).isZero();
    assertThat(number(database(), "select count(*) from fork where decided_at is null")).isZero();
    assertThat(text(database(), "select what || ' ' || reason from decision"))
        .isEqualTo("settled we know why");
  }

  private String database() throws Exception {
    String line = Files.readAllLines(folder.resolve("collector.yaml")).get(3);
    return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
  }

  private int ledger(Collector collector, String... arguments) throws Exception {
    return delivery.ledger(collector, arguments).exitCode();
  }
}
