package eu.releve.provisioning.enrol;

import eu.releve.measure.GatewayId;
import java.io.IOException;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** What a gateway asks for: a certificate of its name for its key (PKCS#10, RFC 2986). */
public final class CertificateRequest {
  private CertificateRequest() {}

  /**
   * The request in DER: the subject has the gateway's name as common name and nothing else.
   *
   * @throws IOException when the key does not sign.
   */
  public static byte[] of(GatewayId gateway, OwnKey key) throws IOException {
    try {
      return new JcaPKCS10CertificationRequestBuilder(
              new X500NameBuilder().addRDN(BCStyle.CN, gateway.value()).build(), key.publicKey())
          .build(new JcaContentSignerBuilder(OwnKey.SIGNATURE).build(key.signer()))
          .getEncoded();
    } catch (OperatorCreationException unable) {
      throw new IOException("the gateway's key does not sign", unable);
    }
  }
}
