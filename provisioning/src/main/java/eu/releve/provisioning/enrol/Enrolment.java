package eu.releve.provisioning.enrol;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole way from a label to a certificate, and from a certificate to the next one.
 *
 * @param files where key and certificate are.
 * @param proxy by which the server is asked when it cannot be reached directly.
 * @param timeout of one connection.
 */
public record Enrolment(IdentityFiles files, Optional<Uplink.Proxy> proxy, Duration timeout) {
  /** How an attempt ended. */
  public sealed interface Outcome {
    /**
     * The gateway is enrolled, or its certificate renewed.
     *
     * @param identity as it is now.
     */
    record Done(Identity identity) implements Outcome {}

    /**
     * It was enrolled before; nothing was asked.
     *
     * @param identity as it is.
     */
    record Already(Identity identity) implements Outcome {}

    /**
     * Another attempt of this box is under way.
     *
     * @param lock the file that is locked.
     */
    record Busy(String lock) implements Outcome {}

    /**
     * What answers is not the collector of the label: its code was not said.
     *
     * @param server that was asked.
     * @param wanted the label's.
     * @param found those of the certificates that it showed.
     */
    record AnotherAuthority(URI server, Fingerprint wanted, List<Fingerprint> found)
        implements Outcome {
      public AnotherAuthority {
        found = List.copyOf(found);
      }
    }

    /**
     * The server gave no certificate.
     *
     * @param answer anything but certificates.
     */
    record NotIssued(EstAnswer answer) implements Outcome {}
  }

  /**
   * Enrols.
   *
   * @param again also when the box is enrolled: a new certificate for the same key.
   * @param dates whether those of the server's certificate count.
   * @throws IOException when the files cannot be read or written, naming one.
   */
  public Outcome enrol(EnrolmentLabel label, boolean again, Dates dates)
      throws IOException, InterruptedException {
    return alone(
        () -> {
          Optional<Identity> present = files.read();
          return present.isPresent() && !again
              ? new Outcome.Already(present.get())
              : enrol(label, files.key(), dates);
        });
  }

  private Outcome enrol(EnrolmentLabel label, OwnKey key, Dates dates)
      throws IOException, InterruptedException {
    EstClient client = new EstClient(label.server(), proxy, timeout);
    EstAnswer shown = client.cacerts(new Proven.Nobody());
    if (!(shown instanceof EstAnswer.Issued authorities)) {
      return new Outcome.NotIssued(shown);
    }
    Optional<X509Certificate> authority =
        authorities.certificates().stream()
            .filter(one -> Fingerprint.of(one).equals(label.authority()))
            .filter(one -> one.getBasicConstraints() >= 0)
            .findFirst();
    if (authority.isEmpty()) {
      return new Outcome.AnotherAuthority(
          label.server(),
          label.authority(),
          authorities.certificates().stream().map(Fingerprint::of).toList());
    }
    var proven = new Proven.Server(new Authorities(List.of(authority.get())), dates);
    EstAnswer answer =
        client.simpleEnroll(
            proven, label.gateway(), label.code(), CertificateRequest.of(label.gateway(), key));
    return kept(label.server(), label.gateway(), authority.get(), key, answer);
  }

  /**
   * Asks for the next certificate, for the same key.
   *
   * @param dates whether those of the server's certificate count; those of the gateway's own never
   *     keep it from asking.
   * @throws IOException when the files cannot be read or written, naming one.
   */
  public Outcome renew(Identity present, Dates dates) throws IOException, InterruptedException {
    return alone(
        () -> {
          OwnKey key = files.keyOf(present);
          TlsMaterial shown =
              new TlsMaterial(List.of(present.authority()), present.chain(), key.signer());
          EstAnswer answer =
              new EstClient(present.server(), proxy, timeout)
                  .simpleReenroll(
                      new Proven.Both(shown, dates), CertificateRequest.of(present.gateway(), key));
          return kept(present.server(), present.gateway(), present.authority(), key, answer);
        });
  }

  private interface Attempt {
    Outcome make() throws IOException, InterruptedException;
  }

  private Outcome alone(Attempt attempt) throws IOException, InterruptedException {
    Optional<FileChannel> lock = files.alone();
    if (lock.isEmpty()) {
      return new Outcome.Busy(files.data().resolve("keys").toString());
    }
    FileChannel held = lock.get();
    try (held) {
      return attempt.make();
    }
  }

  private Outcome kept(
      URI server, GatewayId gateway, X509Certificate authority, OwnKey key, EstAnswer answer)
      throws IOException {
    if (!(answer instanceof EstAnswer.Issued issued)) {
      return new Outcome.NotIssued(answer);
    }
    Identity identity;
    try {
      identity =
          Identity.issued(server, gateway, authority, issued.certificates(), key.publicKey());
    } catch (IOException other) {
      return new Outcome.NotIssued(
          new EstAnswer.Unreachable(EstAnswer.Why.NO_EST, String.valueOf(other.getMessage())));
    }
    files.keep(identity);
    return new Outcome.Done(identity);
  }
}
