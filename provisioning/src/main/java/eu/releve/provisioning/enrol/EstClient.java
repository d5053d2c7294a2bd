package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;

/**
 * Asks an EST server (RFC 7030): one connection a question, TLS 1.3, directly and then through the
 * proxy where there is one. No redirection is followed; an answer has at most 64 KiB.
 *
 * @param server {@code https://HOST:PORT}.
 * @param proxy by which it is tried again when it cannot be reached directly.
 * @param timeout for the connection, and for the whole answer after it.
 */
public record EstClient(URI server, Optional<Uplink.Proxy> proxy, Duration timeout) {
  /** How long a cellar's network is waited for. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  static final int ANSWER_BYTES_MAX = 64 << 10;

  private static final String PATH = "/.well-known/est/";
  private static final int REASON_MAX = 200;
  private static final int OK = 200;
  private static final int PROXY_LOGIN = 407;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;
  private static final int LOGIN_BYTES_MAX = 1 << 10;
  private static final Duration RETRY_USUAL = Duration.ofMinutes(5);
  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofDays(1);

  static {
    // Java sends a proxy's Basic login for a tunnel only where nobody has forbidden it, and it
    // forbids it unless it is told otherwise. Ours is in a file of its own and for that proxy only.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  public EstClient {
    require(timeout.isPositive(), "timeout %s", timeout);
  }

  /** The authority's certificates, asked of a server that nobody has vouched for yet. */
  public EstAnswer cacerts(Proven proven) throws InterruptedException {
    return ask(proven, request("cacerts").GET());
  }

  /** A first certificate, for a code. */
  public EstAnswer simpleEnroll(
      Proven.Server proven, GatewayId gateway, ClaimCode code, byte[] request)
      throws InterruptedException {
    byte[] login = (gateway + ":" + code.text()).getBytes(StandardCharsets.US_ASCII);
    return ask(
        proven,
        posting("simpleenroll", request)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login)));
  }

  /** The next certificate, for the present one. */
  public EstAnswer simpleReenroll(Proven.Both proven, byte[] request) throws InterruptedException {
    return ask(proven, posting("simplereenroll", request));
  }

  private HttpRequest.Builder request(String operation) {
    return HttpRequest.newBuilder(URI.create(server + PATH + operation)).timeout(timeout);
  }

  private HttpRequest.Builder posting(String operation, byte[] request) {
    return request(operation)
        .header("Content-Type", "application/pkcs10")
        .header("Content-Transfer-Encoding", "base64")
        .POST(BodyPublishers.ofByteArray(Base64.getMimeEncoder().encode(request)));
  }

  private EstAnswer ask(Proven proven, HttpRequest.Builder request) throws InterruptedException {
    EstAnswer answer = ask(proven, request, Optional.empty());
    return answer instanceof EstAnswer.Unreachable && proxy.isPresent()
        ? ask(proven, request.copy(), proxy)
        : answer;
  }

  private EstAnswer ask(Proven proven, HttpRequest.Builder request, Optional<Uplink.Proxy> through)
      throws InterruptedException {
    SSLParameters tls = new SSLParameters();
    tls.setProtocols(new String[] {TlsMaterial.PROTOCOL});
    try {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout)
              .proxy(HttpClient.Builder.NO_PROXY)
              .sslParameters(tls)
              .sslContext(proven.context());
      if (through.isPresent()) {
        var at = through.get().endpoint();
        builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(at.host(), at.port())));
        Optional<Path> login = through.get().login();
        if (login.isPresent()) {
          request.header("Proxy-Authorization", "Basic " + basic(login.get()));
        }
      }
      HttpClient client = builder.build();
      try {
        return understood(whole(client, request.build()));
      } finally {
        client.shutdownNow();
      }
    } catch (IOException | GeneralSecurityException failure) {
      return EstAnswer.Unreachable.of(failure);
    }
  }

  /** Java's own limit ends with the head of an answer; a body that drips would never end. */
  private HttpResponse<byte[]> whole(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> coming =
        client.sendAsync(request, head -> new LimitedBody(ANSWER_BYTES_MAX));
    try {
      return coming.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      if (cause instanceof IOException known) {
        throw known;
      }
      throw new IOException(cause);
    } catch (TimeoutException late) {
      coming.cancel(true);
      throw new HttpTimeoutException("the answer has no end");
    }
  }

  private static EstAnswer understood(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    if (status == OK) {
      try {
        return new EstAnswer.Issued(CertsOnly.decode(answer.body()));
      } catch (IOException other) {
        throw new EstAnswer.NoEstException(String.valueOf(other.getMessage()), other);
      }
    }
    String reason = reason(answer);
    if (status == PROXY_LOGIN) {
      throw new EstAnswer.ProxyRefusalException("the proxy wants another login");
    }
    if (status == EstAnswer.Wait.ACCEPTED || status == TOO_MANY || status >= SERVER_ERRORS) {
      return new EstAnswer.Wait(status, retryAfter(answer), reason);
    }
    return switch (status) {
      case EstAnswer.Refused.MALFORMED, EstAnswer.Refused.CODE, EstAnswer.Refused.REVOKED ->
          new EstAnswer.Refused(status, reason);
      default -> throw new EstAnswer.NoEstException("HTTP status " + status, null);
    };
  }

  /** In seconds; a date would ask for a clock, and the contract has none. */
  private static Duration retryAfter(HttpResponse<byte[]> answer) {
    Duration wanted =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(RETRY_USUAL);
    return wanted.compareTo(RETRY_MIN) < 0
        ? RETRY_MIN
        : wanted.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : wanted;
  }

  /** What a server says is shown to people: one line, without anything that is no letter. */
  private static String reason(HttpResponse<byte[]> answer) {
    boolean isText =
        answer
            .headers()
            .firstValue("Content-Type")
            .map(type -> type.toLowerCase(Locale.ROOT).startsWith("text/plain"))
            .orElse(false);
    String text =
        isText
            ? new String(answer.body(), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                .strip()
            : "";
    return text.length() <= REASON_MAX ? text : text.substring(0, REASON_MAX);
  }

  private static String basic(Path login) throws IOException {
    if (!Files.isReadable(login) || Files.size(login) > LOGIN_BYTES_MAX) {
      throw new EstAnswer.ProxyRefusalException(
          login + ": wanted a file with USER:PASSWORD, found none");
    }
    String line = Files.readString(login).strip();
    return Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
  }
}
