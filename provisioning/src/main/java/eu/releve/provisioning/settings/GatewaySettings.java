package eu.releve.provisioning.settings;

import static eu.releve.measure.Require.require;

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
 * @param site the site plan's file; where it is not there yet, that of the first plan.
 * @param collector how it reaches the collector.
 * @param data the folder that it keeps its journal in.
 * @param console where its local page listens; port 0 is any free one. On loopback it is for this
 *     machine only and asks nobody; at any other address it asks for a password.
 * @param window how long a lane collects readings before it writes them, 0 to 900 s: what a power
 *     cut may cost.
 * @param clock whether the wall clock may date readings.
 * @param profiles a folder with meter profiles besides those that come with the program.
 * @param capture buses of which every frame is written down.
 * @param board the gateway's own hardware: a known board, or a file that describes one; nothing for
 *     a machine whose lines are not used.
 * @param flash what is assumed of the card that {@code data} lies on.
 * @param journalMib how large the journal may grow, in MiB; 16 to 65,536.
 */
public record GatewaySettings(
    GatewayId gateway,
    Path site,
    Uplink collector,
    Path data,
    Endpoint console,
    Duration window,
    Clock clock,
    Optional<Path> profiles,
    Set<BusId> capture,
    Optional<String> board,
    Flash flash,
    int journalMib) {
  public GatewaySettings {
    require(
        JOURNAL_MIB_MIN <= journalMib && journalMib <= JOURNAL_MIB_MAX,
        "journal of %d MiB",
        journalMib);
    capture = Set.copyOf(capture);
  }

  /** The keys of {@code gateway.yaml}. */
  static final List<String> KEYS =
      List.of(
          "gateway",
          "site",
          "collector",
          "tls",
          "proxy",
          "proxy-login",
          "data",
          "console",
          "window",
          "clock",
          "profiles",
          "capture",
          "board",
          "card-cycles",
          "card-amplification",
          "journal-mib");

  private static final int JOURNAL_MIB_MIN = 16;
  private static final int JOURNAL_MIB_MAX = 65_536;
  private static final int JOURNAL_MIB = 512;

  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration WINDOW_MAX = Duration.ofMinutes(15);
  private static final Endpoint CONSOLE = new Endpoint("127.0.0.1", 8081);
  private static final Map<String, Clock> CLOCKS =
      Map.of("kernel", Clock.KERNEL, "trusted", Clock.TRUSTED);

  /**
   * What is assumed of a flash card, to estimate how long it lasts; cards do not tell.
   *
   * @param cycles how often a block may be erased.
   * @param amplification how many bytes the card writes for one that it is given.
   */
  public record Flash(int cycles, int amplification) {
    /** Careful for a card from a shop; to be confirmed by whoever knows the card. */
    public static final Flash USUAL = new Flash(500, 8);

    static final int CYCLES_MAX = 1_000_000;
    static final int AMPLIFICATION_MAX = 1_000;

    public Flash {
      require(0 < cycles && cycles <= CYCLES_MAX, "%d cycles", cycles);
      require(
          0 < amplification && amplification <= AMPLIFICATION_MAX,
          "amplification %d",
          amplification);
    }
  }

  /** Whether the wall clock may date readings. */
  public enum Clock {
    /** When the kernel says that a time service has set it, or chrony does. */
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
    Uplink collector = Uplink.read(settings);
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
    Optional<String> board = keys.optionalText("board");
    if (board.isPresent() && board.get().contains(".")) {
      board = Optional.of(settings.path("board").toString());
    }
    Flash flash =
        new Flash(
            keys.optionalInteger("card-cycles", 1, Flash.CYCLES_MAX).orElse(Flash.USUAL.cycles()),
            keys.optionalInteger("card-amplification", 1, Flash.AMPLIFICATION_MAX)
                .orElse(Flash.USUAL.amplification()));
    int journalMib =
        keys.optionalInteger("journal-mib", JOURNAL_MIB_MIN, JOURNAL_MIB_MAX).orElse(JOURNAL_MIB);
    keys.end();
    return new GatewaySettings(
        gateway,
        site,
        collector,
        data,
        console,
        window,
        clock,
        profiles,
        capture,
        board,
        flash,
        journalMib);
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
