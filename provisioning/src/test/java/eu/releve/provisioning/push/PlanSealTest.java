package eu.releve.provisioning.push;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.push.PlanSeal.Opened;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/** Whose word counts for a plan. */
class PlanSealTest {
  private static final String PLAN = "site: tilleuls-12\n";
  private static final PlanOrder ORDER =
      new PlanOrder(
          new GatewayId("gw-1"),
          new OrganisationId("syndic-a"),
          Optional.empty(),
          1,
          "0".repeat(64),
          SitePlan.hash(PLAN),
          "anne",
          Duration.ofMinutes(10));

  private static PlanCommand sealed(PrivateKey key, X509Certificate... chain) {
    return PlanSeal.seal(ORDER, PLAN, key, List.of(chain));
  }

  @Test
  void theAuthoritysOwnWordCounts() throws Exception {
    PlayedAuthority authority = new PlayedAuthority("A");
    assertThat(
            PlanSeal.open(
                sealed(authority.signer(), authority.certificate()), authority.certificate()))
        .isEqualTo(new Opened.Genuine(ORDER));
  }

  @Test
  void anAuthorityBelowItCountsWhateverKindItsKeyIs() throws Exception {
    PlayedAuthority anchor = new PlayedAuthority("A");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    for (KeyPair pair : List.of(PlayedAuthority.pair(), generator.generateKeyPair())) {
      X509Certificate below = anchor.authority("B", pair.getPublic());
      PlanCommand command = sealed(pair.getPrivate(), below, anchor.certificate());
      assertThat(command.chain()).hasSize(1);
      assertThat(PlanSeal.open(command, anchor.certificate())).isEqualTo(new Opened.Genuine(ORDER));
    }
  }

  // A gateway's certificate is of the same authority, and its key lies in a cellar.
  @Test
  void aGatewaysWordDoesNotCount() throws Exception {
    PlayedAuthority anchor = new PlayedAuthority("A");
    KeyPair pair = PlayedAuthority.pair();
    Instant now = Instant.now();
    X509Certificate gateway =
        anchor.gateway(
            new X500Name("CN=gw-2"),
            pair.getPublic(),
            now.minusSeconds(60),
            now.plusSeconds(3_600));
    assertThat(
            PlanSeal.open(
                sealed(pair.getPrivate(), gateway, anchor.certificate()), anchor.certificate()))
        .isInstanceOfSatisfying(
            Opened.Forged.class,
            forged -> assertThat(forged.reason()).contains("wanted an authority"));
  }

  @Test
  void anotherAuthoritysWordDoesNotCount() throws Exception {
    PlayedAuthority anchor = new PlayedAuthority("A");
    PlayedAuthority other = new PlayedAuthority("A");
    KeyPair pair = PlayedAuthority.pair();
    X509Certificate below = other.authority("B", pair.getPublic());
    assertThat(PlanSeal.open(sealed(other.signer(), other.certificate()), anchor.certificate()))
        .isInstanceOf(Opened.Forged.class);
    assertThat(
            PlanSeal.open(
                sealed(pair.getPrivate(), below, other.certificate()), anchor.certificate()))
        .isInstanceOf(Opened.Forged.class);
  }
}
