package eu.releve.provisioning.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the one chain there is, whoever asks and whatever authorities he names: that it is refused
 * tells more than that nothing was shown.
 *
 * <p>No key store is between: Java's would encrypt the key in memory with ten thousand rounds for
 * each connection, and could not hold one that never leaves its chip.
 */
public final class OwnChain extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final Supplier<List<X509Certificate>> chain;
  private final PrivateKey key;

  /**
   * @param chain the certificate of the key first; asked at each handshake, for it may be renewed.
   * @param key the same all the time.
   */
  public OwnChain(Supplier<List<X509Certificate>> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  private @Nullable String alias(String... types) {
    String algorithm = chain.get().getFirst().getPublicKey().getAlgorithm();
    boolean fits =
        Arrays.stream(types)
            .anyMatch(
                type ->
                    type.equals(algorithm)
                        || (algorithm.equals("RSA") && type.equals("RSASSA-PSS")));
    return fits ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(type);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(type);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return alias(type) == null ? null : new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return alias(type) == null ? null : new String[] {ALIAS};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? chain.get().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? key : null;
  }
}
