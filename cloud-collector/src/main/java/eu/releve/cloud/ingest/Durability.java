package eu.releve.cloud.ingest;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether receipts may be sent: not for what the server may forget in a power cut. */
final class Durability {
  private static final Logger log = LoggerFactory.getLogger(Durability.class);

  private final Check check;
  private volatile List<String> broken = List.of("the database has not been asked yet");

  /** Asks the server which of its settings forbid receipts. */
  @FunctionalInterface
  interface Check extends Callable<List<String>> {
    @Override
    List<String> call() throws SQLException;
  }

  Durability(Check check) {
    this.check = check;
  }

  /** Asks again. */
  void refresh() {
    try {
      List<String> found = check.call();
      if (!found.equals(broken)) {
        if (found.isEmpty()) {
          log.info("receipts are sent: commits of this database survive a power cut");
        } else {
          log.error("NO RECEIPTS ARE SENT, gateways keep everything: database {}", found);
        }
      }
      broken = List.copyOf(found);
    } catch (SQLException away) {
      // What is not known to be durable is not receipted; workers report the outage itself.
      broken = List.of("the database cannot be asked");
    }
  }

  List<String> broken() {
    return broken;
  }
}
