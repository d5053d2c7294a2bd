package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.Uplink;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP proxy for a tunnel: CONNECT, RFC 9110 section 9.3.6; Basic, RFC 7617. */
final class Tunnel {
  private static final int ANSWER_BYTES_MAX = 8 << 10;
  private static final long LOGIN_BYTES_MAX = 1 << 10;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})( [^\\r\\n]*)?");

  private Tunnel() {}

  /**
   * Opens the tunnel on a socket that is connected to the proxy; what is read and written next is
   * the far end's.
   *
   * @throws ProxyException when the proxy refuses, or is none.
   */
  static void open(Socket socket, Endpoint far, Uplink.Proxy proxy) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(far).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(far).append("\r\n");
    Optional<Path> login = proxy.login();
    if (login.isPresent()) {
      request.append("Proxy-Authorization: Basic ").append(basic(login.get())).append("\r\n");
    }
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    String answer = head(socket.getInputStream());
    Matcher status = STATUS.matcher(answer);
    if (!status.lookingAt()) {
      throw new ProxyException("%s is no HTTP proxy".formatted(proxy.endpoint()));
    }
    if (!String.valueOf(status.group(1)).startsWith("2")) {
      throw new ProxyException(
          "proxy %s opens no tunnel to %s: %s".formatted(proxy.endpoint(), far, status.group()));
    }
  }

  private static String basic(Path login) throws IOException {
    if (!Files.isReadable(login) || Files.size(login) > LOGIN_BYTES_MAX) {
      throw new ProxyException(login + ": wanted a file with USER:PASSWORD, found none");
    }
    String line = Files.readString(login).strip();
    if (!line.contains(":") || line.chars().anyMatch(Character::isISOControl)) {
      throw new ProxyException(login + ": wanted one line USER:PASSWORD, found another");
    }
    return Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
  }

  /** Byte by byte: what follows the empty line is not the proxy's any more. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < ANSWER_BYTES_MAX) {
      int next = in.read();
      if (next < 0) {
        throw new ProxyException("the proxy ended the connection");
      }
      head.append((char) next);
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.toString();
      }
    }
    throw new ProxyException("the proxy's answer has no end");
  }
}
