package eu.releve.cloud.mqtt;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x whose TCP connections are noticed from their first moment.
 *
 * <p>The MQTT server tells of nobody before a CONNECT that it can read: what is no MQTT, what is
 * cut, and who says nothing at all it closes by itself. Vert.x's own metrics see them.
 */
public final class Porch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Porch.class);

  private final Vertx vertx;
  private final Set<SocketAddress> entered = ConcurrentHashMap.newKeySet();
  private volatile Runnable left = () -> {};

  private Porch() {
    VertxOptions options =
        new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true));
    this.vertx = Vertx.builder().with(options).withMetrics(some -> new Watch()).build();
  }

  /** Begins to watch. */
  public static Porch open() {
    return new Porch();
  }

  /** The Vert.x that is watched; its only plain TCP server is the MQTT one. */
  public Vertx vertx() {
    return vertx;
  }

  /** From now on runs that for each who leaves without having entered. */
  void whenOneLeaves(Runnable task) {
    left = task;
  }

  /** Its CONNECT could be read; what happens from now on, its endpoint tells. */
  void enters(SocketAddress client) {
    entered.add(client);
  }

  private final class Watch implements VertxMetrics {
    @Override
    public TCPMetrics<SocketAddress> createNetServerMetrics(
        NetServerOptions options, SocketAddress local) {
      return new Door();
    }
  }

  private final class Door implements TCPMetrics<SocketAddress> {
    @Override
    public SocketAddress connected(SocketAddress client, String name) {
      return client;
    }

    @Override
    public void exceptionOccurred(SocketAddress known, SocketAddress client, Throwable failure) {
      log.debug("a connection broke client={}", client, failure);
    }

    @Override
    public void disconnected(SocketAddress known, SocketAddress client) {
      if (!entered.remove(client)) {
        log.debug("a client came and never connected client={}", client);
        left.run();
      }
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
