package eu.releve.provisioning.command;

import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code site show}: a plan as a person reads it.
 *
 * <p>Exit codes: 0 shown, 2 a plan that the loader refuses, 3 no such file.
 */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "A plan as a person reads it: buses, lots, the tree of meters.",
    footer = {"", "Example:", "  ./releve site show plan.yaml"})
final class SiteShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the site plan")
  private Path file = Path.of("");

  @Option(names = "--profiles", paramLabel = "DIR", description = "with the files of this folder")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();
  private final Surroundings around;

  SiteShowCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    return Exit.of("site show", around, err, () -> show(spec.commandLine().getOut()));
  }

  private int show(PrintWriter out) throws DocumentException, IOException {
    Profiles profiles = PlanFiles.profiles(folder);
    SitePlan plan = PlanFiles.load(file, profiles);
    LocalDate today = LocalDate.ofInstant(around.clock().instant(), plan.zone());
    if (json) {
      out.println(object(plan));
    } else {
      new PlanPage(around, plan, today).lines().forEach(out::println);
    }
    return Exit.YES;
  }

  private static Json object(SitePlan plan) {
    Json json = new Json().put("site", plan.site().value()).put("zone", plan.zone().getId());
    plan.areaM2().ifPresent(area -> json.put("areaM2", area.toPlainString()));
    return json.put("version", plan.revision().version())
        .put("hash", plan.hash())
        .put(
            "buses",
            plan.buses(),
            (one, bus) ->
                one.put("bus", bus.id().value())
                    .put("place", PlanPage.place(bus))
                    .put("meters", plan.metersOn(bus.id()), SiteShowCommand::meter))
        .put("lots", plan.lots(), SiteShowCommand::lot)
        .put("points", plan.points(), SiteShowCommand::point);
  }

  private static void meter(Json json, Meter meter) {
    json.put("meter", meter.id().value())
        .put("point", meter.point().value())
        .put("address", PlanPage.address(meter.address()))
        .put("from", meter.from().toString())
        .put("periodMillis", meter.period().toMillis());
    meter.profile().ifPresent(profile -> json.put("profile", profile.value()));
    meter.serial().ifPresent(serial -> json.put("serial", serial));
    meter.to().ifPresent(to -> json.put("to", to.toString()));
    meter.handovers().installed().ifPresent(one -> handover(json, "installed", one));
    meter.handovers().removed().ifPresent(one -> handover(json, "removed", one));
    meter.particulars().place().ifPresent(place -> json.put("place", place));
  }

  private static void handover(Json json, String key, Handover handover) {
    json.put(key + "At", handover.at().toString())
        .put(key + "Indexes", handover.indexes(), SiteReplaceMeterCommand::index);
    handover.unreadable().ifPresent(why -> json.put(key + "Unreadable", why));
  }

  private static void lot(Json json, Lot lot) {
    json.put("lot", lot.id().value()).put("kind", lot.kind().name().toLowerCase(Locale.ROOT));
    lot.areaM2().ifPresent(area -> json.put("areaM2", area.toPlainString()));
    lot.shares().ifPresent(shares -> json.put("shares", shares));
  }

  private static void point(Json json, Point point) {
    json.put("point", point.id().value()).put("name", point.name());
    point.lot().ifPresent(lot -> json.put("lot", lot.value()));
    point.parent().ifPresent(parent -> json.put("parent", parent.value()));
  }
}
