package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.Photos;
import eu.releve.edge.poll.Today;
import eu.releve.edge.report.Reports;
import eu.releve.edge.report.SealKey;
import eu.releve.edge.state.Notebook;
import eu.releve.provisioning.settings.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commissioning at work in a gateway: it looks for awaited readings and seals what is not yet. */
final class CommissionWatch implements AutoCloseable {
  private static final long LOOK_SECONDS = 2;
  private static final int LOOKS_PER_SEALING = 30;
  private static final Logger LOG = LoggerFactory.getLogger(CommissionWatch.class);

  private final Reports reports;
  private final CountDownLatch closed = new CountDownLatch(1);

  private CommissionWatch(Reports reports) {
    this.reports = reports;
  }

  /** At work until it is closed. */
  static CommissionWatch start(
      GatewaySettings settings, Measuring measuring, Notebook notebook, BootClock clock) {
    Path folder = settings.data().resolve("commissioning");
    Commissioning commissioning =
        new Commissioning(
            new Commissioning.World(
                () -> measuring.now().site().plan(),
                measuring::view,
                measuring::readNow,
                notebook,
                clock,
                new Today(() -> measuring.now().site().plan().zone(), clock),
                measuring::note),
            new Photos(folder.resolve("photos"), notebook));
    CommissionWatch watch =
        new CommissionWatch(
            new Reports(
                commissioning, settings.gateway(), () -> SealKey.of(settings), notebook, folder));
    Thread unused = Thread.ofVirtual().name("commissioning").start(watch::keepLooking);
    return watch;
  }

  Reports reports() {
    return reports;
  }

  private void keepLooking() {
    long looks = 0;
    try {
      while (!closed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
        look(looks++ % LOOKS_PER_SEALING == 0);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever goes wrong here is no reason to stop: meters are read by others. */
  private void look(boolean seals) {
    try {
      reports.commissioning().look();
      if (seals) {
        reports.sealAll();
      }
    } catch (IOException | RuntimeException failed) {
      LOG.warn("commissioning could not look reason={}", String.valueOf(failed.getMessage()));
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
