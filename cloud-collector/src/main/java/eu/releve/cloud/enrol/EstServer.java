package eu.releve.cloud.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.authority.CertificateRequest;
import eu.releve.cloud.authority.CollectorEnd;
import eu.releve.cloud.mqtt.Handshakes;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.CertsOnly;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.tls.TlsMaterial;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrolment over Secure Transport (RFC 7030): where boxes get their certificates, on a port of its
 * own.
 *
 * <p>TLS 1.3. A first certificate is had with a claim code as password of HTTP Basic (user: the
 * gateway), the next one with the present one.
 */
public final class EstServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EstServer.class);
  private static final String BASE = "/.well-known/est";
  private static final String CERTIFICATES = "application/pkcs7-mime";
  private static final String REQUEST = "application/pkcs10";
  private static final int BODY_BYTES_MAX = 16 << 10;
  private static final int LISTEN_SECONDS_MAX = 10;
  private static final int IDLE_SECONDS_MAX = 60;
  private static final int AT_ONCE_MAX = 4;
  private static final int QUEUED_MAX = 2_000;
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration GUESSED = Duration.ofMinutes(1);

  /** Under which all guesses from one address are counted, whichever gateway they name. */
  private static final String ANY_NAME = "*";

  /** ecdsa-with-SHA256 and an EC public key on P-256 (RFC 7030, 4.5.2; RFC 5912). */
  private static final byte[] ATTRIBUTES =
      "MCEGCCqGSM49BAMCMBUGByqGSM49AgExCgYIKoZIzj0DAQc=\r\n".getBytes(US_ASCII);

  private final Authority authority;
  private final Enrolments enrolments;
  private final Optional<URI> portal;
  private final LoginLimit limit;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
  private final Semaphore room = new Semaphore(QUEUED_MAX);
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final HttpServer server;

  /** How requests ended; each is counted. */
  public enum Outcome {
    ISSUED,
    WAITS,
    WRONG_CODE,
    GUESSED_TOO_OFTEN,
    WRONG_REQUEST,
    REVOKED,
    NO_CERTIFICATE,
    UNTRUSTED,
    AWAY
  }

  private EstServer(
      Vertx vertx,
      Endpoint endpoint,
      Authority authority,
      CollectorEnd own,
      Enrolments enrolments,
      Optional<URI> portal,
      InstantSource clock)
      throws IOException {
    this.portal = portal;
    this.authority = authority;
    this.enrolments = enrolments;
    this.limit = new LoginLimit(clock);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
    this.server = listen(vertx, endpoint, own);
    log.info("est listens port={}", server.actualPort());
  }

  /**
   * Listens for boxes.
   *
   * @param endpoint port 0 for any free one.
   * @param own shows the collector's certificate.
   * @param portal where people find the page that pairs a box.
   * @throws IOException when it cannot be listened at.
   */
  public static EstServer listen(
      Vertx vertx,
      Endpoint endpoint,
      Authority authority,
      CollectorEnd own,
      Enrolments enrolments,
      Optional<URI> portal,
      InstantSource clock)
      throws IOException {
    return new EstServer(vertx, endpoint, authority, own, enrolments, portal, clock);
  }

  private HttpServer listen(Vertx vertx, Endpoint endpoint, CollectorEnd own) throws IOException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(false)
            .setKeyCertOptions(KeyCertOptions.wrap(own.keyManager()))
            .setTrustOptions(TrustOptions.wrap(new RequestTrust(authority)))
            .setSslEngineOptions(new Handshakes(this::untrusted))
            .setClientAuth(ClientAuth.REQUEST)
            .setEnabledSecureTransportProtocols(Set.of(TlsMaterial.PROTOCOL))
            // A thousand boxes that come back at once wait for each other's handshakes.
            .setSslHandshakeTimeout(IDLE_SECONDS_MAX)
            .setIdleTimeout(IDLE_SECONDS_MAX);
    try {
      return vertx
          .createHttpServer(options)
          .requestHandler(router(vertx))
          .listen(endpoint.port(), endpoint.host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("est cannot listen at " + endpoint, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting to listen", interrupted);
    }
  }

  /** Whoever shows a certificate that is not ours does not get as far as to ask. */
  private void untrusted(String reason) {
    count(Outcome.UNTRUSTED);
    log.info("refused: no tls reason={}", reason);
  }

  private Router router(Vertx vertx) {
    byte[] authorities = message(authority.chain());
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
    router.get(BASE + "/cacerts").handler(context -> encoded(context, CERTIFICATES, authorities));
    router
        .get(BASE + "/csrattrs")
        .handler(context -> encoded(context, "application/csrattrs", ATTRIBUTES));
    router.post(BASE + "/simpleenroll").handler(context -> work(context, this::enrol));
    router.post(BASE + "/simplereenroll").handler(context -> work(context, this::renew));
    router.getWithRegex("/enrol/(?<box>[a-z0-9-]{1,64})").handler(this::page);
    router.route().handler(context -> text(context, 404, "there is no such path"));
    return router;
  }

  /**
   * Whoever reads a label with a phone comes here. What stands behind its {@code #} was not sent,
   * and goes with the browser to where it is sent on.
   */
  private void page(RoutingContext context) {
    String box = context.pathParam("box");
    if (portal.isEmpty()) {
      text(
          context,
          200,
          """
          Boxes enrol here. %s is paired in the portal, on the page Boxes, with its label's code.
          C'est ici que les boîtiers s'inscrivent. %s s'associe dans le portail, à la page \
          Boîtiers, avec le code de son étiquette."""
              .formatted(box, box));
      return;
    }
    context
        .response()
        .setStatusCode(303)
        .putHeader("Location", portal.get() + "/enrol/" + box)
        .putHeader("Cache-Control", "no-store")
        .end();
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  /** How often requests ended each way. */
  public Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    outcomes.forEach((outcome, count) -> counts.put(outcome, count.sum()));
    return counts;
  }

  private void count(Outcome outcome) {
    Optional.ofNullable(outcomes.get(outcome)).ifPresent(LongAdder::increment);
  }

  @FunctionalInterface
  private interface Deed {
    void run(Asked asked) throws SQLException;
  }

  /**
   * What was asked, read on the connection's own event loop.
   *
   * @param loop on which answers are given.
   * @param authorization the header, empty where there is none.
   */
  private record Asked(
      RoutingContext context,
      Context loop,
      String address,
      String authorization,
      String type,
      byte[] body,
      Optional<X509Certificate> shown) {}

  private void work(RoutingContext context, Deed deed) {
    if (!room.tryAcquire()) {
      busy(context);
      return;
    }
    Asked asked = asked(context);
    workers.execute(
        () -> {
          atOnce.acquireUninterruptibly();
          try {
            deed.run(asked);
          } catch (SQLException away) {
            log.warn("the store is away, a box has to ask again", away);
            asked.loop.runOnContext(now -> busy(context));
          } catch (RuntimeException bug) {
            log.error("a request for a certificate failed", bug);
            asked.loop.runOnContext(now -> text(context, 500, "the request could not be answered"));
          } finally {
            atOnce.release();
            room.release();
          }
        });
  }

  private void busy(RoutingContext context) {
    count(Outcome.AWAY);
    pause(context, 503, AWAY, "the collector is busy or its store is away; ask again");
  }

  private static Asked asked(RoutingContext context) {
    byte[] body =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    return new Asked(
        context,
        context.vertx().getOrCreateContext(),
        String.valueOf(context.request().remoteAddress().hostAddress()),
        header(context, "Authorization"),
        header(context, "Content-Type"),
        body,
        shown(context));
  }

  private static String header(RoutingContext context, String name) {
    return Optional.ofNullable(context.request().getHeader(name)).orElse("");
  }

  private static Optional<X509Certificate> shown(RoutingContext context) {
    try {
      return context.request().sslSession().getPeerCertificates()[0]
              instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }

  /** A claim as it stands in the header. */
  private record Credentials(GatewayId gateway, ClaimCode code) {
    static Optional<Credentials> of(String header) {
      if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
        return Optional.empty();
      }
      try {
        String pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
        int colon = pair.indexOf(':');
        return colon < 0
            ? Optional.empty()
            : Optional.of(
                new Credentials(
                    new GatewayId(pair.substring(0, colon)),
                    ClaimCode.parse(pair.substring(colon + 1))));
      } catch (IllegalArgumentException notOurs) {
        return Optional.empty();
      }
    }
  }

  private void enrol(Asked asked) throws SQLException {
    Optional<Credentials> credentials = Credentials.of(asked.authorization);
    String name = credentials.map(found -> found.gateway.value()).orElse("");
    boolean isFree = limit.allows(name, asked.address) && limit.allows(ANY_NAME, asked.address);
    if (!isFree) {
      count(Outcome.GUESSED_TOO_OFTEN);
      reply(asked, () -> pause(asked.context, 429, GUESSED, "too many wrong codes; ask later"));
      return;
    }
    if (credentials.isEmpty()) {
      // Who has sent nothing yet is told what is wanted; that is no guess.
      if (!asked.authorization.isEmpty()) {
        guessed(asked, name);
      } else {
        count(Outcome.WRONG_CODE);
      }
      reply(asked, () -> challenge(asked.context));
      return;
    }
    Optional<CertificateRequest> request = request(asked);
    if (request.isPresent()) {
      Answer answer =
          enrolments.enrol(credentials.get().gateway, credentials.get().code, request.get());
      boolean isWrong =
          answer instanceof Answer.Refused(Answer.Why why, String reason) && why == Answer.Why.CODE;
      if (isWrong) {
        guessed(asked, name);
      } else if (answer instanceof Answer.Issued) {
        // Only a right code ends a pause: other refusals come before it is looked at.
        limit.note(name, asked.address, true);
        limit.note(ANY_NAME, asked.address, true);
      }
      answer(asked, answer);
    }
  }

  private void guessed(Asked asked, String name) {
    count(Outcome.WRONG_CODE);
    log.warn("a wrong claim code gateway={} address={}", name, asked.address);
    limit.note(name, asked.address, false);
    limit.note(ANY_NAME, asked.address, false);
  }

  private void renew(Asked asked) throws SQLException {
    if (asked.shown.isEmpty()) {
      count(Outcome.NO_CERTIFICATE);
      reply(
          asked,
          () -> text(asked.context, 403, "wanted the present certificate in TLS, found none"));
      return;
    }
    Optional<CertificateRequest> request = request(asked);
    if (request.isPresent()) {
      answer(asked, enrolments.renew(asked.shown.get(), request.get()));
    }
  }

  private Optional<CertificateRequest> request(Asked asked) {
    try {
      if (!asked.type.toLowerCase(Locale.ROOT).startsWith(REQUEST)) {
        throw new IllegalArgumentException(
            "Content-Type: wanted %s, found '%s'".formatted(REQUEST, asked.type));
      }
      byte[] bytes = Base64.getMimeDecoder().decode(new String(asked.body, US_ASCII));
      return Optional.of(CertificateRequest.parse(bytes));
    } catch (IllegalArgumentException | CertificateRequest.RefusedException wrong) {
      count(Outcome.WRONG_REQUEST);
      String reason = String.valueOf(wrong.getMessage());
      reply(asked, () -> text(asked.context, 400, reason));
      return Optional.empty();
    }
  }

  private void answer(Asked asked, Answer answer) {
    switch (answer) {
      case Answer.Issued(X509Certificate certificate) -> {
        count(Outcome.ISSUED);
        byte[] bytes = message(authority.path(certificate));
        reply(asked, () -> encoded(asked.context, CERTIFICATES + "; smime-type=certs-only", bytes));
      }
      case Answer.Wait(Duration pause, String reason) -> {
        count(Outcome.WAITS);
        reply(asked, () -> pause(asked.context, 202, pause, reason));
      }
      case Answer.Refused(Answer.Why why, String reason) -> refuse(asked, why, reason);
    }
  }

  private void refuse(Asked asked, Answer.Why why, String reason) {
    switch (why) {
      case CODE -> reply(asked, () -> challenge(asked.context));
      case REQUEST -> {
        count(Outcome.WRONG_REQUEST);
        reply(asked, () -> text(asked.context, 400, reason));
      }
      case REVOKED -> {
        count(Outcome.REVOKED);
        reply(asked, () -> text(asked.context, 403, reason));
      }
    }
  }

  private static void reply(Asked asked, Runnable deed) {
    asked.loop.runOnContext(
        now -> {
          if (!asked.context.response().ended() && !asked.context.response().closed()) {
            deed.run();
          }
        });
  }

  private static void challenge(RoutingContext context) {
    context.response().putHeader("WWW-Authenticate", "Basic realm=\"releve\"");
    text(context, 401, "wanted a claim code that may be used now: user GATEWAY, password CODE");
  }

  private static void pause(RoutingContext context, int status, Duration pause, String reason) {
    long seconds = Math.max(1, pause.toSeconds());
    context.response().putHeader("Retry-After", Long.toString(seconds));
    text(context, status, reason);
  }

  private static void text(RoutingContext context, int status, String reason) {
    if (status >= 400 && status < 500) {
      log.info(
          "refused method={} path={} status={} address={} reason={}",
          context.request().method(),
          context.normalizedPath(),
          status,
          context.request().remoteAddress(),
          reason);
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(reason + "\n");
  }

  private static byte[] message(List<X509Certificate> certificates) {
    try {
      return CertsOnly.encode(certificates);
    } catch (IOException | CertificateException impossible) {
      throw new IllegalStateException("certificates that were read can be written", impossible);
    }
  }

  private static void encoded(RoutingContext context, String type, byte[] base64) {
    context
        .response()
        .putHeader("Content-Type", type)
        .putHeader("Content-Transfer-Encoding", "base64")
        .end(Buffer.buffer(base64));
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    workers.shutdownNow();
  }
}
