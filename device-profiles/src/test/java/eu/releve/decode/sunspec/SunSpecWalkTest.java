package eu.releve.decode.sunspec;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister.What;
import eu.releve.profile.ModbusRegister;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SunSpecWalkTest {
  // Model 103: amps, volts, watts ... by hand from the model's definition.
  private static final String INVERTER =
      "0067 0032 0F1B 0509 0508 050A FFFE FFFF FFFF FFFF 08FC 0904 08F9 FFFF 0FA0 0000 1387 FFFE"
          + "0FAA 0000 FF9C 0000 FC20 FFFF 0001E240 0001 0064 FFFE 0BB8 FFFF 0BEA 0000 0190 8000"
          + "8000 8000 FFFF 0004 FFFF 00000000 00000000 FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF";

  // Model 203 with what a meter of three phases has.
  private static final String METER =
      "00CB 0069 04D2 0064 FFCE 049E FFFE 08FD 08FC 0904 08F9 0F96 0F95 0FA0 0F8D FFFF 1387 FFFE"
          + "0F27 049A FF06 0B87 0000 0FAB 04B3 010C 0BEC 0000 FE00 FF56 FF9E FEAB 0000 03C7 03DF"
          + "FC99 03E2 FFFF 00003034 00001014 00001010 00001010 00039E6C 00013424 00013424 00013424"
          + "0002 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 8000"
          + "00001FBC 00000000 00000000 00000000 00000841 00000000 00000000 00000000"
          + "0000037B 00000000 00000000 00000000 00004A7D 00000000 00000000 00000000 0002 00000004";

  private static Image inverterAndMeters(int base) {
    return new Image()
        .at(base)
        .text("SunS", 2)
        .common("SolarEdge", "SE17K", "7E140A2B")
        .hex(INVERTER)
        .common("WattNode", "WNC-3Y-400-MB", "60011")
        .hex(METER)
        .hex("FFFF 0000");
  }

  @ParameterizedTest
  @ValueSource(ints = {40_000, 50_000, 0})
  void aChainIsFoundWhereverItMayBegin(int base) {
    assertThat(device(inverterAndMeters(base)).identity())
        .isEqualTo(
            Map.of(
                What.MAKER, "SolarEdge",
                What.MODEL, "SE17K",
                What.FIRMWARE, "1.7",
                What.SERIAL, "7E140A2B"));
  }

  @Test
  void whatIsNoSunSpecDeviceIsAStranger() {
    assertThat(new Image().walked()).isInstanceOf(SunSpecWalk.Stranger.class);
    Image other = new Image().at(40_000).hex("0000 0000").at(50_000).hex("5375 6E54");
    assertThat(other.walked()).isInstanceOf(SunSpecWalk.Stranger.class);
    assertThat(other.questions()).isEqualTo(3);
    Image bare = new Image().at(40_000).text("SunS", 2).hex("FFFF 0000");
    assertThat(bare.walked())
        .isEqualTo(new SunSpecWalk.Stranger("a SunSpec marker at 40000, and no model after it"));
  }

  @Test
  void anInvertersValuesAreTowardsTheBuilding() {
    Map<String, Long> values = values(inverterAndMeters(40_000), 0);
    assertThat(values)
        .containsEntry("current", 38_670L)
        .containsEntry("current.l2", 12_880L)
        .containsEntry("voltage.l1", 230_000L)
        .containsEntry("active-power", -4_000_000L)
        .containsEntry("reactive-power", 100_000L)
        .containsEntry("apparent-power", 4_010_000L)
        .containsEntry("power-factor", -992L)
        .containsEntry("frequency", 49_990L)
        .containsEntry("active-energy-export", 1_234_560L)
        .containsEntry("device-temperature", 40_000L)
        .containsEntry("state", 4L)
        .containsEntry("error-flags", 0L)
        .doesNotContainKeys("voltage.l1-l2", "active-energy-import");
  }

  @Test
  void theMeterBehindAnInverterIsItsSubunit() {
    Map<String, Long> values = values(inverterAndMeters(40_000), 1);
    assertThat(values)
        .containsEntry("current.u1", 12_340L)
        .containsEntry("current.l2.u1", -500L)
        .containsEntry("voltage.u1", 230_100L)
        .containsEntry("voltage.l2-l3.u1", 400_000L)
        .containsEntry("active-power.u1", 3_879_000L)
        .containsEntry("active-power.l2.u1", -250_000L)
        .containsEntry("apparent-power.l3.u1", 3_052_000L)
        .containsEntry("reactive-power.u1", -512_000L)
        .containsEntry("power-factor.l2.u1", -871L)
        .containsEntry("active-energy-export.u1", 1_234_000L)
        .containsEntry("active-energy-import.u1", 23_716_400L)
        .containsEntry("active-energy-import.l3.u1", 7_888_400L)
        .containsEntry("reactive-energy-q1.u1", 812_400L)
        .containsEntry("reactive-energy-q4.u1", 1_906_900L)
        .containsEntry("error-flags.u1", 4L)
        .doesNotContainKeys("apparent-energy-import.u1", "reactive-energy-q1.l1.u1");
  }

  @Test
  void theResolutionIsThatOfTheScaleFactors() {
    Access.Modbus access = device(inverterAndMeters(40_000)).access().orElseThrow();
    assertThat(resolution(access, "active-energy-export")).isEqualTo(new Resolution(1, 1));
    assertThat(resolution(access, "active-energy-import.u1")).isEqualTo(new Resolution(1, 2));
    assertThat(resolution(access, "frequency")).isEqualTo(new Resolution(1, 1));
    assertThat(resolution(access, "voltage.l1")).isEqualTo(new Resolution(1, 2));
  }

  // An inverter at night says of its volts that it has none; by day it does.
  @Test
  void whatTheModelDemandsIsReadThoughItIsNotThereJustNow() {
    Image night = inverterAndMeters(40_000);
    int inverter = 40_002 + 68;
    night.put(inverter + 10, 0xFFFF).put(inverter + 18, 0x8000).put(inverter + 20, 0x8000);
    Access.Modbus access = device(night).access().orElseThrow();
    assertThat(names(access)).contains("voltage.l1").doesNotContain("apparent-power");
    assertThat(values(night, 0)).doesNotContainKey("voltage.l1").containsKey("voltage.l2");
  }

  @Test
  void aScaleFactorThatIsNotImplementedTakesItsValuesAway() {
    Image image = inverterAndMeters(40_000);
    int inverter = 40_002 + 68;
    image.put(inverter + 17, 0x8000);
    assertThat(names(device(image).access().orElseThrow())).doesNotContain("frequency");
    image.put(inverter + 17, 11);
    assertThat(names(device(image).access().orElseThrow())).doesNotContain("frequency");
  }

  @Test
  void aScaleFactorThatMovesIsReadWithItsValue() {
    Image image = inverterAndMeters(40_000);
    Access.Modbus access = device(image).access().orElseThrow();
    int inverter = 40_002 + 68;
    image.put(inverter + 14, 400).put(inverter + 15, 1);
    assertThat(decoded(image, access, 0)).containsEntry("active-power", -4_000_000L);
  }

  @Test
  void noRequestReadsAcrossTwoModels() {
    Access.Modbus access = device(inverterAndMeters(40_000)).access().orElseThrow();
    for (ModbusRegister register : access.registers()) {
      assertThat(access.requests().allows(register.from(), register.until())).isTrue();
    }
    int meter = 40_002 + 68 + 52 + 68;
    assertThat(access.requests().allows(meter - 1, meter + 1)).isFalse();
  }

  @Test
  void aChainThatBreaksOffIsWorthWhatItSaidBefore() {
    Image image = inverterAndMeters(40_000);
    int end = image.here() - 2;
    Image cut = new Image().at(40_000);
    cut.hex(HexFormat.of().formatHex(image.bytes(40_000, end - 40_000 - 20)));
    assertThat(device(cut).models()).extracting(SunSpecModel::number).containsExactly(1, 103, 1);
    Image without = new Image().at(40_000);
    without.hex(HexFormat.of().formatHex(image.bytes(40_000, end - 40_000)));
    assertThat(device(without).models()).hasSize(4);
  }

  @Test
  void aChainThatNeverEndsIsCut() {
    Image image = new Image().at(40_000).text("SunS", 2);
    for (int i = 0; i < 200; i++) {
      image.hex("0010 0001 0000");
    }
    assertThat(device(image).models()).hasSize(SunSpecWalk.MODELS_MAX);
    assertThat(device(image).access()).isEmpty();
  }

  @Test
  void howAChainEndedIsSaid() {
    Image image = inverterAndMeters(40_000);
    assertThat(ending(image)).isEqualTo(SunSpecWalk.Ending.MARKED);
    image.put(image.here() - 2, 0);
    assertThat(ending(image)).isEqualTo(SunSpecWalk.Ending.BROKEN_OFF);
    assertThat(device(image).models()).hasSize(4);
    Image endless = new Image().at(40_000).text("SunS", 2);
    for (int i = 0; i < 200; i++) {
      endless.hex("0010 0001 0000");
    }
    assertThat(ending(endless)).isEqualTo(SunSpecWalk.Ending.TOO_LONG);
    assertThat(ending(inverterAndMeters(40_000).put(40_071, 0xFFFF)))
        .isEqualTo(SunSpecWalk.Ending.BROKEN_OFF);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 60, 30, 8})
  void aDeviceThatAnswersFewWordsSaysTheSame(int words) {
    SunSpecDevice whole = device(inverterAndMeters(40_000));
    SunSpecDevice parts = device(inverterAndMeters(40_000).answeringAtMost(words));
    assertThat(parts.access()).isEqualTo(whole.access());
    assertThat(parts.identity()).isEqualTo(whole.identity());
    assertThat(inverterAndMeters(40_000).answeringAtMost(3).walked())
        .isInstanceOf(SunSpecWalk.Stranger.class);
  }

  @Test
  void aModelShorterThanItsValuesIsNotRead() {
    Image image = new Image().at(40_000).text("SunS", 2).common("Acme", "Inverter", "1");
    image.hex("0067 0004 0001 0002 0003 0004 FFFF 0000");
    assertThat(device(image).models()).hasSize(2);
    assertThat(device(image).access()).isEmpty();
  }

  @Test
  void anAnswerOfAnotherLengthIsARefusal() {
    SunSpecWalk.Asking asking = (SunSpecWalk.Asking) SunSpecWalk.begin();
    assertThat(asking.answered(new byte[6])).isEqualTo(asking.refused());
  }

  private static SunSpecWalk.Ending ending(Image image) {
    return ((SunSpecWalk.Arrived) image.walked()).ending();
  }

  private static SunSpecDevice device(Image image) {
    SunSpecWalk walk = image.walked();
    assertThat(walk).isInstanceOf(SunSpecWalk.Arrived.class);
    return ((SunSpecWalk.Arrived) walk).device();
  }

  private static Map<String, Long> values(Image image, int subunit) {
    return decoded(image, device(image).access().orElseThrow(), subunit);
  }

  private static Map<String, Long> decoded(Image image, Access.Modbus access, int subunit) {
    ModbusDecoder decoder = new ModbusDecoder(access.registers(), Transformers.NONE);
    Map<String, Long> values = new TreeMap<>();
    for (ModbusRegister register : access.registers()) {
      int words = register.until() - register.from();
      RegisterBlock block =
          new RegisterBlock(3, register.from(), image.bytes(register.from(), words));
      for (Decoded one : decoder.decode(block)) {
        if (one.name().subunit() == subunit && one.outcome() instanceof Outcome.Value value) {
          values.put(one.name().toString(), value.steps());
        }
      }
    }
    return values;
  }

  private static List<String> names(Access.Modbus access) {
    return access.registers().stream().map(register -> register.name().toString()).toList();
  }

  private static Resolution resolution(Access.Modbus access, String name) {
    return access.registers().stream()
        .filter(register -> register.name().equals(RegisterName.parse(name)))
        .findFirst()
        .orElseThrow()
        .resolution();
  }
}
