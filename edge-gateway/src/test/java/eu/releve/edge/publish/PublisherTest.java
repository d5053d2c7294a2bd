package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.journal.Limits;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.wire.Digest;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.core.ConditionFactory;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Mosquitto, with a small collector that gives receipts. */
class PublisherTest {
  private static final GatewayId GATEWAY = new GatewayId("gw-1");
  private static final UUID STORE = new UUID(7, 7);
  private static final Pace BRISK =
      new Pace(
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ofSeconds(2));

  /** Notices a dead line before it would repeat anything, as the usual pace does. */
  private static final Pace LISTENING =
      new Pace(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ofSeconds(1));

  @TempDir Path folder;
  private LinuxBootClock clock;
  private Broker broker;
  private Journal journal;
  private TestCollector collector;

  @BeforeEach
  void start() throws IOException, JournalException {
    broker = Broker.start(folder);
    clock = LinuxBootClock.open(true);
    journal = Journal.open(Files.createDirectory(folder.resolve("journal")), clock);
    collector = new TestCollector(GATEWAY, STORE, true);
    declare();
  }

  private void declare() throws JournalException {
    Declared water =
        new Declared(
            new MeterId("w3b"),
            RegisterName.of(Quantity.WATER_VOLUME),
            Resolution.ONE_STEP,
            Unit.M3);
    journal.declare(new SiteId("tilleuls-12"), List.of(water), "site: tilleuls-12\n");
  }

  @AfterEach
  void stop() throws Exception {
    if (journal != null) {
      journal.close();
      collector.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void everythingArrivesOnceByteForByteAndIsReceipted() throws Exception {
    append(300);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      append(50);
      soon().until(() -> journal.depth().batches() == 0);

      assertThat(collector.arrivals()).doesNotHaveDuplicates();
      assertThat(collector.arrivals()).filteredOn(seq -> seq <= 301).isSorted();
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Connected.class);
      assertThat(publisher.state().lastReceipt()).isPresent();
      assertThat(publisher.state().traffic().repeated()).isZero();
    }
    assertCollectorHasAll();
    soon()
        .untilAsserted(
            () ->
                assertThat(collector.states().getLast())
                    .matches("\\{\"state\":\"offline\",\"run\":\"[0-9a-f]{16}\"}"));
    assertThat(collector.states().getFirst())
        .matches("\\{\"state\":\"online\",\"run\":\"[0-9a-f]{16}\"}");
  }

  @Test
  void aJournalThatTheDiskRefusesMakesNoConnectionUntilItIsThere() throws Exception {
    journal.close();
    Path refusing = folder.resolve("refusing");
    Path obstacle = Files.createDirectories(refusing.resolve("lock"));
    journal = Journal.openPatiently(refusing, clock, Limits.USUAL);
    declare();
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> publisher.state().traffic().failures() >= 3);
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Disconnected.class);
      assertThat(publisher.state().traffic().connections()).isZero();
      assertThat(collector.states()).isEmpty();
      Files.delete(obstacle);
      append(10);
      soon().until(() -> collector.arrivals().size() >= 11 && journal.depth().batches() == 0);
      assertThat(publisher.state().traffic().connections()).isEqualTo(1);
    }
    assertCollectorHasAll();
  }

  // Certificates are renewed while connected: all gateways would come back at once some day.
  @Test
  void whoeverIsConnectedHurriesForNothing() throws Exception {
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> publisher.state().connection() instanceof Connection.Connected);
      publisher.hurry();
      assertThat(publisher.isHurried()).isFalse();
    }
    try (Publisher publisher = publish(new Endpoint("127.0.0.1", 1))) {
      soon().until(() -> publisher.state().connection() instanceof Connection.Disconnected);
      publisher.hurry();
      long failures = publisher.state().traffic().failures();
      soon().until(() -> publisher.state().traffic().failures() > failures);
    }
  }

  @Test
  void withoutReceiptsEverythingIsPublishedAgainAndNothingIsFreed() throws Exception {
    collector = new TestCollector(GATEWAY, STORE, false);
    append(10);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> publisher.state().traffic().repeated() >= 11);
      assertThat(publisher.state().traffic().acknowledged()).isGreaterThanOrEqualTo(11);
      assertThat(journal.depth().batches()).as("an acknowledgement frees nothing").isEqualTo(11);

      collector.giveReceiptsFromNowOn();
      soon().until(() -> journal.depth().batches() == 0);
    }
    assertCollectorHasAll();
  }

  @Test
  void aCableCutAgainAndAgainLosesNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the cable cuts: " + seed);
    Random random = new Random(seed);
    collector.connect(broker.endpoint());
    try (Cable cable = new Cable(broker.endpoint());
        Publisher publisher = publish(cable.endpoint())) {
      for (int cut = 1; cut <= 8; cut++) {
        append(1 + random.nextInt(60));
        long connections = cut;
        soon().until(() -> publisher.state().traffic().connections() >= connections);
        cable.cut();
      }
      soon().until(() -> journal.depth().batches() == 0);
      assertThat(publisher.state().traffic().failures()).isGreaterThanOrEqualTo(8);
    }
    assertCollectorHasAll();
  }

  // No reset, no end: only what does not come back tells of it.
  @Test
  void aCableThatIsCutWithoutAWordIsNoticedByWhatIsOnTheWay() throws Exception {
    collector.connect(broker.endpoint());
    try (Cable cable = new Cable(broker.endpoint());
        Publisher publisher = publish(cable.endpoint(), LISTENING)) {
      append(5);
      soon().until(() -> journal.depth().batches() == 0);
      cable.swallow(true);
      append(1);
      soon().until(() -> publisher.state().connection() instanceof Connection.Disconnected);
      assertThat(publisher.state().connection())
          .asInstanceOf(InstanceOfAssertFactories.type(Connection.Disconnected.class))
          .returns(Trouble.NO_ANSWER, Connection.Disconnected::trouble);
      cable.swallow(false);
      soon().until(() -> journal.depth().batches() == 0);
    }
    assertCollectorHasAll();
  }

  @Test
  void aRestartedBrokerThatForgotEverythingLosesNothing() throws Exception {
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      append(40);
      soon().until(() -> journal.depth().batches() == 0);
      broker.kill();
      append(40);
      soon().until(() -> publisher.state().connection() instanceof Connection.Disconnected);
      broker.start();
      collector.connect(broker.endpoint());
      append(5);
      soon().until(() -> journal.depth().batches() == 0);
    }
    assertCollectorHasAll();
  }

  // A day of patience: without the check after the last receipt this would wait for its end.
  @Test
  @Timeout(60)
  void aStopEndsWithTheLastReceiptNotWithItsPatience() throws Exception {
    collector.connect(broker.endpoint());
    Publisher publisher = publish(broker.endpoint());
    append(20);
    assertThat(publisher.stop(Duration.ofDays(1))).isTrue();
    assertCollectorHasAll();
  }

  @Test
  void receiptsOutOfOrderAndDoubledCountOnce() throws Exception {
    collector = new TestCollector(GATEWAY, STORE, false);
    append(9);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> collector.batches().size() == 10);
      for (long seq : new long[] {8, 3, 8, 1, 10, 10}) {
        collector.give(seq);
      }
      soon().until(() -> publisher.state().traffic().receipts() == 6);
      soon().until(() -> journal.depth().receiptedSeq() == 10);
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Connected.class);
    }
  }

  @Test
  void aReceiptForANumberNeverSentBeginsANewEpochInWhichEverythingIsSent() throws Exception {
    collector = new TestCollector(GATEWAY, STORE, false);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> collector.batches().size() == 1);
      long before = collector.epoch();
      append(3);
      soon().until(() -> collector.batches().size() == 4);
      collector.send(new Receipt(STORE, before, 99, Digest.NONE));
      soon().until(() -> publisher.state().fork().isPresent());

      soon().until(() -> collector.arrivals().size() >= 9);
      assertThat(journal.epoch()).isNotEqualTo(before).isEqualTo(collector.epoch());
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Connected.class);
      collector.giveReceiptsFromNowOn();
      soon().until(() -> journal.depth().batches() == 0);
    }
  }

  @Test
  void anotherStoreIsOfferedWhatIsStillHeld() throws Exception {
    append(20);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> journal.depth().batches() == 0);
      collector.close();
      collector = new TestCollector(GATEWAY, new UUID(8, 8), true);
      collector.connect(broker.endpoint());
      collector.send(new Receipt(new UUID(8, 8), journal.epoch(), 0, Digest.NONE));
      // The last one says that another store answers.
      soon().until(() -> collector.batches().size() == 22);
      soon().until(() -> journal.depth().batches() == 0);
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Connected.class);
    }
  }

  // The fact that says what became of the oldest numbers lies at the end of the journal.
  @Test
  void aJournalThatOverflowedForDaysIsDeliveredHoweverMuchLiesBehindItsHoles() throws Exception {
    journal.close();
    journal =
        Journal.open(folder.resolve("journal"), clock, new Limits(512 << 10, 64 << 10, 600_000));
    append(9_000);
    long held = journal.depth().batches();
    assertThat(held).isBetween(2L * Pace.AHEAD_MAX, 8_000L);
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> journal.depth().batches() == 0);
      assertThat(collector.lost()).isNotEmpty();
      assertThat(publisher.state().traffic().repeated()).isZero();
      append(5);
      soon().until(() -> journal.depth().batches() == 0);
    }
  }

  // Behind a broker nobody ends the connection when the collector's database is replaced.
  @Test
  void anOlderBackupIsNoticedOnAConnectionThatStaysUp() throws Exception {
    collector.connect(broker.endpoint());
    append(200);
    try (Publisher publisher = publish(broker.endpoint())) {
      soon().until(() -> journal.depth().batches() == 0);
      collector.goBackTo(100);
      append(3);
      soon().until(() -> journal.depth().batches() == 0 && collector.receipted() > 203);
      assertThat(publisher.state().traffic().connections()).isGreaterThan(1);
    }
    assertCollectorHasAll();
  }

  @Test
  void stoppingPublishesUntilEverythingIsReceipted() throws Exception {
    collector.connect(broker.endpoint());
    try (Publisher publisher = publish(broker.endpoint())) {
      append(200);
      assertThat(publisher.stop(Duration.ofSeconds(30))).isTrue();
      assertThat(publisher.state().connection()).isInstanceOf(Connection.Stopped.class);
    }
    assertCollectorHasAll();
  }

  @Test
  void stoppingWithoutAServerEndsInTime() throws Exception {
    broker.kill();
    try (Publisher publisher = publish(broker.endpoint())) {
      append(2);
      long start = System.nanoTime();
      assertThat(publisher.stop(Duration.ofMillis(500))).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(publisher.state().traffic().failures()).isPositive();
    }
  }

  private Publisher publish(Endpoint server) {
    return publish(server, BRISK);
  }

  private Publisher publish(Endpoint server, Pace pace) {
    return Publisher.start(
        Uplink.onThisMachine(server), GATEWAY, journal, clock, pace, new Random(1));
  }

  private void append(int batches) throws JournalException {
    for (int batch = 0; batch < batches; batch++) {
      long now = clock.bootMillis();
      journal.append(new Readings(List.of(new Readings.Row(1, now, batch, 0))));
    }
  }

  private void assertCollectorHasAll() throws JournalException, MqttException {
    Map<Long, byte[]> stored = collector.batches();
    List<SealedBatch> written = journal.after(0, Integer.MAX_VALUE, Long.MAX_VALUE);
    assertThat(stored).hasSameSizeAs(written);
    for (SealedBatch batch : written) {
      assertThat(stored.get(batch.header().seq())).isEqualTo(batch.bytes());
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }
}
