package eu.releve.edge.simulate;

import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.security.CertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * The certificate of a server that is played, and its key.
 *
 * @param keys both halves.
 * @param certificate of the public one.
 */
record ServerCertificate(KeyPair keys, X509Certificate certificate) {
  static final String URI = "urn:releve:simulator:server";
  private static final int KEY_BITS = 2_048;

  /** A new one. */
  static ServerCertificate born() throws IOException {
    try {
      KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
      X509Certificate certificate =
          new SelfSignedCertificateGenerator()
              .generateSelfSigned(
                  keys,
                  Date.from(Instant.parse("2025-01-01T00:00:00Z")),
                  Date.from(Instant.parse("2045-01-01T00:00:00Z")),
                  "Releve simulator",
                  "Releve",
                  null,
                  null,
                  null,
                  null,
                  URI,
                  List.of("localhost"),
                  List.of("127.0.0.1"),
                  SelfSignedCertificateBuilder.SA_SHA256_RSA);
      return new ServerCertificate(keys, certificate);
    } catch (Exception unable) {
      throw new IOException("no certificate could be made", unable);
    }
  }

  /** A manager that has it, and lets every client in. */
  CertificateManager manager() {
    RsaSha256CertificateFactory factory =
        new RsaSha256CertificateFactory() {
          @Override
          protected KeyPair createRsaSha256KeyPair() {
            return keys;
          }

          @Override
          protected X509Certificate[] createRsaSha256CertificateChain(KeyPair ofThose) {
            return new X509Certificate[] {certificate};
          }
        };
    try {
      return new DefaultCertificateManager(
          new MemoryCertificateQuarantine(),
          DefaultApplicationGroup.createAndInitialize(
              new MemoryTrustListManager(),
              new MemoryCertificateStore(),
              factory,
              (chain, uri, hosts) -> {}));
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
