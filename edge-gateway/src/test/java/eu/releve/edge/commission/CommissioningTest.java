package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.MeterId;
import eu.releve.wire.ClockTrust;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of an installer, on a clock that the test moves. */
class CommissioningTest {
  static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" } ]
      lots: [ { id: 1a, kind: dwelling }, { id: 1b, kind: dwelling } ]
      points:
        - { id: main, name: "Général" }
        - { id: flat-a, name: "Appartement 1A", lot: 1a, parent: main }
        - { id: flat-b, name: "Appartement 1B", lot: 1b, parent: main }
        - { id: cold, name: "Eau froide" }
      meters:
        - { id: e0, point: main, bus: cellar, unit: 1, from: 2025-01-01, profile: eastron-sdm630,
            ct: 200/5, serial: "4711", mid-year: 2024, seal: "S-1", verify-by: 2034-01-01, place: "cave" }
        - { id: e1, point: flat-a, bus: cellar, unit: 2, from: 2025-01-01, profile: eastron-sdm630 }
        - { id: e2, point: flat-b, bus: cellar, unit: 3, from: 2025-01-01, profile: eastron-sdm630 }
        - { id: w1, point: cold, bus: cellar, unit: 4, from: 2025-01-01,
            registers: [ { is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }
        - { id: old, point: cold, bus: cellar, unit: 5, from: 2024-01-01, to: 2025-01-01,
            registers: [ { is: water-volume, function: 3, at: 0, type: u32, unit: L } ] }
      """;
  private static final String IMPORT = "active-energy-import";

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private PlayedCellar cellar;
  private Notebook notebook = Notebook.inMemory();
  private Commissioning commissioning;

  @BeforeEach
  void begin() throws Exception {
    cellar = new PlayedCellar(PLAN, clock);
    commissioning = cellar.commissioning(notebook, folder);
  }

  private void says(String meter, long wattHours) {
    cellar.says(meter, IMPORT, wattHours);
  }

  private Line enter(String meter, String value) {
    clock.advance(1_000);
    return commissioning.enter(new MeterId(meter), value, Optional.empty(), Optional.empty());
  }

  private Verdict verdict(String meter) {
    return commissioning.line(new MeterId(meter)).orElseThrow().verdict();
  }

  private void look() {
    clock.advance(1_000);
    commissioning.look();
  }

  @Test
  void aDisplayIsComparedWithTheReadingBeforeAndTheNextOne() {
    says("e1", 12_345_600);
    assertThat(enter("e1", "12345.6").verdict()).isEqualTo(new Verdict.Waits());
    assertThat(cellar.asked()).containsExactly(new MeterId("e1"));
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Waits());
    says("e1", 12_345_650);
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Agrees());
    // What is read from now on changes nothing of what was compared.
    says("e1", 99_999_999);
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Agrees());
  }

  @Test
  void aMeterThatWasNeverReadBeforeIsToBeTypedOnceMore() {
    assertThat(enter("e1", "12345.6").verdict()).isEqualTo(new Verdict.Waits());
    clock.advance(1);
    says("e1", 12_345_650);
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Again());
    enter("e1", "12345.6");
    clock.advance(1);
    says("e1", 12_345_650);
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Agrees());
  }

  @Test
  void whatWasTypedSurvivesARestartAndTheReadingAfterItCountsStill() throws Exception {
    Path file = folder.resolve("state.db");
    try (StateFile state = StateFile.open(file)) {
      commissioning = cellar.commissioning(state, folder);
      says("e1", 12_345_600);
      enter("e1", "12345.6");
      commissioning.skip(new MeterId("e2"), "nobody at home");
      commissioning.percent(7);
    }
    clock.reboot();
    cellar.forget();
    try (StateFile state = StateFile.open(file)) {
      commissioning = cellar.commissioning(state, folder);
      assertThat(verdict("e1")).isEqualTo(new Verdict.Waits());
      assertThat(verdict("e2")).isEqualTo(new Verdict.Skipped("nobody at home"));
      assertThat(commissioning.sums().percent()).isEqualTo(7);
      says("e1", 12_345_700);
      look();
      assertThat(verdict("e1")).isEqualTo(new Verdict.Agrees());
    }
  }

  @Test
  void swappedMetersAreToldOfEachOther() {
    says("e1", 12_345_600);
    says("e2", 777_700);
    enter("e1", "777.7");
    enter("e2", "12345.6");
    clock.advance(1);
    says("e1", 12_345_640);
    says("e2", 777_710);
    look();
    assertThat(verdict("e1"))
        .isEqualTo(new Verdict.Differs(new Cause.OtherMeter(new MeterId("e2"), true)));
    assertThat(verdict("e2"))
        .isEqualTo(new Verdict.Differs(new Cause.OtherMeter(new MeterId("e1"), true)));
    assertThat(
            CommissionWords.in("en")
                .verdict(commissioning.line(new MeterId("e1")).orElseThrow(), commissioning.plan()))
        .isEqualTo("Swapped with Appartement 1B (e2): each display is what the other one reads.");
  }

  @Test
  void aPhaseWhosePowerFlowsOutIsTold() {
    says("e1", 12_345_600);
    enter("e1", "12345.6");
    clock.advance(1);
    says("e1", 12_345_650);
    cellar.says("e1", "active-power.l1", 900_000);
    cellar.says("e1", "active-power.l2", -800_000);
    cellar.says("e1", "active-power.l3", -5_000);
    look();
    assertThat(verdict("e1")).isEqualTo(new Verdict.Backwards(List.of("L2")));
    assertThat(verdict("e1").isConfirmed()).isFalse();
  }

  @Test
  void anotherUnitAndAnotherRegisterMayBeTyped() {
    cellar.says("w1", "water-volume", 12_345_000);
    clock.advance(1_000);
    commissioning.enter(new MeterId("w1"), "12345", Optional.of("L"), Optional.empty());
    clock.advance(1);
    cellar.says("w1", "water-volume", 12_345_000);
    look();
    assertThat(verdict("w1")).isEqualTo(new Verdict.Agrees());
    assertThatThrownBy(
            () ->
                commissioning.enter(
                    new MeterId("w1"), "12345", Optional.of("kWh"), Optional.empty()))
        .hasMessage("unit: wanted one of water-volume, such as m3, found 'kWh'");
    assertThatThrownBy(
            () ->
                commissioning.enter(
                    new MeterId("w1"), "1", Optional.empty(), Optional.of("voltage.l1")))
        .hasMessageContaining("register: wanted one of [water-volume], found 'voltage.l1'");
    assertThatThrownBy(() -> enter("e9", "1"))
        .hasMessage("wanted a meter of plan tilleuls-12, found 'e9'");
  }

  @Test
  void aMeterThatHasGoneIsNotInTheList() {
    look();
    assertThat(commissioning.lines())
        .extracting(line -> line.meter().id().value())
        .containsExactly("e0", "e1", "e2", "w1");
  }

  @Test
  void aTimeThatNobodyKnowsIsMarked() throws Exception {
    ManualClock lost = new ManualClock(1_000_000, ClockTrust.UNKNOWN);
    PlayedCellar dark = new PlayedCellar(PLAN, lost);
    Commissioning begun = dark.commissioning(notebook, folder);
    dark.says("e1", IMPORT, 12_345_600);
    begun.enter(new MeterId("e1"), "12345.6", Optional.empty(), Optional.empty());
    Entry entry = begun.line(new MeterId("e1")).orElseThrow().entry().orElseThrow();
    assertThat(entry.at().trusted()).isFalse();
  }

  private void sumsSay(long main, long first, long second) {
    says("e0", main);
    says("e1", first);
    says("e2", second);
  }

  @Test
  void sumsAreCheckedWhenAMonthIsOverAndWhatCameOfItIsKeptAndTold() {
    sumsSay(1_000_000, 0, 0);
    look();
    clock.advance(Duration.ofDays(20).toMillis());
    sumsSay(1_300_000, 200_000, 90_000);
    look();
    assertThat(commissioning.sums().checks().getFirst().kind()).isEqualTo(SumCheck.Kind.REST);
    assertThat(commissioning.sums().kept()).isEmpty();
    clock.advance(Duration.ofDays(12).toMillis());
    sumsSay(1_400_000, 300_000, 190_000);
    look();
    assertThat(commissioning.sums().kept())
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.month()).hasToString("2026-01");
              assertThat(kept.kind()).isEqualTo(SumCheck.Kind.MORE);
            });
    assertThat(cellar.notes())
        .singleElement()
        .asString()
        .startsWith("sum-check: 2026-01 main active-energy-import: MORE main=400000 below=490000");
    // It begins anew, from what was read then.
    assertThat(commissioning.sums().checks().getFirst().main()).isZero();
  }

  @Test
  void aMonthSurvivesARestart() throws Exception {
    Path file = folder.resolve("state.db");
    try (StateFile state = StateFile.open(file)) {
      commissioning = cellar.commissioning(state, folder);
      sumsSay(0, 0, 0);
      look();
    }
    clock.advance(Duration.ofDays(40).toMillis());
    cellar.forget();
    try (StateFile state = StateFile.open(file)) {
      commissioning = cellar.commissioning(state, folder);
      look();
      assertThat(commissioning.sums().kept()).as("not before they are read").isEmpty();
      sumsSay(500_000, 250_000, 250_000);
      clock.advance(61_000);
      look();
      assertThat(commissioning.sums().kept())
          .singleElement()
          .extracting(SumWatch.Kept::kind)
          .isEqualTo(SumCheck.Kind.FITS);
    }
  }

  @Test
  void ofAPhotoTheHashAndAThumbnailAreKept() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(
            ImageIO.write(
                new BufferedImage(2_000, 1_500, BufferedImage.TYPE_INT_RGB), "jpeg", bytes))
        .isTrue();
    Photos.Photo photo =
        commissioning
            .photo(new MeterId("e1"), new ByteArrayInputStream(bytes.toByteArray()))
            .photo()
            .orElseThrow();
    assertThat(photo.sha256()).hasSize(64);
    assertThat(photo.bytes()).isEqualTo(bytes.size());
    BufferedImage thumbnail =
        ImageIO.read(
            new ByteArrayInputStream(
                commissioning.photos().thumbnail(new MeterId("e1")).orElseThrow()));
    assertThat(thumbnail.getWidth()).isEqualTo(240);
    assertThat(thumbnail.getHeight()).isEqualTo(180);
    try (var files = Files.list(folder.resolve("photos"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("e1.jpg");
    }
  }

  @Test
  void whatIsNoJpegHasAHashAloneAndWhatIsTooLargeIsRefused() throws Exception {
    MeterId meter = new MeterId("e1");
    Photos.Photo odd =
        commissioning
            .photo(meter, new ByteArrayInputStream("no picture".getBytes(StandardCharsets.UTF_8)))
            .photo()
            .orElseThrow();
    assertThat(odd.thumbnail()).isFalse();
    assertThat(commissioning.photos().thumbnail(meter)).isEmpty();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            return length;
          }
        };
    assertThatThrownBy(() -> commissioning.photo(meter, endless))
        .hasMessage("photo: wanted at most 12 MiB, found more");
    assertThatThrownBy(() -> commissioning.photo(meter, InputStream.nullInputStream()))
        .hasMessage("photo: wanted a file, found nothing");
    assertThat(commissioning.line(meter).orElseThrow().photo()).contains(odd);
  }
}
