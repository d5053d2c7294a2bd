package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.wire.Digest;
import eu.releve.wire.Receipt;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that is no collector of ours, or has gone mad, does to a gateway. */
class BadServerTest {
  private static final GatewayId GATEWAY = new GatewayId("gw-1");
  private static final String RECEIPTS = "releve/1/gw-1/receipt";
  private static final UUID STORE = new UUID(7, 7);
  private static final Pace BRISK =
      new Pace(
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ofSeconds(20));

  @TempDir private Path folder;
  private Journal journal;
  private Impostor server;
  private Publisher publisher;

  @BeforeEach
  void start() throws Exception {
    LinuxBootClock clock = LinuxBootClock.open(true);
    journal = Journal.open(folder.resolve("journal"), clock);
    journal.declare(
        new SiteId("tilleuls-12"),
        List.of(
            new Declared(
                new MeterId("w3b"),
                RegisterName.of(Quantity.WATER_VOLUME),
                Resolution.ONE_STEP,
                Unit.M3)),
        "site: tilleuls-12\n");
    server = new Impostor();
    publisher =
        Publisher.start(
            Uplink.onThisMachine(server.endpoint()), GATEWAY, journal, clock, BRISK, new Random(1));
  }

  @AfterEach
  void stop() throws Exception {
    publisher.close();
    server.close();
    journal.close();
  }

  @Test
  void theGatewaySaysHowLargeAPacketMayBe() throws Exception {
    String connect = HexFormat.of().formatHex(server.greeting());
    assertThat(connect).as("Maximum Packet Size, MQTT 5 section 3.1.2.11.4").contains("2700010000");
  }

  @Test
  void aMessageOfAHundredMegabytesEndsTheConnectionBeforeItIsRead() throws Exception {
    OutputStream out = server.toGateway();
    soon().until(() -> publisher.state().traffic().connections() == 1);
    out.write(0x30);
    out.write(Impostor.length(100 << 20));
    byte[] piece = new byte[64 << 10];
    assertThatThrownBy(
            () -> {
              for (int sent = 0; sent < 100 << 20; sent += piece.length) {
                out.write(piece);
              }
            })
        .isInstanceOf(IOException.class);
    soon().until(() -> publisher.state().traffic().failures() >= 1);
    soon().until(() -> publisher.state().traffic().connections() >= 2);
  }

  @Test
  void aFloodOfReceiptsIsLookedAtAndChangesNothing() throws Exception {
    OutputStream out = server.toGateway();
    byte[] receipt =
        Impostor.publish(
            RECEIPTS, Wire.encode(new Receipt(STORE, journal.epoch() + 1, 7, Digest.NONE)));
    byte[] torn = Impostor.publish(RECEIPTS, "?".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 50_000; i++) {
      out.write(i % 2 == 0 ? receipt : torn);
    }
    soon().until(() -> publisher.state().traffic().receipts() == 50_000);
    assertThat(publisher.state().traffic().malformedReceipts()).isEqualTo(25_000);
    assertThat(publisher.state().fork()).isEmpty();
    assertThat(journal.depth().receiptedSeq()).isZero();
    assertThat(publisher.state().connection()).isInstanceOf(Connection.Connected.class);
  }

  // The cursor lies in the future under another's topic, or under an epoch that is not ours.
  @Test
  void aStrangersReceiptFreesNothing() throws Exception {
    OutputStream out = server.toGateway();
    byte[] ours = Wire.encode(new Receipt(STORE, journal.epoch(), 99, Digest.NONE));
    out.write(Impostor.publish("releve/1/gw-2/receipt", ours));
    out.write(Impostor.publish("elsewhere", ours));
    out.write(
        Impostor.publish(
            RECEIPTS, Wire.encode(new Receipt(STORE, ~journal.epoch(), 99, Digest.NONE))));
    soon().until(() -> publisher.state().traffic().receipts() == 1);
    assertThat(publisher.state().fork()).isEmpty();
    assertThat(journal.depth().batches()).isEqualTo(1);
  }

  @Test
  void aReceiptWithACursorInTheFutureIsAnotherHistoryAndIsSaid() throws Exception {
    long before = journal.epoch();
    server
        .toGateway()
        .write(
            Impostor.publish(RECEIPTS, Wire.encode(new Receipt(STORE, before, 99, Digest.NONE))));
    soon().until(() -> publisher.state().fork().isPresent());
    assertThat(journal.epoch()).isNotEqualTo(before);
    assertThat(journal.depth().batches()).as("nothing is freed").isPositive();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }
}
