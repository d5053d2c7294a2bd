package eu.releve.provisioning.settings;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.BusId;
import eu.releve.measure.GatewayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway is told at its start.
 *
 * @param gateway who it is.
 * @param site the site plan's file.
 * @param collector the MQTT endpoint that it publishes to.
 * @param data the folder that it keeps its journal in.
 * @param console where its local page listens; port 0 is any free one. On loopback it is for this
 *     machine only and asks nobody; at any other address it asks for a password.
 * @param window how long a lane collects readings before it writes them, 0 to 900 s: what a power
 *     cut may cost.
 * @param clock whether the wall clock may date readings.
 * @param profiles a folder with meter profiles besides those that come with the program.
 * @param capture buses of which every frame is written down.
 */
public record GatewaySettings(
    GatewayId gateway,
    Path site,
    Endpoint collector,
    Path data,
    Endpoint console,
    Duration window,
    Clock clock,
    Optional<Path> profiles,
    Set<BusId> capture) {
  public GatewaySettings {
    capture = Set.copyOf(capture);
  }

  /** The keys of {@code gateway.yaml}. */
  static final List<String> KEYS =
      List.of(
          "gateway",
          "site",
          "collector",
          "data",
          "console",
          "window",
          "clock",
          "profiles",
          "capture");

  private static final String SCHEME = "mqtt://";
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration WINDOW_MAX = Duration.ofMinutes(15);
  private static final Endpoint CONSOLE = new Endpoint("127.0.0.1", 8081);
  private static final Map<String, Clock> CLOCKS =
      Map.of("kernel", Clock.KERNEL, "trusted", Clock.TRUSTED);

  /** Whether the wall clock may date readings. */
  public enum Clock {
    /** When timesyncd or chrony has set it since the boot; other services are not recognised. */
    KERNEL,
    /** Always: somebody else keeps it right. */
    TRUSTED
  }

  /**
   * The settings that the file and the environment give.
   *
   * @param environment {@code RELEVE_KEY} stands before the file's key.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static GatewaySettings load(Path file, Map<String, String> environment)
      throws DocumentException {
    SettingsFile settings = SettingsFile.load(file, environment, KEYS);
    Mapping keys = settings.keys();
    GatewayId gateway = keys.value("gateway", "a gateway's identifier", GatewayId::new);
    Path site = settings.path("site");
    Endpoint collector = collector(keys);
    Path data = settings.data("gateway");
    Endpoint console = settings.endpoint("console", CONSOLE);
    Duration window = keys.optionalDuration("window", Duration.ZERO, WINDOW_MAX).orElse(WINDOW);
    Clock clock = keys.optionalOneOf("clock", CLOCKS).orElse(Clock.KERNEL);
    Optional<Path> profiles =
        keys.has("profiles") ? Optional.of(settings.path("profiles")) : Optional.empty();
    Set<BusId> capture = new HashSet<>();
    for (String bus : keys.has("capture") ? keys.texts("capture") : List.<String>of()) {
      capture.add(keys.make("capture", () -> new BusId(bus)));
    }
    keys.end();
    return new GatewaySettings(
        gateway, site, collector, data, console, window, clock, profiles, capture);
  }

  /** Plain MQTT stays on this machine; the way over a network needs TLS. */
  private static Endpoint collector(Mapping keys) throws DocumentException {
    String wanted = "mqtt://127.0.0.1:PORT";
    String text = keys.text("collector");
    if (!text.startsWith(SCHEME)) {
      throw keys.refuse("collector", wanted, "'" + text + "'");
    }
    Endpoint endpoint =
        keys.value(
            "collector", wanted, address -> Endpoint.parse(address.substring(SCHEME.length())));
    if (!endpoint.isLoopback() || endpoint.port() == 0) {
      throw keys.refuse("collector", wanted, "'" + text + "'");
    }
    return endpoint;
  }

  /** The data folder of a gateway that is told no other. */
  public static Path usualData(Map<String, String> environment) {
    return SettingsFile.data("gateway", environment);
  }

  /** A file with every key, to begin with. */
  public static String example() {
    return SettingsFile.example("gateway.yaml");
  }
}
