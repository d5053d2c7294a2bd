package eu.releve.cloud.api;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a building has new readings, as server-sent events over the database's notifications:
 * any collector can serve any building.
 *
 * <p>An event names the building only; who listens asks for what it shows. So events may be joined
 * and one that is lost costs nothing but time. An account has so many streams at a time; one more
 * is refused, for where the oldest gave way a browser would open it again at once, for ever.
 */
public final class Live implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Live.class);
  private static final String CHANNEL = "releve_live";
  private static final int STREAMS_MAX = 500;
  private static final int ACCOUNT_STREAMS_MAX = 20;
  private static final int LISTEN_MILLIS = 5_000;
  private static final long AWAY_MILLIS = 1_000;
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final int MISSED_MAX = 4;

  private final DataSource database;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Integer> open = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private boolean away;

  /** Says whether somebody may still listen: sessions end, and buildings change hands. */
  @FunctionalInterface
  interface Permit {
    boolean holds() throws SQLException;
  }

  /**
   * Who listens to what.
   *
   * @param account whose, by key.
   * @param building of which, by key.
   */
  record Watch(int account, int building, Permit permit) {}

  private record Stream(
      Watch watch, Context own, HttpServerResponse response, AtomicInteger missed) {
    void send(String text) {
      own.runOnContext(
          now -> {
            // Who reads too slowly misses events; the next one says the same.
            if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
              response.write(text);
              missed.set(0);
            }
          });
    }

    /** Says that the collector is there; who has read nothing for some time is not. */
    void beat() {
      if (missed.incrementAndGet() > MISSED_MAX) {
        own.runOnContext(now -> response.reset());
      } else {
        send(": still here\n\n");
        Thread.ofVirtual().name("live permit").start(this::ask);
      }
    }

    private void ask() {
      try {
        if (!watch.permit().holds()) {
          own.runOnContext(now -> response.end());
        }
      } catch (SQLException away) {
        log.debug("who may listen is asked again at the next heartbeat", away);
      }
    }

    void tell() {
      send("event: readings\ndata: {\"building\":%d}\n\n".formatted(watch.building()));
    }
  }

  private Live(DataSource database) {
    this.database = database;
  }

  /**
   * Listens from now on.
   *
   * @param database one of its connections is kept for listening; none of them is in a transaction.
   */
  public static Live start(DataSource database) {
    Live live = new Live(database);
    Thread.ofVirtual().name("live").start(live::run);
    return live;
  }

  /** How many listen now. */
  public int listeners() {
    synchronized (open) {
      return open.values().stream().mapToInt(count -> count).sum();
    }
  }

  private void enter(int account) throws Problem {
    synchronized (open) {
      if (listeners() >= STREAMS_MAX) {
        throw new Problem(503, "Too many listeners", "%d listen already".formatted(STREAMS_MAX));
      }
      if (open.getOrDefault(account, 0) >= ACCOUNT_STREAMS_MAX) {
        throw new Problem(
            429,
            "Too many streams",
            "wanted at most %d streams of an account, found more".formatted(ACCOUNT_STREAMS_MAX));
      }
      open.merge(account, 1, Integer::sum);
    }
  }

  private void leave(int account) {
    synchronized (open) {
      open.computeIfPresent(account, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /**
   * Keeps the request open; what happens to the building is written to it, until who listens may no
   * longer: that is asked at each heartbeat.
   *
   * @param own the request's: on another one the client could go away between the look whether it
   *     is there and the wait for its going.
   */
  void follow(Context own, RoutingContext request, Watch watch) throws Problem {
    enter(watch.account());
    own.runOnContext(now -> begin(own, request, watch));
  }

  private void begin(Context own, RoutingContext request, Watch watch) {
    HttpServerResponse response = request.response();
    Stream stream = new Stream(watch, own, response, new AtomicInteger());
    if (response.closed()) {
      leave(watch.account());
      return;
    }
    streams.add(stream);
    long heartbeat = request.vertx().setPeriodic(HEARTBEAT_MILLIS, timer -> stream.beat());
    response.endHandler(ended -> end(request, stream, heartbeat));
    response.closeHandler(closed -> end(request, stream, heartbeat));
    response.exceptionHandler(broken -> end(request, stream, heartbeat));
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no")
        // Compression would hold small events back.
        .putHeader("Content-Encoding", "identity");
    stream.tell();
  }

  private void end(RoutingContext request, Stream stream, long heartbeat) {
    if (streams.remove(stream)) {
      leave(stream.watch().account());
      request.vertx().cancelTimer(heartbeat);
    }
  }

  private void run() {
    while (stop.getCount() > 0) {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        now(false);
        // What was announced while nobody listened is not known.
        streams.forEach(Stream::tell);
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (stop.getCount() > 0) {
          dispatch(postgres.getNotifications(LISTEN_MILLIS));
        }
        statement.execute("unlisten " + CHANNEL);
      } catch (SQLException failed) {
        now(true);
        pause();
      }
    }
  }

  private void now(boolean isAway) {
    if (isAway != away && stop.getCount() > 0) {
      log.info(isAway ? "live events wait for the database" : "live events go on");
    }
    away = isAway;
  }

  private void pause() {
    try {
      if (stop.await(AWAY_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("live events end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  private void dispatch(PGNotification[] notifications) {
    for (PGNotification notification : notifications) {
      String building = notification.getParameter();
      for (Stream stream : streams) {
        if (Integer.toString(stream.watch().building()).equals(building)) {
          stream.tell();
        }
      }
    }
  }

  @Override
  public void close() {
    stop.countDown();
    streams.forEach(stream -> stream.own().runOnContext(now -> stream.response().end()));
  }
}
