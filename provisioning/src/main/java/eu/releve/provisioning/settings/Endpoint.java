package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP address to listen at or to call.
 *
 * @param host name or address, without brackets.
 * @param port 0 to 65535; 0 is any free one, for listening only.
 */
public record Endpoint(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([A-Za-z0-9._-]+)):([0-9]{1,5})");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|::1");

  public Endpoint {
    require(!host.isBlank(), "an address without host");
    require(0 <= port && port <= 65_535, "port %d is not in 0..65535", port);
  }

  /**
   * The endpoint written as {@code HOST:PORT}, or {@code [ADDRESS]:PORT} for IPv6.
   *
   * @throws IllegalArgumentException when it is written otherwise.
   */
  public static Endpoint parse(String text) {
    Matcher form = FORM.matcher(text);
    require(form.matches(), "not of the form HOST:PORT");
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    return new Endpoint(String.valueOf(host), Integer.parseInt(form.group(3)));
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
