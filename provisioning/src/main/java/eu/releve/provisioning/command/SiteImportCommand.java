package eu.releve.provisioning.command;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.measure.SiteId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.draft.Column;
import eu.releve.provisioning.draft.Drafting;
import eu.releve.provisioning.draft.MeterList;
import eu.releve.provisioning.draft.Order;
import eu.releve.provisioning.draft.ScanList;
import eu.releve.provisioning.draft.TableException;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code site import}: a plan of a list of meters, of what scans have found, or of both: of all of
 * it or, when one row is wrong, of nothing.
 *
 * <p>Exit codes: 0 written, 1 rows that are wrong (each is named) and nothing written, 2 wrong use
 * or no list, 3 no such file.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "A plan from a list of meters (CSV, XLSX), from scans, or from both.",
    footer = {
      "",
      "Examples:",
      "  ./releve site import meters.xlsx --site tilleuls-12 --zone Europe/Brussels \\",
      "      --bus \"id: boiler, mbus: tcp://10.0.0.7:10001\" -o plan.yaml",
      "  ./releve site import --scan cellar=scan.json --site tilleuls-12 \\",
      "      --bus \"id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600\" -o plan.yaml",
      "  ./releve site import meters.csv --scan cellar.json ...   the list's names, the scan's"
          + " addresses"
    })
final class SiteImportCommand implements Callable<Integer> {
  private static final int BYTES_MAX = 10 << 20;

  @Parameters(arity = "0..1", paramLabel = "LIST", description = "CSV or XLSX, at most 10 MiB")
  private Optional<Path> list = Optional.empty();

  @Option(
      names = "--scan",
      paramLabel = "[BUS=]FILE",
      description = "what 'modbus scan --json' or 'mbus scan --json' has printed")
  private List<String> scans = List.of();

  @Option(names = "--site", required = true, paramLabel = "ID", description = "the building")
  private String site = "";

  @Option(names = "--zone", paramLabel = "Z", description = "Europe/Brussels if not said")
  private String zone = "Europe/Brussels";

  @Option(
      names = "--bus",
      required = true,
      paramLabel = "BUS",
      description = "as a plan has it: 'id: cellar, modbus-tcp: 10.0.0.8:502'; one or more")
  private List<String> buses = List.of();

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "what this list calls its columns: 'serial: \"No. (old)\"', one a line")
  private Optional<Path> map = Optional.empty();

  @Option(names = "--from", paramLabel = "DATE", description = "the first day; today if not said")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "-o", paramLabel = "FILE", description = "writes there, else on the terminal")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "replaces a file that is there")
  private boolean force;

  @Option(names = "--json", description = "for programs: what is wrong and what to look at")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteImportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (list.isEmpty() && scans.isEmpty()) {
      throw wrong("wanted LIST, --scan or both, found neither");
    }
    if (map.isPresent() && list.isEmpty()) {
      throw wrong("wanted --map beside a LIST, found none");
    }
    if (json && output.isEmpty()) {
      throw wrong("wanted -o FILE beside --json, found none");
    }
    PrintWriter err = spec.commandLine().getErr();
    return Exit.of("site import", around, err, this::run);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), "site import: " + what);
  }

  private int run() throws DocumentException, TableException, IOException {
    PlanFiles.refuseExisting(output, force);
    Order order = order();
    List<ScanList.Scan> found = scans(order);
    Drafting drafting =
        list.isPresent() ? ofList(list.get(), found, order) : ScanList.draft(found, order);
    return switch (drafting) {
      case Drafting.Refused refused -> refused(refused);
      case Drafting.Drafted drafted -> drafted(drafted);
    };
  }

  private Order order() throws DocumentException, IOException {
    Profiles profiles = PlanFiles.profiles(folder);
    List<Bus> read = new ArrayList<>();
    for (String bus : buses) {
      read.add(SitePlans.bus("--bus", bus));
    }
    try {
      if (!ZoneId.getAvailableZoneIds().contains(zone)) {
        throw wrong("--zone: wanted a region such as Europe/Brussels, found '" + zone + "'");
      }
      ZoneId where = ZoneId.of(zone);
      LocalDate today = LocalDate.ofInstant(around.clock().instant(), where);
      return new Order(
          new SiteId(site), where, read, from.orElse(today), profiles, around.messages());
    } catch (IllegalArgumentException none) {
      throw new ParameterException(spec.commandLine(), "site import: " + none.getMessage(), none);
    }
  }

  private Drafting ofList(Path file, List<ScanList.Scan> found, Order order)
      throws DocumentException, TableException, IOException {
    Map<Column, String> names = Map.of();
    if (map.isPresent()) {
      names = MeterList.map(map.get().toString(), Document.text(map.get()));
    }
    String name = String.valueOf(file.getFileName());
    return MeterList.draft(name, PlanFiles.bytes(file, BYTES_MAX), names, found, order);
  }

  private List<ScanList.Scan> scans(Order order) throws IOException {
    List<ScanList.Scan> read = new ArrayList<>();
    Set<Bus> used = new HashSet<>();
    for (String scan : scans) {
      Optional<Bus> named =
          order.buses().stream().filter(bus -> scan.startsWith(bus.id() + "=")).findFirst();
      if (named.isEmpty() && order.buses().size() > 1) {
        throw wrong("--scan: wanted BUS=FILE with one of the buses, found '" + scan + "'");
      }
      Bus bus = named.orElse(order.buses().getFirst());
      if (!used.add(bus)) {
        throw wrong("--scan: wanted one scan of bus " + bus.id() + ", found another");
      }
      Path file = Path.of(named.isPresent() ? scan.substring(scan.indexOf('=') + 1) : scan);
      byte[] bytes = PlanFiles.bytes(file, BYTES_MAX);
      if (bytes.length > BYTES_MAX) {
        throw wrong("--scan: wanted at most 10 MiB, found more in " + file);
      }
      read.add(
          new ScanList.Scan(
              bus, String.valueOf(file.getFileName()), new String(bytes, StandardCharsets.UTF_8)));
    }
    return read;
  }

  private int refused(Drafting.Refused refused) {
    DraftWords words = new DraftWords(around);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new Json()
              .put("written", false)
              .put(
                  "problems",
                  refused.problems(),
                  (one, problem) ->
                      one.put("row", problem.row())
                          .put("column", problem.column())
                          .put("what", problem.what().id())
                          .put("text", words.text(problem))));
    } else {
      refused.problems().forEach(problem -> out.println(words.text(problem)));
      out.println(around.text("import.nothing", Integer.toString(refused.problems().size())));
    }
    return Exit.NO;
  }

  private int drafted(Drafting.Drafted drafted) throws IOException {
    DraftWords words = new DraftWords(around);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    String text = drafted.draft().text();
    if (output.isEmpty()) {
      out.print(text);
      out.flush();
    } else {
      PlanFiles.write(output.get(), text);
    }
    if (json) {
      out.println(
          new Json()
              .put("written", true)
              .put("meters", drafted.draft().meters().size())
              .put(
                  "notices",
                  drafted.notices(),
                  (one, notice) -> one.put("row", notice.row()).put("text", words.text(notice))));
      return Exit.YES;
    }
    drafted.notices().forEach(notice -> err.println(words.text(notice)));
    if (output.isPresent()) {
      out.println(
          around.text(
              "import.written",
              output.get().toString(),
              Integer.toString(drafted.draft().meters().size())));
    }
    return Exit.YES;
  }
}
