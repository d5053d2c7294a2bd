package eu.releve.provisioning.command;

import eu.releve.measure.LotId;
import eu.releve.measure.PointId;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.BusTime;
import eu.releve.provisioning.survey.BusTimes;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays a plan out as a person reads it: no line is longer than a terminal of 80 columns. */
final class PlanPage {
  private static final int WIDTH = 80;
  private static final int COLUMN_MAX = 32;

  private final Surroundings around;
  private final SitePlan plan;
  private final LocalDate today;
  private final List<String> lines = new ArrayList<>();

  PlanPage(Surroundings around, SitePlan plan, LocalDate today) {
    this.around = around;
    this.plan = plan;
    this.today = today;
  }

  List<String> lines() {
    add(
        around.text(
            "show.site",
            plan.site().value(),
            plan.zone().getId(),
            plan.areaM2().map(area -> area.toPlainString() + " m²").orElse("-"),
            Integer.toString(plan.revision().version())));
    buses();
    lots();
    tree();
    return lines;
  }

  private void add(String line) {
    String cut = line.stripTrailing();
    lines.add(cut.length() <= WIDTH ? cut : cut.substring(0, WIDTH - 1) + "…");
  }

  private void section(String key) {
    lines.add("");
    add(around.text(key));
  }

  private void buses() {
    section("show.buses");
    List<BusTime> times = BusTimes.of(plan, today);
    for (Bus bus : plan.buses()) {
      String used =
          times.stream()
              .filter(time -> time.bus().equals(bus.id()))
              .map(time -> ", " + BusTimes.percent(time.permille()))
              .collect(Collectors.joining());
      add("%s  %s%s".formatted(bus.id(), place(bus), used));
      table(
          "  ",
          plan.metersOn(bus.id()).stream()
              .map(
                  meter ->
                      List.of(
                          address(meter.address()),
                          meter.id().value(),
                          meter.profile().map(Object::toString).orElse("-"),
                          meter.serial().orElse("-"),
                          period(meter.period())))
              .toList());
    }
  }

  private void lots() {
    if (!plan.lots().isEmpty()) {
      section("show.lots");
    }
    for (Lot lot : plan.lots()) {
      add(
          "%s  %s%s%s"
              .formatted(
                  lot.id(),
                  around.text("lot." + lot.kind().name().toLowerCase(Locale.ROOT)),
                  lot.areaM2().map(area -> ", " + area.toPlainString() + " m²").orElse(""),
                  lot.shares()
                      .map(shares -> ", " + around.text("show.shares", shares.toString()))
                      .orElse("")));
      table("  ", rows(points(Optional.of(lot.id()))));
    }
    List<Point> common = points(Optional.empty());
    if (!common.isEmpty()) {
      section("show.common");
      table("  ", rows(common));
    }
  }

  private List<Point> points(Optional<LotId> lot) {
    return plan.points().stream().filter(point -> point.lot().equals(lot)).toList();
  }

  private List<List<String>> rows(List<Point> points) {
    return points.stream()
        .map(point -> List.of(point.id().value(), point.name(), metersAt(point.id())))
        .toList();
  }

  /** The meters of a point by their days; one that has ended in brackets. */
  private String metersAt(PointId point) {
    String meters =
        plan.meters().stream()
            .filter(meter -> meter.point().equals(point))
            .sorted(Comparator.comparing(Meter::from))
            .map(meter -> isOver(meter) ? "(" + meter.id() + ")" : meter.id().value())
            .collect(Collectors.joining(" "));
    return meters.isEmpty() ? around.text("show.no-meter") : meters;
  }

  private boolean isOver(Meter meter) {
    return meter.to().isPresent() && !meter.to().get().isAfter(today);
  }

  private void tree() {
    List<Point> roots =
        plan.points().stream()
            .filter(point -> point.parent().isEmpty())
            .filter(point -> !below(point.id()).isEmpty())
            .toList();
    if (!roots.isEmpty()) {
      section("show.tree");
    }
    Set<PointId> shown = new HashSet<>();
    roots.forEach(point -> branch(point, "", "", shown));
  }

  private List<Point> below(PointId point) {
    return plan.points().stream().filter(one -> one.parent().equals(Optional.of(point))).toList();
  }

  private void branch(Point point, String lead, String next, Set<PointId> shown) {
    if (!shown.add(point.id())) {
      return;
    }
    add(lead + point.id() + "  " + point.name());
    List<Point> below = below(point.id());
    for (int i = 0; i < below.size(); i++) {
      boolean last = i == below.size() - 1;
      branch(below.get(i), next + (last ? "└─ " : "├─ "), next + (last ? "   " : "│  "), shown);
    }
  }

  /** Columns as wide as what is in them, up to a limit; the last takes what is left. */
  private void table(String indent, List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.min(COLUMN_MAX, Math.max(widths[i], row.get(i).length()));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        boolean last = i == columns - 1;
        if (!last && cell.length() > widths[i]) {
          cell = cell.substring(0, widths[i] - 1) + "…";
        }
        line.append(cell).append(last ? "" : " ".repeat(widths[i] - cell.length() + 2));
      }
      add(line.toString());
    }
  }

  static String address(Address address) {
    return switch (address) {
      case Address.Held held -> "-";
      case Address.Nodes nodes -> "-";
      case Address.Alone alone -> "-";
      default -> address.toString();
    };
  }

  private static String period(Duration period) {
    long seconds = period.toSeconds();
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
  }

  static String place(Bus bus) {
    return switch (bus) {
      case Bus.ModbusTcp tcp -> "Modbus TCP " + tcp.endpoint();
      case Bus.ModbusRtu rtu ->
          "Modbus RTU "
              + line(
                  rtu.line().device(), rtu.line().baud(), rtu.line().parity(), rtu.line().stop());
      case Bus.ModbusConverter behind ->
          "Modbus RTU "
              + line("tcp://" + behind.endpoint(), behind.baud(), behind.parity(), behind.stop());
      case Bus.MbusTcp tcp -> "M-Bus tcp://%s %d".formatted(tcp.endpoint(), tcp.baud());
      case Bus.MbusSerial serial ->
          "M-Bus %s %d".formatted(serial.line().device(), serial.line().baud());
      case Bus.Plc plc -> "PLC " + plc.address();
      case Bus.OpcUa server -> "OPC-UA " + server.url();
      case Bus.RadioReceiver radio -> "wM-Bus " + radio.device();
      case Bus.RadioTcp radio -> "wM-Bus tcp://" + radio.endpoint();
      case Bus.RadioUdp radio -> "wM-Bus udp://" + radio.endpoint();
      case Bus.RadioInput radio -> "wM-Bus -";
      case Bus.P1Port port -> "P1 " + place(port.place());
      case Bus.TicPort port -> "TIC " + place(port.place());
      case Bus.Gpio gpio ->
          "GPIO "
              + switch (gpio.pins()) {
                case Bus.Pins.Chip chip -> chip.path();
                case Bus.Pins.OfBoard board -> "board";
                case Bus.Pins.Played played -> "tcp://" + played.endpoint();
              };
    };
  }

  private static String place(Bus.Place place) {
    return switch (place) {
      case Bus.Place.Device device -> device.path();
      case Bus.Place.Remote remote -> "tcp://" + remote.endpoint();
    };
  }

  private static String line(String place, int baud, Bus.Parity parity, int stop) {
    return "%s %d 8%s%d".formatted(place, baud, parity.name().charAt(0), stop);
  }
}
