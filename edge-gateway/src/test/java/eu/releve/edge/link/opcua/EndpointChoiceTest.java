package eu.releve.edge.link.opcua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;

import eu.releve.provisioning.site.Bus.Login;
import eu.releve.provisioning.site.Bus.Security;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.junit.jupiter.api.Test;

class EndpointChoiceTest {
  private static final Login NOBODY = new Login.Anonymous();
  private static final Login USER = new Login.User("reader");

  private static EndpointDescription endpoint(
      String policy, MessageSecurityMode mode, UserTokenType... logins) {
    return new EndpointDescription(
        "opc.tcp://127.0.0.1:4840",
        null,
        ByteString.NULL_VALUE,
        mode,
        policy,
        Stream.of(logins)
            .map(login -> new UserTokenPolicy(login.name(), login, null, null, null))
            .toArray(UserTokenPolicy[]::new),
        TransportProfile.TCP_UASC_UABINARY.getUri(),
        // What a server says of their worth is not asked.
        ubyte(policy.endsWith("None") ? 255 : 1));
  }

  private static EndpointDescription anybody(SecurityPolicy policy, MessageSecurityMode mode) {
    return endpoint(policy.getUri(), mode, UserTokenType.Anonymous, UserTokenType.UserName);
  }

  private static List<String> ranked(
      Security security, Login login, EndpointDescription... offered) {
    return EndpointChoice.ranked(List.of(offered), security, login).stream()
        .map(EndpointChoice::words)
        .toList();
  }

  private static final EndpointDescription OPEN =
      anybody(SecurityPolicy.None, MessageSecurityMode.None);
  private static final EndpointDescription SIGNED =
      anybody(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign);
  private static final EndpointDescription OLD =
      anybody(SecurityPolicy.Basic128Rsa15, MessageSecurityMode.SignAndEncrypt);
  private static final EndpointDescription UNKNOWN =
      endpoint("urn:maker:rot13", MessageSecurityMode.SignAndEncrypt, UserTokenType.Anonymous);

  private static EndpointDescription encrypted(SecurityPolicy policy) {
    return anybody(policy, MessageSecurityMode.SignAndEncrypt);
  }

  @Test
  void theBestIsTakenFirstWhateverTheServerSaysOfTheirWorth() {
    assertThat(
            ranked(
                Security.BEST,
                NOBODY,
                OPEN,
                OLD,
                UNKNOWN,
                encrypted(SecurityPolicy.Aes128_Sha256_RsaOaep),
                SIGNED,
                encrypted(SecurityPolicy.Basic256Sha256),
                encrypted(SecurityPolicy.Aes256_Sha256_RsaPss)))
        .containsExactly(
            "Aes256_Sha256_RsaPss/SignAndEncrypt",
            "Basic256Sha256/SignAndEncrypt",
            "Basic256Sha256/Sign",
            "Aes128_Sha256_RsaOaep/SignAndEncrypt");
  }

  @Test
  void anOpenConnectionIsMadeOnlyWhenThePlanSaysSo() {
    assertThat(ranked(Security.BEST, NOBODY, OPEN)).isEmpty();
    assertThat(ranked(Security.BASIC256SHA256, NOBODY, OPEN)).isEmpty();
    assertThat(ranked(Security.NONE, NOBODY, SIGNED, OPEN)).containsExactly("None/None");
  }

  @Test
  void aPolicyThatThePlanNamesIsNotReplacedByABetterOne() {
    EndpointDescription better = encrypted(SecurityPolicy.Aes256_Sha256_RsaPss);
    assertThat(ranked(Security.AES128, NOBODY, better)).isEmpty();
    assertThat(ranked(Security.AES256, NOBODY, better)).hasSize(1);
  }

  @Test
  void aPasswordIsSentOnlyWhereItIsEncrypted() {
    assertThat(ranked(Security.BEST, USER, SIGNED)).isEmpty();
    assertThat(ranked(Security.BEST, USER, encrypted(SecurityPolicy.Basic256Sha256))).hasSize(1);
  }

  @Test
  void anEndpointThatDoesNotLetTheGatewayInIsNotUsed() {
    Login certificate = new Login.Certificate();
    assertThat(ranked(Security.BEST, certificate, encrypted(SecurityPolicy.Basic256Sha256)))
        .isEmpty();
    assertThat(
            ranked(
                Security.BEST,
                certificate,
                endpoint(
                    SecurityPolicy.Basic256Sha256.getUri(),
                    MessageSecurityMode.Sign,
                    UserTokenType.Certificate)))
        .hasSize(1);
  }

  // Said to be encrypted, and of no policy: a connection would be open all the same.
  @Test
  void anEndpointThatContradictsItselfIsNotUsed() {
    assertThat(ranked(Security.NONE, NOBODY, encrypted(SecurityPolicy.None))).isEmpty();
    EndpointDescription unsigned = anybody(SecurityPolicy.Basic256Sha256, MessageSecurityMode.None);
    assertThat(ranked(Security.BEST, NOBODY, unsigned)).isEmpty();
  }
}
