package eu.releve.edge.report;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.Pem;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;

/** Whether the seal of a report holds. */
public final class SealCheck {
  /** The largest file that is looked at. */
  public static final long BYTES_MAX = 32L << 20;

  private SealCheck() {}

  /** What the seal says. */
  public enum Finding {
    /** It holds: this gateway made the file, and nothing was added or changed. */
    SEALED,
    /** This is no PDF. */
    NOT_A_REPORT,
    /** There is no seal. */
    NOT_SEALED,
    /** The file goes on behind what is sealed. */
    ADDED,
    /** What is sealed was changed, or another file was put in its place. */
    CHANGED,
    /** There is something in the seal's place that is none. */
    UNREADABLE,
    /** The seal is of a certificate that the authority has not given. */
    ANOTHER_AUTHORITY,
    /** It is of another gateway than the one asked for. */
    ANOTHER_GATEWAY,
    /** It was made when its certificate did not count yet, or no more, by its own time. */
    OUTSIDE_DATES
  }

  /**
   * What was found.
   *
   * @param finding what the seal says.
   * @param detail bytes, a reason or a certificate; may be empty.
   * @param gateway who sealed, where that is known; a claim unless the seal holds.
   * @param made when, by that gateway's clock; nothing where it did not know the time.
   */
  public record Result(
      Finding finding, String detail, Optional<String> gateway, Optional<Instant> made) {
    private static Result of(Finding finding, String detail) {
      return new Result(finding, detail, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Looks at a file.
   *
   * @param authorities whose certificates count; their dates and a certificate's do not, for a
   *     report outlives both, but the seal's own time must lie within the certificate's.
   * @param wanted the gateway whose it must be; nothing for any of that authority.
   * @throws IOException when the file cannot be read or is larger than 32 MiB.
   */
  public static Result of(Path file, List<X509Certificate> authorities, Optional<GatewayId> wanted)
      throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + ": wanted a file of at most 32 MiB, found a larger one");
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1)
        .equals("%PDF-")) {
      return Result.of(Finding.NOT_A_REPORT, "wanted a PDF");
    }
    try (PDDocument document = Loader.loadPDF(bytes)) {
      List<PDSignature> seals = document.getSignatureDictionaries();
      if (seals.isEmpty()) {
        return Result.of(Finding.NOT_SEALED, "");
      }
      // An honest report has one; where somebody added another, the first that was made counts.
      PDSignature seal = seals.stream().min(Comparator.comparingLong(SealCheck::end)).orElseThrow();
      Optional<Result> outside = coverage(bytes, seal);
      return outside.isPresent() ? outside.get() : verify(bytes, seal, authorities, wanted);
    } catch (IOException | RuntimeException torn) {
      return Result.of(Finding.CHANGED, String.valueOf(torn.getMessage()));
    }
  }

  private static long end(PDSignature seal) {
    int[] range = seal.getByteRange();
    return range == null || range.length != 4 ? Long.MAX_VALUE : (long) range[2] + range[3];
  }

  /**
   * Everything but the hole for the seal itself must be sealed, and in the hole there must be
   * nothing but it: then whatever a reader shows is what was sealed.
   */
  private static Optional<Result> coverage(byte[] bytes, PDSignature seal) {
    int[] range = seal.getByteRange();
    if (range == null || range.length != 4) {
      return Optional.of(Result.of(Finding.UNREADABLE, "no byte range"));
    }
    long end = (long) range[2] + range[3];
    if (range[0] != 0 || range[1] < 0 || range[2] < range[1] || range[3] < 0) {
      return Optional.of(Result.of(Finding.CHANGED, "a byte range of another form"));
    }
    if (end < bytes.length) {
      return Optional.of(Result.of(Finding.ADDED, Long.toString(bytes.length - end)));
    }
    if (end > bytes.length) {
      return Optional.of(Result.of(Finding.CHANGED, "it was cut"));
    }
    String hole = new String(bytes, range[1], range[2] - range[1], StandardCharsets.ISO_8859_1);
    return hole.matches("<(?:[0-9A-Fa-f]{2})+>")
        ? Optional.empty()
        : Optional.of(Result.of(Finding.CHANGED, "something else in the place of the seal"));
  }

  private static Result verify(
      byte[] bytes, PDSignature seal, List<X509Certificate> authorities, Optional<GatewayId> wanted)
      throws IOException {
    // What a reader takes for the seal is of no account: the bytes in the hole are.
    int[] range = seal.getByteRange();
    byte[] sealed = Arrays.copyOf(bytes, range[1] + range[3]);
    System.arraycopy(bytes, range[2], sealed, range[1], range[3]);
    byte[] contents =
        HexFormat.of()
            .parseHex(
                new String(
                    bytes, range[1] + 1, range[2] - range[1] - 2, StandardCharsets.ISO_8859_1));
    List<X509Certificate> chain;
    try {
      int length = lengthOf(contents);
      for (int i = length; i < contents.length; i++) {
        if (contents[i] != 0) {
          return Result.of(Finding.CHANGED, "something behind the seal in its place");
        }
      }
      CMSSignedData cms =
          new CMSSignedData(new CMSProcessableByteArray(sealed), Arrays.copyOf(contents, length));
      SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
      chain = chain(cms, signer);
      if (chain.isEmpty() || cms.getSignerInfos().size() != 1 || !binds(signer, chain.getFirst())) {
        return Result.of(Finding.UNREADABLE, "it does not say by whom it is");
      }
      if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(chain.getFirst()))) {
        return Result.of(Finding.CHANGED, "");
      }
      if (!Arrays.equals(Arrays.copyOf(contents, length), asItIsWritten(cms, chain.getFirst()))) {
        return Result.of(Finding.CHANGED, "a seal of another form than the gateway writes");
      }
    } catch (CMSException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException wrong) {
      // A signature that is none any more is a change too: the library tells it by an exception.
      return Result.of(
          String.valueOf(wrong.getMessage()).contains("digest")
              ? Finding.CHANGED
              : Finding.UNREADABLE,
          String.valueOf(wrong.getMessage()));
    }
    return judge(seal, chain, authorities, wanted);
  }

  private static Result judge(
      PDSignature seal,
      List<X509Certificate> chain,
      List<X509Certificate> authorities,
      Optional<GatewayId> wanted) {
    X509Certificate own = chain.getFirst();
    Optional<String> gateway = TlsMaterial.commonName(own);
    Optional<Instant> made = Optional.ofNullable(seal.getSignDate()).map(Calendar::toInstant);
    Finding finding = Finding.SEALED;
    String detail = Fingerprint.of(own).hex();
    if (!isKnown(chain, authorities)) {
      finding = Finding.ANOTHER_AUTHORITY;
      detail = own.getIssuerX500Principal().toString();
    } else if (gateway.isEmpty()
        || (wanted.isPresent() && !gateway.get().equals(wanted.get().value()))) {
      finding = Finding.ANOTHER_GATEWAY;
      detail = gateway.orElse("");
    } else if (made.isPresent()
        && (made.get().isBefore(own.getNotBefore().toInstant())
            || made.get().isAfter(own.getNotAfter().toInstant()))) {
      finding = Finding.OUTSIDE_DATES;
      detail = made.get().toString();
    }
    return new Result(finding, detail, gateway, made);
  }

  private static boolean isKnown(List<X509Certificate> chain, List<X509Certificate> authorities) {
    try {
      new Authorities(authorities)
          .trustManager(Dates.DO_NOT_COUNT)
          .checkClientTrusted(
              chain.toArray(X509Certificate[]::new),
              chain.getFirst().getPublicKey().getAlgorithm());
      // Whoever is his own authority is none of theirs, even if his certificate lies among them.
      return !authorities.contains(chain.getFirst());
    } catch (GeneralSecurityException | IOException unknown) {
      return false;
    }
  }

  /** The signer's certificate, then the others that came with it; none without it. */
  private static List<X509Certificate> chain(CMSSignedData cms, SignerInformation signer)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> chain = new ArrayList<>();
    boolean found = false;
    for (X509CertificateHolder holder : cms.getCertificates().getMatches(null)) {
      boolean isOwn = signer.getSID().match(holder);
      chain.add(isOwn ? 0 : chain.size(), Pem.decode(holder.getEncoded()));
      found |= isOwn;
    }
    return found ? chain : List.of();
  }

  /** The certificate is part of what was signed, so that no other can be put in its place. */
  private static boolean binds(SignerInformation signer, X509Certificate own)
      throws GeneralSecurityException {
    Attribute bound =
        signer.getSignedAttributes() == null
            ? null
            : signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    if (bound == null || bound.getAttrValues().size() == 0) {
      return false;
    }
    ASN1Encodable value = bound.getAttrValues().getObjectAt(0);
    byte[] hash = SigningCertificateV2.getInstance(value).getCerts()[0].getCertHash();
    return Arrays.equals(hash, MessageDigest.getInstance("SHA-256").digest(own.getEncoded()));
  }

  /**
   * The only form in which a gateway writes this seal (RFC 5652, 5.1). The signature does not cover
   * its own frame: versions, the algorithms told beforehand, the signer's name in other letters.
   * Whoever changes one of these changes no word of the report, but the file is not the one that
   * was sealed.
   */
  private static byte[] asItIsWritten(CMSSignedData cms, X509Certificate own)
      throws GeneralSecurityException, IOException {
    SignedData found = SignedData.getInstance(cms.toASN1Structure().getContent());
    SignerInfo signer = SignerInfo.getInstance(found.getSignerInfos().getObjectAt(0));
    AlgorithmIdentifier digest =
        new DefaultDigestAlgorithmIdentifierFinder()
            .find(signer.getDigestAlgorithm().getAlgorithm());
    SignerInfo expected =
        new SignerInfo(
            new SignerIdentifier(
                new IssuerAndSerialNumber(Certificate.getInstance(own.getEncoded()))),
            digest,
            signer.getAuthenticatedAttributes(),
            signer.getDigestEncryptionAlgorithm(),
            signer.getEncryptedDigest(),
            (ASN1Set) null);
    return new ContentInfo(
            CMSObjectIdentifiers.signedData,
            new SignedData(
                new DERSet(digest),
                new ContentInfo(CMSObjectIdentifiers.data, null),
                found.getCertificates(),
                null,
                new DERSet(expected)))
        .getEncoded(ASN1Encoding.DER);
  }

  /** How long the DER in it is (X.690, 8.1.3). */
  private static int lengthOf(byte[] der) {
    int first = der[1] & 0xFF;
    if (first < 0x80) {
      return 2 + first;
    }
    int bytes = first & 0x7F;
    if (bytes == 0 || bytes > 4) {
      throw new IllegalArgumentException("a length of another form");
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (der[2 + i] & 0xFF);
    }
    return Math.toIntExact(2L + bytes + length);
  }
}
