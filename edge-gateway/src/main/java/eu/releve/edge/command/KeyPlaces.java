package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a gateway's keys are, and the plan whose meters they are for.
 *
 * @param file of the keys.
 * @param plan in force; nothing where no settings are named.
 */
record KeyPlaces(KeyFile file, Optional<SitePlan> plan) {
  /**
   * As the settings say; without settings the usual data folder and no plan.
   *
   * @throws DocumentException when settings or plan are wrong.
   * @throws IOException when one of them is missing.
   */
  static KeyPlaces of(Optional<Path> config, Map<String, String> environment)
      throws DocumentException, IOException {
    if (config.isEmpty()) {
      return new KeyPlaces(new KeyFile(GatewaySettings.usualData(environment)), Optional.empty());
    }
    demand(config.get());
    GatewaySettings settings = GatewaySettings.load(config.get(), environment);
    demand(settings.site());
    Profiles bundled = Profiles.bundled();
    Profiles profiles =
        settings.profiles().isPresent() ? bundled.with(settings.profiles().get()) : bundled;
    return new KeyPlaces(
        new KeyFile(settings.data()), Optional.of(SitePlans.load(settings.site(), profiles)));
  }

  private static void demand(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": wanted a file, found none that can be read");
    }
  }
}
