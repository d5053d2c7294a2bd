package eu.releve.decode.proof;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.document.DocumentException;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.profile.Proof;
import eu.releve.profile.RegisterSource;
import java.util.EnumMap;
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
            "acme-em100, proof 'by hand': wanted {voltage=230}, found {voltage=230000}");
  }

  private static Stream<Profile> bundled() {
    return Profiles.bundled().all().stream();
  }
}
