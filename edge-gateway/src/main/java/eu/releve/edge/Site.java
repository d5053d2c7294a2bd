package eu.releve.edge;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.edge.board.Board;
import eu.releve.edge.board.Boards;
import eu.releve.edge.console.Status;
import eu.releve.measure.BusId;
import eu.releve.measure.Register;
import eu.releve.measure.Unit;
import eu.releve.profile.Profiles;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is installed, as the settings lead to it: profiles, then the plan that uses them.
 *
 * @param plan one that this gateway can read.
 * @param keys of meters that encrypt.
 * @param board the gateway's own hardware.
 */
record Site(SitePlan plan, Keys keys, Board board) {
  private static final long NO_EPOCH_YET = 0;

  /** As the settings lead to it; nothing is installed while the plan's file is not there. */
  static Site of(GatewaySettings settings) throws StartException {
    Path file = settings.site();
    if (Files.notExists(file)) {
      return none(settings);
    }
    if (!Files.isReadable(file)) {
      throw missing(file + ": wanted a site plan, found none");
    }
    try {
      return of(settings, file.toString(), Document.text(file));
    } catch (DocumentException refused) {
      throw StartException.wrong(refused);
    }
  }

  /**
   * The same with a plan that does not lie in its file, or not yet.
   *
   * @param name what messages call it.
   */
  static Site of(GatewaySettings settings, String name, String text) throws StartException {
    try {
      SitePlan plan = SitePlans.load(name, text, profiles(settings.profiles()));
      check(settings, plan);
      Site site = with(plan, settings);
      check(settings, plan, site.board);
      return site;
    } catch (DocumentException refused) {
      throw StartException.wrong(refused);
    } catch (IOException unavailable) {
      throw StartException.missing(unavailable.toString(), unavailable);
    }
  }

  /** Before the first plan: the box is there, its meters are not known yet. */
  static Site none(GatewaySettings settings) throws StartException {
    try {
      Profiles unused = profiles(settings.profiles());
      return with(SitePlan.NONE, settings);
    } catch (DocumentException refused) {
      throw StartException.wrong(refused);
    } catch (IOException unavailable) {
      throw StartException.missing(unavailable.toString(), unavailable);
    }
  }

  private static Site with(SitePlan plan, GatewaySettings settings)
      throws DocumentException, IOException {
    Board board = settings.board().isPresent() ? Boards.of(settings.board().get()) : Board.NONE;
    return new Site(plan, new KeyFile(settings.data()).read(), board);
  }

  private static void check(GatewaySettings settings, SitePlan plan) throws StartException {
    for (BusId bus : settings.capture()) {
      boolean asked =
          plan.bus(bus)
              .map(
                  its ->
                      !(its instanceof Bus.Radio
                          || its instanceof Bus.Port
                          || its instanceof Bus.Gpio
                          || its instanceof Bus.Plc
                          || its instanceof Bus.OpcUa))
              .orElse(false);
      if (!asked) {
        String message =
            "capture: wanted a Modbus or M-Bus bus of %s, found '%s'"
                .formatted(settings.site(), bus);
        throw StartException.wrong(message, new IllegalArgumentException(message));
      }
    }
  }

  /** What the plan calls an input of the board must be one. */
  private static void check(GatewaySettings settings, SitePlan plan, Board board)
      throws StartException {
    for (Meter meter : plan.meters()) {
      if (meter.address() instanceof Address.Input input
          && !board.inputs().containsKey(input.name())) {
        String message =
            "%s: meter %s: wanted an input of board '%s' (%s), found '%s'"
                .formatted(
                    settings.site(),
                    meter.id(),
                    board.name(),
                    board.inputs().isEmpty()
                        ? "it has none: name the board in the gateway's settings"
                        : String.join(", ", new TreeSet<>(board.inputs().keySet())),
                    input.name());
        throw StartException.wrong(message, new IllegalArgumentException(message));
      }
    }
  }

  private static Profiles profiles(Optional<Path> folder)
      throws DocumentException, IOException, StartException {
    Profiles bundled = Profiles.bundled();
    if (folder.isEmpty()) {
      return bundled;
    }
    if (!Files.isDirectory(folder.get())) {
      throw missing(folder.get() + ": wanted a folder of profiles, found none");
    }
    return bundled.with(folder.get());
  }

  /** What the console says of the gateway. */
  Status.Identity identity(GatewaySettings settings) {
    Map<String, String> names = new HashMap<>();
    Map<Register, Unit> units = new HashMap<>();
    for (Meter meter : plan.meters()) {
      names.put(meter.id().value(), plan.point(meter.point()).map(Point::name).orElse(""));
      for (RegisterSource source : meter.access().registers()) {
        units.put(new Register(meter.id(), source.name()), source.unit());
      }
    }
    return new Status.Identity(
        settings.gateway().value(),
        plan.isNone() ? "" : plan.site().value(),
        NO_EPOCH_YET,
        settings.window(),
        names,
        units);
  }

  private static StartException missing(String message) {
    return StartException.missing(message, new IOException(message));
  }
}
