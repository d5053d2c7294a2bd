package eu.releve.provisioning.draft;

import eu.releve.decode.tic.TicMode;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Consent;
import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Particulars;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a plan as its strict loader reads it: one bus, lot, point or meter a line. */
final class PlanText {
  private static final String TCP = "tcp://";

  private PlanText() {}

  static String of(Draft draft) {
    StringBuilder out = new StringBuilder();
    draft.remarks().heading().forEach(line -> out.append(comment(line)).append('\n'));
    out.append("site: ").append(Flow.name(draft.site().value())).append('\n');
    out.append("zone: ").append(draft.zone().getId()).append('\n');
    draft
        .areaM2()
        .ifPresent(area -> out.append("area-m2: ").append(area.toPlainString()).append('\n'));
    list(out, "buses", draft.buses().stream().map(bus -> bus(bus).toString()).toList());
    if (!draft.lots().isEmpty()) {
      list(out, "lots", draft.lots().stream().map(lot -> lot(lot).toString()).toList());
    }
    list(
        out,
        "points",
        draft.points().stream()
            .map(point -> remarked(point(point), draft.remarks().points().get(point.id())))
            .toList());
    list(
        out,
        "meters",
        draft.meters().stream()
            .map(meter -> remarked(meter(meter), draft.remarks().meters().get(meter.id())))
            .toList());
    draft.remarks().end().forEach(line -> out.append(comment(line)).append('\n'));
    return out.toString();
  }

  private static String remarked(Flow entry, @Nullable String remark) {
    return remark == null ? entry.toString() : entry + "  " + comment(remark);
  }

  /** A comment ends with its line, whatever is in it. */
  private static String comment(String text) {
    return "# " + text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029\\uFEFF]+", " ").strip();
  }

  private static void list(StringBuilder out, String key, List<String> entries) {
    if (entries.isEmpty()) {
      out.append(key).append(": []\n");
      return;
    }
    out.append(key).append(":\n");
    entries.forEach(entry -> out.append("  - ").append(entry).append('\n'));
  }

  private static Flow bus(Bus bus) {
    Flow flow = new Flow().name("id", bus.id().value());
    return switch (bus) {
      case Bus.ModbusTcp tcp -> flow.text("modbus-tcp", TCP + tcp.endpoint());
      case Bus.ModbusRtu rtu ->
          line(
              flow.text("modbus-rtu", rtu.line().device()),
              rtu.line().baud(),
              rtu.line().parity(),
              rtu.line().stop());
      case Bus.ModbusConverter behind ->
          line(
              flow.text("modbus-rtu", TCP + behind.endpoint()),
              behind.baud(),
              behind.parity(),
              behind.stop());
      case Bus.MbusTcp tcp -> flow.text("mbus", TCP + tcp.endpoint()).plain("baud", tcp.baud());
      case Bus.MbusSerial serial ->
          flow.text("mbus", serial.line().device()).plain("baud", serial.line().baud());
      case Bus.Plc plc -> flow.text("plc4x", plc.address());
      case Bus.OpcUa server -> server(flow, server);
      case Bus.RadioReceiver radio ->
          flow.text("wmbus", radio.device()).plain("receiver", word(radio.receiver()));
      case Bus.RadioTcp radio -> checksums(flow, TCP + radio.endpoint(), radio.checksums());
      case Bus.RadioUdp radio -> checksums(flow, "udp://" + radio.endpoint(), radio.checksums());
      case Bus.RadioInput radio -> checksums(flow, "-", radio.checksums());
      case Bus.P1Port port -> flow.text("p1", place(port.place()));
      case Bus.TicPort port ->
          flow.text("tic", place(port.place()))
              .plain("mode", port.mode() == TicMode.STANDARD ? "standard" : "historique");
      case Bus.Gpio gpio ->
          flow.text(
              "gpio",
              switch (gpio.pins()) {
                case Bus.Pins.Chip chip -> chip.path();
                case Bus.Pins.OfBoard board -> "board";
                case Bus.Pins.Played played -> TCP + played.endpoint();
              });
    };
  }

  private static Flow line(Flow flow, int baud, Bus.Parity parity, int stop) {
    return flow.plain("baud", baud).plain("parity", word(parity)).plain("stop", stop);
  }

  private static Flow server(Flow flow, Bus.OpcUa server) {
    flow.text("opcua", server.url());
    if (server.security() != Bus.Security.BEST) {
      flow.plain("security", word(server.security()));
    }
    switch (server.login()) {
      case Bus.Login.Anonymous nobody -> {}
      case Bus.Login.User user -> flow.text("user", user.name());
      case Bus.Login.Certificate certificate -> flow.plain("login", "certificate");
    }
    return flow;
  }

  private static Flow checksums(Flow flow, String place, Bus.Checksums checksums) {
    flow.text("wmbus", place);
    return checksums == Bus.Checksums.LEARNED ? flow : flow.plain("checksums", word(checksums));
  }

  private static String place(Bus.Place place) {
    return switch (place) {
      case Bus.Place.Device device -> device.path();
      case Bus.Place.Remote remote -> TCP + remote.endpoint();
    };
  }

  private static Flow lot(Lot lot) {
    Flow flow = new Flow().name("id", lot.id().value()).plain("kind", word(lot.kind()));
    lot.areaM2().ifPresent(area -> flow.plain("area-m2", area.toPlainString()));
    lot.shares().ifPresent(shares -> flow.plain("shares", shares));
    return flow;
  }

  private static Flow point(Point point) {
    Flow flow = new Flow().name("id", point.id().value()).text("name", point.name());
    point.lot().ifPresent(lot -> flow.name("lot", lot.value()));
    point.parent().ifPresent(parent -> flow.name("parent", parent.value()));
    point.bought().ifPresent(bought -> flow.plain("bought", bought));
    return flow;
  }

  private static Flow meter(InstalledMeter meter) {
    Flow flow =
        new Flow()
            .name("id", meter.id().value())
            .name("point", meter.point().value())
            .name("bus", meter.bus().value());
    address(flow, meter.address());
    meter.profile().ifPresent(profile -> flow.name("profile", profile.value()));
    ratio(flow, "ct", meter.ratio());
    ratio(flow, "vt", meter.voltageRatio());
    meter.serial().ifPresent(serial -> flow.text("serial", serial));
    flow.plain("from", meter.from());
    meter.to().ifPresent(to -> flow.plain("to", to));
    flow.plain("period", duration(meter.period()));
    meter.consent().ifPresent(consent -> flow.plain("consent", consent(consent)));
    particulars(flow, meter.particulars());
    meter.handovers().installed().ifPresent(one -> flow.plain("installed", handover(one)));
    meter.handovers().removed().ifPresent(one -> flow.plain("removed", handover(one)));
    return flow;
  }

  private static void address(Flow flow, Address address) {
    switch (address) {
      case Address.Unit unit -> flow.plain("unit", unit.number());
      case Address.Primary primary -> flow.plain("primary", primary.number());
      case Address.Secondary secondary -> flow.text("secondary", secondary.identification());
      case Address.Channel channel -> flow.plain("channel", channel.channel());
      case Address.Line line -> flow.plain("line", line.offset());
      case Address.Input input -> flow.text("input", input.name());
      case Address.Alone alone -> {}
      case Address.Held held -> {}
      case Address.Nodes nodes -> {}
    }
  }

  private static void ratio(Flow flow, String key, Meter.Ratio ratio) {
    if (!ratio.equals(Meter.Ratio.ONE)) {
      flow.plain(key, ratio.primary() + "/" + ratio.secondary());
    }
  }

  private static Flow consent(Consent consent) {
    return new Flow().text("reference", consent.reference()).plain("ends", consent.ends());
  }

  static Flow handover(Handover handover) {
    Flow flow = new Flow().text("at", handover.at().toString());
    handover.unreadable().ifPresent(why -> flow.text("unreadable", why));
    if (!handover.indexes().isEmpty()) {
      flow.plain("indexes", handover.indexes().stream().map(PlanText::shown).toList());
    }
    return flow;
  }

  private static Flow shown(Shown shown) {
    return new Flow()
        .plain("is", shown.register())
        .plain("index", shown.index().toPlainString())
        .plain("unit", shown.unit().symbol());
  }

  private static void particulars(Flow flow, Particulars noted) {
    noted.midYear().ifPresent(year -> flow.plain("mid-year", year));
    text(flow, "seal", noted.seal());
    noted.verifyBy().ifPresent(day -> flow.plain("verify-by", day));
    text(flow, "place", noted.place());
    text(flow, "access", noted.access());
    text(flow, "photo", noted.photo());
  }

  private static void text(Flow flow, String key, Optional<String> text) {
    text.ifPresent(written -> flow.text(key, written));
  }

  /** In the largest unit that says it exactly. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }
}
