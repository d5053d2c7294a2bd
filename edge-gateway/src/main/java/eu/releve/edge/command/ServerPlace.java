package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Bus.Security;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Which server a command means, and whose decisions it is about. */
final class ServerPlace {
  private static final String SCHEME = "opc.tcp://";

  private ServerPlace() {}

  /** The data folder of the gateway with those settings; the usual one without settings. */
  static Path data(Optional<Path> config, Map<String, String> environment)
      throws DocumentException, IOException {
    if (config.isEmpty()) {
      return GatewaySettings.usualData(environment);
    }
    if (!Files.isReadable(config.get())) {
      throw new IOException(config.get() + ": wanted a file, found none that can be read");
    }
    return GatewaySettings.load(config.get(), environment).data();
  }

  /**
   * The server at an address, or of a bus of the plan.
   *
   * @throws IllegalArgumentException when there is none of that name.
   */
  static Bus.OpcUa server(String place, Optional<Path> config, Security security)
      throws DocumentException, IOException {
    if (place.startsWith(SCHEME)) {
      return new Bus.OpcUa(new BusId("here"), place, security, new Bus.Login.Anonymous());
    }
    BusId id = new BusId(place);
    return KeyPlaces.of(config, System.getenv())
        .plan()
        .flatMap(plan -> plan.bus(id))
        .filter(Bus.OpcUa.class::isInstance)
        .map(Bus.OpcUa.class::cast)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "wanted opc.tcp://HOST:PORT or an OPC-UA bus of the plan, found '%s'"
                        .formatted(place)));
  }

  static Messages words() {
    return Messages.load(OpcUaCommand.class, Language.of(System.getenv()));
  }
}
