package eu.releve.cloud.mqtt;

import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Receiver;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;
import eu.releve.wire.Topics;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector as an MQTT 5 endpoint: a small installation needs no broker.
 *
 * <p>A gateway sees what a broker would show it of its own topics, and nothing of any other's. A
 * PUBACK says only that there is room; receipts say what is stored.
 */
public final class GatewayEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GatewayEndpoint.class);
  private static final int PACKET_BYTES_MAX = 1 << 20;
  private static final int CLIENT_ID_BYTES_MAX = 64;
  private static final int SESSIONS_MAX = 10_000;
  private static final int CONNECT_SECONDS_MAX = 10;
  private static final long LISTEN_SECONDS_MAX = 10;
  private static final int MQTT_5 = 5;

  private final Ingest ingest;
  private final Porch porch;
  private final Vertx vertx;
  private final MqttServer server;
  private final Map<GatewayId, Session> sessions = new ConcurrentHashMap<>();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private final Receiver receiver = this::receipt;

  private GatewayEndpoint(Porch porch, String host, int port, Ingest ingest) {
    this.ingest = ingest;
    this.porch = porch;
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new LongAdder());
    }
    this.vertx = porch.vertx();
    porch.whenOneLeaves(() -> count(Refusal.NO_CONNECT));
    MqttServerOptions options = new MqttServerOptions();
    options.setHost(host);
    options.setPort(port);
    options.setMaxMessageSize(PACKET_BYTES_MAX);
    options.setMaxClientIdLength(CLIENT_ID_BYTES_MAX);
    options.setAutoClientId(false);
    options.setTimeoutOnConnect(CONNECT_SECONDS_MAX);
    this.server = MqttServer.create(vertx, options).endpointHandler(this::connected);
    this.server.exceptionHandler(failure -> log.debug("a client did not get in", failure));
  }

  /**
   * Listens for gateways.
   *
   * @param porch notices who never gets as far as a session.
   * @param host a loopback address until gateways have certificates.
   * @param port 0 for any free one.
   * @throws IOException when the address cannot be listened at.
   */
  public static GatewayEndpoint listen(Porch porch, String host, int port, Ingest ingest)
      throws IOException {
    GatewayEndpoint endpoint = new GatewayEndpoint(porch, host, port, ingest);
    try {
      endpoint.await(host, port);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("mqtt cannot listen at " + host + ":" + port, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting to listen", interrupted);
    }
    ingest.connect(endpoint.receiver);
    log.info(
        "mqtt listens on loopback only, without TLS: gateways have no certificates yet port={}",
        endpoint.port());
    return endpoint;
  }

  private void await(String host, int port)
      throws ExecutionException, InterruptedException, TimeoutException {
    server
        .listen(port, host)
        .toCompletionStage()
        .toCompletableFuture()
        .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  /** How many gateways are connected. */
  public int connections() {
    return sessions.size();
  }

  /** How often each refusal happened. */
  public Map<Refusal, Long> refusals() {
    Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    refusals.forEach((refusal, count) -> counts.put(refusal, count.sum()));
    return counts;
  }

  void count(Refusal refusal) {
    LongAdder counter = refusals.get(refusal);
    if (counter != null) {
      counter.increment();
    }
  }

  private void connected(MqttEndpoint endpoint) {
    porch.enters(endpoint.remoteAddress());
    if (endpoint.protocolVersion() != MQTT_5) {
      reject(
          endpoint,
          Refusal.PROTOCOL,
          MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
      return;
    }
    Optional<GatewayId> gateway = gateway(endpoint);
    if (gateway.isEmpty()) {
      reject(
          endpoint,
          Refusal.CLIENT_ID,
          MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID);
    } else if (isForeign(endpoint.will(), gateway.get())) {
      reject(
          endpoint,
          Refusal.FOREIGN_TOPIC,
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
    } else if (sessions.size() >= SESSIONS_MAX) {
      reject(endpoint, Refusal.TOO_MANY, MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED);
    } else {
      accept(endpoint, gateway.get());
    }
  }

  private void accept(MqttEndpoint endpoint, GatewayId gateway) {
    Session session = new Session(gateway, endpoint, vertx.getOrCreateContext(), ingest, this);
    Session old = sessions.put(gateway, session);
    if (old != null) {
      log.info("gateway connects again, the old connection ends gateway={}", gateway);
      old.leave(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
    }
    session.begin();
    endpoint.accept(false, promises());
  }

  private void reject(MqttEndpoint endpoint, Refusal refusal, MqttConnectReturnCode code) {
    count(refusal);
    log.warn("client is turned away id={} reason={}", endpoint.clientIdentifier(), refusal);
    endpoint.reject(code);
  }

  private static Optional<GatewayId> gateway(MqttEndpoint endpoint) {
    String id = endpoint.clientIdentifier();
    try {
      return id == null ? Optional.empty() : Optional.of(new GatewayId(id));
    } catch (IllegalArgumentException notAnIdentifier) {
      return Optional.empty();
    }
  }

  private static boolean isForeign(MqttWill will, GatewayId gateway) {
    return will.isWillFlag() && !new Topics(gateway).state().equals(will.getWillTopic());
  }

  private static MqttProperties promises() {
    MqttProperties promises = new MqttProperties();
    promise(promises, MqttProperties.RECEIVE_MAXIMUM, Session.RECEIVE_MAXIMUM);
    promise(promises, MqttProperties.MAXIMUM_PACKET_SIZE, PACKET_BYTES_MAX);
    promise(promises, MqttProperties.MAXIMUM_QOS, 1);
    promise(promises, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    promise(promises, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    promise(promises, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    promise(promises, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    return promises;
  }

  private static void promise(MqttProperties promises, int property, int value) {
    promises.add(new IntegerProperty(property, value));
  }

  private void receipt(GatewayId gateway, Receipt receipt) {
    Session session = sessions.get(gateway);
    if (session != null) {
      session.receipt(receipt);
    }
  }

  /** Brings the receipt that a broker would have retained. */
  void retained(Session session) {
    Thread.ofVirtual()
        .name("retained-receipt")
        .start(
            () -> {
              try {
                ingest.receipt(session.gateway()).ifPresent(session::receipt);
              } catch (SQLException away) {
                // The next commit brings a newer one.
                log.debug("no retained receipt gateway={}", session.gateway(), away);
              }
            });
  }

  /** Takes a gateway's word on whether it is there. */
  void state(GatewayId gateway, String json) {
    try {
      ingest.online(gateway, "online".equals(new JsonObject(json).getString("state")));
    } catch (DecodeException | ClassCastException unreadable) {
      log.debug("a state cannot be read gateway={}", gateway, unreadable);
    }
  }

  /** Whether the session was the gateway's last. */
  boolean closed(Session session) {
    return sessions.remove(session.gateway(), session);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    ingest.disconnect(receiver);
    sessions
        .values()
        .forEach(session -> session.leave(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
    try {
      server
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      log.warn("mqtt did not close", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
