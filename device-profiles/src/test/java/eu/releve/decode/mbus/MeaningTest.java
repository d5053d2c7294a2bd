package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What records mean, and what nobody may take them for. */
class MeaningTest {
  // EN 13757-3, second table of combinable extensions, 11: data of type C, without sign.
  @ParameterizedTest
  @CsvSource({
    "0293FC11FEFF, 65.534",
    "0193FC11FE, 0.254",
    "0493FC11FEFFFFFF, 4294967.294",
    "0793FC11FEFFFFFFFFFFFFFF, 18446744073709551.614",
    "02933CFFFF, -0.001"
  })
  void aNumberThatSaysSoHasNoSign(String hex, BigDecimal value) {
    assertThat(record(hex).value())
        .isInstanceOfSatisfying(
            MbusValue.Exact.class, exact -> assertThat(exact.value()).isEqualByComparingTo(value));
  }

  // EN 13757-3, combinable extension 3D: the unit is none of the SI.
  @Test
  void aNumberInUnitsThatAreNotMetricHasNoUnitAndIsNoRegister() {
    DataRecord record = record("04933DE8030000");
    assertThat(record.value()).isEqualTo(new MbusValue.Exact(BigDecimal.valueOf(1_000)));
    assertThat(record.meaning().symbol()).isEmpty();
    assertThat(record.meaning().unit()).isEmpty();
    assertThat(record.qualifiers()).containsExactly(Qualifier.NON_METRIC);
    assertThat(GenericName.of(record, Medium.WATER)).isEmpty();
  }

  // EN 13757-3, combinable extensions 3A and 3E: two volumes of one gas.
  @Test
  void aGasVolumeIsTheMeasuredOneAndNeverTheOneAtBaseConditions() {
    assertThat(GenericName.of(record("04933AE8030000"), Medium.GAS))
        .contains(RegisterName.parse("gas-volume"));
    assertThat(GenericName.of(record("0413E8030000"), Medium.GAS))
        .contains(RegisterName.parse("gas-volume"));
    assertThat(GenericName.of(record("04933EE8030000"), Medium.GAS)).isEmpty();
    assertThat(GenericName.of(record("04933EE8030000"), Medium.WATER))
        .contains(RegisterName.parse("water-volume"));
  }

  // FD 3A is a number without unit: a power factor is one as well as a count of pulses.
  @ParameterizedTest
  @CsvSource({
    "04FD3AE8030000, OTHER, pulses",
    "04FD3AE8030000, WATER, pulses",
    "02FDBA73D203, OTHER, ''",
    "05FD3A48E17A3F, HEAT, ''",
    "01FD3A01, ELECTRICITY, ''"
  })
  void onlyAWholeNumberWithoutUnitIsOneOfPulses(String hex, Medium medium, String name) {
    assertThat(GenericName.of(record(hex), medium).map(RegisterName::toString).orElse(""))
        .isEqualTo(name);
  }

  // EN 13757-3, combinable extension 7C: it leads to another table; here the chain ends with it.
  @Test
  void anExtensionThatLeadsNowhereLeavesTheMeaningUnknown() {
    DataRecord record = record("04937CE8030000");
    assertThat(record.qualifiers()).containsExactly(Qualifier.RESERVED);
    assertThat(GenericName.of(record, Medium.WATER)).isEmpty();
  }

  // EN 13757-3, FB 30 and 31: tenths of GJ/h and GJ/h; 1 GJ/h is 277,777.8 W.
  @ParameterizedTest
  @CsvSource({"02FB300A00, 277777778", "02FB310100, 277777778", "02FB310A00, 2777777778"})
  void powerInGigajoulesAnHourIsPower(String hex, long milliwatts) {
    byte[] data = HexFormat.of().parseHex("7856341224400104" + "01000000" + hex);
    Telegram telegram = (Telegram) MbusDecoder.application(0x72, data, Optional.empty());
    assertThat(MbusRegisters.all(telegram))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.register().name()).isEqualTo(RegisterName.parse("thermal-power"));
              assertThat(found.outcome()).isEqualTo(new Outcome.Value(milliwatts));
            });
  }

  // Meters that tell the directions apart send them in any order.
  @ParameterizedTest
  @CsvSource({
    "water-volume, m3, 07, 04933BE9030000 0413E8030000 04933C01000000, 1000000",
    "water-volume, m3, 07, 04933BE9030000, 1001000",
    "active-energy-total, kWh, 02, 0403E8030000 04833C01000000 0483FC10E9030000, 1001",
    "active-energy-total, kWh, 02, 0403E8030000, 1000"
  })
  void aTotalIsNotTakenFromOneDirectionWhereItIsThere(
      String name, String unit, String medium, String records, long steps) {
    byte[] data =
        HexFormat.of().parseHex("78563412244001" + medium + "01000000" + records.replace(" ", ""));
    Telegram telegram = (Telegram) MbusDecoder.application(0x72, data, Optional.empty());
    MbusRegister register =
        new MbusRegister(
            RegisterName.parse(name), Unit.of(unit).orElseThrow(), Resolution.ONE_STEP);
    assertThat(MbusRegisters.of(telegram, new Access.Mbus(Optional.empty(), List.of(register))))
        .extracting(Decoded::outcome)
        .containsExactly(new Outcome.Value(steps));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0D13C0", "0D13D0", "0D13E0", "0013"})
  void aNumberWithoutDigitsIsNotZero(String hex) {
    assertThat(record(hex).value()).isInstanceOf(MbusValue.Nothing.class);
  }

  // Medium 37 is a converter between a meter and the radio, 0 "other", 2 electricity.
  @ParameterizedTest
  @CsvSource({
    "00, 0406E8030000, ''",
    "37, 0406E8030000, ''",
    "37, 040EE8030000, heat-energy",
    "37, 04FB08E8030000, heat-energy",
    "37, 04FB0DE8030000, heat-energy",
    "37, 0413E8030000, ''",
    "00, 04933CE8030000, ''",
    "02, 0413E8030000, ''",
    "37, 042BE8030000, ''",
    "37, 0433E8030000, thermal-power",
    "37, 043BE8030000, volume-flow",
    "04, 0406E8030000, heat-energy",
    "04, 0413E8030000, heat-volume",
    "07, 0413E8030000, water-volume",
    "03, 0413E8030000, gas-volume"
  })
  void whatAnUnknownMeterCountsHasNoName(String medium, String hex, String name) {
    byte[] data = HexFormat.of().parseHex("78563412244001" + medium + "01000000" + hex);
    Telegram telegram = (Telegram) MbusDecoder.application(0x72, data, Optional.empty());
    assertThat(names(telegram)).isEqualTo(name.isEmpty() ? List.of() : List.of(name));
  }

  @Test
  void aTelegramThatDoesNotSayWhoSpeaksHasNoNamesEither() {
    byte[] data = HexFormat.of().parseHex("0406E8030000" + "0413E8030000" + "040EE8030000");
    Telegram telegram = (Telegram) MbusDecoder.application(0x78, data, Optional.empty());
    assertThat(names(telegram)).containsExactly("heat-energy");
  }

  // EN 13757-3, VIF 79: eight bytes are laid out as in the long header; here medium 4, heat.
  @Test
  void aTelegramWithoutHeaderMayNameItsMeterInARecord() {
    Optional<MeterIdentity> adapter = Optional.of(new MeterIdentity("11111111", "QDS", 72, 0x37));
    byte[] data = HexFormat.of().parseHex("0779" + "7856341293444804" + "0406E8030000");
    Telegram telegram = (Telegram) MbusDecoder.application(0x78, data, adapter);
    assertThat(telegram.header().meter()).contains(new MeterIdentity("12345678", "QDS", 72, 4));
    assertThat(names(telegram)).containsExactly("heat-energy");
  }

  // EN 13757-7: mode 7 always has its byte of configuration extension, and may encrypt nothing.
  @Test
  void aRadioTelegramInMode7WithoutEncryptedBlocksIsPlain() {
    Optional<MeterIdentity> link = Optional.of(new MeterIdentity("12345678", "QDS", 1, 7));
    byte[] data = HexFormat.of().parseHex("01000007" + "10" + "0413E8030000");
    assertThat(MbusDecoder.application(0x7A, data, link))
        .isInstanceOfSatisfying(
            Telegram.class,
            telegram -> assertThat(names(telegram)).containsExactly("water-volume"));
    byte[] sealed = HexFormat.of().parseHex("01001007" + "10" + "0413E80300000413E803000004130000");
    assertThat(MbusDecoder.application(0x7A, sealed, link).refusal()).contains(Refusal.ENCRYPTED);
  }

  @ParameterizedTest
  @CsvSource({
    "9E, COMPACT_PROFILE_WITH_REGISTERS",
    "9F, COMPACT_PROFILE",
    "93, INVERSE_COMPACT_PROFILE"
  })
  void aProfileInOneRecordIsKeptAsBytesAndNamed(String extension, Qualifier qualifier) {
    int code = Integer.parseInt(extension, 16) & 0x7F;
    DataRecord record = record("0D93%02X08%s".formatted(code, "3401010203040506"));
    assertThat(record.qualifiers()).containsExactly(qualifier);
    assertThat(record.value()).isInstanceOf(MbusValue.Opaque.class);
    assertThat(record.data()).hasSize(8);
  }

  private static List<String> names(Telegram telegram) {
    return MbusRegisters.all(telegram).stream()
        .map(found -> found.register().name().toString())
        .toList();
  }

  private static DataRecord record(String hex) {
    byte[] data = HexFormat.of().parseHex(hex);
    return ((Telegram) MbusDecoder.application(0x78, data, Optional.empty())).records().getFirst();
  }
}
