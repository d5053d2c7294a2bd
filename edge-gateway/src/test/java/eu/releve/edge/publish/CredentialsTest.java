package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.provisioning.enrol.Enrolment;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.enrol.PlayedEst;
import eu.releve.provisioning.settings.Way;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The TLS of a way, against servers with certificates of every kind. */
class CredentialsTest {
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
  private static final int TIMEOUT_MILLIS = 20_000;

  @TempDir private Path data;
  private final PlayedAuthority authority;
  private final ManualClock clock = ManualClock.trusted();

  CredentialsTest() throws IOException {
    authority = new PlayedAuthority("Test authority");
  }

  @BeforeEach
  void enrol() throws Exception {
    try (PlayedEst est = PlayedEst.start(authority, InstantSource.system())) {
      new Enrolment(IdentityFiles.in(data), Optional.empty(), Duration.ofSeconds(20))
          .enrol(est.label("gw-1"), false, Dates.COUNT);
    }
  }

  private void connect(PlayedEst server) throws IOException {
    connect(server, IdentityFiles.in(data).tls());
  }

  private void connect(PlayedEst server, TlsFiles files) throws IOException {
    Way way = Way.parse("mqtts://127.0.0.1:" + server.address().getPort());
    Credentials credentials = new Credentials(Optional.of(files), clock);
    try (WaySocket socket =
        new WaySocket(new Rung(way, Optional.empty()), credentials, new LongAdder())) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), way.endpoint().port()),
          TIMEOUT_MILLIS);
    }
  }

  private PlayedEst server(PlayedAuthority of, String host, Instant from) throws Exception {
    return PlayedEst.start(of, InstantSource.system(), host, from, from.plus(Duration.ofDays(30)));
  }

  private static Optional<Trouble> trouble(Throwable failure) {
    return TlsTrouble.of(failure);
  }

  @Test
  void withAClockThatIsVouchedForDatesCount() throws Exception {
    try (PlayedEst old = server(authority, "127.0.0.1", PAST)) {
      assertThatThrownBy(() -> connect(old))
          .satisfies(failure -> assertThat(trouble(failure)).contains(Trouble.CERTIFICATE_DATES));
    }
  }

  @Test
  void withAClockThatNobodyVouchesForTheyDoNot() throws Exception {
    clock.setWall(0, ClockTrust.UNKNOWN);
    try (PlayedEst old = server(authority, "127.0.0.1", PAST)) {
      connect(old);
    }
  }

  @Test
  void chainAndNameCountWhateverTheClock() throws Exception {
    clock.setWall(0, ClockTrust.UNKNOWN);
    try (PlayedEst elsewhere = server(authority, "elsewhere.example", PAST);
        PlayedEst stranger = server(new PlayedAuthority("Other"), "127.0.0.1", PAST)) {
      assertThatThrownBy(() -> connect(elsewhere))
          .satisfies(failure -> assertThat(trouble(failure)).contains(Trouble.CERTIFICATE_NAME));
      assertThatThrownBy(() -> connect(stranger))
          .satisfies(failure -> assertThat(trouble(failure)).contains(Trouble.CERTIFICATE_UNKNOWN));
    }
  }

  @Test
  void withoutACertificateNothingIsSent() throws Exception {
    Path none = data.resolve("none");
    try (PlayedEst server = server(authority, "127.0.0.1", PAST)) {
      assertThatThrownBy(() -> connect(server, new TlsFiles(none, none, none)))
          .satisfies(failure -> assertThat(trouble(failure)).contains(Trouble.NO_CERTIFICATE));
    }
  }
}
