package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.simulate.OpcUaMeterServer.Restart;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.Readings.Row;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.milo.opcua.sdk.server.subscriptions.SubscriptionManager;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways at one server, as one user. The server restarts, counts its subscriptions from one
 * again, and the second gateway is the first to be back: it is given the number that the first
 * gateway's subscription had.
 */
@Timeout(180)
class OpcUaForeignSubscriptionTest {
  private static final long OTHERS = 1_000_000;

  private static final String OURS =
      OpcUaRig.watched("{ is: heat-energy, node: \"ns=2;s=Ours\", unit: J }");

  private static final String THEIRS =
      OURS.replace("boiler", "other").replace("s=Ours", "s=Theirs");

  @TempDir private Path data;

  private final AtomicLong looks = new AtomicLong();
  private ServerKeys keys = ServerKeys.none();
  private int port;

  @BeforeEach
  void openKeys() throws Exception {
    keys = ServerKeys.in(data);
    port = FreePorts.one();
  }

  private SitePlan plan(String meters) throws Exception {
    return OpcUaRig.plan(port, "", meters);
  }

  /** Each look at a node finds the next number: ours are small, theirs are large. */
  private OpcUaRig rig() throws Exception {
    return new OpcUaRig(
        plan(OURS + THEIRS),
        plan(OURS),
        (meter, register, at) ->
            BigDecimal.valueOf(
                looks.incrementAndGet() + (meter.value().equals("other") ? OTHERS : 0)),
        keys);
  }

  /** In a process of its own a server begins with one after each start; here they all go on. */
  private static AtomicLong numbers() throws Exception {
    Field numbers = SubscriptionManager.class.getDeclaredField("SUBSCRIPTION_IDS");
    numbers.setAccessible(true);
    return (AtomicLong) numbers.get(null);
  }

  private static void reconnected(OpcUaRig.Reader reader) {
    reader.until(() -> reader.line.link().counts().begun() == 2);
    long before = reader.line.link().counts().told();
    reader.until(() -> reader.line.link().counts().told() >= before + 3);
  }

  private static void assertReadsOnlyIts(OpcUaRig.Reader reader, long from) {
    assertThat(reader.rows()).hasSizeGreaterThan(6);
    assertThat(reader.rows().stream().map(Row::value))
        .allMatch(value -> value / OTHERS == from / OTHERS);
  }

  @Test
  void aSubscriptionIsNotTakenFromAnotherThatWasGivenItsNumberAfterARestart() throws Exception {
    try (OpcUaRig rig = rig();
        OpcUaRig.Reader other = new OpcUaRig.Reader(plan(THEIRS), keys, ManualClock.trusted())) {
      long first = numbers().get();
      rig.trust(keys);
      rig.awaitTold();
      reconnectedFirst(other);
      rig.server().restart(Restart.LOSES);
      numbers().set(first);
      reconnected(other);
      assertThat(numbers().get()).isEqualTo(first + 1);

      reconnected(rig.reader);
      assertThat(rig.line.link().counts().continued()).isZero();
      assertThat(rig.losses()).singleElement().asString().contains("watching began anew");
      assertReadsOnlyIts(rig.reader, 0);
      // They were not disturbed.
      long told = other.line.link().counts().told();
      other.until(() -> other.line.link().counts().told() >= told + 3);
      assertThat(other.line.link().counts().begun()).isEqualTo(2);
      assertThat(other.line.link().counts().connections()).isEqualTo(2);
      assertReadsOnlyIts(other, OTHERS);
    }
  }

  private static void reconnectedFirst(OpcUaRig.Reader reader) {
    reader.until(() -> reader.line.link().counts().told() >= 3);
  }

  // Without a clock a server may say after each start that it began in 1970.
  @Test
  void valuesOfAnotherSubscriptionAreNotTakenForOursWhereTheServerHasNoClock() throws Exception {
    DateTime always = new DateTime(0x01BF53EB256D4000L);
    try (OpcUaRig rig = rig();
        OpcUaRig.Reader other = new OpcUaRig.Reader(plan(THEIRS), keys, ManualClock.trusted())) {
      rig.server().startedAt(always);
      long first = numbers().get();
      rig.trust(keys);
      rig.awaitTold();
      reconnectedFirst(other);
      rig.server().restart(Restart.LOSES);
      rig.server().startedAt(always);
      numbers().set(first);
      reconnected(other);
      // Its messages have numbers beyond ours by now, and would be taken for what we have missed.
      long told = other.line.link().counts().told();
      long enough = told + 3 * rig.line.link().counts().told();
      other.still(() -> other.line.link().counts().told() >= enough);
      assertThat(numbers().get()).isEqualTo(first + 1);

      reconnected(rig.reader);
      assertThat(rig.line.link().counts().continued()).isEqualTo(1);
      assertReadsOnlyIts(rig.reader, 0);
      // Theirs was taken away, and they have another now.
      other.until(() -> other.line.link().counts().begun() == 3);
      assertReadsOnlyIts(other, OTHERS);
    }
  }
}
