package eu.releve.cloud.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.push.Pushes;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.settings.BrokerSettings;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Topics;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What collectors keep at a real broker for gateways to do, from a real store. */
@Timeout(900)
class BoardTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private Mosquitto broker;
  private Database database;
  private Ingest ingest;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.open(folder);
    database = TestDatabase.fresh();
    ingest =
        Ingest.start(
            database, new Store(database.ingest(), database.store(), Instant::now), Instant::now);
    execute("insert into organisation (name, title) values ('syndic-a', 'A')");
    for (String gateway : List.of("gw-1", "gw-2", "gw-3")) {
      execute(
          "insert into gateway (id, organisation) select '%s', id from organisation where name ="
                  .formatted(gateway)
              + " 'syndic-a'");
    }
  }

  @AfterEach
  void stop() {
    ingest.close();
    database.close();
    broker.close();
  }

  private BrokerLink link(String name) {
    return BrokerLink.start(
        new BrokerSettings(Way.parse("mqtt://" + broker.endpoint()), name, Optional.empty(), false),
        Optional::empty,
        ingest,
        Set::of,
        new Pushes(database.ingest()),
        new Random(1));
  }

  private void execute(String statement) throws Exception {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.execute();
    }
  }

  private static byte[] command(String gateway, long version) {
    String plan = "site: of-version-" + version + "\n";
    PlanOrder order =
        new PlanOrder(
            new GatewayId(gateway),
            new OrganisationId("syndic-a"),
            Optional.empty(),
            version,
            SitePlan.hash("before"),
            SitePlan.hash(plan),
            "anne",
            Duration.ofMinutes(1));
    return Wire.encode(new PlanCommand(Wire.encode(order), new byte[] {1}, List.of(), plan));
  }

  /** Something waits for a gateway. */
  private byte[] waits(String gateway, long version) throws Exception {
    byte[] command = command(gateway, version);
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into plan_push (gateway, version, organisation, parent, hash, body, author,
                  confirm_seconds, pushed_at, pushed_by, command, state, state_at)
                select id, ?, organisation, '', ?, '', 'anne', 60, now(), 'anne', ?, 'waiting',
                  now()
                from gateway where id = ?""")) {
      insert.setLong(1, version);
      insert.setString(2, SitePlan.hash("site: of-version-" + version + "\n"));
      insert.setBytes(3, command);
      insert.setString(4, gateway);
      insert.execute();
    }
    return command;
  }

  private void becomes(String gateway, String state) throws Exception {
    execute("update plan_push set state = '%s' where gateway = '%s'".formatted(state, gateway));
  }

  private void keeps(String gateway, byte[] command) {
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .untilAsserted(
            () ->
                assertThat(RetainedCommands.at(broker.endpoint()))
                    .containsEntry(new Topics(new GatewayId(gateway)).command(), command));
  }

  private void keepsOnly(int commands) {
    await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .untilAsserted(() -> assertThat(RetainedCommands.at(broker.endpoint())).hasSize(commands));
  }

  @Test
  void whatWaitsIsKeptUntilItIsAnsweredWhicheverCollectorHearsTheAnswer() throws Exception {
    byte[] first = waits("gw-1", 1);
    try (BrokerLink one = link("releve.one");
        BrokerLink other = link("releve.other")) {
      keeps("gw-1", first);
      byte[] second = waits("gw-2", 1);
      keeps("gw-2", second);
      await()
          .atMost(PATIENCE)
          .until(() -> new Pushes(database.ingest()).waiting().getFirst().isSent());
      becomes("gw-1", "applied");
      keepsOnly(1);
      // A later one in the place of the one before.
      byte[] later = waits("gw-2", 2);
      keeps("gw-2", later);
      becomes("gw-2", "withdrawn");
      keepsOnly(0);
      assertThat(one.status().trouble()).isEmpty();
      assertThat(other.status().trouble()).isEmpty();
    }
  }

  @Test
  void aBrokerThatHasLostWhatItKeptGetsItAgainAndNothingThatWasAnsweredMeanwhile()
      throws Exception {
    byte[] first = waits("gw-1", 1);
    waits("gw-2", 1);
    try (BrokerLink one = link("releve.one");
        BrokerLink other = link("releve.other")) {
      keepsOnly(2);
      broker.kill();
      becomes("gw-2", "confirmed");
      broker.begin();
      keeps("gw-1", first);
      keepsOnly(1);
      // Lost while everybody is connected.
      RetainedCommands.put(broker.endpoint(), "gw-1", new byte[0]);
      keeps("gw-1", first);
      assertThat(one.status().isConnected() || other.status().isConnected()).isTrue();
    }
  }

  @Test
  void whatIsThereFromBeforeAndWaitsForNobodyIsTakenAway() throws Exception {
    RetainedCommands.put(broker.endpoint(), "gw-1", command("gw-1", 7));
    RetainedCommands.put(broker.endpoint(), "gw-2", new byte[] {1, 2, 3});
    RetainedCommands.put(broker.endpoint(), "gw-9", command("gw-9", 1));
    byte[] third = waits("gw-3", 3);
    RetainedCommands.put(broker.endpoint(), "gw-3", command("gw-3", 2));
    try (BrokerLink one = link("releve.one")) {
      keeps("gw-3", third);
      keepsOnly(1);
      assertThat(one.status().refusals().values()).allMatch(count -> count == 0);
    }
  }
}
