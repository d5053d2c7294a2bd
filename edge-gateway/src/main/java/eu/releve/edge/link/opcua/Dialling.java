package eu.releve.edge.link.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Bus.Login;
import java.io.IOException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.identity.X509IdentityProvider;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;

/**
 * Makes connections to one server: finds its endpoints, takes the best, lets nobody pass who is not
 * trusted, logs in. Each connection begins from nothing, so that a server that came back as another
 * is seen as such.
 *
 * @param bus where the server is, and how it is to be reached.
 * @param keys who is trusted, and with what the gateway logs in.
 * @param timeout of one request; a connection, which is several, may take four times as long.
 */
record Dialling(Bus.OpcUa bus, ServerKeys keys, Duration timeout) {
  private static final int REQUESTS_TO_CONNECT = 4;
  private static final int KEY_BITS_MIN = 2_048;
  private static final long KEEP_ALIVE_MILLIS = 5_000;

  /**
   * How long a server may keep a session that it has not heard of: a small one has few, and a
   * gateway that comes back makes a new one.
   */
  private static final long SESSION_MILLIS = 30_000;

  static {
    // The JDK knows the signature of Aes256_Sha256_RsaPss under another name than the norm's.
    if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
      Security.addProvider(new BouncyCastleProvider());
    }
  }

  /** What the server offers; nobody has proven anything yet. */
  List<EndpointDescription> endpoints(LinkThreads threads) throws IOException {
    return Waiting.on(
        DiscoveryClient.getEndpoints(
            bus.url(), transport -> threads.use(transport, timeout.toMillis())),
        2 * timeout.toMillis());
  }

  /**
   * A connection with a session.
   *
   * @throws IOException naming what is missing; nothing is left open.
   */
  OpcUaClient connect(LinkThreads threads) throws IOException {
    List<EndpointDescription> offered = endpoints(threads);
    List<EndpointDescription> ranked = EndpointChoice.ranked(offered, bus.security(), bus.login());
    if (ranked.isEmpty()) {
      throw new IOException(objection(offered));
    }
    // Some servers offer a policy and then sign in a way that the library does not know: the next
    // best is as good as what the plan asks for, or it would not be in the list.
    for (EndpointDescription better : ranked.subList(0, ranked.size() - 1)) {
      try {
        return connect(better, threads);
      } catch (Waiting.FailedException refused) {
        if (isOfTheLogin(refused.status()) || refused.isLate()) {
          throw refused;
        }
      }
    }
    return connect(ranked.getLast(), threads);
  }

  /** Another policy would not help, and a server may count wrong passwords. */
  private static boolean isOfTheLogin(long status) {
    return status == StatusCodes.Bad_UserAccessDenied
        || status == StatusCodes.Bad_IdentityTokenInvalid
        || status == StatusCodes.Bad_IdentityTokenRejected
        || status == StatusCodes.Bad_UserSignatureInvalid;
  }

  private OpcUaClient connect(EndpointDescription chosen, LinkThreads threads) throws IOException {
    boolean open = EndpointChoice.policy(chosen).equals(Optional.of(SecurityPolicy.None));
    if (!open) {
      demand(certificate(chosen));
    }
    try {
      OpcUaClient client =
          OpcUaClient.create(
              config(chosen, open), transport -> threads.use(transport, timeout.toMillis()));
      try {
        return Waiting.on(client.connectAsync(), REQUESTS_TO_CONNECT * timeout.toMillis());
      } catch (IOException failed) {
        Abandoning.abandon(client);
        throw failed;
      }
    } catch (UaException refused) {
      throw new IOException(Waiting.words(refused), refused);
    }
  }

  private String objection(List<EndpointDescription> offered) {
    String login =
        switch (bus.login()) {
          case Login.Anonymous anonymous -> "nobody in particular";
          case Login.User user -> "a user";
          case Login.Certificate certificate -> "a certificate";
        };
    return "%s: wanted an endpoint of security %s for %s, found %s"
        .formatted(
            bus.url(),
            bus.security().name().toLowerCase(Locale.ROOT),
            login,
            offered.stream().map(EndpointChoice::words).distinct().toList());
  }

  private static X509Certificate certificate(EndpointDescription endpoint) throws IOException {
    try {
      return CertificateUtil.decodeCertificates(endpoint.getServerCertificate().bytesOrEmpty())
          .getFirst();
    } catch (UaException | RuntimeException none) {
      throw new IOException("the server shows no certificate that can be read", none);
    }
  }

  /** Asked twice: of what was offered, and of who is at the other end in the end. */
  private void demand(X509Certificate certificate) throws IOException {
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < KEY_BITS_MIN) {
      throw new IOException(
          "the server's key of %d bits is too short".formatted(rsa.getModulus().bitLength()));
    }
    keys.demand(bus.url(), certificate);
  }

  private OpcUaClientConfig config(EndpointDescription chosen, boolean open) throws IOException {
    // Servers name themselves as they are called in their own network.
    EndpointDescription reached =
        EndpointUtil.updateUrl(chosen, bus.endpoint().host(), bus.endpoint().port());
    CertificateValidator validator =
        (chain, uri, hosts) -> {
          try {
            if (!open) {
              demand(chain.getFirst());
            }
          } catch (IOException untrusted) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, untrusted);
          }
        };
    OpcUaClientConfigBuilder config =
        OpcUaClientConfig.builder()
            .setEndpoint(reached)
            .setApplicationName(LocalizedText.english("Releve gateway"))
            .setApplicationUri("urn:releve:gateway")
            .setProductUri("urn:releve")
            .setSessionName(() -> "releve " + bus.id())
            .setCertificateValidator(validator)
            .setIdentityProvider(identity(validator))
            .setRequestTimeout(uint(timeout.toMillis()))
            .setKeepAliveInterval(uint(KEEP_ALIVE_MILLIS))
            .setKeepAliveTimeout(uint(timeout.toMillis()))
            .setSessionTimeout(uint(SESSION_MILLIS));
    if (!open) {
      ApplicationIdentity own = keys.identity();
      config
          .setApplicationUri(own.uri())
          .setKeyPair(own.pem().keys())
          .setCertificate(own.pem().certificate())
          .setCertificateChain(new X509Certificate[] {own.pem().certificate()});
    }
    return config.build();
  }

  private IdentityProvider identity(CertificateValidator validator) throws IOException {
    return switch (bus.login()) {
      case Login.Anonymous anonymous -> new AnonymousProvider();
      case Login.User user -> new UsernameProvider(user.name(), keys.password(bus.id()), validator);
      case Login.Certificate certificate -> {
        PemPair own = keys.userCertificate(bus.id());
        yield new X509IdentityProvider(own.certificate(), own.keys().getPrivate());
      }
    };
  }

  /** The fingerprint of the certificate that an endpoint shows; empty where it shows none. */
  static String fingerprint(EndpointDescription endpoint) {
    try {
      return KnownServers.fingerprint(certificate(endpoint));
    } catch (IOException none) {
      return "";
    }
  }
}
