package eu.releve.edge.command;

import eu.releve.decode.sunspec.SunSpecChain;
import eu.releve.document.Json;
import eu.releve.edge.search.modbus.Finding;
import eu.releve.edge.search.modbus.Finding.Displayed;
import eu.releve.edge.serial.LineSettings;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister.What;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells what a scan of a Modbus does and finds.
 *
 * <p>Addresses where several answer are told at the end: at wrong settings one device may sound
 * like several, and is found at the right ones.
 */
final class ModbusScanWords extends ScanWords {
  private static final String INDENT = "    ";

  private final Messages messages;
  private final Profiles profiles;
  private final boolean json;
  private final PrintWriter out;
  private final Set<Integer> units = new HashSet<>();
  private final Map<Integer, Optional<LineSettings>> several = new TreeMap<>();

  /** Words for one scan. */
  ModbusScanWords(
      Messages messages, Profiles profiles, boolean json, PrintWriter out, PrintWriter notes) {
    super(messages, notes);
    this.messages = messages;
    this.profiles = profiles;
    this.json = json;
    this.out = out;
  }

  void line(Optional<LineSettings> settings) {
    pass();
    settings.ifPresent(set -> note("modbus.line", Integer.toString(set.baud()), frame(set)));
  }

  /** {@code 8N1}. */
  static String frame(LineSettings settings) {
    return "8" + settings.parity().name().charAt(0) + settings.stop();
  }

  void found(Finding finding, Optional<LineSettings> settings) {
    switch (finding) {
      case Finding.Meter meter -> {
        meterTold();
        units.add(meter.unit());
        if (json) {
          out.println(object(meter, settings));
        } else {
          lines(meter, settings).forEach(out::println);
        }
      }
      case Finding.Several confused -> several.putIfAbsent(confused.unit(), settings);
    }
    out.flush();
  }

  @Override
  void end() {
    several.keySet().removeAll(units);
    several.forEach(
        (unit, settings) ->
            out.println(
                json
                    ? settings(new Json().put("found", "several").put("unit", unit), settings)
                        .toString()
                    : messages.text("modbus.several", Integer.toString(unit))));
    out.flush();
    note("scan.end", Integer.toString(meters()), Integer.toString(several.size()));
  }

  private List<String> lines(Finding.Meter meter, Optional<LineSettings> settings) {
    List<String> lines = new ArrayList<>();
    String place =
        messages.text("modbus.unit", Integer.toString(meter.unit()))
            + settings.map(set -> ", " + set.baud() + " " + frame(set)).orElse("");
    lines.add(place + ": " + what(meter));
    if (!meter.identity().isEmpty() || !meter.objects().isEmpty()) {
      lines.add(INDENT + messages.text("modbus.says", says(meter)));
    }
    if (meter.profiles().size() > 1) {
      lines.add(INDENT + messages.text("modbus.ambiguous", listed(meter.profiles())));
    } else if (!meter.profiles().isEmpty()) {
      lines.add(INDENT + planned(meter, meter.profiles().getFirst()));
    } else if (meter.models().stream().anyMatch(SunSpecChain::isRead)) {
      lines.add(INDENT + planned(meter, Access.SunSpec.NAME));
    }
    for (Displayed fitting : meter.displayed()) {
      lines.add(
          INDENT
              + messages.text(
                  fitting.own() ? "modbus.display.own" : "modbus.display.other",
                  fitting.profile().value(),
                  symbol(fitting.order())));
    }
    return lines;
  }

  private String what(Finding.Meter meter) {
    if (meter.profiles().size() == 1) {
      return profiles
          .find(meter.profiles().getFirst())
          .map(Profile::name)
          .orElse(listed(meter.profiles()));
    }
    if (!meter.profiles().isEmpty()) {
      return messages.text("modbus.family");
    }
    return meter.models().isEmpty()
        ? messages.text("modbus.unknown")
        : messages.text(
            "modbus.sunspec",
            meter.models().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static String says(Finding.Meter meter) {
    List<String> said = new ArrayList<>();
    new TreeMap<>(meter.identity())
        .forEach((what, text) -> said.add(what.name().toLowerCase(Locale.ROOT) + " " + text));
    new TreeMap<>(meter.objects()).forEach((object, text) -> said.add(object + "=" + text));
    return String.join(", ", said);
  }

  /** As a site plan would have it. */
  private static String planned(Finding.Meter meter, ProfileId profile) {
    String serial = meter.identity().getOrDefault(What.SERIAL, "");
    return "unit: %d, profile: %s".formatted(meter.unit(), profile)
        + (serial.isEmpty() ? "" : ", serial: \"" + serial + "\"");
  }

  private static String listed(List<ProfileId> profiles) {
    return profiles.stream().map(ProfileId::value).collect(Collectors.joining(", "));
  }

  private static String symbol(WordOrder order) {
    return order.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Json settings(Json json, Optional<LineSettings> settings) {
    settings.ifPresent(
        set ->
            json.put("baud", set.baud())
                .put("parity", set.parity().name().toLowerCase(Locale.ROOT))
                .put("stop", set.stop()));
    return json;
  }

  private static Json object(Finding.Meter meter, Optional<LineSettings> settings) {
    Json json = settings(new Json().put("found", "meter").put("unit", meter.unit()), settings);
    json.put("recognised", meter.isRecognised())
        .put("profiles", meter.profiles(), (one, id) -> one.put("profile", id.value()))
        .put("sunspec", meter.models(), (one, model) -> one.put("model", model));
    new TreeMap<>(meter.identity())
        .forEach((what, text) -> json.put(what.name().toLowerCase(Locale.ROOT), text));
    return json.put(
            "objects",
            List.copyOf(new TreeMap<>(meter.objects()).entrySet()),
            (one, object) -> one.put("object", object.getKey()).put("text", object.getValue()))
        .put(
            "displayed",
            meter.displayed(),
            (one, fitting) ->
                one.put("profile", fitting.profile().value())
                    .put("order", symbol(fitting.order()))
                    .put("own", fitting.own()));
  }
}
