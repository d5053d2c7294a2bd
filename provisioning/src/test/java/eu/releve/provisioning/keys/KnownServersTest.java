package eu.releve.provisioning.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.BusId;
import eu.releve.provisioning.keys.KnownServers.Standing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownServersTest {
  private static final String URL = "opc.tcp://10.0.0.9:4840";
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);

  @TempDir private Path data;

  private KnownServers holding(String... lines) throws Exception {
    new SecretFolder(data)
        .write("opcua-servers", String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    return new KnownServers(data);
  }

  private static String line(String standing, String print, String url) {
    return "%s %s %s 2045-01-01 CN=Acme PLC".formatted(standing, print, url);
  }

  @Test
  void nobodyIsKnownWhereThereIsNoFile() throws Exception {
    assertThat(new KnownServers(data).all()).isEmpty();
    assertThat(new KnownServers(data).trust("12345678")).isEmpty();
  }

  @Test
  void whoIsTrustedTakesThePlaceOfWhoWasAtTheSameAddressOnly() throws Exception {
    String elsewhere = "opc.tcp://10.0.0.10:4840";
    KnownServers servers =
        holding(
            line("trusted", ONE, URL), line("trusted", ONE, elsewhere), line("pending", TWO, URL));
    assertThat(servers.trust("22222222"))
        .get()
        .satisfies(
            now -> {
              assertThat(now.standing()).isEqualTo(Standing.TRUSTED);
              assertThat(now.url()).isEqualTo(URL);
            });
    assertThat(servers.all())
        .extracting(KnownServers.Server::fingerprint)
        .containsExactly(ONE, TWO);
    assertThat(servers.all().getFirst().url()).isEqualTo(elsewhere);
  }

  @Test
  void aBeginningThatFitsTwoCertificatesDecidesNothing() throws Exception {
    KnownServers servers =
        holding(
            line("pending", ONE, URL),
            line("pending", "1".repeat(63) + "2", "opc.tcp://10.0.0.10:4840"));
    assertThat(servers.trust("11111111")).isEmpty();
    assertThat(servers.trust(ONE)).isPresent();
    assertThatThrownBy(() -> servers.trust("1111")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoIsForgottenIsGone() throws Exception {
    KnownServers servers = holding(line("trusted", ONE, URL));
    assertThat(servers.forget(ONE)).isPresent();
    assertThat(servers.all()).isEmpty();
    assertThat(servers.forget(ONE)).isEmpty();
  }

  @Test
  void aFileThatOthersMayReadOrThatIsDamagedIsNotBelieved() throws Exception {
    KnownServers servers = holding(line("trusted", ONE, URL), "trusted nobody");
    assertThatThrownBy(servers::all)
        .hasMessage(data.resolve("keys/opcua-servers") + ":2: wanted a server's certificate");
    Files.setPosixFilePermissions(
        data.resolve("keys/opcua-servers"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(servers::all).hasMessageContaining("wanted rights rw-------");
  }

  @Test
  void aPasswordIsKeptForItsBusAndReplacesTheOneBefore() throws Exception {
    ServerLogins logins = new ServerLogins(data);
    assertThat(logins.password(new BusId("chiller"))).isEmpty();
    logins.keep(new BusId("chiller"), "first one");
    logins.keep(new BusId("boiler"), "another");
    logins.keep(new BusId("chiller"), " second one ");
    assertThat(logins.password(new BusId("chiller"))).contains(" second one ");
    assertThat(logins.password(new BusId("boiler"))).contains("another");
    assertThatThrownBy(() -> logins.keep(new BusId("boiler"), "two\nlines"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
