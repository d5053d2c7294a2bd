package eu.releve.cloud.broker;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a collector shows to a broker and trusts there, asked anew for each connection. */
@FunctionalInterface
public interface TlsSource {
  /** For the next connection; nothing on this machine. */
  Optional<SSLContext> context() throws IOException, GeneralSecurityException;
}
