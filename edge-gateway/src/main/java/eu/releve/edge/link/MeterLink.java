package eu.releve.edge.link;

/**
 * The way to the meters of one bus: used by one thread, one request at a time.
 *
 * <p>It connects when it is asked something, drops the connection after each failure, and lets some
 * time pass between attempts that failed. Closing it from another thread ends the request in
 * flight.
 */
public interface MeterLink extends AutoCloseable {
  /** Whether a connection is open now, for the console. */
  boolean isConnected();

  /** Before this instant of the boot clock nothing is tried, because the last attempt failed. */
  long notBeforeBootMillis();

  @Override
  void close();
}
