package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.authority.Authority;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.Pem;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that somebody else made: with {@code openssl}, below another one. */
class OtherAuthorityTest {
  private static final String MAKE =
      """
      set -euo pipefail
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Root" \
        -addext keyUsage=critical,keyCertSign -keyout root.key -out root.pem
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=Issuing" \
        -keyout issuing.key -out issuing.csr
      printf "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign\n" > ext
      openssl x509 -req -in issuing.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 \
        -extfile ext -out issuing.pem
      cat issuing.pem root.pem > chain.pem
      """;

  @TempDir private Path folder;

  private Path made() throws Exception {
    Path home = Files.createDirectory(folder.resolve("other"));
    Process process =
        new ProcessBuilder("/bin/bash", "-c", MAKE)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return home;
  }

  @Test
  void aGatewayEnrolsBelowAnIntermediateAndComesIn() throws Exception {
    Path other = made();
    String named =
        ", authority: { certificate: %s, key: %s }"
            .formatted(other.resolve("chain.pem"), other.resolve("issuing.key"));
    try (EntryRig rig = new EntryRig(folder, "90d", named)) {
      IdentityFiles files = IdentityFiles.in(folder.resolve("data"));
      assertThat(
              new Enrolment(files, Optional.empty(), Duration.ofSeconds(20))
                  .enrol(rig.claim("gw-1", "syndic-a"), false, Dates.COUNT))
          .isInstanceOf(Enrolment.Outcome.Done.class);
      List<X509Certificate> chain = Pem.read(files.tls().certificate()).certificates();
      assertThat(chain)
          .extracting(each -> each.getSubjectX500Principal().getName())
          .containsExactly("CN=gw-1", "CN=Issuing");
      MqttAsyncClient client =
          new MqttAsyncClient("ssl://localhost:" + rig.mqtts(), "gw-1", new MemoryPersistence());
      MqttConnectionOptions options = new MqttConnectionOptions();
      options.setSocketFactory(TlsMaterial.load(files.tls()).context().getSocketFactory());
      client.connect(options).waitForCompletion(10_000);
      assertThat(client.isConnected()).isTrue();
      client.disconnect().waitForCompletion(10_000);
    }
  }

  @Test
  void aKeyWhoseCertificateIsLostIsNotReplaced() throws Exception {
    Path home = folder.resolve("own");
    SecureRandom random = new SecureRandom();
    Authority.in(home, InstantSource.system(), random);
    byte[] key = Files.readAllBytes(home.resolve("authority.key"));
    Files.delete(home.resolve("authority.pem"));
    assertThatThrownBy(() -> Authority.in(home, InstantSource.system(), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("authority.pem: wanted the authority's certificate beside its key");
    assertThat(Files.readAllBytes(home.resolve("authority.key"))).isEqualTo(key);
  }
}
