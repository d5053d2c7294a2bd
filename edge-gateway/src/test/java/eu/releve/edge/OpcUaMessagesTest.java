package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.simulate.LossyMessages;
import eu.releve.edge.simulate.LossyMessages.Again;
import eu.releve.edge.simulate.OpcUaMeterServer.Restart;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a subscription that do not arrive. Each look at the node finds the next number. */
@Timeout(180)
class OpcUaMessagesTest {
  private static final String METER =
      """
      - id: boiler
        point: main
        bus: chiller
        from: 2025-01-01
        period: 1d
        sampling: 100ms
        queue: 1000
        registers: [ { is: heat-energy, node: "ns=2;s=Boiler.Energy", unit: J } ]
      """;

  private final AtomicLong looks = new AtomicLong();
  @TempDir private Path data;
  private ServerKeys keys = ServerKeys.none();

  @BeforeEach
  void openKeys() {
    keys = ServerKeys.in(data);
  }

  private OpcUaRig watched() throws Exception {
    SitePlan plan = OpcUaRig.plan(FreePorts.one(), "", METER);
    OpcUaRig rig =
        new OpcUaRig(
            plan, plan, (meter, register, at) -> BigDecimal.valueOf(looks.incrementAndGet()), keys);
    rig.trust(keys);
    rig.awaitTold();
    return rig;
  }

  /** The next messages do not arrive. */
  private static LossyMessages lose(OpcUaRig rig, int messages, Again again) {
    LossyMessages its = rig.server().messages();
    its.again(again);
    its.loseNext(messages);
    rig.until(() -> its.lost() == messages);
    return its;
  }

  private static void assertNothingIsMissing(OpcUaRig rig, long from) {
    rig.awaitTold();
    assertThat(rig.missingFrom(from)).isEmpty();
    assertThat(rig.losses()).isEmpty();
  }

  private static long lastValue(OpcUaRig rig) {
    return rig.rows().getLast().value();
  }

  @Test
  void aMessageThatDoesNotArriveIsAskedForAgain() throws Exception {
    try (OpcUaRig rig = watched()) {
      long from = lastValue(rig);
      lose(rig, 3, Again.GIVEN);
      assertNothingIsMissing(rig, from);
    }
  }

  @Test
  void aServerThatHasNoTimeForAMessageIsAskedOnceMore() throws Exception {
    try (OpcUaRig rig = watched()) {
      long from = lastValue(rig);
      LossyMessages messages = lose(rig, 1, Again.REFUSED);
      rig.until(() -> messages.refused() >= 1);
      messages.again(Again.GIVEN);
      assertNothingIsMissing(rig, from);
    }
  }

  // Those behind it have come, and must not be acknowledged: the next connection needs them.
  @Test
  void aConnectionThatEndsWhileAMessageIsMissingLosesNothing() throws Exception {
    try (OpcUaRig rig = watched()) {
      long from = lastValue(rig);
      LossyMessages messages = lose(rig, 1, Again.REFUSED);
      rig.until(() -> messages.refused() >= 1);
      rig.server().restart(Restart.KEEPS);
      messages.again(Again.GIVEN);
      rig.until(() -> rig.line.link().counts().continued() == 1);
      assertNothingIsMissing(rig, from);
    }
  }

  @Test
  void aMessageThatTheServerNoLongerHasIsToldAsALossAndThoseBehindItAreTaken() throws Exception {
    try (OpcUaRig rig = watched()) {
      long from = lastValue(rig);
      lose(rig, 1, Again.GONE);
      rig.awaitTold();
      assertThat(rig.missingFrom(from)).isNotEmpty();
      assertThat(rig.line.link().counts().lostMessages()).isEqualTo(1);
      assertThat(rig.losses()).hasSize(1).allMatch(text -> text.contains("1 messages never came"));
    }
  }
}
