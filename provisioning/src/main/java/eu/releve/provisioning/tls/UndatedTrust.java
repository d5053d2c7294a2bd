package eu.releve.provisioning.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks everything of a chain but today's date: it must have been valid when its youngest
 * certificate began. Java's own checker does it, at that instant.
 */
final class UndatedTrust extends X509ExtendedTrustManager {
  private final Authorities authorities;

  UndatedTrust(Authorities authorities) {
    this.authorities = authorities;
  }

  private X509ExtendedTrustManager then(X509Certificate[] chain) throws CertificateException {
    Date youngest =
        Arrays.stream(chain)
            .map(X509Certificate::getNotBefore)
            .max(Date::compareTo)
            .orElseThrow(() -> new CertificateException("no certificate was shown"));
    try {
      PKIXBuilderParameters path =
          new PKIXBuilderParameters(
              authorities.certificates().stream()
                  .map(authority -> new TrustAnchor(authority, null))
                  .collect(Collectors.toSet()),
              new X509CertSelector());
      path.setRevocationEnabled(false);
      path.setDate(youngest);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(path));
      return Authorities.only(factory);
    } catch (GeneralSecurityException unable) {
      throw new CertificateException(unable);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    then(chain).checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    then(chain).checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    then(chain).checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    then(chain).checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    then(chain).checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    then(chain).checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.certificates().toArray(X509Certificate[]::new);
  }
}
