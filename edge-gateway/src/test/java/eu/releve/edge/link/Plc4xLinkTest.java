package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.plc.PlcAnswer;
import eu.releve.decode.plc.PlcAnswer.Value;
import eu.releve.edge.clock.ManualClock;
import eu.releve.provisioning.settings.FreePorts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class Plc4xLinkTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ManualClock clock = ManualClock.trusted();

  @Test
  void theSimulatedDeviceAnswersNumbersAndEachTagThatIsNoneIsRefusedAlone() throws Exception {
    try (Plc4xLink link = link("simulated://device")) {
      List<Value> values =
          values(link.read(List.of("RANDOM/a:INT", "what is this", "RANDOM/b:BOOL")));
      assertThat(values.get(0)).isInstanceOf(Value.Held.class);
      assertThat(values.get(1)).isInstanceOf(Value.Nothing.class);
      assertThat(values.get(2)).isInstanceOf(Value.Held.class);
    }
  }

  @Test
  void aModbusServersRegistersAreReadAsTheirDriverAddressesThem() throws Exception {
    int port = FreePorts.one();
    var server = ModbusTcpLinkTest.realServer(port);
    server.start();
    clock.advance(77);
    try (Plc4xLink link = link("modbus-tcp://127.0.0.1:" + port)) {
      Reply reply = link.read(List.of("holding-register:11:UDINT", "input-register:11:UINT"));
      assertThat(values(reply))
          .containsExactly(
              new Value.Held(BigDecimal.valueOf(0x12340001L)),
              new Value.Held(BigDecimal.valueOf(0x5678)));
      assertThat(((Reply.Answered) reply).bootMillis()).isEqualTo(77);
    } finally {
      server.stop();
    }
  }

  @Test
  void aConnectionThatFailedOnceIsThrownAwayAndMadeAnew() throws Exception {
    try (RawServer server = new RawServer((request, socket) -> {});
        Plc4xLink link = link("modbus-tcp://127.0.0.1:" + server.endpoint().port())) {
      List<String> tags = List.of("holding-register:11:UINT");
      for (int time = 1; time <= 3; time++) {
        assertThat(link.read(tags)).isInstanceOfAny(Reply.Silent.class, Reply.Cut.class);
        assertThat(link.isConnected()).isFalse();
        assertThat(server.connections()).isEqualTo(time);
      }
    }
  }

  // Without a pause the lane would try again at once, for ever, with all of a core.
  @Test
  void whereConnectionsNeitherWorkNorEndTheNextAttemptIsPutOffToo() throws Exception {
    try (RawServer server = new RawServer((request, socket) -> {});
        Plc4xLink link =
            new Plc4xLink(
                "s7://127.0.0.1:" + server.endpoint().port(), Duration.ofMillis(200), clock)) {
      for (int time = 1; time <= 8; time++) {
        assertThat(link.read(List.of("%DB10:4:REAL"))).isInstanceOf(Reply.Unreachable.class);
        assertThat(link.notBeforeBootMillis())
            .as("attempt %d", time)
            .isGreaterThan(clock.bootMillis());
        clock.advance(link.notBeforeBootMillis() - clock.bootMillis());
      }
    }
  }

  @Test
  void aServerThatComesBackIsReadAgain() throws Exception {
    int port = FreePorts.one();
    List<String> tags = List.of("holding-register:11:UINT");
    try (Plc4xLink link = link("modbus-tcp://127.0.0.1:" + port)) {
      assertThat(link.read(tags)).isInstanceOf(Reply.Unreachable.class);
      long pause = link.notBeforeBootMillis() - clock.bootMillis();
      assertThat(pause).isEqualTo(1_000);
      var server = ModbusTcpLinkTest.realServer(port);
      server.start();
      try {
        assertThat(link.read(tags)).isInstanceOf(Reply.Unreachable.class);
        clock.advance(pause);
        assertThat(values(link.read(tags)))
            .containsExactly(new Value.Held(BigDecimal.valueOf(0x1234)));
      } finally {
        server.stop();
      }
      assertThat(link.read(tags)).isNotInstanceOf(Reply.Answered.class);
    }
  }

  private Plc4xLink link(String address) {
    return new Plc4xLink(address, TIMEOUT, clock);
  }

  private static List<Value> values(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return PlcAnswer.parse(((Reply.Answered) reply).bytes()).orElseThrow().values();
  }
}
