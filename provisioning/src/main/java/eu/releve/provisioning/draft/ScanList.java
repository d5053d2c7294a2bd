package eu.releve.provisioning.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.measure.MeterId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.provisioning.draft.RowProblem.What;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Particulars;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a plan of what {@code modbus scan --json} and {@code mbus scan --json} have found: one
 * object a line, at most {@value #LINES_MAX}.
 */
public final class ScanList {
  /** More than all addresses of a bus at all settings. */
  public static final int LINES_MAX = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PRIMARY_MAX = 250;
  private static final Duration PERIOD = Duration.ofMinutes(15);

  private final Order order;
  private final Families families;
  private final Taker taker;
  private final List<RowProblem> problems = new ArrayList<>();
  private final List<Drafting.Notice> notices = new ArrayList<>();

  ScanList(Order order, Taker taker) {
    this.order = order;
    this.families = new Families(order.profiles());
    this.taker = taker;
  }

  /** Where meters go that were found, and what is said beside them. */
  interface Taker {
    /** Takes a meter; gives the name by which a remark calls it. */
    MeterId add(RowReader.Said said);

    /** Takes a remark about the meter that was added last. */
    void remark(MeterId meter, String text);

    /** Takes a remark for the end. */
    void end(String remark);
  }

  /**
   * What was found on a bus.
   *
   * @param name of the file.
   * @param text of the file.
   */
  public record Scan(Bus bus, String name, String text) {}

  /** The plan that scans make, one of each bus. */
  public static Drafting draft(List<Scan> scans, Order order) {
    Assembly assembly = new Assembly(order);
    ScanList list = new ScanList(order, assembly);
    scans.forEach(list::read);
    if (!list.problems.isEmpty()) {
      return new Drafting.Refused(list.problems);
    }
    return assembly.draft(Optional.empty(), heading(scans, order), list.notices);
  }

  /** What a plan says first of the scans that it comes from. */
  static List<String> heading(List<Scan> scans, Order order) {
    return scans.stream()
        .map(scan -> order.messages().text("draft.from-scan", scan.name(), scan.bus().id()))
        .toList();
  }

  List<RowProblem> problems() {
    return problems;
  }

  List<Drafting.Notice> notices() {
    return notices;
  }

  /** Adds what a scan has found. */
  void read(Scan scan) {
    List<String> lines = scan.text().lines().toList();
    if (lines.size() > LINES_MAX) {
      wrong(LINES_MAX + 1, What.SCAN_UNREADABLE, "> " + LINES_MAX);
      return;
    }
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        object(i + 1, lines.get(i)).ifPresent(found::add);
      }
    }
    Set<String> twins = twins(found);
    for (Found each : found) {
      try {
        meter(scan, each, twins);
      } catch (IllegalArgumentException damaged) {
        wrong(each.line, What.SCAN_UNREADABLE, String.valueOf(damaged.getMessage()));
      }
    }
  }

  private record Found(int line, JsonNode json) {
    String text(String key) {
      return json.path(key).asText("");
    }
  }

  private Optional<Found> object(int line, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isObject() && json.path("found").isTextual()) {
        return Optional.of(new Found(line, json));
      }
      wrong(line, What.SCAN_UNREADABLE, "{\"found\":...}");
    } catch (JsonProcessingException damaged) {
      wrong(line, What.SCAN_UNREADABLE, damaged.getOriginalMessage());
    }
    return Optional.empty();
  }

  private void wrong(int line, What what, String... words) {
    problems.add(new RowProblem(line, "", what, List.of(words)));
  }

  private void notice(int line, Drafting.Notice.What what, String... words) {
    notices.add(new Drafting.Notice(line, what, List.of(words)));
  }

  private void meter(Scan scan, Found found, Set<String> twins) {
    boolean modbus = found.json.has("unit");
    if (modbus != (scan.bus().protocol() == Bus.Protocol.MODBUS)
        || (!modbus && scan.bus().protocol() != Bus.Protocol.MBUS)) {
      wrong(
          found.line, What.PROFILE_OTHER_BUS, modbus ? "modbus" : "mbus", scan.bus().id().value());
      return;
    }
    if (!found.text("found").equals("meter")) {
      String place = modbus ? "unit " + found.text("unit") : found.text("place");
      leave(found.line, Drafting.Notice.What.CONFUSED, scan, place);
      return;
    }
    Optional<String> other =
        modbus ? otherSettings(scan.bus(), found) : otherSpeed(scan.bus(), found);
    if (other.isPresent()) {
      wrong(found.line, What.SETTINGS_OTHER, other.get(), scan.bus().id().value());
    } else if (modbus) {
      modbus(scan, found);
    } else {
      mbus(scan, found, twins);
    }
  }

  /** What is left out stands in the plan as a comment: somebody has to look at it. */
  private void leave(int line, Drafting.Notice.What what, Scan scan, String place) {
    notice(line, what, scan.bus().id().value(), place);
    taker.end(order.messages().text("notice." + what, scan.bus().id().value(), place));
  }

  private static Optional<String> otherSettings(Bus bus, Found found) {
    if (!(bus instanceof Bus.ModbusRtu rtu) || !found.json.has("baud")) {
      return Optional.empty();
    }
    String parity = rtu.line().parity().name().toLowerCase(Locale.ROOT);
    boolean same =
        found.json.path("baud").asInt() == rtu.line().baud()
            && found.text("parity").equals(parity)
            && found.json.path("stop").asInt() == rtu.line().stop();
    return same
        ? Optional.empty()
        : Optional.of(
            "baud: %s, parity: %s, stop: %s"
                .formatted(found.text("baud"), found.text("parity"), found.text("stop")));
  }

  private static Optional<String> otherSpeed(Bus bus, Found found) {
    return bus instanceof Bus.MbusSerial serial
            && found.json.has("baud")
            && found.json.path("baud").asInt() != serial.line().baud()
        ? Optional.of("baud: " + found.text("baud"))
        : Optional.empty();
  }

  private void modbus(Scan scan, Found found) {
    Address.Unit unit = new Address.Unit(found.json.path("unit").asInt());
    List<ProfileId> fitting = new ArrayList<>();
    found.json.path("profiles").forEach(one -> fitting.add(profileId(one)));
    if (fitting.isEmpty() && !found.json.path("sunspec").isEmpty()) {
      fitting.add(Access.SunSpec.NAME);
    }
    if (fitting.isEmpty()) {
      leave(found.line, Drafting.Notice.What.LEFT_OUT, scan, unit.toString());
      return;
    }
    String serial = found.text("serial");
    MeterId id =
        taker.add(
            said(
                found,
                scan,
                unit,
                Optional.of(fitting.getFirst()),
                Optional.of(serial).filter(text -> !text.isBlank())));
    if (fitting.size() > 1) {
      String names = String.join(", ", fitting.stream().map(ProfileId::value).toList());
      notice(found.line, Drafting.Notice.What.PROFILE_SEVERAL, id.value(), names);
      taker.remark(id, order.messages().text("notice.PROFILE_SEVERAL", id.value(), names));
    }
  }

  private static ProfileId profileId(JsonNode one) {
    return new ProfileId(one.path("profile").asText());
  }

  private void mbus(Scan scan, Found found, Set<String> twins) {
    String digits = found.text("secondary").replaceAll("[^0-9A-F]", "");
    int primary = found.json.path("address").asInt(-1);
    boolean isOwn = 0 <= primary && primary <= PRIMARY_MAX;
    Address address;
    if (digits.length() == 16 && !(twins.contains(digits) && isOwn)) {
      // The number alone, as it is printed, unless another has it too.
      String number = digits.substring(0, 8);
      boolean plain = number.matches("[0-9]{8}") && !twins.contains(number);
      address = new Address.Secondary(plain ? number : digits);
    } else if (isOwn) {
      address = new Address.Primary(primary);
    } else {
      leave(found.line, Drafting.Notice.What.CONFUSED, scan, found.text("place"));
      return;
    }
    Optional<MeterIdentity> identity = identity(found);
    MeterId unused =
        taker.add(
            said(
                found,
                scan,
                address,
                identity.flatMap(families::recognised),
                identity.map(MeterIdentity::identification)));
  }

  private static Optional<MeterIdentity> identity(Found found) {
    return found.json.has("identification")
        ? Optional.of(
            new MeterIdentity(
                found.text("identification"),
                found.text("manufacturer"),
                found.json.path("version").asInt(-1),
                found.json.path("medium").asInt(-1)))
        : Optional.empty();
  }

  private RowReader.Said said(
      Found found,
      Scan scan,
      Address address,
      Optional<ProfileId> profile,
      Optional<String> serial) {
    Optional<Media> coded =
        found.json.has("medium")
            ? Media.coded(found.json.path("medium").asInt())
            : Optional.empty();
    Optional<Profile> family = profile.flatMap(order.profiles()::find);
    return new RowReader.Said(
        found.line,
        scan.bus(),
        address,
        profile,
        coded.or(() -> family.map(Media::of).flatMap(Media::main)),
        Optional.empty(),
        serial,
        Optional.empty(),
        Optional.empty(),
        Meter.Ratio.ONE,
        PERIOD,
        order.from(),
        Particulars.NONE,
        Optional.empty());
  }

  /** Numbers, and whole addresses, that more than one meter has. */
  private static Set<String> twins(List<Found> found) {
    Map<String, Integer> counts = new HashMap<>();
    for (Found each : found) {
      String digits = each.text("secondary").replaceAll("[^0-9A-F]", "");
      if (digits.length() == 16) {
        counts.merge(digits, 1, Integer::sum);
        counts.merge(digits.substring(0, 8), 1, Integer::sum);
      }
    }
    Set<String> twins = new HashSet<>();
    counts.forEach(
        (digits, count) -> {
          if (count > 1) {
            twins.add(digits);
          }
        });
    return twins;
  }
}
