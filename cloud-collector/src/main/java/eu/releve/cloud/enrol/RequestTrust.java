package eu.releve.cloud.enrol;

import eu.releve.cloud.authority.Authority;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Takes what the authority has signed for gateways, also when it is over: such a box asks to be let
 * in again, and has to be heard for that.
 */
final class RequestTrust extends X509ExtendedTrustManager {
  private static final String CLIENT = KeyPurposeId.id_kp_clientAuth.getId();

  private final Authority authority;

  RequestTrust(Authority authority) {
    this.authority = authority;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      List<String> purposes = chain[0].getExtendedKeyUsage();
      boolean isClients = purposes != null && purposes.contains(CLIENT);
      if (isClients && chain[0].getBasicConstraints() < 0 && authority.hasSigned(chain[0])) {
        return;
      }
    } catch (GeneralSecurityException unreadable) {
      throw new CertificateException("a certificate cannot be read", unreadable);
    }
    throw new CertificateException("wanted a gateway's certificate of ours, found another");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a server's trust");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  /** Whom a client should have a certificate of. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority.chain().getFirst()};
  }
}
