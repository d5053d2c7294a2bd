package eu.releve.provisioning.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Enrolment.Outcome;
import eu.releve.provisioning.enrol.EstAnswer.Why;
import eu.releve.provisioning.enrol.PlayedEst.Mood;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrolmentTest {
  private static final String NAME = "tilleuls-12";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path data;
  private PlayedAuthority authority;
  private PlayedEst est;

  EnrolmentTest() throws IOException {
    authority = new PlayedAuthority("Test authority");
  }

  @BeforeEach
  void start() throws Exception {
    est = PlayedEst.start(authority, InstantSource.system());
  }

  @AfterEach
  void stop() {
    est.close();
  }

  private IdentityFiles files() {
    return IdentityFiles.in(data);
  }

  private Enrolment enrolment() {
    return new Enrolment(files(), Optional.empty(), PATIENCE);
  }

  private Outcome enrol(EnrolmentLabel label) throws Exception {
    return enrolment().enrol(label, false, Dates.COUNT);
  }

  private Path file(String name) {
    return data.resolve("keys").resolve(name);
  }

  @Test
  void aLabelIsAllThatAGatewayNeeds() throws Exception {
    Outcome outcome = enrol(est.label(NAME));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    Identity identity = files().read().orElseThrow();
    assertThat(identity).isEqualTo(((Outcome.Done) outcome).identity());
    assertThat(identity.gateway()).isEqualTo(new GatewayId(NAME));
    assertThat(identity.server()).isEqualTo(est.address());
    assertThat(identity.authority()).isEqualTo(authority.certificate());
    TlsMaterial material = TlsMaterial.load(files().tls());
    assertThat(material.chain()).isEqualTo(identity.chain());
    assertThat(est.asked()).containsExactly("cacerts", "simpleenroll");
    for (String name :
        List.of("gateway.key", "gateway.pem", "collector-ca.pem", "enrolment.json")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void nothingInTheFilesShowsTheCode() throws Exception {
    EnrolmentLabel label = est.label(NAME);
    enrol(label);
    try (var all = Files.list(data.resolve("keys"))) {
      for (Path each : all.toList()) {
        assertThat(Files.readString(each)).as("%s", each).doesNotContain(label.code().text());
      }
    }
  }

  @Test
  void aBoxThatIsEnrolledIsNotEnrolledTwiceUnlessItIsWanted() throws Exception {
    enrol(est.label(NAME));
    Identity first = files().read().orElseThrow();
    EnrolmentLabel second = est.label(NAME);
    assertThat(enrol(second)).isEqualTo(new Outcome.Already(first));
    assertThat(est.asked()).hasSize(2);
    assertThat(enrolment().enrol(second, true, Dates.COUNT)).isInstanceOf(Outcome.Done.class);
    Identity again = files().read().orElseThrow();
    assertThat(again.certificate()).isNotEqualTo(first.certificate());
    assertThat(again.certificate().getPublicKey()).isEqualTo(first.certificate().getPublicKey());
  }

  @Test
  void whoIsNotTheCollectorOfTheLabelIsNotToldTheCode() throws Exception {
    est.be(Mood.HAS_ANOTHER_AUTHORITY);
    EnrolmentLabel label = est.label(NAME);
    assertThat(enrol(label))
        .isInstanceOfSatisfying(
            Outcome.AnotherAuthority.class,
            other -> {
              assertThat(other.wanted()).isEqualTo(label.authority());
              assertThat(other.found()).hasSize(1).doesNotContain(label.authority());
            });
    assertThat(est.asked()).containsExactly("cacerts");
    assertThat(files().read()).isEmpty();
  }

  // The right certificate may be shown by anybody; only its owner's server is spoken to.
  @Test
  void whoShowsTheAuthoritysCertificateWithoutBeingOfItIsNotToldTheCode() throws Exception {
    PlayedAuthority other = new PlayedAuthority("Other authority");
    try (PlayedEst impostor = PlayedEst.start(other, InstantSource.system())) {
      EnrolmentLabel good = est.label(NAME);
      EnrolmentLabel mixed =
          new EnrolmentLabel(
              impostor.address(), good.gateway(), good.code(), Fingerprint.of(other.certificate()));
      assertThat(enrol(mixed)).isInstanceOf(Outcome.NotIssued.class);
      assertThat(
              new EstClient(impostor.address(), Optional.empty(), PATIENCE)
                  .simpleEnroll(
                      new Proven.Server(
                          new Authorities(List.of(authority.certificate())), Dates.COUNT),
                      good.gateway(),
                      good.code(),
                      new byte[1]))
          .isInstanceOfSatisfying(
              EstAnswer.Unreachable.class,
              answer -> assertThat(answer.why()).isEqualTo(Why.NOT_TRUSTED));
      assertThat(impostor.asked()).containsExactly("cacerts", "simpleenroll");
      assertThat(impostor.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSES_CODES, 401, ''",
    "REFUSES_THE_GATEWAY, 403, revoked",
    "CALLS_IT_MALFORMED, 400, wrong subject",
  })
  void aRefusalIsOneAndLeavesTheBoxAsItWas(Mood mood, int status, String words) throws Exception {
    est.be(mood);
    assertThat(enrol(est.label(NAME)))
        .isEqualTo(new Outcome.NotIssued(new EstAnswer.Refused(status, words)));
    assertThat(files().read()).isEmpty();
    est.be(Mood.GOOD);
    assertThat(enrol(est.label(NAME))).isInstanceOf(Outcome.Done.class);
  }

  @ParameterizedTest
  @CsvSource({
    "WAITS, 202, 7, an operator decides",
    "WAITS_NOT_LONG, 202, 1, ''",
    "COUNTS_TOO_MANY, 429, 60, ''",
    "STORE_IS_AWAY, 503, 5, ''",
  })
  void whoIsToldToWaitIsToldHowLong(Mood mood, int status, int seconds, String words)
      throws Exception {
    est.be(mood);
    assertThat(enrol(est.label(NAME)))
        .isEqualTo(
            new Outcome.NotIssued(new EstAnswer.Wait(status, Duration.ofSeconds(seconds), words)));
  }

  @ParameterizedTest
  @CsvSource({
    "TALKS_NONSENSE",
    "NEVER_ENDS",
    "SENDS_AWAY",
    "ISSUES_FOR_ANOTHER_KEY",
    "ISSUES_ANOTHER_NAME",
    "ISSUES_OF_ANOTHER_AUTHORITY",
  })
  void whatIsNotTheCertificateThatWasAskedForIsNotKept(Mood mood) throws Exception {
    est.be(mood);
    assertThat(enrol(est.label(NAME)))
        .isInstanceOfSatisfying(
            Outcome.NotIssued.class,
            outcome ->
                assertThat(outcome.answer())
                    .isInstanceOfSatisfying(
                        EstAnswer.Unreachable.class,
                        answer -> assertThat(answer.why()).isEqualTo(Why.NO_EST)));
    assertThat(files().read()).isEmpty();
    assertThat(est.asked()).doesNotContain("elsewhere");
  }

  @Test
  void anAnswerThatDripsOrBreaksOffEndsAllTheSame() throws Exception {
    est.be(Mood.HANGS_UP);
    assertThat(enrol(est.label(NAME))).isInstanceOf(Outcome.NotIssued.class);
    est.be(Mood.DRIPS);
    Enrolment hurried = new Enrolment(files(), Optional.empty(), Duration.ofSeconds(2));
    assertThat(hurried.enrol(est.label(NAME), false, Dates.COUNT))
        .isInstanceOfSatisfying(
            Outcome.NotIssued.class,
            outcome ->
                assertThat(outcome.answer())
                    .isInstanceOfSatisfying(
                        EstAnswer.Unreachable.class,
                        answer -> assertThat(answer.why()).isEqualTo(Why.NO_ANSWER)));
  }

  @Test
  void whereNobodyListensThatIsSaid() throws Exception {
    EnrolmentLabel label = est.label(NAME);
    est.close();
    assertThat(enrol(label))
        .isInstanceOfSatisfying(
            Outcome.NotIssued.class,
            outcome ->
                assertThat(outcome.answer())
                    .isInstanceOfSatisfying(
                        EstAnswer.Unreachable.class,
                        answer -> assertThat(answer.why()).isEqualTo(Why.NO_CONNECTION)));
  }

  // A box whose battery died believes that it is 1970: chain and name are checked all the same.
  @Test
  void withAClockThatNobodyVouchesForDatesDoNotCountAndNamesDo() throws Exception {
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    try (PlayedEst old =
            PlayedEst.start(
                authority, InstantSource.system(), "127.0.0.1", past, past.plusSeconds(86_400));
        PlayedEst other =
            PlayedEst.start(
                authority,
                InstantSource.system(),
                "elsewhere.example",
                past,
                past.plusSeconds(86_400))) {
      assertThat(enrolment().enrol(old.label(NAME), false, Dates.COUNT))
          .isInstanceOf(Outcome.NotIssued.class);
      assertThat(enrolment().enrol(other.label(NAME), false, Dates.DO_NOT_COUNT))
          .isInstanceOf(Outcome.NotIssued.class);
      assertThat(enrolment().enrol(old.label(NAME), false, Dates.DO_NOT_COUNT))
          .isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void aRenewalChangesTheCertificateAlone() throws Exception {
    enrol(est.label(NAME));
    Identity first = files().read().orElseThrow();
    String key = Files.readString(file("gateway.key"));
    var written = Files.getLastModifiedTime(file("collector-ca.pem"));
    assertThat(enrolment().renew(first, Dates.COUNT)).isInstanceOf(Outcome.Done.class);
    Identity second = files().read().orElseThrow();
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
    assertThat(Files.readString(file("gateway.key"))).isEqualTo(key);
    assertThat(Files.getLastModifiedTime(file("collector-ca.pem"))).isEqualTo(written);
    TlsMaterial.load(files().tls());
  }

  @Test
  void aKeyThatIsLostIsNotReplacedBehindACertificate() throws Exception {
    enrol(est.label(NAME));
    Identity identity = files().read().orElseThrow();
    Files.delete(file("gateway.key"));
    assertThatThrownBy(() -> enrolment().renew(identity, Dates.COUNT))
        .hasMessageContaining("gateway.key: wanted the key of gateway.pem");
    assertThat(file("gateway.key")).doesNotExist();
    assertThat(enrolment().enrol(est.label(NAME), true, Dates.COUNT))
        .isInstanceOf(Outcome.Done.class);
    TlsMaterial.load(files().tls());
  }

  @Test
  void anExpiredCertificateIsShownAllTheSameAndTheServerDecides() throws Exception {
    est.life(Duration.ofSeconds(-1));
    Outcome outcome = enrol(est.label(NAME));
    // Already over when it was issued.
    est.life(Duration.ofDays(90));
    assertThat(outcome).isInstanceOf(Outcome.NotIssued.class);
    est.life(Duration.ZERO);
    enrol(est.label(NAME));
    Identity over = files().read().orElseThrow();
    assertThat(enrolment().renew(over, Dates.COUNT))
        .isEqualTo(
            new Outcome.NotIssued(
                new EstAnswer.Wait(202, Duration.ofSeconds(3), "expired: an operator decides")));
  }

  @Test
  void aProxyIsAskedWhereTheServerCannotBeReachedDirectly() throws Exception {
    Path login = Files.writeString(data.resolve("proxy.login"), "box:secret\n");
    try (PlayedProxy proxy = PlayedProxy.to(est.address(), "box:secret")) {
      EnrolmentLabel label = est.label(NAME);
      EnrolmentLabel behind =
          new EnrolmentLabel(
              URI.create("https://127.0.0.1:" + FreePorts.one()),
              label.gateway(),
              label.code(),
              label.authority());
      Enrolment through =
          new Enrolment(
              files(),
              Optional.of(
                  new Uplink.Proxy(new Endpoint("127.0.0.1", proxy.port()), Optional.of(login))),
              PATIENCE);
      assertThat(through.enrol(behind, false, Dates.COUNT)).isInstanceOf(Outcome.Done.class);
      assertThat(proxy.opened()).isEqualTo(2);
      Files.writeString(login, "box:wrong\n");
      assertThat(through.renew(files().read().orElseThrow(), Dates.COUNT))
          .isInstanceOfSatisfying(
              Outcome.NotIssued.class,
              outcome ->
                  assertThat(outcome.answer())
                      .isInstanceOfSatisfying(
                          EstAnswer.Unreachable.class,
                          answer -> assertThat(answer.why()).isEqualTo(Why.PROXY)));
    }
  }
}
