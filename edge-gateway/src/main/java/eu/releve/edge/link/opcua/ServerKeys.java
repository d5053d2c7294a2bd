package eu.releve.edge.link.opcua;

import eu.releve.measure.BusId;
import eu.releve.provisioning.keys.KnownServers;
import eu.releve.provisioning.keys.KnownServers.Server;
import eu.releve.provisioning.keys.SecretFolder;
import eu.releve.provisioning.keys.ServerLogins;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway knows of OPC-UA servers, and with what it shows who it is; may be used by several
 * threads.
 */
public final class ServerKeys {
  private final Optional<Path> data;
  private @Nullable ApplicationIdentity identity;

  private ServerKeys(Optional<Path> data) {
    this.data = data;
  }

  /** Those in a gateway's data folder. */
  public static ServerKeys in(Path data) {
    return new ServerKeys(Optional.of(data));
  }

  /** None: only servers over an open connection can be read. */
  public static ServerKeys none() {
    return new ServerKeys(Optional.empty());
  }

  private Path folder() throws IOException {
    return data.orElseThrow(() -> new IOException("no data folder for keys"));
  }

  private KnownServers servers() throws IOException {
    return new KnownServers(folder());
  }

  /** All servers that are trusted or pending; none without a data folder. */
  public List<Server> known() throws IOException {
    return data.isPresent() ? servers().all() : List.of();
  }

  /** See {@link KnownServers#trust}. */
  public Optional<Server> trust(String digits) throws IOException {
    return servers().trust(digits);
  }

  /** See {@link KnownServers#forget}. */
  public Optional<Server> forget(String digits) throws IOException {
    return servers().forget(digits);
  }

  /**
   * Lets a trusted certificate pass.
   *
   * @throws UntrustedServerException when it is none; it is pending from now on.
   */
  void demand(String url, X509Certificate certificate) throws IOException {
    if (servers().standing(url, certificate) != KnownServers.Standing.TRUSTED) {
      throw new UntrustedServerException(url, KnownServers.fingerprint(certificate));
    }
  }

  /** The gateway's own certificate; born when it is first needed. */
  synchronized ApplicationIdentity identity() throws IOException {
    if (identity == null) {
      identity = ApplicationIdentity.in(new SecretFolder(folder()));
    }
    return identity;
  }

  String password(BusId bus) throws IOException {
    ServerLogins logins = new ServerLogins(folder());
    return logins
        .password(bus)
        .orElseThrow(
            () -> new IOException(logins.passwords() + ": wanted a password for bus " + bus));
  }

  PemPair userCertificate(BusId bus) throws IOException {
    ServerLogins logins = new ServerLogins(folder());
    String place = logins.certificates(bus).toString();
    String text =
        logins
            .pem(bus)
            .orElseThrow(() -> new IOException(place + ": wanted a certificate and its key"));
    return PemPair.parse(text, place);
  }
}
