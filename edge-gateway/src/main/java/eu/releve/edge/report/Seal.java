package eu.releve.edge.report;

import eu.releve.edge.commission.Entry.When;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.GregorianCalendar;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Seals a PDF: a signature in the form of PAdES, level B-B (ETSI EN 319 142-1), which certifies
 * that nothing may be changed any more.
 */
public final class Seal {
  /** Room for a chain of a few certificates; what is left stays zero. */
  static final int BYTES_MAX = 12 << 10;

  private Seal() {}

  /**
   * Writes the sealed file.
   *
   * @param plain the file; a seal is added behind it, its bytes stay.
   * @param to another file.
   * @param at when; a time that nobody vouches for is not written into the seal.
   */
  public static void add(Path plain, Path to, SealKey key, When at, ZoneId zone)
      throws IOException {
    try (PDDocument document = Loader.loadPDF(plain.toFile());
        OutputStream out = Files.newOutputStream(to);
        SignatureOptions options = new SignatureOptions()) {
      PDSignature signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
      signature.setName(key.gateway().value());
      if (at.trusted()) {
        signature.setSignDate(GregorianCalendar.from(ZonedDateTime.ofInstant(at.instant(), zone)));
      }
      options.setPreferredSignatureSize(BYTES_MAX);
      certify(document, signature);
      document.addSignature(signature, content -> sign(content, key), options);
      document.saveIncremental(out);
    }
  }

  /** No changes are allowed: readers say so to whoever looks (ISO 32000-1, 12.8.2.2). */
  private static void certify(PDDocument document, PDSignature signature) {
    COSDictionary parameters = new COSDictionary();
    parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
    parameters.setInt(COSName.P, 1);
    parameters.setName(COSName.V, "1.2");
    parameters.setDirect(true);
    COSDictionary reference = new COSDictionary();
    reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
    reference.setName("TransformMethod", "DocMDP");
    reference.setItem("TransformParams", parameters);
    reference.setDirect(true);
    COSArray references = new COSArray();
    references.add(reference);
    references.setDirect(true);
    signature.getCOSObject().setItem("Reference", references);
    COSDictionary permissions = new COSDictionary();
    permissions.setItem("DocMDP", signature);
    COSDictionary catalogue = document.getDocumentCatalog().getCOSObject();
    catalogue.setItem(COSName.PERMS, permissions);
    catalogue.setNeedToBeUpdated(true);
    permissions.setNeedToBeUpdated(true);
  }

  private static byte[] sign(InputStream content, SealKey key) throws IOException {
    X509Certificate own = key.chain().getFirst();
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      JcaSignerInfoGeneratorBuilder signer =
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
      signer.setSignedAttributeGenerator(new Attributes(own));
      generator.addSignerInfoGenerator(
          signer.build(
              new JcaContentSignerBuilder("SHA256with" + algorithm(own)).build(key.signer()), own));
      generator.addCertificates(new JcaCertStore(List.copyOf(key.chain())));
      return generator
          .generate(new CMSProcessableByteArray(content.readAllBytes()), false)
          .toASN1Structure()
          .getEncoded(ASN1Encoding.DER);
    } catch (GeneralSecurityException | OperatorCreationException | CMSException unable) {
      throw new IOException("the gateway's key cannot seal: " + unable.getMessage(), unable);
    }
  }

  private static String algorithm(X509Certificate own) {
    return own.getPublicKey().getAlgorithm().equals("EC") ? "ECDSA" : "RSA";
  }

  /** The certificate is bound in; the time is in the PDF alone (EN 319 142-1, 6.3). */
  @SuppressWarnings({"JdkObsolete", "rawtypes"}) // What the generator of CMS speaks.
  private static final class Attributes extends DefaultSignedAttributeTableGenerator {
    private Attributes(X509Certificate own) throws GeneralSecurityException {
      super(
          new AttributeTable(
              new Attribute(
                  PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                  new DERSet(
                      new SigningCertificateV2(
                          new ESSCertIDv2(
                              MessageDigest.getInstance("SHA-256").digest(own.getEncoded())))))));
    }

    @Override
    protected Hashtable<ASN1ObjectIdentifier, Attribute> createStandardAttributeTable(
        Map parameters) {
      @SuppressWarnings("unchecked")
      Hashtable<ASN1ObjectIdentifier, Attribute> table =
          super.createStandardAttributeTable(parameters);
      table.remove(CMSAttributes.signingTime);
      return table;
    }
  }
}
