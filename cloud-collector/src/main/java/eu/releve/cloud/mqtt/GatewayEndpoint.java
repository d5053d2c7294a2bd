package eu.releve.cloud.mqtt;

import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Receiver;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.tls.TlsMaterial;
import eu.releve.wire.Receipt;
import eu.releve.wire.Topics;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLPeerUnverifiedException;
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
  private static final Handshakes HANDSHAKES =
      new Handshakes(reason -> log.info("a client did not get in reason={}", reason));
  private static final int PACKET_BYTES_MAX = 1 << 20;
  private static final int CLIENT_ID_BYTES_MAX = 64;
  private static final int SESSIONS_MAX = 10_000;
  private static final int CONNECT_SECONDS_MAX = 10;
  private static final long LISTEN_SECONDS_MAX = 10;
  private static final int MQTT_5 = 5;

  private final Ingest ingest;
  private final Porch porch;
  private final Admission admission;
  private final Vertx vertx;
  private final List<MqttServer> servers = new ArrayList<>();
  private final Map<GatewayId, Session> sessions = new ConcurrentHashMap<>();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private final Receiver receiver = this::receipt;

  private GatewayEndpoint(Porch porch, Ingest ingest, Admission admission) {
    this.ingest = ingest;
    this.porch = porch;
    this.admission = admission;
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new LongAdder());
    }
    this.vertx = porch.vertx();
    porch.whenOneLeaves(() -> count(Refusal.NO_CONNECT));
  }

  /**
   * Listens for gateways.
   *
   * @param porch notices who never gets as far as a session.
   * @param entrances at least one; port 0 for any free one.
   * @param admission says who is shut out though its certificate is genuine.
   * @throws IOException when an address cannot be listened at.
   */
  public static GatewayEndpoint listen(
      Porch porch, List<Entrance> entrances, Ingest ingest, Admission admission)
      throws IOException {
    GatewayEndpoint endpoint = new GatewayEndpoint(porch, ingest, admission);
    try {
      for (Entrance entrance : entrances) {
        endpoint.open(entrance);
      }
    } catch (IOException refused) {
      endpoint.end();
      throw refused;
    }
    ingest.connect(endpoint.receiver);
    return endpoint;
  }

  private void open(Entrance entrance) throws IOException {
    MqttServerOptions options = new MqttServerOptions();
    options.setMaxMessageSize(PACKET_BYTES_MAX);
    options.setMaxClientIdLength(CLIENT_ID_BYTES_MAX);
    options.setAutoClientId(false);
    options.setTimeoutOnConnect(CONNECT_SECONDS_MAX);
    MqttServer server =
        MqttServer.create(vertx, entrance.with(options, () -> count(Refusal.UNTRUSTED), HANDSHAKES))
            .endpointHandler(this::connected);
    server.exceptionHandler(failure -> log.debug("a client did not get in", failure));
    servers.add(server);
    try {
      await(server, entrance.endpoint());
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("mqtt cannot listen at " + entrance.endpoint(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting to listen", interrupted);
    }
    String what =
        switch (entrance) {
          case Entrance.Plain plain -> "on loopback only, without TLS";
          case Entrance.Tls tls -> "in TLS, with gateways' certificates";
          case Entrance.WebSocket webSocket -> "in WebSockets in TLS, with gateways' certificates";
        };
    log.info("mqtt listens {} port={}", what, server.actualPort());
  }

  private static void await(MqttServer server, Endpoint at)
      throws ExecutionException, InterruptedException, TimeoutException {
    server
        .listen(at.port(), at.host())
        .toCompletionStage()
        .toCompletableFuture()
        .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** Where it listens, in the order of the entrances. */
  public List<Integer> ports() {
    return servers.stream().map(MqttServer::actualPort).toList();
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

  /** Cuts off whoever is shut out by now, or whose certificate has ended. */
  public void review() {
    for (Session session : sessions.values()) {
      session
          .shown()
          .flatMap(shown -> admission.refusal(session.gateway(), shown))
          .ifPresent(session::shutOut);
    }
  }

  /**
   * Tells gateways that are connected here what waits for them, each command once a connection.
   *
   * @throws SQLException when nobody can say what waits.
   */
  public void deliver(Commands commands) throws SQLException {
    if (sessions.isEmpty()) {
      return;
    }
    for (Commands.Waiting waiting : commands.waiting()) {
      Session session = sessions.get(waiting.gateway());
      if (session == null || !session.wantsCommands()) {
        continue;
      }
      if (session.commanded() != waiting.version()) {
        session.command(waiting.version(), commands.bytes(waiting));
      } else if (!waiting.isSent()) {
        commands.sent(waiting);
      }
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
    Optional<X509Certificate> shown = shown(endpoint);
    Optional<Refusal> shut =
        gateway.isPresent()
            ? shown.flatMap(certificate -> admission.refusal(gateway.get(), certificate))
            : Optional.empty();
    if (gateway.isEmpty()) {
      reject(
          endpoint,
          Refusal.CLIENT_ID,
          MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID);
    } else if (!isOwn(endpoint, shown, gateway.get())) {
      reject(
          endpoint,
          Refusal.ANOTHERS_NAME,
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
    } else if (shut.isPresent()) {
      reject(endpoint, shut.get(), MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
    } else if (isForeign(endpoint.will(), gateway.get())) {
      reject(
          endpoint,
          Refusal.FOREIGN_TOPIC,
          MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);
    } else if (sessions.size() >= SESSIONS_MAX) {
      reject(endpoint, Refusal.TOO_MANY, MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED);
    } else {
      accept(endpoint, gateway.get(), shown);
    }
  }

  private void accept(MqttEndpoint endpoint, GatewayId gateway, Optional<X509Certificate> shown) {
    Session session =
        new Session(gateway, endpoint, shown, vertx.getOrCreateContext(), ingest, this);
    Session old = sessions.put(gateway, session);
    if (old != null) {
      log.info("gateway connects again, the old connection ends gateway={}", gateway);
      old.leave(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
    }
    session.begin();
    endpoint.accept(false, promises());
    shown.ifPresent(certificate -> admission.entered(gateway, certificate));
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

  /** On this machine nobody shows a certificate; elsewhere its one common name is the gateway. */
  private static boolean isOwn(
      MqttEndpoint endpoint, Optional<X509Certificate> shown, GatewayId gateway) {
    return !endpoint.isSsl()
        || shown
            .map(certificate -> TlsMaterial.commonName(certificate))
            .equals(Optional.of(Optional.of(gateway.value())));
  }

  private static Optional<X509Certificate> shown(MqttEndpoint endpoint) {
    if (!endpoint.isSsl()) {
      return Optional.empty();
    }
    try {
      return endpoint.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
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
    promise(promises, MqttProperties.TOPIC_ALIAS_MAXIMUM, TopicAliases.MAXIMUM);
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
  void state(GatewayId gateway, String json, String address) {
    Optional<GatewayState> state = GatewayState.parse(json);
    if (state.isEmpty()) {
      log.debug("a state cannot be read gateway={}", gateway);
    }
    state.ifPresent(word -> word.tell(ingest, gateway, address));
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
    end();
  }

  private void end() {
    for (MqttServer server : servers) {
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
}
