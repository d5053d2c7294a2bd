package eu.releve.provisioning.tls;

import static eu.releve.measure.Require.require;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who may sign for the other end of a TLS connection.
 *
 * @param certificates theirs, at least one.
 */
public record Authorities(List<X509Certificate> certificates) {
  public Authorities {
    certificates = List.copyOf(certificates);
    require(!certificates.isEmpty(), "nobody is trusted");
  }

  /** Trusts them, and a name as the connection asks for it. */
  public X509ExtendedTrustManager trustManager(Dates dates)
      throws GeneralSecurityException, IOException {
    return switch (dates) {
      case COUNT -> dated();
      case DO_NOT_COUNT -> new UndatedTrust(this);
    };
  }

  private X509ExtendedTrustManager dated() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return only(factory);
  }

  static X509ExtendedTrustManager only(TrustManagerFactory factory)
      throws GeneralSecurityException {
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("this Java checks no X.509 certificates"));
  }
}
