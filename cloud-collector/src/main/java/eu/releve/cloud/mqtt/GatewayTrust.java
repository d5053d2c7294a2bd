package eu.releve.cloud.mqtt;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts as another does, and tells of each client that is not trusted. */
final class GatewayTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager rules;
  private final Runnable stranger;

  GatewayTrust(X509ExtendedTrustManager rules, Runnable stranger) {
    this.rules = rules;
    this.stranger = stranger;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void client(Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException notTrusted) {
      stranger.run();
      throw notTrusted;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    client(() -> rules.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    client(() -> rules.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    client(() -> rules.checkClientTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    rules.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    rules.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    rules.checkServerTrusted(chain, type);
  }

  /**
   * None are named: a client that knows whom the collector trusts would not show another's
   * certificate at all, and nobody would know that it was here.
   */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
