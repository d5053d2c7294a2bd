package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.settings.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmuc.jmbus.DataRecord;
import org.openmuc.jmbus.VariableDataStructure;

class MbusMeterServerTest {
  private static final Instant NOW = Instant.parse("2026-03-17T10:07:31.250Z");
  private static final byte[] ACKNOWLEDGED = {(byte) 0xE5};
  private static final byte[] SILENCE = {};

  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private final List<Answer> recorded = new CopyOnWriteArrayList<>();
  private SimulatedSite site;
  private Socket master;

  @BeforeEach
  void start() throws Exception {
    int port = FreePorts.one();
    var plan = SamplePlan.of(FreePorts.one(), port);
    Building truth = Building.of(plan, 3, Map.of());
    site = SimulatedSite.start(plan, truth, clock::get, recorded::addAll);
    master = new Socket(InetAddress.getLoopbackAddress(), port);
    master.setSoTimeout(500);
  }

  @AfterEach
  void stop() throws Exception {
    master.close();
    site.close();
  }

  @Test
  void aMeterAcknowledgesAResetAndAnswersWithOneLongFrame() throws Exception {
    assertThat(ask(shortFrame(0x40, 2))).isEqualTo(ACKNOWLEDGED);
    byte[] frame = ask(shortFrame(0x7B, 2));
    assertThat(frame[0]).isEqualTo((byte) 0x68);
    assertThat(frame[4]).isEqualTo((byte) 0x08);
    assertThat(frame[5]).isEqualTo((byte) 2);
    assertThat(frame[6]).isEqualTo((byte) 0x72);
    assertThat(recorded).hasSize(5);
  }

  @Test
  void anotherDecoderReadsTheRecordedValuesFromTheTelegram() throws Exception {
    for (int address : new int[] {2, 4}) {
      recorded.clear();
      byte[] frame = ask(shortFrame(0x5B, address));
      VariableDataStructure data =
          new VariableDataStructure(frame, 6, frame.length - 8, null, Map.of());
      data.decode();
      List<DataRecord> records = data.getDataRecords();
      assertThat(records).hasSameSizeAs(recorded);
      for (int i = 0; i < recorded.size(); i++) {
        compare(records.get(i), recorded.get(i));
      }
      assertThat(data.getSecondaryAddress().getManufacturerId())
          .isEqualTo(address == 2 ? "ACW" : "KAM");
    }
  }

  private static void compare(DataRecord record, Answer answer) {
    RegisterName name = answer.register();
    assertThat(record.getStorageNumber()).as("%s", name).isEqualTo(name.storage());
    assertThat(record.getTariff()).as("%s", name).isEqualTo(name.tariff());
    assertThat(record.getFunctionField())
        .isEqualTo(
            name.extreme() == RegisterName.Extreme.MAX
                ? DataRecord.FunctionField.MAX_VAL
                : DataRecord.FunctionField.INST_VAL);
    double expected = answer.value();
    double inUnit =
        switch (name.quantity()) {
          case WATER_VOLUME, HEAT_VOLUME, VOLUME_FLOW -> expected / 1_000_000;
          case HEAT_ENERGY -> expected / 3_600;
          case THERMAL_POWER, SUPPLY_TEMPERATURE, RETURN_TEMPERATURE -> expected / 1_000;
          default -> Double.NaN;
        };
    if (!Double.isNaN(inUnit)) {
      assertThat(record.getScaledDataValue()).as("%s", name).isEqualTo(inUnit, within(1e-9));
    } else if (name.toString().equals("meter-clock")) {
      // Winter time in Brussels is an hour ahead; the telegram has whole minutes.
      assertThat(Instant.ofEpochSecond(answer.value()))
          .isEqualTo(Instant.parse("2026-03-17T11:07:00Z"));
    } else if (name.toString().equals("meter-clock.s1")) {
      assertThat(Instant.ofEpochSecond(answer.value()))
          .isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    }
  }

  @Test
  void aTelegramIsRepeatedUntilTheFrameCountBitTurns() throws Exception {
    ask(shortFrame(0x40, 2));
    byte[] first = ask(shortFrame(0x7B, 2));
    clock.set(NOW.plus(Duration.ofDays(1)));
    assertThat(ask(shortFrame(0x7B, 2))).isEqualTo(first);
    assertThat(recorded).hasSize(10);
    assertThat(recorded.get(5).value()).isEqualTo(recorded.get(0).value());
    assertThat(recorded.get(5).instant()).isEqualTo(clock.get());
    byte[] second = ask(shortFrame(0x5B, 2));
    assertThat(second).isNotEqualTo(first);
    assertThat(recorded.get(10).value()).isGreaterThan(recorded.get(0).value());
    ask(shortFrame(0x40, 2));
    assertThat(ask(shortFrame(0x5B, 2))).isNotEqualTo(second);
  }

  @Test
  void otherAddressesAndGarbledRequestsAreMetWithSilence() throws Exception {
    assertThat(ask(shortFrame(0x7B, 99))).isEqualTo(SILENCE);
    byte[] garbled = shortFrame(0x7B, 2);
    garbled[3] ^= 1;
    assertThat(ask(garbled)).isEqualTo(SILENCE);
    assertThat(ask(new byte[] {0x68, 0x05, 0x05})).isEqualTo(SILENCE);
    assertThat(recorded).isEmpty();
    assertThat(ask(shortFrame(0x5B, 2))).hasSizeGreaterThan(20);
  }

  @Test
  void aMeterIsSelectedByItsSecondaryAddressWithWildcards() throws Exception {
    assertThat(ask(shortFrame(0x5B, 253))).isEqualTo(SILENCE);
    assertThat(ask(select("33221100FFFFFFFF"))).isEqualTo(ACKNOWLEDGED);
    assertThat(ask(shortFrame(0x5B, 253))).hasSizeGreaterThan(20);
    assertThat(recorded).allMatch(answer -> answer.meter().equals(new MeterId("w-1b")));
    assertThat(ask(select("332F11007704FFFF"))).isEqualTo(ACKNOWLEDGED);
    assertThat(ask(select("34221100FFFFFFFF"))).isEqualTo(SILENCE);
    assertThat(ask(shortFrame(0x5B, 253))).isEqualTo(SILENCE);
  }

  @Test
  void nonsenseIsNeverARightFrameAndIsNotRecorded() throws Exception {
    site.fault(new MeterId("w-1a"), new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      byte[] frame = ask(shortFrame(i % 2 == 0 ? 0x5B : 0x7B, 2));
      assertThat(isWhole(frame)).isFalse();
    }
    assertThat(recorded).isEmpty();
    site.fault(new MeterId("w-1a"), new Fault(Fault.Kind.SILENT, Duration.ZERO));
    assertThat(ask(shortFrame(0x40, 2))).isEqualTo(SILENCE);
    site.fault(new MeterId("w-1a"), Fault.NONE);
    assertThat(isWhole(ask(shortFrame(0x7B, 2)))).isTrue();
  }

  @Test
  void aCounterBeyondEightDigitsBeginsAgainAtZero() {
    MbusCode litres = MbusCode.of(SamplePlan.mbus("water-volume", eu.releve.measure.Unit.M3, 1, 3));
    RegisterName name = RegisterName.parse("water-volume");
    byte[] bytes = MbusNumber.bytes(name, litres, new BigDecimal("100000012345.9"));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("12000000");
    assertThat(MbusNumber.written(litres, bytes)).contains(12_000L);
  }

  private static boolean isWhole(byte[] frame) {
    if (frame.length < 6 || frame[0] != 0x68 || frame.length != (frame[1] & 0xFF) + 6) {
      return false;
    }
    int sum = 0;
    for (int i = 4; i < frame.length - 2; i++) {
      sum += frame[i];
    }
    return (byte) sum == frame[frame.length - 2];
  }

  private static byte[] shortFrame(int control, int address) {
    return new byte[] {0x10, (byte) control, (byte) address, (byte) (control + address), 0x16};
  }

  private static byte[] select(String mask) {
    byte[] identity = HexFormat.of().parseHex(mask);
    byte[] frame = new byte[17];
    byte[] head = {0x68, 0x0B, 0x0B, 0x68, 0x53, (byte) 0xFD, 0x52};
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(identity, 0, frame, 7, 8);
    int sum = 0;
    for (int i = 4; i < 15; i++) {
      sum += frame[i];
    }
    frame[15] = (byte) sum;
    frame[16] = 0x16;
    return frame;
  }

  /** What comes until the line is quiet. */
  private byte[] ask(byte[] request) throws IOException {
    master.getOutputStream().write(request);
    InputStream in = master.getInputStream();
    byte[] answer = new byte[512];
    int length = 0;
    try {
      while (true) {
        int count = in.read(answer, length, answer.length - length);
        assertThat(count).isPositive();
        length += count;
        if (isComplete(answer, length)) {
          return Arrays.copyOf(answer, length);
        }
      }
    } catch (SocketTimeoutException quiet) {
      return Arrays.copyOf(answer, length);
    }
  }

  private static boolean isComplete(byte[] answer, int length) {
    return (length == 1 && answer[0] == (byte) 0xE5) || isWhole(Arrays.copyOf(answer, length));
  }
}
