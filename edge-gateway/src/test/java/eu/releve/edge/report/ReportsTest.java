package eu.releve.edge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.PlayedCellar;
import eu.releve.edge.report.Reports.Report;
import eu.releve.edge.report.SealCheck.Finding;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.tls.Pem;
import eu.releve.wire.ClockTrust;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on paper and their seals; what is tampered with is told. */
class ReportsTest {
  private static final String PLAN =
      """
      site: tilleuls-12
      zone: Europe/Brussels
      buses: [ { id: cellar, modbus-tcp: "tcp://127.0.0.1:1" } ]
      lots: [ { id: 1a, kind: dwelling } ]
      points:
        - { id: main, name: "Général" }
        - { id: flat-a, name: "Appartement 1A", lot: 1a, parent: main }
      meters:
        - { id: e0, point: main, bus: cellar, unit: 1, from: 2025-01-01, profile: eastron-sdm630,
            serial: "4711", mid-year: 2024, seal: "S-1", verify-by: 2034-01-31, place: "cave, tableau 2" }
        - { id: e1, point: flat-a, bus: cellar, unit: 2, from: 2025-01-01, profile: eastron-sdm630 }
      """;
  private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2035-01-01T00:00:00Z");
  private static final Optional<GatewayId> ANY = Optional.empty();

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();
  private PlayedCellar cellar;
  private PlayedAuthority authority;
  private Optional<SealKey> key = Optional.empty();
  private Reports reports;

  @BeforeEach
  void begin() throws Exception {
    authority = new PlayedAuthority("Test authority");
    cellar = new PlayedCellar(PLAN, clock);
    reports = reports(cellar);
    key = Optional.of(keyOf(authority, "gw-1"));
  }

  private Reports reports(PlayedCellar of) {
    return new Reports(
        of.commissioning(notebook, folder),
        new GatewayId("gw-1"),
        () -> key,
        notebook,
        folder.resolve("reports"));
  }

  private static SealKey keyOf(PlayedAuthority of, String gateway) throws Exception {
    KeyPair pair = PlayedAuthority.pair();
    return new SealKey(
        new GatewayId(gateway),
        pair.getPrivate(),
        List.of(of.gateway(new X500Name("CN=" + gateway), pair.getPublic(), FROM, UNTIL)));
  }

  private void confirm(String meter) {
    Commissioning commissioning = reports.commissioning();
    cellar.says(meter, "active-energy-import", 12_345_600);
    clock.advance(1_000);
    var unused =
        commissioning.enter(new MeterId(meter), "12345.6", Optional.empty(), Optional.empty());
    clock.advance(1_000);
    cellar.says(meter, "active-energy-import", 12_345_650);
    commissioning.look();
  }

  private SealCheck.Result check(Path file) throws Exception {
    return SealCheck.of(file, List.of(authority.certificate()), ANY);
  }

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

  // --- what a forger may do -----------------------------------------------------------------

  private Path sealed() throws Exception {
    return reports.make("A. Dupont", "en").file();
  }

  @Test
  void anyByteThatIsChangedIsTold() throws Exception {
    byte[] good = Files.readAllBytes(sealed());
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path bad = folder.resolve("bad.pdf");
    for (int i = 0; i < 150; i++) {
      byte[] changed = good.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(bad, changed);
      SealCheck.Result result = check(bad);
      assertThat(isSameSeal(good, changed, at) || result.finding() != Finding.SEALED)
          .as("seed %d: byte %d of %d, %s", seed, at, good.length, result)
          .isTrue();
    }
  }

  /** Every digit, for much of a seal is covered by no signature: names, versions, lengths. */
  @Test
  void anyDigitOfTheSealItselfThatIsChangedIsTold() throws Exception {
    byte[] good = Files.readAllBytes(sealed());
    String text = new String(good, StandardCharsets.ISO_8859_1);
    int hole = text.indexOf("/Contents <") + "/Contents <".length();
    String seal = text.substring(hole, text.indexOf('>', hole));
    assertThat(seal).hasSize(2 * Seal.BYTES_MAX);
    int digits = seal.replaceFirst("(00)+$", "").length();
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path bad = folder.resolve("bad.pdf");
    for (int at = 0; at < digits; at++) {
      byte[] changed = good.clone();
      int digit = Character.digit(seal.charAt(at), 16) ^ (1 << random.nextInt(4));
      changed[hole + at] = (byte) Character.toUpperCase(Character.forDigit(digit, 16));
      Files.write(bad, changed);
      assertThat(check(bad).finding())
          .as("seed %d: digit %d of %d", seed, at, digits)
          .isNotEqualTo(Finding.SEALED);
    }
  }

  /** A hexadecimal digit of the seal may be written large or small: that changes no bit of it. */
  private static boolean isSameSeal(byte[] good, byte[] changed, int at) {
    return Character.toLowerCase((char) good[at]) == Character.toLowerCase((char) changed[at])
        && Character.digit(good[at], 16) >= 0;
  }

  @Test
  void aValueThatIsEditedInPlaceIsTold() throws Exception {
    Path good = sealed();
    String bytes = Files.readString(good, StandardCharsets.ISO_8859_1);
    String edited = bytes.replaceFirst("/Name \\(gw-1\\)", "/Name (gw-2)");
    assertThat(edited).isNotEqualTo(bytes);
    Path bad = Files.writeString(folder.resolve("bad.pdf"), edited, StandardCharsets.ISO_8859_1);
    assertThat(check(bad).finding()).isEqualTo(Finding.CHANGED);
  }

  @Test
  void whatIsAddedBehindTheSealIsTold() throws Exception {
    Path good = sealed();
    Path bad = folder.resolve("bad.pdf");
    try (PDDocument document = Loader.loadPDF(good.toFile());
        var out = Files.newOutputStream(bad)) {
      document.getDocumentInformation().setAuthor("B. Dupont");
      document.getDocumentInformation().getCOSObject().setNeedToBeUpdated(true);
      PDPage page = new PDPage();
      document.addPage(page);
      document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
      document.getDocumentCatalog().getPages().getCOSObject().setNeedToBeUpdated(true);
      page.getCOSObject().setNeedToBeUpdated(true);
      document.saveIncremental(out);
    }
    SealCheck.Result result = check(bad);
    assertThat(result.finding()).isEqualTo(Finding.ADDED);
    assertThat(Long.parseLong(result.detail())).isEqualTo(Files.size(bad) - Files.size(good));
    Files.write(bad, Files.readAllBytes(good));
    Files.writeString(bad, "\n", StandardOpenOption.APPEND);
    assertThat(check(bad).finding()).isEqualTo(Finding.ADDED);
  }

  @Test
  void aSecondSealOverTheFirstIsAnAddition() throws Exception {
    Path good = sealed();
    Path bad = folder.resolve("bad.pdf");
    Seal.add(
        good,
        bad,
        keyOf(authority, "gw-2"),
        reports.commissioning().now(),
        reports.commissioning().plan().zone());
    assertThat(check(bad).finding()).isEqualTo(Finding.ADDED);
  }

  @Test
  void aSealTakenFromAnotherReportIsTold() throws Exception {
    Path one = sealed();
    confirm("e1");
    Path other = sealed();
    String taken = hole(Files.readString(other, StandardCharsets.ISO_8859_1));
    String text = Files.readString(one, StandardCharsets.ISO_8859_1);
    Path bad =
        Files.writeString(
            folder.resolve("bad.pdf"),
            text.replace(hole(text), taken),
            StandardCharsets.ISO_8859_1);
    assertThat(check(bad).finding()).isEqualTo(Finding.CHANGED);
  }

  private static String hole(String pdf) {
    int at = pdf.lastIndexOf("/Contents <") + "/Contents ".length();
    return pdf.substring(at, pdf.indexOf('>', at) + 1);
  }

  @Test
  void aSealThatIsCutOutOrFilledWithNonsenseIsNone() throws Exception {
    String text = Files.readString(sealed(), StandardCharsets.ISO_8859_1);
    String hole = hole(text);
    Path bad = folder.resolve("bad.pdf");
    Files.writeString(
        bad,
        text.replace(hole, "<" + "0".repeat(hole.length() - 2) + ">"),
        StandardCharsets.ISO_8859_1);
    assertThat(check(bad).finding()).isEqualTo(Finding.UNREADABLE);
    // Behind the seal, in its place, nothing may stand.
    Files.writeString(
        bad,
        text.replace(hole, hole.substring(0, hole.length() - 3) + "41>"),
        StandardCharsets.ISO_8859_1);
    assertThat(check(bad).finding()).isEqualTo(Finding.CHANGED);
    Files.writeString(bad, text.substring(0, text.length() / 2), StandardCharsets.ISO_8859_1);
    assertThat(check(bad).finding()).isNotEqualTo(Finding.SEALED);
    Files.writeString(bad, "hello");
    assertThat(check(bad).finding()).isEqualTo(Finding.NOT_A_REPORT);
  }

  @Test
  void theSealOfAnotherGatewayIsToldWhereThisOnesIsWanted() throws Exception {
    key = Optional.of(keyOf(authority, "gw-2"));
    Path other = sealed();
    SealCheck.Result result =
        SealCheck.of(other, List.of(authority.certificate()), Optional.of(new GatewayId("gw-1")));
    assertThat(result.finding()).isEqualTo(Finding.ANOTHER_GATEWAY);
    assertThat(result.detail()).isEqualTo("gw-2");
  }

  @Test
  void whoSignsForHimselfIsNobody() throws Exception {
    PlayedAuthority self = new PlayedAuthority("gw-1");
    key = Optional.of(keyOf(self, "gw-1"));
    Path forged = sealed();
    assertThat(check(forged).finding()).isEqualTo(Finding.ANOTHER_AUTHORITY);
    // The same name as the true authority's helps nothing.
    PlayedAuthority namesake = new PlayedAuthority("Test authority");
    key = Optional.of(keyOf(namesake, "gw-1"));
    assertThat(check(sealed()).finding()).isEqualTo(Finding.ANOTHER_AUTHORITY);
  }

  @Test
  void aSealOutsideTheDatesOfItsCertificateIsTold() throws Exception {
    KeyPair pair = PlayedAuthority.pair();
    key =
        Optional.of(
            new SealKey(
                new GatewayId("gw-1"),
                pair.getPrivate(),
                List.of(
                    authority.gateway(
                        new X500Name("CN=gw-1"),
                        pair.getPublic(),
                        FROM,
                        Instant.parse("2025-06-01T00:00:00Z")))));
    assertThat(check(sealed()).finding()).isEqualTo(Finding.OUTSIDE_DATES);
  }

  @Test
  void readersAreToldThatNothingMayBeChanged() throws Exception {
    try (PDDocument document = Loader.loadPDF(sealed().toFile())) {
      PDSignature seal = document.getSignatureDictionaries().getFirst();
      assertThat(seal.getSubFilter()).isEqualTo("ETSI.CAdES.detached");
      assertThat(
              document
                  .getDocumentCatalog()
                  .getCOSObject()
                  .getCOSDictionary(COSName.PERMS)
                  .containsKey("DocMDP"))
          .isTrue();
    }
  }

  @Test
  void theFileBeforeItsSealIsNotSealed() throws Exception {
    byte[] good = Files.readAllBytes(sealed());
    String text = new String(good, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("%%EOF") + 6;
    assertThat(end).isLessThan(good.length);
    Path bad = Files.write(folder.resolve("bad.pdf"), Arrays.copyOf(good, end));
    assertThat(check(bad).finding()).isEqualTo(Finding.NOT_SEALED);
  }

  // Whoever does not trust this program asks another.
  @Test
  void opensslHoldsTheSealGoodToo() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
    byte[] bytes = Files.readAllBytes(sealed());
    int[] range;
    try (PDDocument document = Loader.loadPDF(bytes)) {
      PDSignature seal = document.getSignatureDictionaries().getFirst();
      range = seal.getByteRange();
      Files.write(folder.resolve("seal.der"), seal.getContents(bytes));
      Files.write(folder.resolve("sealed.bin"), seal.getSignedContent(bytes));
    }
    assertThat(range[2] + range[3]).isEqualTo(bytes.length);
    Files.writeString(folder.resolve("ca.pem"), Pem.text(List.of(authority.certificate())));
    assertThat(openssl()).isZero();
    Files.writeString(folder.resolve("sealed.bin"), "x", StandardOpenOption.APPEND);
    assertThat(openssl()).isNotZero();
  }

  private int openssl() throws Exception {
    return new ProcessBuilder(
            "openssl",
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "seal.der",
            "-content",
            "sealed.bin",
            "-CAfile",
            "ca.pem",
            "-purpose",
            "any",
            "-cades",
            "-out",
            "/dev/null")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("openssl.txt").toFile())
        .start()
        .waitFor();
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
