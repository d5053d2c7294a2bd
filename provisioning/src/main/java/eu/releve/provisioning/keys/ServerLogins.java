package eu.releve.provisioning.keys;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * With what a gateway logs in to OPC-UA servers: passwords in {@code keys/opcua-passwords}, one
 * line a bus, its name, a space and the password; a certificate with its private key, both as PEM,
 * in {@code keys/opcua-user-BUS}.
 */
public final class ServerLogins {
  private static final String PASSWORDS = "opcua-passwords";
  private static final int BYTES_MAX = 65_536;

  private final SecretFolder folder;

  /** The logins of the gateway with that data folder. */
  public ServerLogins(Path data) {
    this.folder = new SecretFolder(data);
  }

  /** Where a missing password belongs. */
  public Path passwords() {
    return folder.path(PASSWORDS);
  }

  /** Where a missing certificate belongs. */
  public Path certificates(BusId bus) {
    return folder.path(certificate(bus));
  }

  private static String certificate(BusId bus) {
    return "opcua-user-" + bus;
  }

  /**
   * The password for a bus.
   *
   * @throws IOException naming the file, and its rights or the line that is wrong, never its text.
   */
  public Optional<String> password(BusId bus) throws IOException {
    return Optional.ofNullable(read().get(bus.value()));
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> passwords = new LinkedHashMap<>();
    int number = 0;
    String held = folder.read(PASSWORDS, BYTES_MAX, StandardCharsets.UTF_8).orElse("");
    for (String line : held.lines().toList()) {
      number++;
      int space = line.indexOf(' ');
      if (space <= 0 || space == line.length() - 1) {
        throw new IOException(
            folder.path(PASSWORDS) + ":" + number + ": wanted a bus, a space and a password");
      }
      passwords.put(line.substring(0, space), line.substring(space + 1));
    }
    return passwords;
  }

  /**
   * Keeps a password for a bus in place of the one before.
   *
   * @throws IOException when it cannot be written.
   */
  public void keep(BusId bus, String password) throws IOException {
    require(!password.isEmpty() && password.lines().count() == 1, "a password is one line");
    Map<String, String> passwords = read();
    passwords.put(bus.value(), password);
    StringBuilder lines = new StringBuilder();
    passwords.forEach((name, its) -> lines.append(name).append(' ').append(its).append('\n'));
    folder.write(PASSWORDS, lines.toString(), StandardCharsets.UTF_8);
  }

  /**
   * The certificate and private key for a bus, as PEM.
   *
   * @throws IOException naming the file and its rights.
   */
  public Optional<String> pem(BusId bus) throws IOException {
    return folder.read(certificate(bus), BYTES_MAX, StandardCharsets.US_ASCII);
  }
}
