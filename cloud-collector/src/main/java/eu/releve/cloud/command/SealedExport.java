package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.cloud.authority.Seal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a sealed export again, and believes nothing of it that its seal does not cover. */
final class SealedExport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "manifest.json";
  private static final String SEAL = "manifest.sig";
  private static final String AUTHORITY = "authority.pem";
  private static final int SMALL_MAX = 1 << 20;
  private static final int FILES_MAX = 100;
  private static final int BUFFER = 1 << 16;

  private SealedExport() {}

  /**
   * What was found.
   *
   * @param problem what is wrong, empty when nothing is.
   * @param authority the SHA-256 of the certificate that anchors the seal.
   */
  record Verdict(
      String problem,
      String site,
      String organisation,
      String from,
      String to,
      int files,
      String authority) {
    boolean isSound() {
      return problem.isEmpty();
    }

    private static Verdict broken(String problem) {
      return new Verdict(problem, "", "", "", "", 0, "");
    }
  }

  /** Looks at all of it. */
  static Verdict verify(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return verify(zip);
    } catch (ZipException none) {
      return Verdict.broken("wanted a ZIP, found " + none.getMessage());
    } catch (GeneralSecurityException none) {
      return Verdict.broken(AUTHORITY + ": wanted certificates, found " + none.getMessage());
    }
  }

  private static Verdict verify(ZipFile zip) throws IOException, GeneralSecurityException {
    byte[] manifest = small(zip, MANIFEST);
    List<X509Certificate> chain = chain(small(zip, AUTHORITY));
    if (chain.isEmpty() || !isChain(chain)) {
      return Verdict.broken(AUTHORITY + ": wanted a chain of certificates, found none");
    }
    if (!Seal.fits(chain.getFirst().getPublicKey(), manifest, small(zip, SEAL))) {
      return Verdict.broken(MANIFEST + ": wanted what was sealed, found something else");
    }
    JsonNode said = JSON.readTree(manifest);
    String problem = files(zip, said.path("files"));
    return new Verdict(
        problem,
        said.path("site").asText(),
        said.path("organisation").asText(),
        said.path("periodFrom").asText(),
        said.path("periodTo").asText(),
        said.path("files").size(),
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(chain.getLast().getEncoded())));
  }

  private static String files(ZipFile zip, JsonNode listed)
      throws IOException, GeneralSecurityException {
    Set<String> left = new HashSet<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      String name = entries.nextElement().getName();
      if (!left.add(name)) {
        return name + ": wanted each file once, found it twice";
      }
    }
    left.removeAll(Set.of(MANIFEST, SEAL, AUTHORITY));
    if (listed.size() > FILES_MAX) {
      return MANIFEST + ": wanted at most 100 files, found " + listed.size();
    }
    for (JsonNode each : listed) {
      String name = each.path("name").asText();
      if (!left.remove(name)) {
        return name + ": wanted the file, found none";
      }
      if (!digest(zip, name).equals(each.path("sha256").asText().toLowerCase(Locale.ROOT))) {
        return name + ": wanted what was sealed, found something else";
      }
    }
    return left.isEmpty() ? "" : left.iterator().next() + ": wanted no such file, found one";
  }

  private static String digest(ZipFile zip, String name)
      throws IOException, GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] small(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ZipException("no " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(SMALL_MAX + 1);
      if (bytes.length > SMALL_MAX) {
        throw new ZipException(name + " of more than 1 MiB");
      }
      return bytes;
    }
  }

  private static List<X509Certificate> chain(byte[] pem) throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))) {
      chain.add((X509Certificate) each);
    }
    return chain;
  }

  private static boolean isChain(List<X509Certificate> chain) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException another) {
        return false;
      }
    }
    return true;
  }

  static String json(Verdict verdict, boolean isSound, String problem) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("sound", isSound)
            .put("site", verdict.site())
            .put("organisation", verdict.organisation())
            .put("periodFrom", verdict.from())
            .put("periodTo", verdict.to())
            .put("files", verdict.files())
            .put("authority", verdict.authority());
    if (!isSound) {
      answer.put("problem", problem);
    }
    return answer.toString();
  }
}
