package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusExecutionException;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.ModbusTimeoutException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.provisioning.settings.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModbusMeterServerTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00.250Z");

  @TempDir Path folder;

  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final List<Answer> recorded = new CopyOnWriteArrayList<>();
  private SimulatedSite site;
  private ModbusTcpClient client;

  @BeforeEach
  void start() throws Exception {
    int port = FreePorts.one();
    var plan = SamplePlan.of(port, FreePorts.one());
    Building truth = Building.of(plan, 3, Map.of());
    truth.countUpTo(NOW);
    AnswerFile file = AnswerFile.in(folder);
    Recorder both =
        answers -> {
          recorded.addAll(answers);
          file.answered(answers);
        };
    site = SimulatedSite.start(plan, truth, clock::get, both);
    client =
        ModbusTcpClient.create(
            NettyTcpClientTransport.create(config -> config.setHostname("127.0.0.1").setPort(port)),
            config -> config.setRequestTimeout(Duration.ofMillis(600)));
    client.connect();
  }

  @AfterEach
  void stop() throws Exception {
    client.disconnect();
    site.close();
  }

  @Test
  void whatIsRecordedIsWhatTheDecoderGetsFromTheAnswer() throws Exception {
    for (int minute = 0; minute < 30; minute++) {
      clock.set(NOW.plus(Duration.ofMinutes(7L * minute)));
      compare(
          1,
          SamplePlan.WHOLE_NUMBERS,
          Transformers.ofCurrent(200, 5),
          holding(1, 0x5000, 8),
          0x5000);
      compare(
          1,
          SamplePlan.WHOLE_NUMBERS,
          Transformers.ofCurrent(200, 5),
          holding(1, 0x5B00, 59),
          0x5B00);
      compare(6, SamplePlan.FLOATS, Transformers.NONE, input(6, 0, 76), 0);
    }
  }

  private void compare(
      int unit, Access.Modbus access, Transformers ratio, byte[] bytes, int address) {
    int function = access.registers().getFirst().function();
    List<Decoded> decoded =
        new ModbusDecoder(access.registers(), ratio)
            .decode(new RegisterBlock(function, address, bytes));
    MeterId meter = new MeterId(unit == 1 ? "e-main" : "e-1a");
    assertThat(recorded)
        .isNotEmpty()
        .containsExactlyElementsOf(
            decoded.stream()
                .map(
                    one ->
                        new Answer(
                            meter,
                            one.name(),
                            ((Outcome.Value) one.outcome()).steps(),
                            clock.get()))
                .toList());
    recorded.clear();
  }

  @Test
  void onlyRegistersWhollyInsideTheAnswerAreRecorded() throws Exception {
    byte[] part = holding(1, 0x5002, 4);
    byte[] whole = holding(1, 0x5000, 8);
    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(whole, 4, 12));
    assertThat(recorded)
        .extracting(answer -> answer.register().toString())
        .containsExactly("active-energy-import", "active-energy-export");
  }

  @Test
  void anAddressBetweenRegistersReadsAsZeroAndOneOutsideIsRefused() throws Exception {
    assertThat(holding(1, 0x5100, 2)).containsOnly(0);
    assertThat(recorded).isEmpty();
    assertThatThrownBy(() -> holding(1, 0x1000, 2))
        .isInstanceOf(ModbusResponseException.class)
        .extracting(cause -> ((ModbusResponseException) cause).getExceptionCode())
        .isEqualTo(2);
    assertThatThrownBy(() -> input(1, 0x5000, 2)).isInstanceOf(ModbusResponseException.class);
  }

  @Test
  void aUnitThatIsNotThereIsSilent() {
    assertThatThrownBy(() -> holding(77, 0x5000, 4)).isInstanceOf(ModbusTimeoutException.class);
  }

  @Test
  void aSilentMeterIsSilentAndOneThatTalksNonsenseIsNotRecorded() throws Exception {
    MeterId meter = new MeterId("e-main");
    site.fault(meter, new Fault(Fault.Kind.SILENT, Duration.ZERO));
    assertThatThrownBy(() -> holding(1, 0x5000, 4)).isInstanceOf(ModbusTimeoutException.class);
    site.fault(meter, new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      assertThat(holding(1, 0x5000, 4).length).isNotEqualTo(8);
    }
    assertThat(recorded).isEmpty();
    site.fault(meter, Fault.NONE);
    assertThat(holding(1, 0x5000, 4)).hasSize(8);
    assertThat(recorded).hasSize(1);
  }

  @Test
  void aSlowMeterAnswersLate() throws Exception {
    site.fault(new MeterId("e-main"), new Fault(Fault.Kind.SLOW, Duration.ofMillis(150)));
    long begin = System.nanoTime();
    holding(1, 0x5000, 4);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(149));
  }

  @Test
  void theRecordOnDiskIsThereWhenTheAnswerIs() throws Exception {
    holding(1, 0x5000, 4);
    Answer answer = recorded.getFirst();
    assertThat(answer.register()).isEqualTo(RegisterName.parse("active-energy-import"));
    assertThat(Files.readAllLines(folder.resolve("answers.jsonl")))
        .containsExactly(
            "{\"meter\":\"e-main\",\"register\":\"active-energy-import\",\"value\":%d,\"instant\":\"2026-06-01T10:00:00.250Z\"}"
                .formatted(answer.value()));
  }

  @Test
  void anAnswerThatCannotBeRecordedIsNotSent() throws Exception {
    int port = FreePorts.one();
    var plan = SamplePlan.of(port, FreePorts.one());
    Recorder full =
        answers -> {
          throw new IOException("disk full");
        };
    try (SimulatedSite unrecorded =
        SimulatedSite.start(
            plan, (meter, register, at) -> java.math.BigDecimal.TEN, clock::get, full)) {
      ModbusTcpClient other =
          ModbusTcpClient.create(
              NettyTcpClientTransport.create(
                  config -> config.setHostname("127.0.0.1").setPort(port)),
              config -> config.setRequestTimeout(Duration.ofMillis(600)));
      other.connect();
      assertThatThrownBy(
              () -> other.readHoldingRegisters(1, new ReadHoldingRegistersRequest(0x5000, 4)))
          .isInstanceOfAny(ModbusTimeoutException.class, ModbusExecutionException.class);
      other.disconnect();
      assertThat(unrecorded.answers()).isZero();
    }
  }

  private byte[] holding(int unit, int address, int count) throws Exception {
    return client
        .readHoldingRegisters(unit, new ReadHoldingRegistersRequest(address, count))
        .registers();
  }

  private byte[] input(int unit, int address, int count) throws Exception {
    return client
        .readInputRegisters(unit, new ReadInputRegistersRequest(address, count))
        .registers();
  }
}
