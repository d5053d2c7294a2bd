package eu.releve.edge.bench;

import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Plays a plan whose meters stand still, until it is ended: a server that costs as little as it
 * can, so that a bench measures those who ask it.
 */
final class StillServer {
  private StillServer() {}

  /** The command, with the plan's file. */
  public static void main(String[] arguments) throws Exception {
    SitePlan plan = SitePlans.load(Path.of(arguments[0]), Profiles.bundled());
    try (SimulatedSite site =
        SimulatedSite.start(
            plan,
            (meter, register, at) -> BigDecimal.valueOf(1_234_000),
            () -> Instant.EPOCH,
            answers -> {})) {
      System.out.println("ready simulator, " + site.answers() + " answers");
      new CountDownLatch(1).await();
    }
  }
}
