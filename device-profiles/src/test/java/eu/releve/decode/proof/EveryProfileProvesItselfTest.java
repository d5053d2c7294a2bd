package eu.releve.decode.proof;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.document.DocumentException;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.profile.Proof;
import eu.releve.profile.RegisterSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryProfileProvesItselfTest {
  @ParameterizedTest
  @MethodSource("bundled")
  void itsProofsGiveWhatItSays(Profile profile) {
    assertThat(Proving.objections(profile)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void eachOfItsRegistersIsProven(Profile profile) {
    Set<RegisterName> proven = new HashSet<>();
    profile.proofs().forEach(proof -> proven.addAll(proof.gives().keySet()));
    assertThat(proven)
        .containsExactlyInAnyOrderElementsOf(
            profile.access().registers().stream().map(RegisterSource::name).toList());
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void whatItSaysOfItselfIsProven(Profile profile) {
    if (profile.access() instanceof Access.Modbus modbus) {
      Set<IdentityRegister.What> proven = EnumSet.noneOf(IdentityRegister.What.class);
      profile.proofs().forEach(proof -> proven.addAll(proof.identifies().keySet()));
      assertThat(proven)
          .containsExactlyInAnyOrderElementsOf(
              modbus.identity().stream().map(IdentityRegister::what).toList());
    }
  }

  // A sentinel that no proof shows is a sentinel that nobody has tried.
  @ParameterizedTest
  @MethodSource("bundled")
  void aSentinelOfEachTypeIsShown(Profile profile) {
    if (profile.access() instanceof Access.Modbus modbus) {
      Set<DataType> claimed = EnumSet.noneOf(DataType.class);
      Set<DataType> shown = EnumSet.noneOf(DataType.class);
      for (ModbusRegister register : modbus.registers()) {
        if (!register.unavailable().isEmpty()) {
          claimed.add(register.type());
        }
        for (Proof proof : profile.proofs()) {
          RegisterBlock block = new RegisterBlock(proof.function(), proof.at(), proof.raw());
          if (block.holds(register) && !proof.gives().containsKey(register.name())) {
            shown.add(register.type());
          }
        }
      }
      assertThat(shown).isEqualTo(claimed);
    }
  }

  // A library that proves itself only with bytes of its own making proves little: say how much.
  @Test
  void theOriginsOfTheProofsAreCounted() {
    Map<Proof.Origin, Integer> origins = new EnumMap<>(Proof.Origin.class);
    bundled()
        .flatMap(profile -> profile.proofs().stream())
        .forEach(proof -> origins.merge(proof.origin(), 1, Integer::sum));
    System.out.println("proofs by origin " + origins);
    assertThat(origins).containsKey(Proof.Origin.PUBLISHED);
  }

  @Test
  void aMeterThatSaysAnotherNameIsObjectedTo() throws DocumentException {
    String text =
        """
        profile: acme-em100
        name: Acme EM100
        source: none, invented
        modbus: { function: 4 }
        identity: { model: { at: 1, type: ascii, words: 3 }, serial: { at: 4, type: u32 } }
        registers: [ { is: voltage, at: 0, type: u16, unit: V } ]
        proofs:
          - origin: constructed
            source: by hand
            at: 1
            raw: 454D 3130 3020 0000BC61
            identifies: { model: EM100, serial: "48224" }
        """;
    assertThat(Proving.objections(Profiles.load("acme.yaml", text)))
        .singleElement()
        .asString()
        .startsWith("acme.yaml:8: proof 'by hand': wanted {")
        .contains("SERIAL=48225");
  }

  @Test
  void aProfileThatReadsItsProofOtherwiseIsObjectedTo() throws DocumentException {
    String text =
        """
        profile: acme-em100
        name: Acme EM100
        source: none, invented
        modbus: { function: 4 }
        registers: [ { is: voltage, at: 0, type: u16, unit: V } ]
        proofs:
          - { origin: constructed, source: by hand, at: 0, raw: 00E6, gives: { voltage: 230 } }
        """;
    assertThat(Proving.objections(Profiles.load("acme.yaml", text)))
        .containsExactly(
            "acme.yaml:7: proof 'by hand': wanted {voltage=230}, found {voltage=230000}");
  }

  private static Stream<Profile> bundled() {
    return Profiles.bundled().all().stream();
  }
}
