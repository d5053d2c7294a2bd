package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.provisioning.tls.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a gateway reaches its collector.
 *
 * @param ways in the order in which they are tried.
 * @param tls what the gateway shows and trusts, where the settings name it; without it, a way
 *     inside TLS uses what the gateway got when it enrolled.
 * @param proxy by which the secure ways are tried again when none works directly.
 */
public record Uplink(List<Way> ways, Optional<TlsFiles> tls, Optional<Proxy> proxy) {
  private static final int WAYS_MAX = 8;
  private static final String PROXY_FORM = "http://HOST:PORT";
  private static final String PROXY_SCHEME = "http://";

  /**
   * An HTTP proxy that opens tunnels (CONNECT, RFC 9110 section 9.3.6).
   *
   * @param endpoint where it is.
   * @param login a file with one line {@code USER:PASSWORD}, where the proxy wants them.
   */
  public record Proxy(Endpoint endpoint, Optional<Path> login) {
    public Proxy {
      require(endpoint.port() != 0, "a proxy has a port, 0 is none");
    }
  }

  public Uplink {
    ways = List.copyOf(ways);
    require(
        !ways.isEmpty() && ways.size() <= WAYS_MAX, "%d ways, not 1 to %d", ways.size(), WAYS_MAX);
    boolean isSecure = ways.stream().anyMatch(Way::isSecure);
    require(isSecure || proxy.isEmpty(), "a proxy leads to no way that stays on this machine");
  }

  /** The plain way to a collector on this machine. */
  public static Uplink onThisMachine(Endpoint endpoint) {
    return new Uplink(List.of(Way.plain(endpoint)), Optional.empty(), Optional.empty());
  }

  /** Whether every way ends on this machine, where no other gateway is. */
  public boolean isLoopback() {
    return ways.stream().allMatch(way -> way.endpoint().isLoopback());
  }

  /** Whether the gateway has to enrol: a way is inside TLS, and no files are named for it. */
  public boolean isByEnrolment() {
    return tls.isEmpty() && ways.stream().anyMatch(Way::isSecure);
  }

  /** The same, with those files. */
  public Uplink showing(TlsFiles files) {
    return new Uplink(ways, Optional.of(files), proxy);
  }

  static Uplink read(SettingsFile settings) throws DocumentException {
    Mapping keys = settings.keys();
    List<Way> ways = new ArrayList<>();
    for (String text : keys.oneOrMoreTexts("collector")) {
      try {
        ways.add(Way.parse(text));
      } catch (IllegalArgumentException wrong) {
        throw keys.refuse("collector", Way.FORM, "'" + text + "': " + wrong.getMessage());
      }
    }
    Optional<TlsFiles> tls = settings.tls();
    Optional<Path> login =
        keys.has("proxy-login") ? Optional.of(settings.path("proxy-login")) : Optional.empty();
    Optional<Proxy> proxy =
        keys.optionalValue("proxy", PROXY_FORM, Uplink::proxy)
            .map(endpoint -> new Proxy(endpoint, login));
    if (login.isPresent() && proxy.isEmpty()) {
      throw keys.refuse("proxy-login", "the key proxy beside it", "none");
    }
    return keys.make("collector", () -> new Uplink(ways, tls, proxy));
  }

  private static Endpoint proxy(String text) {
    require(text.startsWith(PROXY_SCHEME), "not of the form %s", PROXY_FORM);
    return Endpoint.parse(text.substring(PROXY_SCHEME.length()));
  }
}
