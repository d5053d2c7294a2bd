package eu.releve.edge.command;

import eu.releve.document.DocumentException;
import eu.releve.edge.search.SecondarySearch.Limits;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.PortLine;
import eu.releve.edge.serial.TcpLine;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code mbus scan}: which meters are on a bus, each read once it is found.
 *
 * <p>Exit codes: 0 meters found, 1 none found or stopped before the end, 2 wrong use, 3 the line
 * cannot be used (named).
 */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = "The meters on a bus, as they are found.",
    footer = {"", "Example:", "  ./releve mbus scan --bus /dev/ttyUSB0 --sweep --json > scan.json"})
final class MbusScanCommand implements Callable<Integer> {
  private static final Pattern TCP = Pattern.compile("tcp://\\[?([^\\[\\]]+?)\\]?:([0-9]{1,5})");
  private static final Duration CONNECTING_MAX = Duration.ofSeconds(5);

  /** The usual speeds first. */
  private static final List<Integer> SWEEP =
      List.of(2_400, 9_600, 300, 19_200, 38_400, 4_800, 1_200, 600);

  @Option(
      names = "--bus",
      required = true,
      paramLabel = "URI",
      description = "tcp://HOST:PORT or a serial device")
  private String bus = "";

  @Option(names = "--baud", paramLabel = "N", description = "300 to 38400; 2400 if not said")
  private int baud = 2_400;

  @Option(names = "--sweep", description = "at all speeds, one after the other; serial only")
  private boolean sweep;

  @ArgGroup private Kind kind = new Kind();

  /** One of the two, or both when none is said. */
  static final class Kind {
    @Option(names = "--primary", description = "only primary addresses 0 to 250")
    private boolean primary;

    @Option(names = "--secondary", description = "only by selection")
    private boolean secondary;
  }

  @Option(
      names = "--looks",
      paramLabel = "N",
      description = "at most so often over all addresses, 1 to 6; until nothing new is found")
  private int looks = Limits.USUAL.looks();

  @Option(names = "--expect", paramLabel = "N", description = "ends when so many are known")
  private int expected;

  @Option(
      names = "--patience",
      paramLabel = "MS",
      description = "longer than the norm, for slow meters")
  private int patienceMillis;

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

  @Override
  public Integer call() {
    Messages messages = Messages.load(MbusScanCommand.class, Language.of(System.getenv()));
    try {
      return scan(
          new MbusScanWords(
              messages,
              ProfilesCommand.with(folder),
              json,
              spec.commandLine().getOut(),
              spec.commandLine().getErr()));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), "mbus scan: " + wrong.getMessage(), wrong);
    } catch (DocumentException refused) {
      spec.commandLine().getErr().println(refused.getMessage());
      return ScanRun.WRONG_USE;
    } catch (IOException missing) {
      spec.commandLine().getErr().println("mbus scan: " + missing.getMessage());
      return ScanRun.MISSING;
    }
  }

  private int scan(MbusScanWords words) {
    Optional<Endpoint> endpoint = endpoint();
    MbusScan.Wanted wanted = wanted();
    check(wanted, endpoint);
    words.note("scan.disturbs");
    return new ScanRun(words, resume)
        .run(
            heading(wanted),
            ScanFile::forgetLast,
            log -> new MbusScan(wanted, speed -> opener(endpoint, speed), words, log).run());
  }

  private String heading(MbusScan.Wanted wanted) {
    return "releve mbus scan 3 bus=%s bauds=%s secondary=%s primary=%s looks=%d expected=%d"
        .formatted(
            bus,
            wanted.bauds(),
            wanted.secondary(),
            wanted.primary(),
            wanted.limits().looks(),
            wanted.limits().expected());
  }

  private MbusScan.Wanted wanted() {
    return new MbusScan.Wanted(
        sweep ? SWEEP : List.of(baud),
        kind.secondary || !kind.primary,
        kind.primary || !kind.secondary,
        new Limits(looks, expected),
        Duration.ofMillis(patienceMillis));
  }

  private void check(MbusScan.Wanted wanted, Optional<Endpoint> endpoint) {
    if (sweep && endpoint.isPresent()) {
      throw new IllegalArgumentException(
          "--sweep: wanted a serial device, found " + bus + ", whose speed is set in itself");
    }
    if (patienceMillis < 0 || patienceMillis > 10_000) {
      throw new IllegalArgumentException("--patience: wanted 0 to 10000, found " + patienceMillis);
    }
    for (int speed : wanted.bauds()) {
      if (speed < 300 || speed > 38_400) {
        throw new IllegalArgumentException("--baud: wanted 300 to 38400, found " + speed);
      }
    }
  }

  private Optional<Endpoint> endpoint() {
    Matcher tcp = TCP.matcher(bus);
    if (tcp.matches()) {
      return Optional.of(new Endpoint(tcp.group(1), Integer.parseInt(tcp.group(2))));
    }
    if (!bus.startsWith("/")) {
      throw new IllegalArgumentException(
          "--bus: wanted tcp://HOST:PORT or a device such as /dev/ttyUSB0, found '" + bus + "'");
    }
    return Optional.empty();
  }

  private LineOpener opener(Optional<Endpoint> endpoint, int speed) {
    LineSettings settings = LineSettings.mbus(speed);
    return endpoint
        .map(tcp -> TcpLine.opener(tcp, settings, CONNECTING_MAX))
        .orElseGet(() -> PortLine.opener(bus, settings));
  }
}
