package eu.releve.provisioning.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** One end of TLS connections: what it shows, and whom it trusts. */
public interface TlsEnd {
  /** Shows this end's certificate, the one of the moment of each handshake. */
  X509ExtendedKeyManager keyManager() throws GeneralSecurityException, IOException;

  /** Trusts the authorities of the other end and nobody else. */
  X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException;
}
