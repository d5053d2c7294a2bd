package eu.releve.cloud;

import static eu.releve.cloud.Delivery.number;
import static eu.releve.cloud.Delivery.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.Delivery.Box;
import eu.releve.cloud.Delivery.Road;
import eu.releve.cloud.broker.BrokerStatus;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.publish.Publisher;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collectors that share a real broker: nothing lost, nothing twice, receipts that are right. */
class BehindABrokerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ROWS = "select count(*) from reading";
  private static final String READINGS = "select count(distinct (instant, value)) from reading";
  private static final String ONLINE = "select count(*) from gateway where online";

  @TempDir private Path folder;
  private Delivery delivery;
  private String database;

  @BeforeEach
  void start() throws Exception {
    delivery = new Delivery(folder, Road.BROKER);
    database = TestDatabase.freshUrl();
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  private static void isConnected(Collector collector) {
    await()
        .atMost(PATIENCE)
        .until(() -> collector.broker().filter(BrokerStatus::isConnected).isPresent());
  }

  @Test
  void twoCollectorsShareWhatOneGatewaySendsAndNeitherStoresItTwice() throws Exception {
    try (Collector one = delivery.collector(database);
        Collector other = delivery.another(database);
        Box box = delivery.box("box")) {
      isConnected(one);
      isConnected(other);
      delivery.delivers(box.measures(200));
      assertThat(number(database, ROWS)).isEqualTo(200);
      assertThat(number(database, READINGS)).isEqualTo(200);
      assertThat(one.ingest().status().batches()).as("one").isPositive();
      assertThat(other.ingest().status().batches()).as("the other").isPositive();
      assertThat(number(database, "select count(*) from ledger where status <> 'stored'")).isZero();
      assertThat(number(database, "select count(*) from fork")).isZero();
    }
  }

  @Test
  void whenOneOfTwoCollectorsStopsTheOtherTakesEverything() throws Exception {
    try (Collector one = delivery.collector(database);
        Box box = delivery.box("box");
        Publisher publisher = delivery.publisher(box)) {
      isConnected(one);
      try (Collector other = delivery.another(database)) {
        isConnected(other);
        box.measures(50);
        await().atMost(PATIENCE).until(() -> other.ingest().status().batches() > 0);
      }
      box.measures(50);
      delivery.drained(box);
      assertThat(publisher.state().fork()).isEmpty();
      assertThat(number(database, ROWS)).isEqualTo(100);
      assertThat(number(database, READINGS)).isEqualTo(100);
    }
  }

  // Neither the retained receipt nor a session is there any more; whoever connects asks.
  @Test
  void aBrokerThatForgotEverythingCostsNothing() throws Exception {
    try (Collector collector = delivery.collector(database);
        Box box = delivery.box("box");
        Publisher publisher = delivery.publisher(box)) {
      delivery.drained(box.measures(20));
      await().atMost(PATIENCE).until(() -> number(database, ONLINE) == 1);
      delivery.broker().kill();
      box.measures(20);
      await().atMost(PATIENCE).until(() -> number(database, ONLINE) == 0);
      delivery.broker().begin();
      delivery.drained(box);
      await().atMost(PATIENCE).until(() -> number(database, ONLINE) == 1);
      assertThat(publisher.state().fork()).isEmpty();
      assertThat(number(database, ROWS)).isEqualTo(40);
      assertThat(number(database, "select count(*) from fork")).isZero();
      assertThat(collector.broker().orElseThrow().connections()).isGreaterThanOrEqualTo(2);
    }
  }

  // A retained receipt of before is lower than what was receipted since: it is no older store.
  @Test
  void aRetainedReceiptThatIsOldIsNoSignOfAnOlderStore() throws Exception {
    try (Box box = delivery.box("box")) {
      byte[] old;
      try (Collector collector = delivery.collector(database)) {
        isConnected(collector);
        delivery.delivers(box.measures(5));
      }
      try (RetainedReceipt receipt = new RetainedReceipt(delivery.broker().endpoint())) {
        old = receipt.now();
        try (Collector collector = delivery.collector(database)) {
          isConnected(collector);
          delivery.delivers(box.measures(5));
        }
        receipt.put(old);
        assertThat(receipt.now()).isEqualTo(old);
        try (Collector collector = delivery.collector(database)) {
          isConnected(collector);
          delivery.delivers(box.measures(5));
        }
      }
      assertThat(number(database, ROWS)).isEqualTo(15);
      assertThat(text(database, "select coalesce(string_agg(kind, ' '), 'none') from fork"))
          .isEqualTo("none");
    }
  }
}
