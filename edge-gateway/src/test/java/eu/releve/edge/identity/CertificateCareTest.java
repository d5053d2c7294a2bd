package eu.releve.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.enrol.PlayedEst;
import eu.releve.provisioning.enrol.PlayedEst.Mood;
import eu.releve.provisioning.tls.Dates;
import eu.releve.wire.ClockTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files and a real server; only the time is played. */
class CertificateCareTest {
  private static final String NAME = "tilleuls-12";
  private static final Duration LOOK = Duration.ofHours(6);
  private static final Duration SIX_SECONDS = Duration.ofSeconds(6);

  @TempDir private Path data;

  private final ManualClock clock = ManualClock.trusted();
  private final List<String> notes = new ArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  private boolean isRefused;
  private PlayedEst est;
  private CertificateCare care;

  @BeforeEach
  void start() throws Exception {
    est =
        PlayedEst.start(
            new PlayedAuthority("Test authority"), () -> Instant.ofEpochMilli(clock.wallMillis()));
    care = newCare();
  }

  private CertificateCare newCare() {
    return new CertificateCare(
        new GatewayId(NAME),
        enrolment(),
        clock,
        CertificateCare.World.of(
            changes::incrementAndGet, () -> isRefused, (code, text) -> notes.add(code)),
        LOOK);
  }

  private Enrolment enrolment() {
    return new Enrolment(IdentityFiles.in(data), Optional.empty(), Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    est.close();
  }

  private void lay(EnrolmentLabel label) throws Exception {
    Files.writeString(labelFile(), label.text() + "\n");
  }

  private Path labelFile() {
    return data.resolve(LabelFile.NAME);
  }

  private Identity identity() throws Exception {
    return IdentityFiles.in(data).read().orElseThrow();
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.wallMillis());
  }

  private long renewals() {
    return est.asked().stream().filter("simplereenroll"::equals).count();
  }

  /** Steps until so much time has gone by. */
  private void live(Duration time) throws Exception {
    long end = clock.bootMillis() + time.toMillis();
    while (clock.bootMillis() < end) {
      clock.advance(Math.max(1, Math.min(care.step().toMillis(), end - clock.bootMillis())));
    }
  }

  private void enrolledFor(Duration life) throws Exception {
    est.life(life);
    lay(est.label(NAME));
    care.step();
    care.step();
  }

  @Test
  void aLabelThatLiesThereEnrolsTheBoxAndIsRemoved() throws Exception {
    assertThat(care.step()).isEqualTo(LOOK);
    assertThat(care.standing()).isEqualTo(new Standing.NotEnrolled(Optional.empty()));
    lay(est.label(NAME));
    care.step();
    care.step();
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
    assertThat(labelFile()).doesNotExist();
    assertThat(notes).containsExactly("enrolled");
    assertThat(changes).hasValue(1);
  }

  @Test
  void untilTheNetworkIsThereItTriesAgainAndAgainWithLongerPauses() throws Exception {
    lay(est.label(NAME));
    est.be(Mood.HANGS_UP);
    live(Duration.ofHours(1));
    long attempts = est.asked().stream().filter("simpleenroll"::equals).count();
    assertThat(attempts).isBetween(8L, 20L);
    assertThat(labelFile()).exists();
    est.be(Mood.GOOD);
    live(Duration.ofMinutes(11));
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
  }

  @Test
  void theButtonDoesNotWaitForThePause() throws Exception {
    lay(est.label(NAME));
    est.be(Mood.WAITS);
    care.step();
    int before = est.asked().size();
    care.step();
    assertThat(est.asked()).hasSize(before);
    clock.advance(7_000);
    care.step();
    assertThat(est.asked()).hasSize(before + 2);
  }

  @Test
  void aCodeThatIsRefusedIsNotTriedTwice() throws Exception {
    lay(est.label(NAME));
    est.be(Mood.REFUSES_CODES);
    live(Duration.ofHours(1));
    assertThat(est.asked()).containsExactly("cacerts", "simpleenroll");
    assertThat(labelFile()).doesNotExist();
    assertThat(notes).containsExactly("enrolment-refused");
    assertThat(care.standing().trouble())
        .hasValueSatisfying(met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.CODE));
  }

  @Test
  void aLabelOfAnotherGatewayOrOneThatIsNoneIsSaidAndNotUsed() throws Exception {
    lay(est.label("other-1"));
    care.step();
    assertThat(care.standing().trouble())
        .hasValueSatisfying(
            met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.LABEL_OF_ANOTHER));
    Files.writeString(labelFile(), "hello");
    care.step();
    assertThat(care.standing().trouble())
        .hasValueSatisfying(met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.LABEL_WRONG));
    assertThat(est.asked()).isEmpty();
  }

  // A box whose certificate is over or revoked, or that goes to another collector: its card gets
  // one.
  @Test
  void aLabelThatIsLaidBesideACertificateGetsAnother() throws Exception {
    enrolledFor(Duration.ofDays(90));
    care.step();
    Instant before = identity().notAfter();
    est.life(Duration.ofDays(60));
    lay(est.label(NAME));
    care.step();
    assertThat(labelFile()).doesNotExist();
    assertThat(identity().notAfter()).isBefore(before);
    care.step();
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
  }

  @Test
  void aLabelBesideACertificateThatIsAnothersOrNoneIsSaidAndNobodyIsAsked() throws Exception {
    enrolledFor(Duration.ofDays(90));
    int before = est.asked().size();
    lay(est.label("other-1"));
    live(Duration.ofHours(1));
    meets(Obstacle.Kind.LABEL_OF_ANOTHER);
    Files.writeString(labelFile(), "hello");
    live(Duration.ofDays(3));
    meets(Obstacle.Kind.LABEL_WRONG);
    assertThat(est.asked()).hasSize(before);
    assertThat(labelFile()).as("somebody's to take away").exists();
    Files.delete(labelFile());
    live(Duration.ofDays(3));
    assertThat(care.standing().trouble()).isEmpty();
  }

  @Test
  void aUsedUpCodeBesideACertificateIsTriedOnceAndStaysSaid() throws Exception {
    enrolledFor(Duration.ofDays(90));
    Instant end = identity().notAfter();
    int before = est.asked().size();
    lay(est.label(NAME));
    est.be(Mood.REFUSES_CODES);
    live(Duration.ofHours(1));
    assertThat(est.asked()).hasSize(before + 2);
    assertThat(labelFile()).doesNotExist();
    assertThat(notes).containsExactly("enrolled", "enrolment-refused");
    live(Duration.ofDays(3));
    meets(Obstacle.Kind.CODE);
    assertThat(identity().notAfter()).as("the certificate stays").isEqualTo(end);
    est.be(Mood.GOOD);
    lay(est.label(NAME));
    live(Duration.ofDays(2));
    assertThat(care.standing().trouble()).as("another label succeeds").isEmpty();
  }

  @Test
  void aLabelOfAnotherAuthorityIsTriedEverMoreSeldomAndGivenUp() throws Exception {
    enrolledFor(Duration.ofDays(90));
    int before = est.asked().size();
    EnrolmentLabel own = est.label(NAME);
    lay(
        new EnrolmentLabel(
            own.server(), own.gateway(), own.code(), new Fingerprint("ab".repeat(32))));
    live(Duration.ofHours(2));
    meets(Obstacle.Kind.ANOTHER_AUTHORITY);
    assertThat(est.asked().size() - before).isBetween(4, 8);
    assertThat(labelFile()).exists();
    live(Duration.ofDays(3));
    assertThat(est.asked().size() - before).isEqualTo(20);
    assertThat(labelFile()).doesNotExist();
    assertThat(notes).containsExactly("enrolled", "enrolment-refused");
    meets(Obstacle.Kind.ANOTHER_AUTHORITY);
  }

  private void meets(Obstacle.Kind kind) {
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
    assertThat(care.standing().trouble())
        .hasValueSatisfying(met -> assertThat(met.kind()).isEqualTo(kind));
  }

  @Test
  void whatTheCommandWroteIsFound() throws Exception {
    care.step();
    enrolment().enrol(est.label(NAME), false, Dates.COUNT);
    care.step();
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
    assertThat(changes).hasValue(1);
  }

  @Test
  void aCertificateOfAnotherNameThanTheSettingsIsSaid() throws Exception {
    enrolment().enrol(est.label("other-1"), false, Dates.COUNT);
    care.step();
    assertThat(care.standing().trouble())
        .hasValueSatisfying(met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.OTHER_NAME));
  }

  @Test
  void damagedFilesDoNotEndIt() throws Exception {
    enrolledFor(Duration.ofDays(90));
    Path chain = data.resolve("keys/gateway.pem");
    String good = Files.readString(chain);
    Files.writeString(chain, "torn");
    care.step();
    assertThat(care.standing().trouble())
        .hasValueSatisfying(met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.FILES));
    Files.writeString(chain, good);
    care.step();
    assertThat(care.standing()).isInstanceOf(Standing.Enrolled.class);
  }

  @Test
  void certificatesOfSixSecondsAreRenewedTwentyFourTimesWithoutAGap() throws Exception {
    enrolledFor(SIX_SECONDS);
    String key = Files.readString(data.resolve("keys/gateway.key"));
    while (renewals() < 24) {
      assertThat(now()).isBefore(identity().notAfter());
      clock.advance(Math.max(1, care.step().toMillis()));
    }
    care.step();
    assertThat(Files.readString(data.resolve("keys/gateway.key"))).isEqualTo(key);
    assertThat(Duration.ofMillis(clock.bootMillis()))
        .isBetween(SIX_SECONDS.multipliedBy(24 * 2 / 3), SIX_SECONDS.multipliedBy(24));
    assertThat(changes).hasValue(25);
    assertThat(notes).hasSize(25).endsWith("certificate-renewed");
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    enrolledFor(Duration.ofDays(90));
    for (int i = 0; i < 12; i++) {
      care = newCare();
      live(Duration.ofDays(20));
      assertThat(now()).isBefore(identity().notAfter());
    }
    assertThat(renewals()).isBetween(3L, 4L);
  }

  @Test
  void aClockThatGoesBackToItsBirthDoesNotKeepItFromRenewing() throws Exception {
    enrolledFor(Duration.ofDays(90));
    clock.setWall(0, ClockTrust.UNKNOWN);
    live(Duration.ofDays(70));
    assertThat(renewals()).isEqualTo(1);
  }

  @Test
  void aClockThatJumpsYearsAheadMakesNoFlood() throws Exception {
    enrolledFor(Duration.ofDays(90));
    Instant believed = now();
    est.life(Duration.ofDays(90));
    clock.setWall(believed.plus(Duration.ofDays(3_000)).toEpochMilli(), ClockTrust.SYNCHRONISED);
    // The server goes by the same clock here and lets an expired certificate wait.
    live(Duration.ofMinutes(1));
    assertThat(renewals()).isBetween(1L, 21L);
    est.readmit();
    live(Duration.ofDays(1));
    long after = renewals();
    live(Duration.ofDays(30));
    assertThat(renewals()).isEqualTo(after);
  }

  @Test
  void anOutageLongerThanALifeEndsWithTheOperatorsWord() throws Exception {
    enrolledFor(Duration.ofDays(90));
    est.be(Mood.STORE_IS_AWAY);
    live(Duration.ofDays(59));
    assertThat(renewals()).isZero();
    est.be(Mood.HANGS_UP);
    live(Duration.ofDays(33));
    assertThat(renewals()).isBetween(20L, 200L);
    assertThat(care.standing())
        .isInstanceOfSatisfying(
            Standing.Enrolled.class, enrolled -> assertThat(enrolled.isOver()).isTrue());
    est.be(Mood.GOOD);
    while (notes.size() < 2) {
      live(Duration.ofSeconds(10));
    }
    assertThat(care.standing().trouble())
        .hasValueSatisfying(
            met -> assertThat(met.kind()).isEqualTo(Obstacle.Kind.OPERATOR_DECIDES));
    assertThat(notes).containsExactly("enrolled", "certificate-over");
    est.readmit();
    live(Duration.ofMinutes(1));
    assertThat(identity().notAfter()).isAfter(now());
    assertThat(care.standing().trouble()).isEmpty();
    assertThat(notes).endsWith("certificate-renewed");
  }

  @Test
  void aCertificateThatHoldsAndMustWaitIsNotCalledOverBeforeItIs() throws Exception {
    enrolledFor(Duration.ofDays(90));
    live(Duration.ofDays(10));
    isRefused = true;
    for (Mood mood : List.of(Mood.WAITS, Mood.STORE_IS_AWAY, Mood.WAITS)) {
      est.be(mood);
      live(Duration.ofMinutes(1));
    }
    assertThat(notes).as("said once").containsExactly("enrolled", "certificate-waits");
    clock.advance(Duration.ofDays(81).toMillis());
    live(Duration.ofMinutes(1));
    assertThat(notes).containsExactly("enrolled", "certificate-waits", "certificate-over");
  }

  // A box whose clock stands still does not know that its certificate is over; the collector does.
  @Test
  void aCertificateThatTheCollectorRefusesIsRenewedWhateverTheClockSays() throws Exception {
    enrolledFor(Duration.ofDays(90));
    live(Duration.ofDays(10));
    assertThat(renewals()).isZero();
    isRefused = true;
    live(Duration.ofMinutes(1));
    assertThat(renewals()).isEqualTo(1);
    live(Duration.ofDays(5));
    assertThat(renewals()).isEqualTo(1);
  }
}
