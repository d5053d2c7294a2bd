package eu.releve.provisioning.enrol;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.document.Mapping;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.keys.SecretFolder;
import eu.releve.provisioning.tls.Pem;
import eu.releve.provisioning.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The files of an enrolled gateway, in {@code keys/} of its data folder: {@code gateway.key},
 * {@code gateway.pem}, {@code collector-ca.pem} and {@code enrolment.json}.
 *
 * <p>A power cut leaves the old identity or the new one. What was issued is first written into one
 * file of its own, {@code enrolment-pending.json}, in one move; whoever finds it there puts the
 * others in their places, the certificate last, and removes it. The key is there before anything is
 * asked for, and stays.
 */
public final class IdentityFiles {
  private static final String KEY = "gateway.key";
  private static final String CERTIFICATE = "gateway.pem";
  private static final String AUTHORITY = "collector-ca.pem";
  private static final String ENROLMENT = "enrolment.json";
  private static final String PENDING = "enrolment-pending.json";
  private static final String LOCK = "enrolment.lock";
  private static final int BYTES_MAX = 256 << 10;

  private final Path data;
  private final SecretFolder folder;
  private final Cut cut;

  /** Where a test ends the program. */
  interface Cut {
    void before(String step) throws IOException;
  }

  IdentityFiles(Path data, Cut cut) {
    this.data = data;
    this.folder = new SecretFolder(data);
    this.cut = cut;
  }

  /** Those of a gateway's data folder; nothing is opened yet. */
  public static IdentityFiles in(Path data) {
    return new IdentityFiles(data, step -> {});
  }

  /** What an enrolled gateway shows and trusts. */
  public TlsFiles tls() {
    return new TlsFiles(folder.path(AUTHORITY), folder.path(CERTIFICATE), folder.path(KEY));
  }

  /** The data folder. */
  public Path data() {
    return data;
  }

  /**
   * Who the gateway is; nothing while it is not enrolled. Ends what a power cut left half done.
   *
   * @throws IOException when the files cannot be read or do not fit together, naming one.
   */
  public Optional<Identity> read() throws IOException {
    settle();
    Optional<String> certificate = text(CERTIFICATE);
    Optional<String> enrolment = text(ENROLMENT);
    if (certificate.isEmpty() || enrolment.isEmpty()) {
      return Optional.empty();
    }
    Mapping written = mapping(ENROLMENT, enrolment.get());
    Identity identity =
        identity(
            written,
            Pem.read(folder.path(AUTHORITY)).certificates().getFirst(),
            new Pem(folder.path(CERTIFICATE).toString(), certificate.get()).certificates());
    if (!Fingerprint.of(identity.authority()).hex().equals(text(written, "authority"))) {
      throw new IOException(
          folder.path(AUTHORITY) + ": wanted the authority of " + ENROLMENT + ", found another");
    }
    return Optional.of(identity);
  }

  /**
   * The gateway's key: the one that is there, else a new one, on the disk when this returns.
   *
   * @throws IOException when there is a file with another kind of key, or none can be written.
   */
  public OwnKey key() throws IOException {
    Optional<OwnKey> present = presentKey();
    if (present.isPresent()) {
      return present.get();
    }
    try {
      OwnKey.InFile born = OwnKey.InFile.born();
      write(KEY, born.pem());
      return born;
    } catch (GeneralSecurityException unable) {
      throw new IOException("this Java makes no EC key on P-256", unable);
    }
  }

  /**
   * The key of a certificate that the gateway has.
   *
   * @throws IOException when it is not there, or there is another: only enrolling again helps.
   */
  OwnKey keyOf(Identity identity) throws IOException {
    return presentKey()
        .filter(key -> key.publicKey().equals(identity.certificate().getPublicKey()))
        .orElseThrow(
            () ->
                new IOException(
                    folder.path(KEY)
                        + ": wanted the key of gateway.pem, found another or none: enrol again"));
  }

  private Optional<OwnKey> presentKey() throws IOException {
    Optional<String> present = text(KEY);
    return present.isPresent()
        ? Optional.of(OwnKey.InFile.of(new Pem(folder.path(KEY).toString(), present.get())))
        : Optional.empty();
  }

  /**
   * Keeps a new identity in place of whatever was there; a renewed one too.
   *
   * @throws IOException when it cannot be written; it is the old one still, or will be the new one.
   */
  void keep(Identity identity) throws IOException {
    write(PENDING, pending(identity));
    settle();
  }

  private void settle() throws IOException {
    Optional<String> pending = text(PENDING);
    if (pending.isEmpty()) {
      return;
    }
    Mapping written = mapping(PENDING, pending.get());
    String name = folder.path(PENDING).toString();
    Identity identity =
        identity(
            written,
            new Pem(name, text(written, "ca")).certificates().getFirst(),
            new Pem(name, text(written, "chain")).certificates());
    writeUnlessThere(AUTHORITY, text(written, "ca"));
    writeUnlessThere(ENROLMENT, header(identity).toString() + "\n");
    writeUnlessThere(CERTIFICATE, text(written, "chain"));
    cut.before("remove " + PENDING);
    Files.deleteIfExists(folder.path(PENDING));
  }

  /** A renewal changes the certificate alone. */
  private void writeUnlessThere(String name, String text) throws IOException {
    if (!text(name).equals(Optional.of(text))) {
      write(name, text);
    }
  }

  private void write(String name, String text) throws IOException {
    cut.before("write " + name);
    folder.write(name, text, StandardCharsets.US_ASCII);
  }

  private Optional<String> text(String name) throws IOException {
    return folder.read(name, BYTES_MAX, StandardCharsets.US_ASCII);
  }

  private static Json header(Identity identity) {
    return new Json()
        .put("server", identity.server().toString())
        .put("gateway", identity.gateway().value())
        .put("authority", Fingerprint.of(identity.authority()).hex());
  }

  private static String pending(Identity identity) throws IOException {
    try {
      return header(identity)
          .put("ca", Pem.text(List.of(identity.authority())))
          .put("chain", Pem.text(identity.chain()))
          .toString();
    } catch (CertificateException unwritable) {
      throw new IOException("a certificate cannot be written", unwritable);
    }
  }

  /** JSON is YAML. */
  private Mapping mapping(String name, String text) throws IOException {
    try {
      return Document.load(folder.path(name).toString(), text);
    } catch (DocumentException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
  }

  private static String text(Mapping written, String key) throws IOException {
    try {
      return written.text(key);
    } catch (DocumentException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
  }

  private static Identity identity(
      Mapping written, X509Certificate authority, List<X509Certificate> chain) throws IOException {
    try {
      return new Identity(
          URI.create(text(written, "server")),
          new GatewayId(text(written, "gateway")),
          authority,
          chain);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(written.file() + ": " + damaged.getMessage(), damaged);
    }
  }

  /**
   * Keeps others from enrolling or renewing meanwhile.
   *
   * @return nothing when somebody does.
   */
  Optional<FileChannel> alone() throws IOException {
    FileChannel lock = folder.lock(LOCK);
    try {
      if (lock.tryLock() != null) {
        return Optional.of(lock);
      }
    } catch (OverlappingFileLockException thisProgram) {
      // The same as another one's.
    }
    lock.close();
    return Optional.empty();
  }
}
