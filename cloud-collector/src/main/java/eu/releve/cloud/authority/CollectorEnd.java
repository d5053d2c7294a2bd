package eu.releve.cloud.authority;

import eu.releve.provisioning.tls.OwnChain;
import eu.releve.provisioning.tls.TlsEnd;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The collector's own end of TLS, with certificates that its authority signs: nobody has to renew
 * them, a new one is shown from two thirds of the old one's life on.
 */
public final class CollectorEnd implements TlsEnd {
  private static final Duration LIFE = Duration.ofDays(90);

  private final Authority authority;
  private final String host;
  private final InstantSource clock;
  private final KeyPair keys;
  private Shown shown;

  private record Shown(List<X509Certificate> chain, Instant renewal) {}

  /**
   * @param authority signs for this collector, and for the gateways that it trusts.
   * @param host the name or address under which gateways know it.
   * @param clock says when a certificate is old.
   */
  public CollectorEnd(Authority authority, String host, InstantSource clock, SecureRandom random) {
    this.authority = authority;
    this.host = host;
    this.clock = clock;
    try {
      this.keys = Authority.pair(random);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has P-256", missing);
    }
    this.shown = issue();
  }

  private Shown issue() {
    Instant now = clock.instant();
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(authority.issueHost(host, keys.getPublic(), LIFE));
    chain.addAll(authority.chain());
    return new Shown(List.copyOf(chain), now.plus(LIFE.multipliedBy(2).dividedBy(3)));
  }

  private synchronized List<X509Certificate> chain() {
    Instant now = clock.instant();
    // A clock that was put back makes a certificate that is not valid yet.
    boolean isAhead = shown.chain.getFirst().getNotBefore().toInstant().isAfter(now);
    if (isAhead || !now.isBefore(shown.renewal)) {
      shown = issue();
    }
    return shown.chain;
  }

  @Override
  public X509ExtendedKeyManager keyManager() {
    return new OwnChain(this::chain, keys.getPrivate());
  }

  /** Trusts what its authority has signed and no other of the authorities above it. */
  @Override
  public X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException {
    return new TlsMaterial(List.of(authority.chain().getFirst()), chain(), keys.getPrivate())
        .trustManager();
  }
}
