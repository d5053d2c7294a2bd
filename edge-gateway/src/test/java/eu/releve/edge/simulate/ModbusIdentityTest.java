package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.modbus.IdentityReader;
import eu.releve.profile.Access;
import eu.releve.profile.Fingerprint;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlans;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModbusIdentityTest {
  private static final Profiles PROFILES = Profiles.bundled();

  private static Meter meter(Profile profile, String serial) throws Exception {
    return SitePlans.load(
            "plan.yaml",
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cave, modbus-tcp: "127.0.0.1:502" } ]
            points: [ { id: main, name: "Main" } ]
            meters: [ { id: e1, point: main, bus: cave, unit: 1, profile: %s, %s from: 2025-01-01, period: 1m } ]
            """
                .formatted(profile.id(), serial.isEmpty() ? "" : "serial: \"" + serial + "\","),
            PROFILES)
        .meters()
        .getFirst();
  }

  // What a scan asks for, of every family that it can recognise by registers.
  @Test
  void everyFamilyIsRecognisedByWhatItsSimulatedMeterSays() throws Exception {
    int recognised = 0;
    int numbered = 0;
    for (Profile profile : PROFILES.all()) {
      if (!(profile.access() instanceof Access.Modbus access)) {
        continue;
      }
      ModbusIdentity identity = new ModbusIdentity(meter(profile, "12345678"), access);
      for (Fingerprint print : access.fingerprints()) {
        if (print instanceof Fingerprint.Contents its) {
          assertThat(identity.read(its.function(), its.address(), its.words()))
              .as("%s at %04X", profile.id(), its.address())
              .hasValueSatisfying(bytes -> assertThat(its.matches(bytes)).isTrue());
          recognised++;
        }
      }
      for (IdentityRegister register : access.identity()) {
        Optional<String> said =
            identity
                .read(register.function(), register.address(), register.words())
                .flatMap(bytes -> IdentityReader.text(register, bytes));
        if (register.what() == IdentityRegister.What.SERIAL) {
          assertThat(said.map(text -> text.replaceFirst("^0+", "")))
              .as("%s", profile.id())
              .contains("12345678");
          numbered++;
        }
      }
    }
    assertThat(recognised).isPositive();
    assertThat(numbered).isPositive();
  }

  @Test
  void aMeterWithoutSerialNumberSaysNoneAndWhatIsMeasuredIsNoIdentity() throws Exception {
    Profile profile =
        PROFILES.all().stream()
            .filter(one -> one.id().value().equals("eastron-sdm120"))
            .findFirst()
            .orElseThrow();
    Access.Modbus access = (Access.Modbus) profile.access();
    ModbusIdentity unnumbered = new ModbusIdentity(meter(profile, ""), access);
    assertThat(unnumbered.read(3, 0xFC00, 2)).isEmpty();
    assertThat(unnumbered.read(3, 0xFC02, 1)).isPresent();
    assertThat(new ModbusIdentity(meter(profile, "no number"), access).read(3, 0xFC00, 2))
        .isEmpty();
    assertThat(unnumbered.read(4, 0x48, 2)).isEmpty();
  }
}
