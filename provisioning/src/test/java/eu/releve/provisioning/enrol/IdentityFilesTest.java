package eu.releve.provisioning.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Enrolment.Outcome;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.Pem;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTest {
  private static final String NAME = "tilleuls-12";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** Ends the program before its n-th step. */
  private static final class CutAt implements IdentityFiles.Cut {
    private final int at;
    private final List<String> steps = new ArrayList<>();

    CutAt(int at) {
      this.at = at;
    }

    @Override
    public void before(String step) throws IOException {
      steps.add(step);
      if (steps.size() == at) {
        throw new IOException("power cut");
      }
    }
  }

  private static Enrolment enrolment(IdentityFiles files) {
    return new Enrolment(files, Optional.empty(), PATIENCE);
  }

  // Nothing enrolled or all of it, and the next attempt succeeds in either case.
  @Test
  void aPowerCutAtAnyStepLeavesNothingOrAllOfIt() throws Exception {
    PlayedAuthority authority = new PlayedAuthority("Test authority");
    List<String> outcomes = new ArrayList<>();
    try (PlayedEst est = PlayedEst.start(authority, InstantSource.system())) {
      boolean wasCut = true;
      for (int at = 1; wasCut; at++) {
        Path data = folder.resolve("first-" + at);
        CutAt cut = new CutAt(at);
        wasCut =
            isCut(
                () ->
                    enrolment(new IdentityFiles(data, cut))
                        .enrol(est.label(NAME), false, Dates.COUNT));
        Optional<Identity> after = IdentityFiles.in(data).read();
        outcomes.add(cut.steps.getLast() + (after.isPresent() ? ": all" : ": nothing"));
        if (after.isPresent()) {
          TlsMaterial.load(IdentityFiles.in(data).tls());
        } else {
          assertThat(data.resolve("keys/gateway.pem")).doesNotExist();
        }
        assertThat(enrolment(IdentityFiles.in(data)).enrol(est.label(NAME), false, Dates.COUNT))
            .isInstanceOf(after.isPresent() ? Outcome.Already.class : Outcome.Done.class);
      }
    }
    assertThat(outcomes)
        .containsExactly(
            "write gateway.key: nothing",
            "write enrolment-pending.json: nothing",
            "write collector-ca.pem: all",
            "write enrolment.json: all",
            "write gateway.pem: all",
            "remove enrolment-pending.json: all",
            "remove enrolment-pending.json: all");
  }

  // A building that changes its syndic may get another collector: never a mixture of the two.
  @Test
  void aPowerCutWhileTheCollectorChangesLeavesTheOldOneOrTheNewOne() throws Exception {
    try (PlayedEst old = PlayedEst.start(new PlayedAuthority("Old"), InstantSource.system());
        PlayedEst next = PlayedEst.start(new PlayedAuthority("New"), InstantSource.system())) {
      boolean wasCut = true;
      for (int at = 1; wasCut; at++) {
        Path data = folder.resolve("change-" + at);
        enrolment(IdentityFiles.in(data)).enrol(old.label(NAME), false, Dates.COUNT);
        CutAt cut = new CutAt(at);
        wasCut =
            isCut(
                () ->
                    enrolment(new IdentityFiles(data, cut))
                        .enrol(next.label("other-1"), true, Dates.COUNT));
        Identity now = IdentityFiles.in(data).read().orElseThrow();
        boolean isNew = now.gateway().equals(new GatewayId("other-1"));
        assertThat(now.server()).isEqualTo(isNew ? next.address() : old.address());
        assertThat(now.authority()).isEqualTo((isNew ? next : old).authority().certificate());
        assertThat(TlsMaterial.commonName(now.certificate())).contains(now.gateway().value());
        TlsMaterial.load(IdentityFiles.in(data).tls());
        assertThat(isNew).isEqualTo(at > 1);
      }
    }
  }

  private interface Attempt {
    Outcome make() throws Exception;
  }

  private static boolean isCut(Attempt attempt) throws Exception {
    try {
      assertThat(attempt.make()).isInstanceOf(Outcome.Done.class);
      return false;
    } catch (IOException cut) {
      assertThat(cut).hasMessage("power cut");
      return true;
    }
  }

  @Test
  void theKeyIsMadeOnceAndFoundAgain() throws Exception {
    IdentityFiles files = IdentityFiles.in(folder);
    OwnKey born = files.key();
    OwnKey found = IdentityFiles.in(folder).key();
    assertThat(found.publicKey()).isEqualTo(born.publicKey());
    assertThat(born.toString()).isEqualTo("OwnKey(in a file)");
    assertThat(found.signer()).isEqualTo(born.signer());
  }

  @Test
  void aKeyThatOthersMayReadOrOfAnotherKindIsNotUsed() throws Exception {
    IdentityFiles files = IdentityFiles.in(folder);
    files.key();
    Path key = folder.resolve("keys/gateway.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(files::key).isInstanceOf(IOException.class).hasMessageContaining("rights");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Files.writeString(key, Pem.text(rsa.getPrivate()));
    assertThatThrownBy(files::key).hasMessageContaining("gateway.key: wanted an EC key on P-256");
  }

  @Test
  void damagedFilesAreNamed() throws Exception {
    PlayedAuthority authority = new PlayedAuthority("Test authority");
    try (PlayedEst est = PlayedEst.start(authority, InstantSource.system())) {
      enrolment(IdentityFiles.in(folder)).enrol(est.label(NAME), false, Dates.COUNT);
    }
    Files.writeString(
        folder.resolve("keys/collector-ca.pem"),
        Pem.text(List.of(new PlayedAuthority("Other").certificate())));
    assertThatThrownBy(() -> IdentityFiles.in(folder).read())
        .hasMessageContaining("collector-ca.pem: wanted the authority of enrolment.json");
    Files.writeString(folder.resolve("keys/enrolment.json"), "{\"server\":");
    assertThatThrownBy(() -> IdentityFiles.in(folder).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("enrolment.json");
  }

  @Test
  void oneAttemptAtATime() throws Exception {
    try (PlayedEst est = PlayedEst.start(new PlayedAuthority("A"), InstantSource.system());
        var held = IdentityFiles.in(folder).alone().orElseThrow()) {
      assertThat(held.isOpen()).isTrue();
      assertThat(enrolment(IdentityFiles.in(folder)).enrol(est.label(NAME), false, Dates.COUNT))
          .isInstanceOf(Outcome.Busy.class);
      assertThat(est.asked()).isEmpty();
    }
  }

  // An installer works as root, the gateway does not: it must be able to renew afterwards.
  @Test
  void whatRootWritesIsTheGatewaysOwn() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    UserPrincipal other =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setOwner(data, other);
    try (PlayedEst est = PlayedEst.start(new PlayedAuthority("A"), InstantSource.system())) {
      enrolment(IdentityFiles.in(data)).enrol(est.label(NAME), false, Dates.COUNT);
    }
    try (var all = Files.list(data.resolve("keys"))) {
      for (Path file : all.toList()) {
        assertThat(Files.getOwner(file)).as("%s", file).isEqualTo(other);
      }
    }
  }

  // Another's eyes: OpenSSL reads the request and the chain.
  @Test
  void opensslTakesTheRequestAndTheChain() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
    PlayedAuthority authority = new PlayedAuthority("Test authority");
    try (PlayedEst est = PlayedEst.start(authority, InstantSource.system())) {
      enrolment(IdentityFiles.in(folder)).enrol(est.label(NAME), false, Dates.COUNT);
      Path request = Files.write(folder.resolve("request.der"), est.requests().getFirst());
      assertThat(
              openssl(
                  "req", "-inform", "DER", "-in", request.toString(), "-verify", "-noout", "-text"))
          .contains("verify OK", "CN = " + NAME, "ecdsa-with-SHA256", "prime256v1");
      Path keys = folder.resolve("keys");
      assertThat(
              openssl(
                  "verify",
                  "-CAfile",
                  keys.resolve("collector-ca.pem").toString(),
                  keys.resolve("gateway.pem").toString()))
          .contains("gateway.pem: OK");
      assertThat(openssl("pkey", "-in", keys.resolve("gateway.key").toString(), "-noout", "-text"))
          .contains("P-256");
    }
  }

  private static String openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return said;
  }
}
