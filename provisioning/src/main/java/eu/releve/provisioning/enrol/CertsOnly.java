package eu.releve.provisioning.enrol;

import eu.releve.provisioning.tls.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Certificates as EST carries them: a CMS SignedData that signs nothing (RFC 7030, 4.1.3). */
public final class CertsOnly {
  /** A chain has two or three; an authority that is replaced shows a few more. */
  static final int CERTIFICATES_MAX = 16;

  private CertsOnly() {}

  /**
   * Reads the body of an answer: base64, with or without line breaks.
   *
   * @return at least one, in the order of the message, which means nothing.
   * @throws IOException when it is anything else.
   */
  public static List<X509Certificate> decode(byte[] base64) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      byte[] der =
          Base64.getDecoder()
              .decode(new String(base64, StandardCharsets.US_ASCII).replaceAll("\\s", ""));
      for (X509CertificateHolder holder :
          new CMSSignedData(der).getCertificates().getMatches(null)) {
        certificates.add(Pem.decode(holder.getEncoded()));
      }
    } catch (IllegalArgumentException
        | CMSException
        | CertificateException
        | ClassCastException wrong) {
      throw new IOException("wanted certificates (certs-only CMS in base64), found another", wrong);
    }
    if (certificates.isEmpty() || certificates.size() > CERTIFICATES_MAX) {
      throw new IOException(
          "wanted 1 to %d certificates, found %d".formatted(CERTIFICATES_MAX, certificates.size()));
    }
    return certificates;
  }

  /** The body of an answer: base64 in lines of 76 with CRLF. */
  public static byte[] encode(List<X509Certificate> certificates)
      throws IOException, CertificateException {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      for (X509Certificate certificate : certificates) {
        generator.addCertificate(new JcaX509CertificateHolder(certificate));
      }
      byte[] der = generator.generate(new CMSAbsentContent()).getEncoded();
      return Base64.getMimeEncoder().encode(der);
    } catch (CMSException unable) {
      throw new IOException("certificates cannot be written as CMS", unable);
    }
  }
}
