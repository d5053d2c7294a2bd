package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.RegisterName;
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
