package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Quality;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MbusAnswerTest {
  @ParameterizedTest
  @CsvSource({
    "'', EMPTY",
    "FF, START",
    "E5E5, SURPLUS",
    "105B01, CUT",
    "105B015C1600, SURPLUS",
    "105B015C17, STOP",
    "105B015D16, CHECKSUM",
    "68, CUT",
    "68030468080172007B16, LENGTH",
    "68030369080172007B16, LENGTH",
    "6802026808010916, LENGTH",
    "680303680801727B, CUT",
    "680303680801727B1616, SURPLUS",
    "680303680801727B17, STOP",
    "680303680801727C16, CHECKSUM"
  })
  void whatIsNoFrameSaysWhichRuleItBreaks(String hex, MbusFrame.Fault fault) {
    assertThat(MbusFrame.parse(bytes(hex)))
        .isInstanceOfSatisfying(
            MbusFrame.Broken.class, broken -> assertThat(broken.fault()).isEqualTo(fault));
  }

  @Test
  void everyKindOfFrameIsRead() {
    assertThat(MbusFrame.parse(bytes("E5"))).isEqualTo(new MbusFrame.Acknowledgement());
    assertThat(MbusFrame.parse(bytes("105B015C16"))).isEqualTo(new MbusFrame.ShortFrame(0x5B, 1));
    assertThat(MbusFrame.parse(bytes("68030368530150A416")))
        .isInstanceOfSatisfying(
            MbusFrame.LongFrame.class, frame -> assertThat(frame.isControl()).isTrue());
    assertThat(MbusFrame.ShortFrame.requestData(1, true).bytes()).isEqualTo(bytes("107B017C16"));
    assertThat(MbusFrame.ShortFrame.reset(253).bytes()).isEqualTo(bytes("1040FD3D16"));
  }

  @Test
  void theLengthOfAFrameIsKnownFromItsSecondByte() {
    assertThat(MbusFrame.lengthOf(bytes("68"), 1)).isEmpty();
    assertThat(MbusFrame.lengthOf(bytes("6803"), 2)).hasValue(9);
    assertThat(MbusFrame.lengthOf(bytes("10"), 1)).hasValue(5);
    assertThat(MbusFrame.lengthOf(bytes("E5"), 1)).hasValue(1);
    assertThat(MbusFrame.lengthOf(bytes("00"), 1)).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "0104FB, ENERGY, -50",
    "0206E803, ENERGY, 1000000",
    "0306FFFF7F, ENERGY, 8388607000",
    "0406FFFFFFFF, ENERGY, -1000",
    "0606010000000080, ENERGY, -140737488355327000",
    "010681, ENERGY, -127000",
    "0D06E2FFFF, ENERGY, -1000",
    "0486FC11FEFFFFFF, ENERGY, 4294967294000",
    "07031122334455667700, ENERGY, 33608038631023121",
    "05060000803F, ENERGY, 1000",
    "090642, ENERGY, 42000",
    "0A0618F0, ENERGY, -18000",
    "0E06785634129078, ENERGY, 789012345678000",
    "0D06C23412, ENERGY, 1234000",
    "0D06D23412, ENERGY, -1234000",
    "041331D40000, VOLUME, 54.321",
    "0259DB11, FLOW_TEMPERATURE, 45.71",
    "044301000000, VOLUME_FLOW, 0.006",
    "02FD480100, VOLTAGE, 0.1",
    "0CFB0801000000, ENERGY, 0.1",
    "04927301000000, VOLUME, 0.0000001",
    "02937D0100, VOLUME, 1",
    "04FD17FFFFFFFF, ERROR_FLAGS, 4294967295"
  })
  void numbersAreExact(String hex, What what, BigDecimal value) {
    DataRecord record = only(hex);
    assertThat(record.meaning().what()).isEqualTo(what);
    assertThat(record.value())
        .isInstanceOfSatisfying(
            MbusValue.Exact.class, exact -> assertThat(exact.value()).isEqualByComparingTo(value));
  }

  @ParameterizedTest
  @DisplayName("A5, G6: the records of libmbus's frames")
  @CsvSource({
    "04134C010000, VOLUME, 0.332",
    "4C1392408310, VOLUME, 10834.092",
    "0C1503000000, VOLUME, 0.3",
    "0A5A8812, FLOW_TEMPERATURE, 128.8",
    "8C100452120000, ENERGY, 12520",
    "8240ACFF01EEFF, POWER, -180"
  })
  void g6RecordsOfFramesAreAsExpected(String hex, What what, BigDecimal value) {
    numbersAreExact(hex, what, value);
  }

  @Test
  @DisplayName("A5, G6: an Elster F96 in an error state tells no power")
  void g6AValueDuringAnErrorStateIsNone() {
    assertThat(only("3C2BBDEBDDDD").value()).isInstanceOf(MbusValue.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0A06A100",
        "0C061A0000F0",
        "0506000080FF",
        "05060000C07F",
        "0D06C1F1",
        "010680",
        "025B0080",
        "0306000080",
        "041300000080",
        "0606000000000080",
        "07060000000000000080",
        "0D06E20080",
        "0186FC11FF",
        "0493FC11FFFFFFFF",
        "0D06D1F1"
      })
  void whatIsNoNumberIsInvalid(String hex) {
    assertThat(only(hex).value()).isInstanceOf(MbusValue.Invalid.class);
  }

  @Test
  void datesAreReadOrRefused() {
    assertThat(only("426CBE19").value()).isEqualTo(new MbusValue.Day(LocalDate.of(2013, 9, 30)));
    assertThat(only("046D0B0BCD13").value())
        .isEqualTo(new MbusValue.Moment(LocalDateTime.of(2014, 3, 13, 11, 11), false));
    assertThat(only("046D0B8BCD13").value())
        .isEqualTo(new MbusValue.Moment(LocalDateTime.of(2014, 3, 13, 11, 11), true));
    assertThat(only("066D221A0010110A").value())
        .isEqualTo(new MbusValue.Moment(LocalDateTime.of(2008, 1, 16, 0, 26, 34), false));
    for (String none : List.of("426C0000", "426CFFFF", "426C5E12", "046D8B0BCD13", "016C01")) {
      assertThat(only(none).value()).as(none).isInstanceOf(MbusValue.Invalid.class);
    }
  }

  @Test
  void storageTariffAndSubunitAreGatheredFromTheWholeChain() {
    DataRecord record = only("D4A3D14E" + "13" + "01000000");
    assertThat(record.function()).isEqualTo(Function.MAXIMUM);
    assertThat(record.storage()).isEqualTo(1 + (3 << 1) + (1 << 5) + (14L << 9));
    assertThat(record.tariff()).isEqualTo(2 + (1 << 2));
    assertThat(record.subunit()).isEqualTo(2 + 4);
  }

  @ParameterizedTest
  @CsvSource({
    "02FD3A0100, DIMENSIONLESS, 1",
    "04FB2101000000, VOLUME, 0.1",
    "02FF200100, MANUFACTURER_SPECIFIC, 1",
    "02FC0348522574C811, TEXT_UNIT, 45.52",
    "0E8B803C000000000000, ENERGY, 0"
  })
  void whatHasNoQuantityStillHasItsNumber(String hex, What what, BigDecimal value) {
    assertThat(only(hex).meaning().what()).isEqualTo(what);
    assertThat(only(hex).value())
        .isInstanceOfSatisfying(
            MbusValue.Exact.class, exact -> assertThat(exact.value()).isEqualByComparingTo(value));
  }

  @Test
  void textIsReadBackwards() {
    assertThat(only("0D7803414243").value()).isEqualTo(new MbusValue.Text("CBA"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04",
        "0413",
        "041331D400",
        "84",
        "8480808080808080808080801301000000",
        "0493",
        "0D78",
        "0D7803",
        "0D78FF",
        "3F",
        "0DFC",
        "02FC7F41",
        "0413010000002D"
      })
  void recordsThatBreakOffRefuseTheWholeTelegram(String hex) {
    assertThat(answer(0x78, hex)).isInstanceOf(MbusAnswer.Refused.class);
  }

  @Test
  void inModeTwoTheHighByteComesFirst() {
    String low = "7803491177040E160A000000" + "041331D40000";
    String high = "1149037804770E160A000000" + "04130000D431";
    assertThat(telegram(0x76, high).header()).isEqualTo(telegram(0x72, low).header());
    assertThat(telegram(0x76, high).records().getFirst().value())
        .isEqualTo(telegram(0x72, low).records().getFirst().value());
  }

  @Test
  void theHeaderSaysWhoSpeaksAndHowItIs() {
    Header header = telegram(0x72, "7803491177040E160A080000").header();
    assertThat(header.meter()).contains(new MeterIdentity("11490378", "ACW", 14, 22));
    assertThat(header.access()).isEqualTo(10);
    assertThat(header.quality()).isEqualTo(Quality.DEVICE_ERROR);
    assertThat(telegram(0x7A, "01000000").header().quality()).isEqualTo(Quality.GOOD);
  }

  // EN 13757-7: the same without header, with the short and with the long one.
  @ParameterizedTest
  @CsvSource({
    "70, 08, METER_APPLICATION_BUSY",
    "6E, 0100000008, METER_APPLICATION_BUSY",
    "6F, 7803491177040E160A00000008, METER_APPLICATION_BUSY",
    "6E, 010000002F2F082F2F, METER_APPLICATION_BUSY",
    "6E, 01000000, METER_UNSPECIFIED_ERROR",
    "71, 04, METER_ALARM",
    "74, 0100000004, METER_ALARM",
    "75, 7803491177040E160A00000004, METER_ALARM",
    "6E, 0100, HEADER_CUT",
    "74, 010010050102030405060708090A0B0C0D0E0F10, ENCRYPTED"
  })
  void anErrorOrAnAlarmIsTheMetersOwnWordWhateverItsHeader(
      String information, String data, Refusal why) {
    assertThat(answer(Integer.parseInt(information, 16), data).refusal()).contains(why);
    assertThat(why.isMeters()).isEqualTo(why.name().startsWith("METER_"));
  }

  // A key is another issue's; a value decoded from cipher text would be a lie.
  @Test
  void encryptedDataAreRefusedAndDecryptedOnesAreNot() {
    assertThat(answer(0x7A, "01001005" + "041331D4000041331D400000"))
        .isInstanceOf(MbusAnswer.Refused.class);
    assertThat(telegram(0x7A, "01001005" + "2F2F041331D40000").records()).hasSize(1);
  }

  // A meter whose due date is not set, or comes back every year, is in order.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "426CFFFF",
        "426C0000",
        "426CE1F1",
        "446DFFFFFFFF",
        "446D3B17FEFC",
        "446D00000000",
        "436D000000",
        "4D6DE401020304"
      })
  void aDateThatIsNoneOrComesBackIsAStateAndNoFault(String hex) {
    Telegram telegram = telegram(0x78, hex);
    Access.Mbus access =
        new Access.Mbus(Optional.empty(), List.of(register("meter-clock.s1", Unit.S)));
    assertThat(only(hex).value()).isNotInstanceOf(MbusValue.Moment.class);
    assertThat(MbusRegisters.of(telegram, access))
        .containsExactly(new Decoded(RegisterName.parse("meter-clock.s1"), Outcome.UNAVAILABLE));
    assertThat(MbusRegisters.all(telegram).getFirst().outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void anInvalidNumberIsAState() {
    Access.Mbus access =
        new Access.Mbus(
            Optional.empty(),
            List.of(register("supply-temperature", Unit.DEG_C), register("water-volume", Unit.L)));
    assertThat(MbusRegisters.of(telegram(0x78, "025B0080" + "0C131A0000F0"), access))
        .containsExactly(
            new Decoded(RegisterName.parse("supply-temperature"), Outcome.UNAVAILABLE),
            new Decoded(RegisterName.parse("water-volume"), Outcome.UNAVAILABLE));
  }

  @Test
  void registersAreTheFirstRecordsThatFit() {
    Telegram telegram =
        telegram(
            0x78, "0413E8030000" + "4413D0070000" + "0413FFFFFFFF" + "325A0000" + "04863B01000000");
    Access.Mbus access =
        new Access.Mbus(
            Optional.empty(),
            List.of(
                register("water-volume", Unit.L),
                register("water-volume.s1", Unit.L),
                register("water-volume.s2", Unit.L),
                register("supply-temperature", Unit.DEG_C),
                register("heat-energy", Unit.KWH)));
    assertThat(MbusRegisters.of(telegram, access))
        .containsExactly(
            new Decoded(RegisterName.parse("water-volume"), new Outcome.Value(1_000_000)),
            new Decoded(RegisterName.parse("water-volume.s1"), new Outcome.Value(2_000_000)),
            new Decoded(RegisterName.parse("supply-temperature"), Outcome.UNAVAILABLE),
            new Decoded(RegisterName.parse("heat-energy"), new Outcome.Value(3_600_000)));
  }

  // A record without data, or from an error state, must not hide the value behind it.
  @ParameterizedTest
  @ValueSource(strings = {"0813", "341300000000"})
  void ofTwoRecordsWithOneNameTheFirstThatHasAValueCounts(String without) {
    Telegram telegram =
        telegram(0x72, "7856341224400107" + "01000000" + without + "041305000000" + "041306000000");
    assertThat(MbusRegisters.all(telegram).stream().map(found -> found.outcome()))
        .containsExactly(new Outcome.Value(5_000));
  }

  @Test
  void whatIsCountedBackwardsIsAnotherRegister() {
    Telegram telegram =
        telegram(0x72, "7856341224400107" + "01000000" + "0413E8030000" + "04933C05000000");
    assertThat(MbusRegisters.all(telegram).stream().map(found -> found.register().name()))
        .containsExactly(
            RegisterName.of(Quantity.WATER_VOLUME), RegisterName.of(Quantity.WATER_VOLUME_REVERSE));
  }

  @Test
  void aRecordIsTheRegisterThatTheProfileCallsByItsHead() {
    Access.Mbus access =
        new Access.Mbus(
            Optional.empty(),
            List.of(
                new MbusRegister(
                    RegisterName.parse("voltage.l1"),
                    Unit.V,
                    new Resolution(1, 2),
                    Optional.of("02FFC8FF01"),
                    new BigDecimal("0.1"))));
    assertThat(MbusRegisters.of(telegram(0x78, "02FFC8FF01" + "FC08"), access))
        .containsExactly(new Decoded(RegisterName.parse("voltage.l1"), new Outcome.Value(230_000)));
  }

  @Test
  void heatIsJoulesWhetherTheMeterCountsKilowattHoursOrMegajoules() {
    Access.Mbus access =
        new Access.Mbus(Optional.empty(), List.of(register("heat-energy", Unit.KWH)));
    assertThat(MbusRegisters.of(telegram(0x78, "040602000000"), access).getFirst().outcome())
        .isEqualTo(new Outcome.Value(7_200_000));
    assertThat(MbusRegisters.of(telegram(0x78, "040E02000000"), access).getFirst().outcome())
        .isEqualTo(new Outcome.Value(2_000_000));
  }

  @Test
  void randomDataNeverThrow() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int[] information = {0x72, 0x76, 0x78, 0x7A};
    for (int i = 0; i < 200_000; i++) {
      byte[] data = new byte[random.nextInt(60)];
      random.nextBytes(data);
      try {
        MbusAnswer answer =
            MbusAnswer.of(new MbusFrame.LongFrame(8, 0, information[random.nextInt(4)], data));
        assertThat(answer).isNotNull();
      } catch (RuntimeException thrown) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(data), thrown);
      }
    }
  }

  private static MbusRegister register(String name, Unit unit) {
    return new MbusRegister(RegisterName.parse(name), unit, Resolution.ONE_STEP);
  }

  private static DataRecord only(String hex) {
    Telegram telegram = telegram(0x78, hex);
    assertThat(telegram.records()).hasSize(1);
    return telegram.records().getFirst();
  }

  private static Telegram telegram(int information, String hex) {
    return (Telegram) answer(information, hex);
  }

  private static MbusAnswer answer(int information, String hex) {
    byte[] data = bytes(hex);
    byte[] frame = new byte[data.length + 9];
    frame[0] = 0x68;
    frame[1] = (byte) (data.length + 3);
    frame[2] = frame[1];
    frame[3] = 0x68;
    frame[4] = 0x08;
    frame[6] = (byte) information;
    System.arraycopy(data, 0, frame, 7, data.length);
    int sum = 0;
    for (byte part : Arrays.copyOfRange(frame, 4, data.length + 7)) {
      sum += part;
    }
    frame[data.length + 7] = (byte) sum;
    frame[data.length + 8] = 0x16;
    return MbusAnswer.of(frame);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
