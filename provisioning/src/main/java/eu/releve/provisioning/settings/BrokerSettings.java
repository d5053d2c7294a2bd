package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.provisioning.tls.TlsFiles;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The broker at which a collector takes what gateways publish there.
 *
 * @param at where it is; plain on this machine only.
 * @param name the collector's own at the broker: its client id, and the common name of its
 *     certificate. Each collector has another one; it has a dot, which no gateway's has.
 * @param tls what the collector shows and trusts there; without it its own authority signs for both
 *     ends.
 * @param isAdministered whether the collector says by Mosquitto's dynamic security plugin who gets
 *     in.
 */
public record BrokerSettings(Way at, String name, Optional<TlsFiles> tls, boolean isAdministered) {
  /** The collector's name where nobody says another. */
  public static final String USUAL_NAME = "releve.collector";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9-]{1,31}([.][A-Za-z0-9-]{1,31}){1,3}");
  private static final String FORM = "mqtts://HOST:PORT or, on this machine, mqtt://127.0.0.1:PORT";

  public BrokerSettings {
    require(at.scheme() != Way.Scheme.WSS, "a broker is reached in TLS, not in a WebSocket");
    require(isName(name), "'%s' is no name with a dot, such as %s", name, USUAL_NAME);
  }

  /** Whether a collector can be called so at a broker: no gateway can. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static Optional<BrokerSettings> read(SettingsFile settings, boolean hasAuthority)
      throws DocumentException {
    Optional<Mapping> found = settings.keys().optionalMapping("broker");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Mapping keys = found.get();
    Way at = keys.value("at", FORM, Way::parse);
    if (at.scheme() == Way.Scheme.WSS) {
      throw keys.refuse("at", FORM, "'" + at + "'");
    }
    String name = keys.optionalText("name").orElse(USUAL_NAME);
    if (!isName(name)) {
      throw keys.refuse("name", "a name with a dot, such as " + USUAL_NAME, "'" + name + "'");
    }
    Optional<TlsFiles> tls = settings.tls(keys);
    boolean isAdministered = keys.has("dynamic-security") && keys.flag("dynamic-security");
    keys.end();
    if (at.isSecure() && tls.isEmpty() && !hasAuthority) {
      throw settings
          .keys()
          .refuse("broker", "the key tls in it, or enrolment beside it", "neither");
    }
    return Optional.of(new BrokerSettings(at, name, tls, isAdministered));
  }
}
