package eu.releve.edge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.commission.PlayedCellar;
import eu.releve.edge.report.Reports.Report;
import eu.releve.edge.report.SealCheck.Finding;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.wire.ClockTrust;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/** Reports on paper and their seals. */
class ReportsTest extends ReportsOfACellar {
  private static String text(Path file) throws Exception {
    try (PDDocument document = Loader.loadPDF(file.toFile())) {
      return new PDFTextStripper().getText(document).replace('\u00a0', ' ');
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  void aDisplayOfAnotherPlanIsToBeConfirmedAgainAndStandsOnItAsItWas() throws Exception {
    confirm("e0");
    Report first = reports.make("Anne Dupont", "fr");
    assertThat(text(first.file())).contains("1 compteurs sur 2 confirmés");
    cellar.follows(PLAN.replace("unit: 1, from", "unit: 7, from"));
    Report second = reports.make("Anne Dupont", "fr");
    assertThat(text(second.file()).replaceAll("\\s+", " "))
        .contains("0 compteurs sur 2 confirmés")
        .contains("12 345,6 kWh", "12 345,65 kWh")
        .contains("Général (e0): À confirmer à nouveau : il était confirmé, mais depuis, le plan");
    cellar.follows(PLAN);
    assertThat(text(reports.make("Anne Dupont", "en").file())).contains("1 of 2 meters confirmed");
  }

  @Test
  void everythingThatWasComparedStandsOnIt() throws Exception {
    confirm("e0");
    var unused = reports.commissioning().skip(new MeterId("e1"), "personne à la maison");
    Report report = reports.make("Anne Dupont", "fr");
    String text = text(report.file());
    assertThat(text)
        .contains("Rapport de mise en service", "Rapport n° 1", "tilleuls-12", "gw-1")
        .contains("Anne Dupont", "(Europe/Brussels)", "1 compteurs sur 2 confirmés")
        .contains("Général", "cave, tableau 2", "N° 4711", "MID 2024", "Scellé S-1")
        .contains("31 janv. 2034", "12 345,6 kWh", "12 345,65 kWh")
        .contains("À confirmer : personne à la maison", "Appartement 1A", "e1, 1a")
        .contains("gw-1 - rapport 1 - page 1 sur");
    assertThat(report.sealed()).isTrue();
    SealCheck.Result result = check(report.file());
    assertThat(result.finding()).as(result.detail()).isEqualTo(Finding.SEALED);
    assertThat(result.gateway()).contains("gw-1");
    assertThat(result.made()).contains(Instant.ofEpochMilli(clock.wallMillis()));
    assertThat(
            SealCheck.of(
                    report.file(),
                    List.of(authority.certificate()),
                    Optional.of(new GatewayId("gw-1")))
                .finding())
        .isEqualTo(Finding.SEALED);
  }

  @Test
  void aLaterReportNamesTheOneBeforeAndItsHash() throws Exception {
    Report first = reports.make("A. Dupont", "en");
    confirm("e1");
    Report second = reports.make("A. Dupont", "en");
    assertThat(second.number()).isEqualTo(2);
    assertThat(text(second.file()).replaceAll("\\s+", " "))
        .contains("Report no. 2", "Replaces no. 1 (SHA-256 " + sha256(first.file()) + ")");
    assertThat(check(first.file()).finding()).isEqualTo(Finding.SEALED);
  }

  @Test
  void withoutACertificateItIsNotSealedAndItIsWhenThereIsOne() throws Exception {
    Optional<SealKey> later = key;
    key = Optional.empty();
    Report plain = reports.make("A. Dupont", "en");
    assertThat(plain.sealed()).isFalse();
    assertThat(check(plain.file()).finding()).isEqualTo(Finding.NOT_SEALED);
    assertThat(text(plain.file())).contains("none when this report was made");
    key = later;
    reports.sealAll();
    Report sealed = reports.find(1).orElseThrow();
    assertThat(sealed.sealed()).isTrue();
    assertThat(check(sealed.file()).finding()).isEqualTo(Finding.SEALED);
    assertThat(reports.all()).containsExactly(sealed);
    assertThat(text(sealed.file())).contains("Report no. 1");
  }

  @Test
  void aClockThatNobodySetPutsNoTimeIntoTheSeal() throws Exception {
    clock.setWall(1_000_000, ClockTrust.UNKNOWN);
    Report report = reports.make("A. Dupont", "en");
    SealCheck.Result result = check(report.file());
    assertThat(result.finding()).isEqualTo(Finding.SEALED);
    assertThat(result.made()).isEmpty();
    assertThat(text(report.file())).contains("by a clock that nobody has set");
  }

  @Test
  void numbersAreNotUsedAgainAndTheOldestGo() throws Exception {
    key = Optional.empty();
    for (int i = 0; i < Reports.KEPT_MAX + 2; i++) {
      assertThat(reports.make("A. Dupont", "en").number()).isEqualTo(i + 1);
    }
    assertThat(reports.all())
        .hasSize(Reports.KEPT_MAX)
        .first()
        .extracting(Report::number)
        .isEqualTo(3);
    for (Report report : reports.all()) {
      Files.delete(report.file());
    }
    assertThat(reports.make("A. Dupont", "en").number()).isEqualTo(Reports.KEPT_MAX + 3);
    assertThatThrownBy(() -> reports.make(" ", "en"))
        .hasMessage("installer: wanted a name of 1 to 80 characters, found 0");
  }

  // --- as it is seen ------------------------------------------------------------------------

  @Test
  void twoHundredMetersWithPhotosFitOnPages() throws Exception {
    StringBuilder plan = new StringBuilder(PLAN);
    for (int i = 2; i < 200; i++) {
      plan.append(
          """
            - { id: e%d, point: flat-a, bus: cellar, unit: %d, from: 2025-01-01, profile: eastron-sdm630 }
          """
              .formatted(i, i + 1));
    }
    cellar = new PlayedCellar(plan.toString(), clock);
    reports = reports(cellar);
    ByteArrayOutputStream photo = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(1_600, 1_200, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int x = 0; x < 1_600; x++) {
      for (int y = 0; y < 1_200; y++) {
        image.setRGB(x, y, x * y + random.nextInt(64));
      }
    }
    assertThat(ImageIO.write(image, "jpeg", photo)).isTrue();
    for (int i = 0; i < 200; i++) {
      var unused =
          reports
              .commissioning()
              .photo(new MeterId("e" + i), new ByteArrayInputStream(photo.toByteArray()));
    }
    confirm("e0");
    Report report = reports.make("A. Dupont", "en");
    assertThat(check(report.file()).finding()).isEqualTo(Finding.SEALED);
    try (PDDocument document = Loader.loadPDF(report.file().toFile())) {
      assertThat(document.getNumberOfPages()).isBetween(20, 60);
      // To be looked at by whoever changes the layout.
      String to = System.getProperty("releve.report.png", "");
      if (!to.isEmpty()) {
        assertThat(
                ImageIO.write(
                    new PDFRenderer(document).renderImageWithDPI(0, 110),
                    "png",
                    Path.of(to).toFile()))
            .isTrue();
      }
    }
  }
}
