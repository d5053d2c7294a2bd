package eu.releve.edge.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eu.releve.edge.report.SealCheck.Finding;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.tls.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/** What a forger may do with a sealed report, and that it is told. */
class SealCheckTest extends ReportsOfACellar {
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
}
