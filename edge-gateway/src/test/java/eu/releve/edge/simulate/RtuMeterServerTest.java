package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.link.Crc16;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames by hand, as any master would send them. */
@Timeout(60)
class RtuMeterServerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final int NOTHING_COMES_MILLIS = 150;
  private static final int COMES_MILLIS = 10_000;

  private final List<Answer> recorded = Collections.synchronizedList(new ArrayList<>());
  private SimulatedSite site;
  private Socket master;
  private int port;

  @BeforeEach
  void start() throws Exception {
    port = FreePorts.one();
    var plan =
        SitePlans.load(
            "plan.yaml",
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: "tcp://127.0.0.1:%d", baud: 9600 } ]
            points: [ { id: p1, name: "1" }, { id: p2, name: "2" } ]
            meters:
              - { id: one, point: p1, bus: cellar, unit: 1, from: 2026-01-01,
                  registers: [ { is: active-energy-import, function: 3, at: 16, type: u32, unit: Wh } ] }
              - { id: two, point: p2, bus: cellar, unit: 2, from: 2026-01-01,
                  registers: [ { is: active-energy-import, function: 3, at: 16, type: u32, unit: Wh } ] }
            """
                .formatted(port),
            Profiles.bundled());
    site =
        SimulatedSite.start(
            plan, (meter, register, at) -> new BigDecimal(0x12345678), () -> NOW, recorded::addAll);
    master = connected();
  }

  @AfterEach
  void stop() throws Exception {
    master.close();
    site.close();
  }

  @Test
  void aWholeFrameIsAnsweredAndRecorded() throws Exception {
    send("01 03 0010 0002");
    assertThat(heard(9)).isEqualTo(sealed("01 03 04 12345678"));
    assertThat(recorded).extracting(Answer::value).containsExactly(0x12345678L);
    send("02 03 0010 0002");
    assertThat(heard(9)).isEqualTo(sealed("02 03 04 12345678"));
  }

  @Test
  void whatAMeterDoesNotHaveOrDoIsRefusedAsTheNormSays() throws Exception {
    send("01 03 1000 0002");
    assertThat(heard(5)).isEqualTo(sealed("01 83 02"));
    send("01 04 0010 0002");
    assertThat(heard(5)).isEqualTo(sealed("01 84 02"));
    send("01 03 0010 007E");
    assertThat(heard(5)).isEqualTo(sealed("01 83 03"));
    send("01 06 0010 0002");
    assertThat(heard(5)).isEqualTo(sealed("01 86 01"));
    assertThat(recorded).isEmpty();
  }

  @Test
  void whatIsBrokenForNobodyOrForEverybodyIsPassedOver() throws Exception {
    byte[] frame = sealed("01 03 0010 0002");
    byte[] damaged = frame.clone();
    damaged[3] ^= 1;
    byte[] twice = Arrays.copyOf(frame, 16);
    System.arraycopy(frame, 0, twice, 8, 8);
    for (byte[] wrong :
        List.of(
            damaged,
            twice,
            new byte[1],
            new byte[1_000],
            Arrays.copyOf(frame, 7),
            sealed("00 03 0010 0002"),
            sealed("07 03 0010 0002"))) {
      master.getOutputStream().write(wrong);
      assertSilence();
    }
    send("01 03 0010 0002");
    assertThat(heard(9)).isEqualTo(sealed("01 03 04 12345678"));
  }

  @Test
  void aFrameWithASilenceInItIsNone() throws Exception {
    byte[] frame = sealed("01 03 0010 0002");
    OutputStream out = master.getOutputStream();
    out.write(frame, 0, 5);
    assertSilence();
    out.write(frame, 5, 3);
    assertSilence();
    assertThat(recorded).isEmpty();
  }

  @Test
  void aMeterThatThinksHearsNothingAndTheOthersAnswerMeanwhile() throws Exception {
    MeterId one = new MeterId("one");
    site.fault(one, new Fault(Fault.Kind.SLOW, Duration.ofHours(1)));
    send("01 03 0010 0002");
    assertSilence();
    send("02 03 0010 0002");
    assertThat(heard(9)).isEqualTo(sealed("02 03 04 12345678"));
    site.fault(one, Fault.NONE);
    send("01 03 0010 0002");
    assertSilence();
  }

  @Test
  void aSilentMeterIsSilentAndNonsenseIsNeitherAnAnswerNorRecorded() throws Exception {
    MeterId one = new MeterId("one");
    site.fault(one, new Fault(Fault.Kind.SILENT, Duration.ZERO));
    send("01 03 0010 0002");
    assertSilence();
    site.fault(one, new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
    send("01 03 0010 0002");
    assertThat(Crc16.fits(heard(9), 9)).isFalse();
    send("01 03 0010 0002");
    assertThat(heard(7)).startsWith(1, 3, 4);
    assertSilence();
    send("01 03 0010 0002");
    assertThat(heard(9)).startsWith(1, 3, 6);
    assertThat(recorded).isEmpty();
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void send(String hex) throws IOException {
    master.getOutputStream().write(sealed(hex));
  }

  private byte[] heard(int count) throws IOException {
    master.setSoTimeout(COMES_MILLIS);
    return master.getInputStream().readNBytes(count);
  }

  private void assertSilence() throws IOException {
    master.setSoTimeout(NOTHING_COMES_MILLIS);
    assertThatThrownBy(() -> master.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  private static byte[] sealed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] frame = Arrays.copyOf(bytes, bytes.length + 2);
    Crc16.seal(frame, bytes.length);
    return frame;
  }
}
