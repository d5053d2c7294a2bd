package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.Endpoint;
import java.net.URI;

/**
 * What is printed, shown as a QR code or sent to an installer: all that one gateway needs to enrol.
 *
 * <p>Written {@code https://HOST:PORT/enrol/GATEWAY#CODE.FINGERPRINT}. The code and the fingerprint
 * stand behind the {@code #}, which no browser sends.
 *
 * @param server {@code https://HOST:PORT} of the collector's enrolment, and nothing behind it.
 * @param gateway whose certificate it will be.
 * @param code with which it may be asked for once; a secret.
 * @param authority of the certificate that anchors the collector's chain.
 */
public record EnrolmentLabel(URI server, GatewayId gateway, ClaimCode code, Fingerprint authority) {
  /** How a label is written, for messages. */
  public static final String FORM = "https://HOST:PORT/enrol/GATEWAY#CODE.FINGERPRINT";

  private static final String SCHEME = "https://";
  private static final String PATH = "/enrol/";
  private static final int TEXT_MAX = 512;

  public EnrolmentLabel {
    require(
        server.toString().equals(SCHEME + Endpoint.parse(String.valueOf(server.getRawAuthority()))),
        "server '%s' is not of the form https://HOST:PORT",
        server);
    require(server.getPort() > 0, "server '%s' has no port that can be called", server);
  }

  /**
   * Reads a label; blanks around it are none of it.
   *
   * @throws IllegalArgumentException saying which part is wrong, and never what its code is.
   */
  public static EnrolmentLabel parse(String written) {
    String text = written.strip();
    require(text.length() <= TEXT_MAX, "a label of %d characters, at most 512", text.length());
    require(text.startsWith(SCHEME), "a label begins with https:// (%s)", FORM);
    int path = text.indexOf('/', SCHEME.length());
    require(
        path > 0 && text.startsWith(PATH, path), "a label has /enrol/ after its port (%s)", FORM);
    int hash = text.indexOf('#', path);
    require(hash > 0, "a label has # after the gateway (%s)", FORM);
    int dot = text.indexOf('.', hash);
    require(dot > 0, "a label has a dot between code and fingerprint (%s)", FORM);
    return new EnrolmentLabel(
        server(text.substring(0, path)),
        new GatewayId(text.substring(path + PATH.length(), hash)),
        ClaimCode.parse(text.substring(hash + 1, dot)),
        new Fingerprint(text.substring(dot + 1)));
  }

  /**
   * The server as it is written in a label or given to a command.
   *
   * @throws IllegalArgumentException when it is anything but {@code https://HOST:PORT}.
   */
  public static URI server(String written) {
    require(written.startsWith(SCHEME), "the server's address begins with https://");
    try {
      Endpoint endpoint = Endpoint.parse(written.substring(SCHEME.length()));
      return URI.create(SCHEME + endpoint);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "server '%s' is not of the form https://HOST:PORT".formatted(written), wrong);
    }
  }

  /** The label as it is written, with its secret. */
  public String text() {
    return server + PATH + gateway + "#" + code.text() + "." + authority;
  }

  /** Without the code. */
  @Override
  public String toString() {
    return server + PATH + gateway;
  }
}
