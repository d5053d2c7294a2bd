package eu.releve.edge.publish;

import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.settings.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way to the collector as it is tried: directly, or through a proxy's tunnel.
 *
 * @param way where to and what is spoken.
 * @param proxy nothing when it is tried directly.
 */
record Rung(Way way, Optional<Uplink.Proxy> proxy) {
  /** Every way directly, in its order; then those that leave the machine through the proxy. */
  static List<Rung> of(Uplink uplink) {
    List<Rung> rungs = new ArrayList<>();
    uplink.ways().forEach(way -> rungs.add(new Rung(way, Optional.empty())));
    uplink
        .proxy()
        .ifPresent(
            proxy ->
                uplink.ways().stream()
                    .filter(Way::isSecure)
                    .forEach(way -> rungs.add(new Rung(way, Optional.of(proxy)))));
    return rungs;
  }

  @Override
  public String toString() {
    return way + proxy.map(through -> " via http://" + through.endpoint()).orElse("");
  }
}
