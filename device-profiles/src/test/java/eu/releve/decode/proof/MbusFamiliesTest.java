package eu.releve.decode.proof;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Recognising;
import eu.releve.document.DocumentException;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Access.Recognition;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.profile.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The M-Bus families that we bring: how many, which meter is whose, and proofs over the radio. */
class MbusFamiliesTest {
  private static final int WANTED = 40;

  /** A hot-water meter over the radio, as jMBus has it; here with the checksums of format A. */
  private static final String WITH_CHECKSUMS =
      "2C446532821851582C0627F87AE1000000046D1906D9180C1334"
          + "120037AA00426CBF1C4C1300000000326CFFFF017EE7FD7300BE77";

  private static final String RADIO =
      """
      profile: acme-w1
      name: Acme W1
      source: none, invented
      mbus: { manufacturer: LSE, version: 44, medium: 6 }
      registers: [ { is: water-volume, unit: L, resolution: 1 } ]
      proofs:
        - { origin: constructed, source: by hand, raw: RAW, gives: { water-volume: 1234000 } }
      """;

  @Test
  void fortyFamiliesAreProvenByTelegramsThatOthersHaveRecordedOrPublished() {
    long proven =
        recognitions().keySet().stream()
            .map(id -> Profiles.bundled().find(id).orElseThrow())
            .filter(MbusFamiliesTest::isOneFamily)
            .filter(profile -> profile.proofs().stream().anyMatch(MbusFamiliesTest::isOfAMeter))
            .count();
    System.out.println("M-Bus families with a recorded or published proof: " + proven);
    assertThat(proven).isGreaterThanOrEqualTo(WANTED);
  }

  // Which of two would be taken must not hang on the order of the index.
  @Test
  void noMeterIsRecognisedByTwoFamiliesAsExactly() {
    List<String> rivals = new ArrayList<>();
    Map<ProfileId, Recognition> rules = recognitions();
    rules.forEach(
        (id, rule) ->
            rules.forEach(
                (other, others) -> {
                  if (id.value().compareTo(other.value()) < 0 && rule.rivals(others)) {
                    rivals.add(id + " and " + other);
                  }
                }));
    assertThat(rivals).isEmpty();
  }

  @Test
  void theIndexNamesTheManufacturerThatEachProfileRecognises() {
    recognitions()
        .forEach(
            (id, rule) ->
                assertThat(Profiles.bundled().of(rule.manufacturer()))
                    .as(id.value())
                    .extracting(Profile::id)
                    .contains(id));
    assertThat(Profiles.bundled().of("XXX")).isEmpty();
  }

  @Test
  void theMeterOfEachProofIsRecognisedAsOneOfItsFamily() {
    List<String> strangers = new ArrayList<>();
    for (ProfileId id : recognitions().keySet()) {
      Profile profile = Profiles.bundled().find(id).orElseThrow();
      for (Proof proof : profile.proofs()) {
        ProofFrames frames = new ProofFrames(proof.key());
        for (byte[] bytes : proof.answers()) {
          if (!recognised(frames.read(bytes)).map(Profile::id).equals(Optional.of(id))) {
            strangers.add(proof.place());
          }
        }
      }
    }
    assertThat(strangers).isEmpty();
  }

  // A sentinel that no proof shows is a sentinel that nobody has tried.
  @Test
  void eachSentinelIsShownByAProofThatGivesNothingForIt() {
    List<String> untried = new ArrayList<>();
    int claimed = 0;
    for (ProfileId id : recognitions().keySet()) {
      Profile profile = Profiles.bundled().find(id).orElseThrow();
      for (MbusRegister register : ((Access.Mbus) profile.access()).registers()) {
        if (!register.unavailable().isEmpty()) {
          claimed++;
          if (profile.proofs().stream()
              .noneMatch(proof -> showsNothing(profile, proof, register))) {
            untried.add(id + " " + register.name());
          }
        }
      }
    }
    assertThat(untried).isEmpty();
    assertThat(claimed).isPositive();
  }

  private static boolean showsNothing(Profile profile, Proof proof, MbusRegister register) {
    ProofFrames frames = new ProofFrames(proof.key());
    return proof.answers().stream()
        .map(frames::read)
        .filter(ProofFrames.Read.class::isInstance)
        .map(frame -> ((ProofFrames.Read) frame).telegram())
        .flatMap(telegram -> MbusRegisters.of(telegram, (Access.Mbus) profile.access()).stream())
        .anyMatch(new Decoded(register.name(), Outcome.UNAVAILABLE)::equals);
  }

  @Test
  void aFamilyOfAFolderIsPreferredToOneOfOursThatAsksForAsMuch(@TempDir Path folder)
      throws IOException, DocumentException {
    Files.writeString(folder.resolve("acme-w1.yaml"), RADIO.replace("RAW", "00"));
    MeterIdentity meter = new MeterIdentity("58511882", "LSE", 44, 6);
    assertThat(Recognising.profile(Profiles.bundled(), meter).orElseThrow().id().value())
        .isEqualTo("siemens-radio-hot-water-2c");
    assertThat(
            Recognising.profile(Profiles.bundled().with(folder), meter).orElseThrow().id().value())
        .isEqualTo("acme-w1");
  }

  @Test
  void aProofMayBeARadioFrameWithItsChecksumsAndThenTheyCount() throws DocumentException {
    assertThat(Proving.objections(Profiles.load("w1.yaml", RADIO.replace("RAW", WITH_CHECKSUMS))))
        .isEmpty();
    String damaged = WITH_CHECKSUMS.substring(0, WITH_CHECKSUMS.length() - 1) + "0";
    assertThat(Proving.objections(Profiles.load("w1.yaml", RADIO.replace("RAW", damaged))))
        .isNotEmpty();
  }

  @Test
  void aSealedProofWantsItsKey() {
    Profile zenner = Profiles.bundled().find(new ProfileId("zenner-radio-water")).orElseThrow();
    Proof sealed = zenner.proofs().getFirst();
    for (Optional<String> key : List.of(Optional.<String>empty(), Optional.of("00".repeat(16)))) {
      Proof other =
          new Proof(
              sealed.origin(),
              sealed.source(),
              0,
              0,
              sealed.answers(),
              key,
              sealed.gives(),
              Map.of(),
              sealed.place());
      assertThat(
              Proving.objections(
                  new Profile(
                      zenner.id(),
                      zenner.name(),
                      zenner.source(),
                      zenner.access(),
                      List.of(other))))
          .singleElement()
          .asString()
          .contains(key.isEmpty() ? "KEY_MISSING" : "KEY_WRONG");
    }
  }

  private static Optional<Profile> recognised(ProofFrames.Frame frame) {
    return frame instanceof ProofFrames.Read read
        ? read.telegram()
            .header()
            .meter()
            .flatMap(meter -> Recognising.profile(Profiles.bundled(), meter))
        : Optional.empty();
  }

  /** One rule by manufacturer, version and medium. */
  private static boolean isOneFamily(Profile profile) {
    return profile.access() instanceof Access.Mbus mbus
        && mbus.recognition().filter(rule -> rule.exactness() == 3).isPresent();
  }

  private static boolean isOfAMeter(Proof proof) {
    return switch (proof.origin()) {
      case RECORDED, PUBLISHED -> true;
      case CONSTRUCTED -> false;
    };
  }

  private static Map<ProfileId, Recognition> recognitions() {
    Map<ProfileId, Recognition> rules = new TreeMap<>(Comparator.comparing(ProfileId::value));
    for (Profile profile : Profiles.bundled().all()) {
      if (profile.access() instanceof Access.Mbus mbus) {
        mbus.recognition().ifPresent(rule -> rules.put(profile.id(), rule));
      }
    }
    return rules;
  }
}
