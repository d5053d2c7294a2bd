package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to a collector. Only what stays on this machine may be plain.
 *
 * @param scheme what is spoken.
 * @param endpoint where; its name is the one that the collector's certificate has to show.
 * @param path of a WebSocket, empty elsewhere.
 */
public record Way(Scheme scheme, Endpoint endpoint, String path) {
  /** How a way is written, for messages. */
  static final String FORM =
      "mqtts://HOST:PORT, wss://HOST:PORT/mqtt or, on this machine, mqtt://127.0.0.1:PORT";

  private static final Pattern WRITTEN =
      Pattern.compile("(mqtt|mqtts|wss)://([^/?#@\\s]+)(/[A-Za-z0-9._~/-]*)?");
  static final String USUAL_PATH = "/mqtt";

  /** What is spoken. */
  public enum Scheme {
    /** MQTT without TLS. */
    MQTT,
    /** MQTT in TLS. */
    MQTTS,
    /** MQTT in a WebSocket in TLS. */
    WSS
  }

  public Way {
    require(endpoint.port() != 0, "a way leads to a port, 0 is none");
    require(
        scheme != Scheme.MQTT || endpoint.isLoopback(),
        "plain MQTT stays on this machine, %s is another",
        endpoint);
    require(path.isEmpty() != (scheme == Scheme.WSS), "'%s' is no path of %s", path, scheme);
  }

  /** The plain way to a collector on this machine. */
  public static Way plain(Endpoint endpoint) {
    return new Way(Scheme.MQTT, endpoint, "");
  }

  /**
   * The way as it is written.
   *
   * @throws IllegalArgumentException when it is written otherwise, or plain and not on loopback.
   */
  public static Way parse(String text) {
    Matcher form = WRITTEN.matcher(text);
    require(form.matches(), "not of the form SCHEME://HOST:PORT");
    Endpoint endpoint = Endpoint.parse(String.valueOf(form.group(2)));
    String path = form.group(3) == null ? "" : String.valueOf(form.group(3));
    return switch (String.valueOf(form.group(1))) {
      case "wss" -> new Way(Scheme.WSS, endpoint, path.isEmpty() ? USUAL_PATH : path);
      case "mqtts" -> new Way(Scheme.MQTTS, endpoint, path);
      default -> new Way(Scheme.MQTT, endpoint, path);
    };
  }

  /** Whether it is inside TLS. */
  public boolean isSecure() {
    return scheme != Scheme.MQTT;
  }

  @Override
  public String toString() {
    return switch (scheme) {
      case MQTT -> "mqtt://" + endpoint;
      case MQTTS -> "mqtts://" + endpoint;
      case WSS -> "wss://" + endpoint + path;
    };
  }
}
