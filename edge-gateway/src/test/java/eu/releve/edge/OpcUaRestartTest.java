package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.simulate.OpcUaMeterServer.Restart;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that goes and comes back again and again: half of the times it has kept the
 * subscription, because it only could not be reached, half of the times lost it, and sometimes it
 * shows another certificate. {@code ./releve soak opcua} is 500 times.
 */
@Timeout(3_600)
class OpcUaRestartTest {
  private static final int RESTARTS = Boolean.getBoolean("releve.soak") ? 500 : 20;
  private static final int ANOTHER_CERTIFICATE_EVERY = 10;

  private static final String METER =
      OpcUaRig.watched("{ is: heat-energy, node: \"ns=2;s=Boiler.Energy\", unit: J }");

  @TempDir private Path data;

  private final AtomicLong looks = new AtomicLong();

  /** Each look at the node finds the next whole number. */
  private OpcUaRig rig(String meter, ServerKeys keys) throws Exception {
    SitePlan plan = OpcUaRig.plan(FreePorts.one(), "", meter);
    return new OpcUaRig(
        plan, plan, (its, register, at) -> BigDecimal.valueOf(looks.incrementAndGet()), keys);
  }

  @Test
  void aWatchedNodeIsToldAgainAfterEveryRestart() throws Exception {
    ServerKeys keys = ServerKeys.in(data);
    try (OpcUaRig rig = rig(METER, keys)) {
      int kept = 0;
      int begun = 1;
      rig.trust(keys);
      rig.awaitTold();
      for (int i = 1; i <= RESTARTS; i++) {
        Restart how =
            i % 2 == 1
                ? Restart.KEEPS
                : i % ANOTHER_CERTIFICATE_EVERY == 0 ? Restart.CHANGES_CERTIFICATE : Restart.LOSES;
        long before = rig.line.link().counts().connections();
        long last = rig.rows().getLast().value();
        rig.server().restart(how);
        if (how == Restart.CHANGES_CERTIFICATE) {
          rig.trust(keys);
        }
        rig.until(() -> rig.line.link().counts().connections() > before);
        rig.awaitTold();
        kept += how == Restart.KEEPS ? 1 : 0;
        begun += how == Restart.KEEPS ? 0 : 1;
        OpcUaLink.Counts counts = rig.line.link().counts();
        assertThat(counts.continued()).as("restart %d, %s", i, how).isEqualTo(kept);
        assertThat(counts.begun()).as("restart %d, %s", i, how).isEqualTo(begun);
        if (how == Restart.KEEPS) {
          // What the server found while it could not be reached has waited in its queue.
          assertThat(rig.missingFrom(last)).as("restart %d", i).isEmpty();
        }
      }
      assertThat(rig.line.link().counts().overflows()).isZero();
      assertThat(rig.line.link().counts().lostMessages()).isZero();
      assertThat(rig.losses()).isNotEmpty().allMatch(text -> text.contains("watching began anew"));
    }
  }

  @Test
  void whatTheServerHadToDropWhileItWasAwayIsTold() throws Exception {
    ServerKeys keys = ServerKeys.in(data);
    try (OpcUaRig rig = rig(METER.replace("queue: 1000", "queue: 2"), keys)) {
      rig.trust(keys);
      rig.awaitTold();
      rig.server().goAway();
      long before = looks.get();
      rig.until(() -> looks.get() > before + 20);
      rig.server().comeBack();
      rig.until(() -> rig.line.link().counts().continued() == 1);
      rig.awaitTold();
      assertThat(rig.line.link().counts().overflows()).isPositive();
      assertThat(rig.line.link().counts().lostMessages()).isZero();
      assertThat(rig.losses()).isNotEmpty().allMatch(text -> text.contains("had to drop"));
    }
  }
}
