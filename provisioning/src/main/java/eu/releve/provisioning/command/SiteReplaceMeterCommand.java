package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.draft.MeterExchange;
import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Shown;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code site replace-meter}: one meter goes, another comes, and the point's series goes on.
 *
 * <p>Exit codes: 0 written, 2 wrong use or a plan that the loader refuses, 3 no such file.
 */
@Command(
    name = "replace-meter",
    mixinStandardHelpOptions = true,
    description = {
      "Notes an exchange in the plan: the old meter's last index, the new one's first, both at one",
      "moment. Comments and order stay. VALUE is what the display says: 1234.5, '1234.5 kWh', or",
      "active-energy-import.t1=1234.5; without a unit kWh or m3. One for each counter."
    },
    footer = {
      "",
      "Examples:",
      "  ./releve site replace-meter plan.yaml --meter w3b --closing 412.873 --opening 0.012 \\",
      "      --serial 87654321",
      "  ./releve site replace-meter plan.yaml --meter main --closing unreadable \\",
      "      --why \"display dark\" --opening 0 --serial B2 --at 2026-11-30T14:30"
    })
final class SiteReplaceMeterCommand implements Callable<Integer> {
  private static final String UNREADABLE = "unreadable";

  @Parameters(paramLabel = "PLAN", description = "the site plan")
  private Path file = Path.of("");

  @Option(names = "--meter", required = true, paramLabel = "ID", description = "the one that goes")
  private String meter = "";

  @Option(
      names = "--closing",
      required = true,
      paramLabel = "VALUE",
      description = "what it showed; or 'unreadable': its last reading stands in")
  private List<String> closing = List.of();

  @Option(names = "--why", paramLabel = "TEXT", description = "why it could not be read")
  private Optional<String> why = Optional.empty();

  @Option(
      names = "--opening",
      required = true,
      paramLabel = "VALUE",
      description = "what the new one showed")
  private List<String> opening = List.of();

  @Option(names = "--serial", required = true, paramLabel = "NEW", description = "on its plate")
  private String serial = "";

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "when, in the building's time or with an offset; now if not said")
  private Optional<String> at = Optional.empty();

  @Option(names = "--as", paramLabel = "ID", description = "what the plan calls the new one")
  private Optional<String> as = Optional.empty();

  @Option(names = "--profile", paramLabel = "FAMILY", description = "of the new one, if another")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "of the new one, if another: 7, or secondary=12345678")
  private Optional<String> address = Optional.empty();

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "-o", paramLabel = "FILE", description = "writes there, and leaves PLAN as it is")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "replaces a FILE that is there")
  private boolean force;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteReplaceMeterCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    boolean unreadable = closing.contains(UNREADABLE);
    if (unreadable && closing.size() > 1) {
      throw wrong("--closing: wanted an index or 'unreadable', found both");
    }
    if (unreadable != why.isPresent()) {
      throw wrong(
          unreadable
              ? "--why: wanted why it could not be read, found nothing"
              : "--why: wanted nothing beside an index, found a reason");
    }
    PrintWriter err = spec.commandLine().getErr();
    return Exit.of("site replace-meter", around, err, this::run);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), "site replace-meter: " + what);
  }

  private int run() throws DocumentException, IOException {
    PlanFiles.refuseExisting(output, force);
    Profiles profiles = PlanFiles.profiles(folder);
    SitePlan plan = PlanFiles.load(file, profiles);
    try {
      MeterExchange exchange = exchange(plan);
      String text = exchange.applied(file.toString(), plan, profiles);
      PlanFiles.write(output.orElse(file), text);
      tell(exchange);
      return Exit.YES;
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(
          spec.commandLine(), "site replace-meter: " + impossible.getMessage(), impossible);
    }
  }

  private MeterExchange exchange(SitePlan plan) {
    MeterId id = new MeterId(meter);
    Meter old =
        plan.meter(id)
            .orElseThrow(() -> wrong("--meter: wanted one of the plan, found '" + id + "'"));
    Handover removed =
        new Handover(
            moment(plan.zone()),
            why.isPresent()
                ? List.of()
                : closing.stream().map(text -> MeterExchange.index(text, old)).toList(),
            why);
    MeterId next = as.map(MeterId::new).orElseGet(() -> MeterExchange.nameAfter(id, plan));
    return new MeterExchange(
        id,
        next,
        removed,
        opening.stream().map(text -> MeterExchange.index(text, old)).toList(),
        serial,
        profile,
        address);
  }

  private Instant moment(ZoneId zone) {
    if (at.isEmpty()) {
      return around.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }
    String text = at.get();
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException withOffset) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException none) {
        throw wrong("--at: wanted an instant such as 2026-11-30T14:30, found '" + text + "'");
      }
    }
  }

  private void tell(MeterExchange exchange) {
    PrintWriter out = spec.commandLine().getOut();
    Path written = output.orElse(file);
    String showed =
        exchange.removed().indexes().isEmpty()
            ? around.text("exchange.unread", why.orElse(""))
            : shown(exchange.removed().indexes());
    if (json) {
      Json answer =
          new Json()
              .put("written", written.toString())
              .put("removed", exchange.meter().value())
              .put("installed", exchange.next().value())
              .put("at", exchange.at().toString())
              .put("closing", exchange.removed().indexes(), SiteReplaceMeterCommand::index)
              .put("opening", exchange.opening(), SiteReplaceMeterCommand::index)
              .put("serial", exchange.serial());
      why.ifPresent(reason -> answer.put("unreadable", reason));
      out.println(answer);
      return;
    }
    out.println(
        around.text(
            "exchange.done",
            exchange.meter().value(),
            showed,
            exchange.next().value(),
            shown(exchange.opening()),
            exchange.at().toString()));
    out.println(around.text("exchange.next", written.toString()));
  }

  static void index(Json one, Shown shown) {
    one.put("register", shown.register().toString())
        .put("index", shown.index().toPlainString())
        .put("unit", shown.unit().symbol());
  }

  private static String shown(List<Shown> indexes) {
    return indexes.stream().map(Shown::toString).collect(Collectors.joining(", "));
  }
}
