package eu.releve.provisioning.keys;

import static eu.releve.measure.Require.require;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which OPC-UA servers are known by their certificates: {@code keys/opcua-servers}, one line a
 * certificate. A certificate is trusted for one address, by an explicit decision, and with it no
 * other; whatever else a server shows is refused and kept as pending, the last one of each address.
 *
 * <p>The gateway and the commands of an installer change the file side by side, one at a time.
 */
public final class KnownServers {
  /** So many may wait for a decision; then the oldest is forgotten. */
  public static final int PENDING_MAX = 64;

  /** So few digits name a certificate. */
  public static final int DIGITS_MIN = 8;

  private static final String NAME = "opcua-servers";
  private static final String LOCK = "opcua-servers.lock";
  private static final int BYTES_MAX = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile(
          "(?<standing>trusted|pending) (?<print>[0-9a-f]{64}) (?<url>[!-~]{1,500})"
              + " (?<until>[0-9-]{10}) (?<subject>.{0,500})");
  private static final Object IN_THIS_PROCESS = new Object();

  private final SecretFolder folder;

  /** The servers known to the gateway with that data folder. */
  public KnownServers(Path data) {
    this.folder = new SecretFolder(data);
  }

  /** Whether somebody has decided. */
  public enum Standing {
    TRUSTED,
    PENDING
  }

  /**
   * A server's certificate.
   *
   * @param fingerprint SHA-256 of the certificate, 64 digits.
   * @param url where it was shown.
   * @param until the last day on which it calls itself valid.
   * @param subject whose it says it is: not proven by anything.
   */
  public record Server(
      Standing standing, String fingerprint, String url, LocalDate until, String subject) {
    private String line() {
      return "%s %s %s %s %s\n"
          .formatted(standing.name().toLowerCase(Locale.ROOT), fingerprint, url, until, subject);
    }

    private Server as(Standing other) {
      return new Server(other, fingerprint, url, until, subject);
    }

    private boolean isOf(String where) {
      return url.equals(where);
    }
  }

  /** The fingerprint of a certificate. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * All that are known, the oldest first.
   *
   * @throws IOException naming the file, and its rights or the line that is wrong.
   */
  public List<Server> all() throws IOException {
    Optional<String> held = folder.read(NAME, BYTES_MAX, StandardCharsets.UTF_8);
    List<Server> servers = new ArrayList<>();
    for (String line : held.orElse("").lines().toList()) {
      Matcher form = LINE.matcher(line);
      if (!form.matches()) {
        throw new IOException(
            folder.path(NAME) + ":" + (servers.size() + 1) + ": wanted a server's certificate");
      }
      servers.add(
          new Server(
              Standing.valueOf(form.group("standing").toUpperCase(Locale.ROOT)),
              form.group("print"),
              form.group("url"),
              LocalDate.parse(form.group("until")),
              form.group("subject")));
    }
    return servers;
  }

  /**
   * Whether that certificate is trusted at that address; otherwise it is pending from now on.
   *
   * @throws IOException when the file cannot be read or written: then nobody is trusted.
   */
  public Standing standing(String url, X509Certificate certificate) throws IOException {
    String print = fingerprint(certificate);
    if (isThere(all(), Standing.TRUSTED, url, print)) {
      return Standing.TRUSTED;
    }
    if (!isThere(all(), Standing.PENDING, url, print)) {
      LocalDate until = LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
      Server stranger =
          new Server(
              Standing.PENDING,
              print,
              url,
              until.getYear() > 9_999 ? LocalDate.of(9_999, 12, 31) : until,
              printable(certificate.getSubjectX500Principal().getName()));
      change(before -> with(before, stranger));
    }
    return Standing.PENDING;
  }

  private static boolean isThere(
      List<Server> servers, Standing standing, String url, String fingerprint) {
    return servers.stream()
        .anyMatch(
            server ->
                server.standing() == standing
                    && server.isOf(url)
                    && server.fingerprint().equals(fingerprint));
  }

  private static String printable(String subject) {
    String line = subject.replaceAll("\\p{Cntrl}", " ");
    return line.substring(0, Math.min(200, line.length()));
  }

  private static List<Server> with(List<Server> before, Server stranger) {
    List<Server> after = new ArrayList<>(before);
    after.removeIf(server -> server.standing() == Standing.PENDING && server.isOf(stranger.url()));
    List<Server> pending =
        after.stream().filter(server -> server.standing() == Standing.PENDING).toList();
    if (pending.size() >= PENDING_MAX) {
      after.remove(pending.getFirst());
    }
    after.add(stranger);
    return after;
  }

  /**
   * Trusts a certificate, and no other at its address any more.
   *
   * @param digits with which its fingerprint begins; at least {@value #DIGITS_MIN}.
   * @return what is trusted now; nothing where no certificate, or more than one, begins so.
   * @throws IOException when the file cannot be read or written.
   */
  public Optional<Server> trust(String digits) throws IOException {
    Optional<Server> meant = only(digits);
    if (meant.isPresent()) {
      Server server = meant.get();
      change(
          before -> {
            List<Server> after = new ArrayList<>(before);
            after.removeIf(
                other -> other.isOf(server.url()) && other.standing() == Standing.TRUSTED);
            after.removeIf(other -> other.equals(server));
            after.add(server.as(Standing.TRUSTED));
            return after;
          });
    }
    return meant.map(server -> server.as(Standing.TRUSTED));
  }

  /**
   * Forgets a certificate, trusted or pending.
   *
   * @param digits with which its fingerprint begins; at least {@value #DIGITS_MIN}.
   * @return what was forgotten; nothing where no certificate, or more than one, begins so.
   * @throws IOException when the file cannot be read or written.
   */
  public Optional<Server> forget(String digits) throws IOException {
    Optional<Server> meant = only(digits);
    if (meant.isPresent()) {
      change(before -> before.stream().filter(server -> !server.equals(meant.get())).toList());
    }
    return meant;
  }

  private Optional<Server> only(String digits) throws IOException {
    require(
        digits.matches("[0-9A-Fa-f]{" + DIGITS_MIN + ",64}"),
        "'%s' are not %d to 64 digits of a fingerprint",
        digits,
        DIGITS_MIN);
    String lower = digits.toLowerCase(Locale.ROOT);
    List<Server> found =
        all().stream().filter(server -> server.fingerprint().startsWith(lower)).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private void change(UnaryOperator<List<Server>> change) throws IOException {
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel = folder.lock(LOCK);
          FileLock lock = channel.lock()) {
        require(lock.isValid(), "%s is not locked", LOCK);
        StringBuilder lines = new StringBuilder();
        change.apply(all()).forEach(server -> lines.append(server.line()));
        folder.write(NAME, lines.toString(), StandardCharsets.UTF_8);
      }
    }
  }
}
