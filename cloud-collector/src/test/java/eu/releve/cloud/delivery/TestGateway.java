package eu.releve.cloud.delivery;

import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.publish.Trouble;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.wire.Readings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A gateway from its journal on: what is appended is published. */
final class TestGateway implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Register WATER =
      new Register(new MeterId("w1"), RegisterName.of(Quantity.WATER_VOLUME));
  private static final Pace BRISK =
      new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ofSeconds(5));

  final Journal journal;
  final Publisher publisher;
  private final LinuxBootClock clock;
  private final int number;

  TestGateway(Path folder, String id, Uplink uplink) throws Exception {
    clock = LinuxBootClock.open(true);
    journal = Journal.open(folder, clock);
    number =
        journal
            .declare(
                new SiteId("tilleuls-12"),
                List.of(new Declared(WATER.meter(), WATER.name(), new Resolution(1, 0), Unit.M3)),
                "site: tilleuls-12\n")
            .getOrDefault(WATER, 0);
    publisher = Publisher.start(uplink, new GatewayId(id), journal, clock, BRISK, new Random(1));
  }

  void append(int batches) throws Exception {
    for (int i = 0; i < batches; i++) {
      journal.append(
          new Readings(List.of(new Readings.Row(number, clock.bootMillis() + i, 1_000 + i, 0))));
    }
  }

  void drained() {
    await().atMost(PATIENCE).until(() -> journal.depth().batches() == 0);
  }

  /** The way by which it is connected. */
  Optional<String> way() {
    return publisher.state().connection() instanceof Connection.Connected now
        ? Optional.of(now.way())
        : Optional.empty();
  }

  /** What the console says of its being away. */
  Optional<Trouble> trouble() {
    return publisher.state().connection() instanceof Connection.Disconnected now
            && now.trouble() != Trouble.STARTING
        ? Optional.of(now.trouble())
        : Optional.empty();
  }

  @Override
  public void close() throws JournalException {
    publisher.close();
    journal.close();
  }
}
