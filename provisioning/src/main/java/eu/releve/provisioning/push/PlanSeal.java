package eu.releve.provisioning.push;

import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The word of a collector's authority for a plan: ECDSA, or RSA where its key is one, with SHA-256.
 *
 * <p>Dates of certificates do not count: a gateway may have no clock, and the anchor is the one
 * that it has pinned.
 */
public final class PlanSeal {
  private static final int SIGNS_CERTIFICATES = 5;

  private PlanSeal() {}

  /**
   * Signs an order.
   *
   * @param plan the text whose hash the order names.
   * @param key the authority's.
   * @param chain its certificate first, the one that gateways have pinned last.
   * @throws IllegalArgumentException when plan or chain are larger than a command may be.
   */
  public static PlanCommand seal(
      PlanOrder order, String plan, PrivateKey key, List<X509Certificate> chain) {
    byte[] bytes = Wire.encode(order);
    try {
      Signature signing = Signature.getInstance(algorithm(key.getAlgorithm()));
      signing.initSign(key);
      signing.update(PlanCommand.signed(bytes));
      List<byte[]> path = new ArrayList<>();
      for (X509Certificate each : chain.subList(0, chain.size() - 1)) {
        path.add(each.getEncoded());
      }
      return new PlanCommand(bytes, signing.sign(), path, plan);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a key that signs certificates signs", impossible);
    }
  }

  /** What a command proves to be. */
  public sealed interface Opened {
    /**
     * Signed by the authority, for the plan that came with it.
     *
     * @param order what was signed.
     */
    record Genuine(PlanOrder order) implements Opened {}

    /**
     * Not signed by the authority, or not for these bytes.
     *
     * @param reason in words.
     */
    record Forged(String reason) implements Opened {}

    /**
     * Signed, but another plan came with it.
     *
     * @param order what was signed.
     */
    record OtherPlan(PlanOrder order) implements Opened {}
  }

  /**
   * Looks whether the authority vouches for a command.
   *
   * @param anchor the authority's certificate that the gateway has pinned.
   */
  public static Opened open(PlanCommand command, X509Certificate anchor) {
    try {
      PublicKey signer = signer(command.chain(), anchor);
      Signature verifying = Signature.getInstance(algorithm(signer.getAlgorithm()));
      verifying.initVerify(signer);
      verifying.update(PlanCommand.signed(command.order()));
      if (!verifying.verify(command.signature())) {
        return new Opened.Forged("the signature is of another key, or of another order");
      }
      PlanOrder order = command.decoded();
      return SitePlan.hash(command.plan()).equals(order.plan())
          ? new Opened.Genuine(order)
          : new Opened.OtherPlan(order);
    } catch (GeneralSecurityException | MalformedBatchException wrong) {
      return new Opened.Forged(String.valueOf(wrong.getMessage()));
    }
  }

  /** The key of the first certificate, each signed by the next, the last by the anchor. */
  private static PublicKey signer(List<byte[]> chain, X509Certificate anchor)
      throws GeneralSecurityException {
    X509Certificate above = anchor;
    for (byte[] der : chain.reversed()) {
      X509Certificate each = certificate(der);
      each.verify(above.getPublicKey());
      boolean[] usage = each.getKeyUsage();
      if (each.getBasicConstraints() < 0 || (usage != null && !usage[SIGNS_CERTIFICATES])) {
        throw new CertificateException(
            each.getSubjectX500Principal() + ": wanted an authority, found another certificate");
      }
      above = each;
    }
    return above.getPublicKey();
  }

  private static X509Certificate certificate(byte[] der) throws CertificateException {
    Certificate read =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    if (read instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new CertificateException("wanted an X.509 certificate, found another");
  }

  private static String algorithm(String key) {
    return "SHA256with" + ("EC".equals(key) ? "ECDSA" : key);
  }
}
