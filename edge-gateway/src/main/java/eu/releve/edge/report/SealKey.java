package eu.releve.edge.report;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.OwnKey;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.tls.Pem;
import eu.releve.provisioning.tls.TlsFiles;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway seals with: the key with which it comes to its collector.
 *
 * @param gateway who seals.
 * @param signer the key, or a handle of one that never leaves its chip.
 * @param chain its certificate first.
 */
public record SealKey(GatewayId gateway, PrivateKey signer, List<X509Certificate> chain) {
  public SealKey {
    chain = List.copyOf(chain);
    require(!chain.isEmpty(), "a seal without a certificate");
  }

  /**
   * The one of a gateway with those settings; nothing while it has no certificate.
   *
   * @throws IOException when there is one that cannot be used, naming the file.
   */
  public static Optional<SealKey> of(GatewaySettings settings) throws IOException {
    if (settings.collector().isByEnrolment()) {
      return enrolled(IdentityFiles.in(settings.data()));
    }
    if (settings.collector().tls().isEmpty()) {
      return Optional.empty();
    }
    TlsFiles files = settings.collector().tls().get();
    return Optional.of(
        new SealKey(
            settings.gateway(),
            Pem.read(files.key()).key(),
            Pem.read(files.certificate()).certificates()));
  }

  private static Optional<SealKey> enrolled(IdentityFiles files) throws IOException {
    Optional<Identity> identity = files.read();
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    OwnKey key = files.key();
    if (!key.publicKey().equals(identity.get().certificate().getPublicKey())) {
      throw new IOException(
          files.tls().key()
              + ": wanted the key of "
              + files.tls().certificate()
              + ", found another");
    }
    return Optional.of(new SealKey(identity.get().gateway(), key.signer(), identity.get().chain()));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "SealKey(" + gateway + ")";
  }
}
