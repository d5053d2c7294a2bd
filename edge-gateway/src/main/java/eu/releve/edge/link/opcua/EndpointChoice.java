package eu.releve.edge.link.opcua;

import eu.releve.provisioning.site.Bus.Login;
import eu.releve.provisioning.site.Bus.Security;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/**
 * Which of a server's endpoints is used. What a server says of their worth is not asked: the list
 * comes over an open connection, and whoever changes it can at most choose among good ones.
 */
final class EndpointChoice {
  /** From best to worst; older ones are not spoken. */
  private static final List<SecurityPolicy> POLICIES =
      List.of(
          SecurityPolicy.Aes256_Sha256_RsaPss,
          SecurityPolicy.Basic256Sha256,
          SecurityPolicy.Aes128_Sha256_RsaOaep);

  private EndpointChoice() {}

  /** Those that are as wanted, the best first. */
  static List<EndpointDescription> ranked(
      List<EndpointDescription> offered, Security security, Login login) {
    List<SecurityPolicy> wanted = wanted(security);
    return offered.stream()
        .filter(endpoint -> speaksBinaryTcp(endpoint))
        .filter(endpoint -> policy(endpoint).map(wanted::contains).orElse(false))
        .filter(endpoint -> mayBeUsed(endpoint, login))
        .filter(endpoint -> accepts(endpoint, login))
        .sorted(
            Comparator.<EndpointDescription>comparingInt(
                    endpoint -> policy(endpoint).map(wanted::indexOf).orElse(wanted.size()))
                .thenComparingInt(
                    endpoint ->
                        endpoint.getSecurityMode() == MessageSecurityMode.SignAndEncrypt ? 0 : 1))
        .toList();
  }

  private static List<SecurityPolicy> wanted(Security security) {
    return switch (security) {
      case BEST -> POLICIES;
      case NONE -> List.of(SecurityPolicy.None);
      case BASIC256SHA256 -> List.of(SecurityPolicy.Basic256Sha256);
      case AES128 -> List.of(SecurityPolicy.Aes128_Sha256_RsaOaep);
      case AES256 -> List.of(SecurityPolicy.Aes256_Sha256_RsaPss);
    };
  }

  private static boolean speaksBinaryTcp(EndpointDescription endpoint) {
    String profile = endpoint.getTransportProfileUri();
    // Some servers leave it out.
    return profile == null
        || profile.isEmpty()
        || profile.equals(TransportProfile.TCP_UASC_UABINARY.getUri());
  }

  /** The policy of an endpoint; nothing for one that is not known. */
  static Optional<SecurityPolicy> policy(EndpointDescription endpoint) {
    return Stream.of(SecurityPolicy.values())
        .filter(policy -> policy.getUri().equals(endpoint.getSecurityPolicyUri()))
        .findFirst();
  }

  private static boolean mayBeUsed(EndpointDescription endpoint, Login login) {
    MessageSecurityMode mode = endpoint.getSecurityMode();
    if (policy(endpoint).equals(Optional.of(SecurityPolicy.None))) {
      return mode == MessageSecurityMode.None;
    }
    // A password that is only signed is read by everybody.
    return mode == MessageSecurityMode.SignAndEncrypt
        || (mode == MessageSecurityMode.Sign && !(login instanceof Login.User));
  }

  private static boolean accepts(EndpointDescription endpoint, Login login) {
    UserTokenType wanted =
        switch (login) {
          case Login.Anonymous anonymous -> UserTokenType.Anonymous;
          case Login.User user -> UserTokenType.UserName;
          case Login.Certificate certificate -> UserTokenType.Certificate;
        };
    UserTokenPolicy[] tokens = endpoint.getUserIdentityTokens();
    return tokens != null && Stream.of(tokens).anyMatch(token -> token.getTokenType() == wanted);
  }

  /** In few words, for people. */
  static String words(EndpointDescription endpoint) {
    String policy =
        policy(endpoint).map(SecurityPolicy::name).orElse(endpoint.getSecurityPolicyUri());
    return policy + "/" + endpoint.getSecurityMode();
  }
}
