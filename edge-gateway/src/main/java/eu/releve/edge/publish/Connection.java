package eu.releve.edge.publish;

/** Where the publisher stands, for the console. Moments are milliseconds of the boot clock. */
public sealed interface Connection {
  /**
   * The server has accepted the gateway and its subscription.
   *
   * @param sinceBootMillis since when.
   * @param way which one leads there, such as {@code mqtts://HOST:PORT}.
   */
  record Connected(long sinceBootMillis, String way) implements Connection {}

  /**
   * No connection; attempts go on.
   *
   * @param sinceBootMillis since when, whatever the reasons since.
   * @param trouble of the last failure, as people on site see it.
   * @param reason of the last failure, as the program saw it.
   */
  record Disconnected(long sinceBootMillis, Trouble trouble, String reason) implements Connection {}

  /**
   * The publisher was stopped.
   *
   * @param sinceBootMillis since when.
   */
  record Stopped(long sinceBootMillis) implements Connection {}
}
