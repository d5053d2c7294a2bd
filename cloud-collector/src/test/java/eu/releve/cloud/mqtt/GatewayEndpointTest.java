package eu.releve.cloud.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.store.Store;
import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayEndpointTest {
  private static final Instant NOW =
      Instant.ofEpochMilli(TestJournal.START_MILLIS).plusSeconds(7_200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Porch porch = Porch.open();
  private final TestJournal journal = new TestJournal("gw-1", 1, 3);
  private Database database;
  private Ingest ingest;
  private GatewayEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    ingest =
        Ingest.start(
            database, new Store(database.ingest(), database.store(), () -> NOW), () -> NOW);
    endpoint =
        GatewayEndpoint.listen(
            porch,
            List.of(new Entrance.Plain(new Endpoint("127.0.0.1", 0))),
            ingest,
            Admission.ALL);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    ingest.close();
    database.close();
    porch.close();
  }

  @Test
  void aReceiptFollowsTheCommitAndEachSubscription() throws Exception {
    SealedBatch last;
    try (PahoGateway gateway = connect("gw-1")) {
      gateway.subscribe();
      gateway.publish(journal.catalogueBatch());
      last = journal.readings(1);
      gateway.publish(last);
      Receipt expected = new Receipt(database.store(), journal.epoch(), 2, last.digest());
      await().atMost(PATIENCE).until(() -> gateway.newest().equals(Optional.of(expected)));
    }
    try (PahoGateway again = connect("gw-1")) {
      again.subscribe();
      await().atMost(PATIENCE).until(() -> again.receipts.size() == 1);
      assertThat(again.receipts.getFirst().digest()).isEqualTo(last.digest());
    }
  }

  @Test
  void aClientThatMisbehavesIsDisconnectedAndHarmsNobodyElse() throws Exception {
    try (PahoGateway good = connect("gw-1")) {
      good.subscribe();
      good.publish(journal.catalogueBatch());
      byte[] batch = journal.readings(1).bytes();
      byte[] torn = batch.clone();
      torn[torn.length / 2] ^= 1;
      assertThat(after("bad-1", "releve/1/gw-1/data", 1, batch)).isEqualTo(0x87);
      assertThat(after("bad-2", "elsewhere", 1, batch)).isEqualTo(0x87);
      assertThat(after("bad-3", "releve/1/bad-3/data", 1, torn)).isEqualTo(0x99);
      assertThat(after("bad-4", "releve/1/bad-4/data", 1, new byte[0])).isEqualTo(0x99);
      assertThat(after("bad-5", "releve/1/bad-5/data", 0, batch)).isEqualTo(0x9B);
      try (RawClient listener = new RawClient(endpoint.ports().getFirst())) {
        assertThat(listener.connect("bad-7", 5)).isZero();
        listener.subscribe("releve/1/gw-1/receipt", 1);
        assertThat(listener.disconnectReason()).isEqualTo(0x87);
      }
      assertThat(after("bad-6", "releve/1/bad-6/data", 1, new byte[1 << 20])).isEqualTo(0x95);
      assertThat(endpoint.refusals())
          .containsAllEntriesOf(
              Map.of(
                  Refusal.FOREIGN_TOPIC, 3L,
                  Refusal.UNREADABLE, 2L,
                  Refusal.QOS, 1L,
                  Refusal.TOO_LARGE, 1L));
      good.publish(journal.readings(2));
      good.publish(journal.readings(3));
      await().atMost(PATIENCE).until(() -> number("select count(*) from ledger") == 3);
      assertThat(good.isConnected()).isTrue();
      assertThat(number("select count(*) from gateway")).isEqualTo(1);
    }
  }

  @Test
  void aTopicMayBeNamedOnceAndThenByItsAliasAlone() throws Exception {
    String own = "releve/1/" + journal.gateway() + "/data";
    try (RawClient client = new RawClient(endpoint.ports().getFirst())) {
      assertThat(client.connect(journal.gateway().value(), 5)).isZero();
      client.publishAs(1, own, 1, journal.catalogueBatch().bytes());
      client.publishAs(1, "", 2, journal.readings(1).bytes());
      client.publishAs(2, own, 3, journal.readings(2).bytes());
      client.publishAs(2, "", 4, journal.readings(3).bytes());
      await().atMost(PATIENCE).until(() -> number("select count(*) from ledger") == 4);
    }
    byte[] batch = journal.readings(4).bytes();
    assertThat(afterAlias("gw-2", 1, "", batch)).as("never given").isEqualTo(0x94);
    assertThat(afterAlias("gw-3", 0, "releve/1/gw-3/data", batch)).isEqualTo(0x94);
    assertThat(afterAlias("gw-4", 4, "releve/1/gw-4/data", batch)).isEqualTo(0x94);
    assertThat(afterAlias("gw-5", 1, own, batch)).as("another's topic").isEqualTo(0x87);
    assertThat(endpoint.refusals()).containsEntry(Refusal.TOPIC_ALIAS, 3L);
    assertThat(number("select count(*) from ledger")).isEqualTo(4);
  }

  private int afterAlias(String id, int alias, String topic, byte[] payload) throws Exception {
    try (RawClient client = new RawClient(endpoint.ports().getFirst())) {
      assertThat(client.connect(id, 5)).isZero();
      client.publishAs(alias, topic, 1, payload);
      return client.disconnectReason();
    }
  }

  // A hundred megabytes are refused by their announcement, and a gateway beside them sees nothing.
  @Test
  void aMessageOfAHundredMegabytesIsRefusedBeforeItIsRead() throws Exception {
    try (PahoGateway good = connect("gw-1");
        RawClient flood = new RawClient(endpoint.ports().getFirst())) {
      good.publish(journal.catalogueBatch());
      assertThat(flood.connect("bad-8", 5)).isZero();
      flood.announce(100 << 20);
      assertThat(flood.disconnectReason()).isEqualTo(0x95);
      assertThat(endpoint.refusals()).containsEntry(Refusal.TOO_LARGE, 1L);
      good.publish(journal.readings(1));
      assertThat(good.isConnected()).isTrue();
    }
  }

  @Test
  void whoIsNoGatewayDoesNotGetIn() throws Exception {
    try (RawClient client = new RawClient(endpoint.ports().getFirst())) {
      assertThat(client.connect("Not A Gateway", 5)).isEqualTo(0x85);
    }
    try (RawClient client = new RawClient(endpoint.ports().getFirst())) {
      assertThat(client.connect("gw-1", 4)).isEqualTo(1);
    }
    assertThat(endpoint.refusals()).containsEntry(Refusal.CLIENT_ID, 1L);
    assertThat(endpoint.refusals()).containsEntry(Refusal.PROTOCOL, 1L);
    assertThat(endpoint.connections()).isZero();
  }

  // Port scanners, other protocols, and half-open lines are counted, whatever they say.
  @Test
  void whoNeverConnectsIsCounted() throws Exception {
    try (RawClient chatter = new RawClient(endpoint.ports().getFirst())) {
      chatter.send('G', "ET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      chatter.awaitEnd();
    }
    try (RawClient hasty = new RawClient(endpoint.ports().getFirst())) {
      hasty.publish("releve/1/gw-1/data", 1, 1, new byte[0]);
      hasty.awaitEnd();
    }
    new RawClient(endpoint.ports().getFirst()).close();
    await()
        .atMost(PATIENCE)
        .until(() -> endpoint.refusals().getOrDefault(Refusal.NO_CONNECT, 0L) == 3);
    try (PahoGateway gateway = connect("gw-1")) {
      assertThat(gateway.isConnected()).isTrue();
    }
    await().atMost(PATIENCE).until(() -> endpoint.connections() == 0);
    assertThat(endpoint.refusals()).containsEntry(Refusal.NO_CONNECT, 3L);
  }

  @Test
  void aSecondConnectionTakesOverAndALastWillSaysWhoIsGone() throws Exception {
    PahoGateway first = connect("gw-1");
    first.online();
    await().atMost(PATIENCE).until(() -> isOnline("gw-1"));
    try (PahoGateway second = connect("gw-1")) {
      await().atMost(PATIENCE).until(() -> first.disconnects.contains(0x8E));
      second.online();
      second.subscribe();
      second.publish(journal.catalogueBatch());
      await().atMost(PATIENCE).until(() -> second.newest().isPresent());
      assertThat(endpoint.connections()).isEqualTo(1);
      assertThat(isOnline("gw-1")).isTrue();
      second.drop();
      await().atMost(PATIENCE).until(() -> !isOnline("gw-1"));
    }
    first.close();
  }

  private PahoGateway connect(String gateway) throws Exception {
    return new PahoGateway(endpoint.ports().getFirst(), new GatewayId(gateway));
  }

  private int after(String client, String topic, int qos, byte[] payload) throws Exception {
    try (RawClient raw = new RawClient(endpoint.ports().getFirst())) {
      assertThat(raw.connect(client, 5)).isZero();
      raw.publish(topic, qos, 1, payload);
      return raw.disconnectReason();
    }
  }

  private boolean isOnline(String gateway) throws SQLException {
    return number("select count(*) from gateway where online and id = '" + gateway + "'") == 1;
  }

  private long number(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
