package eu.releve.provisioning.enrol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A real HTTPS server that enrols as the contract says, and misbehaves when it is told to. */
public final class PlayedEst implements AutoCloseable {
  /** How it behaves. */
  public enum Mood {
    GOOD,
    WAITS,
    WAITS_NOT_LONG,
    REFUSES_CODES,
    REFUSES_THE_GATEWAY,
    CALLS_IT_MALFORMED,
    COUNTS_TOO_MANY,
    STORE_IS_AWAY,
    TALKS_NONSENSE,
    NEVER_ENDS,
    DRIPS,
    HANGS_UP,
    SENDS_AWAY,
    ISSUES_FOR_ANOTHER_KEY,
    ISSUES_ANOTHER_NAME,
    ISSUES_OF_ANOTHER_AUTHORITY,
    HAS_ANOTHER_AUTHORITY
  }

  private static final String BASE = "/.well-known/est/";

  private final PlayedAuthority authority;
  private final InstantSource clock;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<ClaimCode> codes = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.GOOD;
  private volatile boolean readmits;
  private volatile Duration life = Duration.ofDays(90);

  private PlayedEst(PlayedAuthority authority, InstantSource clock, HttpsServer server) {
    this.authority = authority;
    this.clock = clock;
    this.server = server;
  }

  /** One of that authority, with a certificate for 127.0.0.1 that is valid today. */
  public static PlayedEst start(PlayedAuthority authority, InstantSource clock) throws Exception {
    Instant now = InstantSource.system().instant();
    return start(
        authority, clock, "127.0.0.1", now.minus(Duration.ofDays(1)), now.plusSeconds(86_400));
  }

  /** The same with another certificate. */
  public static PlayedEst start(
      PlayedAuthority authority, InstantSource clock, String host, Instant from, Instant until)
      throws Exception {
    KeyPair pair = PlayedAuthority.pair();
    X509Certificate own = authority.machine(host, pair.getPublic(), from, until);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        pair.getPrivate(),
        new char[0],
        new X509Certificate[] {own, authority.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        keys.getKeyManagers(),
        new TrustManager[] {
          new Authorities(List.of(authority.certificate())).trustManager(Dates.DO_NOT_COUNT)
        },
        null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setProtocols(new String[] {"TLSv1.3"});
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    PlayedEst est = new PlayedEst(authority, clock, server);
    server.createContext(BASE, est::answer);
    server.setExecutor(est.threads);
    server.start();
    return est;
  }

  /** Where it is. */
  public URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A label with a code that is good once. */
  public EnrolmentLabel label(String gateway) {
    ClaimCode code = ClaimCode.random(new SecureRandom());
    codes.add(code);
    return new EnrolmentLabel(
        address(), new GatewayId(gateway), code, Fingerprint.of(authority.certificate()));
  }

  /** How it behaves from now on. */
  public void be(Mood next) {
    mood = next;
  }

  /** The operator readmits whoever comes with an expired certificate. */
  public void readmit() {
    readmits = true;
  }

  /** How long certificates count that it issues. */
  public void life(Duration next) {
    life = next;
  }

  /** The operations that were asked for, in their order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The requests for certificates that came, in DER. */
  public List<byte[]> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String operation = exchange.getRequestURI().getPath().substring(BASE.length());
      asked.add(operation);
      byte[] body = exchange.getRequestBody().readNBytes(64 << 10);
      if (operation.equals("cacerts")) {
        cacerts(exchange);
        return;
      }
      switch (mood) {
        case WAITS -> say(exchange, 202, "7", "an operator decides");
        case WAITS_NOT_LONG -> say(exchange, 202, "0", "");
        case REFUSES_CODES -> unauthorised(exchange);
        case REFUSES_THE_GATEWAY -> say(exchange, 403, "", "revoked");
        case CALLS_IT_MALFORMED -> say(exchange, 400, "", "wrong subject");
        case COUNTS_TOO_MANY -> say(exchange, 429, "60", "");
        case STORE_IS_AWAY -> say(exchange, 503, "5", "");
        case TALKS_NONSENSE -> say(exchange, 200, "", "hello");
        case NEVER_ENDS -> flood(exchange);
        case DRIPS -> drip(exchange);
        case HANGS_UP -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('M');
        }
        case SENDS_AWAY -> {
          exchange.getResponseHeaders().set("Location", address() + BASE + "elsewhere");
          exchange.sendResponseHeaders(302, -1);
        }
        case GOOD,
            ISSUES_FOR_ANOTHER_KEY,
            ISSUES_ANOTHER_NAME,
            ISSUES_OF_ANOTHER_AUTHORITY,
            HAS_ANOTHER_AUTHORITY ->
            issue(exchange, operation, body);
      }
    } catch (Exception failure) {
      throw new IOException(failure);
    }
  }

  private void cacerts(HttpExchange exchange) throws Exception {
    X509Certificate shown =
        mood == Mood.HAS_ANOTHER_AUTHORITY
            ? new PlayedAuthority("somebody in between").certificate()
            : authority.certificate();
    send(exchange, "application/pkcs7-mime", CertsOnly.encode(List.of(shown)));
  }

  private void issue(HttpExchange exchange, String operation, byte[] body) throws Exception {
    var request =
        new PKCS10CertificationRequest(
            Base64.getMimeDecoder().decode(new String(body, StandardCharsets.US_ASCII)));
    requests.add(request.getEncoded());
    if (!request.isSignatureValid(
        new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()))) {
      say(exchange, 400, "", "not signed by its key");
      return;
    }
    if (operation.equals("simpleenroll") && !isCodeGood(exchange, request.getSubject())) {
      unauthorised(exchange);
      return;
    }
    if (operation.equals("simplereenroll") && !isHimself((HttpsExchange) exchange, request)) {
      return;
    }
    PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
    Instant from = clock.instant();
    PlayedAuthority signer =
        mood == Mood.ISSUES_OF_ANOTHER_AUTHORITY ? new PlayedAuthority("other") : authority;
    X509Certificate issued =
        signer.gateway(
            mood == Mood.ISSUES_ANOTHER_NAME ? new X500Name("CN=other") : request.getSubject(),
            mood == Mood.ISSUES_FOR_ANOTHER_KEY ? PlayedAuthority.pair().getPublic() : key,
            from,
            from.plus(life));
    send(
        exchange,
        "application/pkcs7-mime; smime-type=certs-only",
        CertsOnly.encode(List.of(authority.certificate(), issued)));
  }

  private boolean isCodeGood(HttpExchange exchange, X500Name subject) {
    String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!login.startsWith("Basic ")) {
      return false;
    }
    String[] parts =
        new String(Base64.getDecoder().decode(login.substring(6)), StandardCharsets.UTF_8)
            .split(":", 2);
    return subject.toString().equals("CN=" + parts[0]) && codes.remove(ClaimCode.parse(parts[1]));
  }

  /** An expired certificate comes in; what becomes of it is decided here. */
  private boolean isHimself(HttpsExchange exchange, PKCS10CertificationRequest request)
      throws IOException {
    try {
      X509Certificate shown = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
      if (!new X500Name(shown.getSubjectX500Principal().getName()).equals(request.getSubject())) {
        say(exchange, 400, "", "another's subject");
        return false;
      }
      if (!readmits && clock.instant().isAfter(shown.getNotAfter().toInstant())) {
        say(exchange, 202, "3", "expired: an operator decides");
        return false;
      }
      return true;
    } catch (SSLPeerUnverifiedException nobody) {
      say(exchange, 403, "", "no certificate");
      return false;
    }
  }

  private static void unauthorised(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"releve\"");
    say(exchange, 401, "", "");
  }

  private static void say(HttpExchange exchange, int status, String retryAfter, String words)
      throws IOException {
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    byte[] body = words.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Content-Transfer-Encoding", "base64");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] block = "TUlJ".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 10_000; i++) {
      exchange.getResponseBody().write(block);
    }
  }

  /** A first byte, and then nothing until the test ends. */
  private void drip(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('M');
    exchange.getResponseBody().flush();
    closing.await();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** The certificates' authority. */
  public PlayedAuthority authority() {
    return authority;
  }
}
