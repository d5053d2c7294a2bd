package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.search.modbus.Display;
import eu.releve.edge.search.modbus.ModbusSearch;
import eu.releve.edge.search.modbus.ModbusSearch.Medium;
import eu.releve.edge.search.modbus.Recogniser;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code modbus scan}: which devices are on a bus, and which profile fits them.
 *
 * <p>It reads and never writes. Exit codes: 0 devices found, 1 none found or stopped before the
 * end, 2 wrong use, 3 the bus cannot be used (named).
 */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = "The meters on a Modbus, and the profile of each.",
    footer = {
      "",
      "Example:",
      "  ./releve modbus scan --bus /dev/ttyUSB0 --units 1-40 --json > scan.json"
    })
final class ModbusScanCommand implements Callable<Integer> {
  private static final int PATIENCE_MILLIS_MAX = 5_000;
  private static final int BAUD_OF_CONVERTERS = 9_600;
  private static final Pattern REMOTE =
      Pattern.compile("(tcp|rtu-over-tcp)://\\[?([^\\[\\]]+?)\\]?:([0-9]{1,5})");
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,3})(?:-([0-9]{1,3}))?");
  private static final Duration CONNECTING_MAX = Duration.ofSeconds(5);
  private static final Duration LINE_PATIENCE = Duration.ofMillis(300);
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(1);

  @Option(
      names = "--bus",
      required = true,
      paramLabel = "URI",
      description = "tcp://HOST:PORT, rtu-over-tcp://HOST:PORT or a serial device")
  private String bus = "";

  @Option(names = "--units", paramLabel = "N-M", description = "1-247 if not said")
  private String units = "1-247";

  @Option(names = "--baud", split = ",", paramLabel = "N", description = "300 to 115200")
  private List<Integer> bauds = List.of();

  @Option(names = "--parity", split = ",", paramLabel = "P", description = "none, even, odd")
  private List<String> parities = List.of();

  @Option(names = "--stop", split = ",", paramLabel = "N", description = "stop bits, 1 or 2")
  private List<Integer> stops = List.of();

  @Option(names = "--sweep", description = "with rare settings too; serial only")
  private boolean sweep;

  @Option(
      names = "--looks",
      paramLabel = "N",
      description =
          "at most so often over all addresses, 1 to 6; the first two in haste; 3 if not said")
  private int looks = 3;

  @Option(names = "--expect", paramLabel = "N", description = "ends when so many are known")
  private int expected;

  @Option(
      names = "--patience",
      paramLabel = "MS",
      description =
          "how long an answer may take to begin; 300, over TCP 1000, if not said; a line is first"
              + " asked in haste, and in peace where somebody answers late")
  private Optional<Integer> patienceMillis = Optional.empty();

  @Option(
      names = "--display",
      paramLabel = "UNIT=KWH",
      description = "the energy on that meter's display: proposes its byte order")
  private Map<Integer, BigDecimal> displayed = new TreeMap<>();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "keeps the answers there and goes on where it was")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description = "meters are recognised with the files of this folder too")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--json", description = "for programs: one object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Everything that was wanted, checked. */
  private record Asked(
      List<ModbusScan.Pass> passes, ModbusSearch.Wanted wanted, Duration patience) {}

  @Override
  public Integer call() {
    Messages messages = Messages.load(ModbusScanCommand.class, Language.of(System.getenv()));
    try {
      Profiles profiles = ProfilesCommand.with(folder);
      Asked asked = asked(LinuxBootClock.open(false));
      return scan(
          asked,
          new Recogniser(profiles.all()),
          new ModbusScanWords(
              messages, profiles, json, spec.commandLine().getOut(), spec.commandLine().getErr()));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), "modbus scan: " + wrong.getMessage(), wrong);
    } catch (DocumentException refused) {
      spec.commandLine().getErr().println(refused.getMessage());
      return ScanRun.WRONG_USE;
    } catch (IOException missing) {
      spec.commandLine().getErr().println("modbus scan: " + missing.getMessage());
      return ScanRun.MISSING;
    }
  }

  private int scan(Asked asked, Recogniser recogniser, ModbusScanWords words) {
    words.note("modbus.disturbs");
    return new ScanRun(words, resume)
        .run(
            heading(asked),
            lines -> {},
            log -> new ModbusScan(asked.passes(), recogniser, asked.wanted(), words, log).run());
  }

  private String heading(Asked asked) {
    return "releve modbus scan 2 bus=%s lines=%s units=%s looks=%d expected=%d patience=%d display=%s"
        .formatted(
            bus, asked.passes(), units, looks, expected, asked.patience().toMillis(), displayed);
  }

  private Asked asked(BootClock clock) {
    Matcher remote = REMOTE.matcher(bus);
    boolean isRemote = remote.matches();
    if (!isRemote && !bus.startsWith("/")) {
      throw new IllegalArgumentException(
          "--bus: wanted tcp://HOST:PORT, rtu-over-tcp://HOST:PORT or a device such as"
              + " /dev/ttyUSB0, found '%s'".formatted(bus));
    }
    boolean tcp = isRemote && remote.group(1).equals("tcp");
    Duration patience =
        patienceMillis.map(Duration::ofMillis).orElse(tcp ? TCP_PATIENCE : LINE_PATIENCE);
    if (patience.isZero() || patience.isNegative() || patience.toMillis() > PATIENCE_MILLIS_MAX) {
      throw new IllegalArgumentException("--patience: wanted 1 to 5000, found " + patienceMillis);
    }
    Map<Integer, Display> displays = new TreeMap<>();
    displayed.forEach((unit, shown) -> displays.put(unit, new Display(shown)));
    return new Asked(
        isRemote
            ? List.of(pass(remote, patience, clock))
            : settings().all().stream()
                .map(
                    set ->
                        ModbusScan.Pass.on(
                            PortLine.opener(bus, set), set, patience, clock, Capture.NONE))
                .toList(),
        new ModbusSearch.Wanted(
            tcp ? Medium.TCP : Medium.LINE, addresses(), looks, expected, displays),
        patience);
  }

  private ModbusScan.Pass pass(Matcher remote, Duration patience, BootClock clock) {
    boolean tcp = remote.group(1).equals("tcp");
    Endpoint endpoint = new Endpoint(remote.group(2), Integer.parseInt(remote.group(3)));
    if (sweep || bauds.size() > 1 || !parities.isEmpty() || !stops.isEmpty()) {
      throw new IllegalArgumentException(
          "--sweep, --parity, --stop: wanted a serial device, found " + bus);
    }
    if (tcp) {
      return ModbusScan.Pass.on(endpoint, patience, clock);
    }
    int baud = bauds.isEmpty() ? BAUD_OF_CONVERTERS : bauds.getFirst();
    LineSettings set = new LineSettings(baud, Parity.NONE, 1);
    return ModbusScan.Pass.on(
        TcpLine.opener(endpoint, set, CONNECTING_MAX), set, patience, clock, Capture.NONE);
  }

  private Sweep settings() {
    return new Sweep(
        bauds,
        parities.stream()
            .map(
                name ->
                    switch (name) {
                      case "none" -> Parity.NONE;
                      case "even" -> Parity.EVEN;
                      case "odd" -> Parity.ODD;
                      default ->
                          throw new IllegalArgumentException(
                              "--parity: wanted none, even or odd, found '" + name + "'");
                    })
            .toList(),
        stops,
        sweep);
  }

  private List<Integer> addresses() {
    Matcher range = RANGE.matcher(units);
    if (!range.matches()) {
      throw new IllegalArgumentException("--units: wanted N or N-M, found '" + units + "'");
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    return ModbusSearch.Wanted.ALL.stream().filter(unit -> first <= unit && unit <= last).toList();
  }
}
