package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway is at its collector.
 *
 * @param server where it enrolled and renews.
 * @param gateway its name.
 * @param authority the collector's, which anchors everything.
 * @param chain the gateway's certificate first, then those between it and the authority.
 */
public record Identity(
    URI server, GatewayId gateway, X509Certificate authority, List<X509Certificate> chain) {
  public Identity {
    chain = List.copyOf(chain);
    require(!chain.isEmpty(), "an identity without a certificate");
  }

  /**
   * The identity that an answer gives, if it is the one that was asked for.
   *
   * @param certificates as they came, in any order.
   * @param key whose certificate it must be.
   * @throws IOException saying what is wrong with what came.
   */
  static Identity issued(
      URI server,
      GatewayId gateway,
      X509Certificate authority,
      List<X509Certificate> certificates,
      PublicKey key)
      throws IOException {
    X509Certificate own =
        certificates.stream()
            .filter(one -> one.getPublicKey().equals(key))
            .findFirst()
            .orElseThrow(() -> new IOException("wanted a certificate of this key, found none"));
    Optional<String> name = TlsMaterial.commonName(own);
    if (!name.equals(Optional.of(gateway.value()))) {
      throw new IOException(
          "wanted a certificate of '%s', found one of '%s'"
              .formatted(gateway, own.getSubjectX500Principal()));
    }
    List<X509Certificate> chain = chain(own, certificates, authority);
    try {
      new Authorities(List.of(authority))
          .trustManager(Dates.DO_NOT_COUNT)
          .checkClientTrusted(chain.toArray(X509Certificate[]::new), key.getAlgorithm());
    } catch (GeneralSecurityException other) {
      throw new IOException(
          "wanted a certificate of the collector's authority, found another", other);
    }
    return new Identity(server, gateway, authority, chain);
  }

  private static List<X509Certificate> chain(
      X509Certificate own, List<X509Certificate> all, X509Certificate authority) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    Optional<X509Certificate> next = issuer(own, all, authority);
    while (next.isPresent() && !chain.contains(next.get())) {
      chain.add(next.get());
      next = issuer(next.get(), all, authority);
    }
    return chain;
  }

  private static Optional<X509Certificate> issuer(
      X509Certificate of, List<X509Certificate> all, X509Certificate authority) {
    return all.stream()
        .filter(one -> one.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
        .filter(one -> !one.equals(authority) && !one.equals(of))
        .findFirst();
  }

  /** The gateway's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** From when it counts. */
  public Instant notBefore() {
    return certificate().getNotBefore().toInstant();
  }

  /** Until when it counts. */
  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  @Override
  public String toString() {
    return gateway + " at " + server + " until " + notAfter();
  }
}
