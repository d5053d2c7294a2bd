package eu.releve.edge.command;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Telegram;
import eu.releve.document.Json;
import eu.releve.edge.link.MbusMask;
import eu.releve.edge.search.Finding;
import eu.releve.edge.telegram.RegisterLine;
import eu.releve.edge.telegram.TelegramJson;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what a scan of an M-Bus does and finds. */
final class MbusScanWords extends ScanWords {
  private static final int PRIMARY_MAX = 250;

  private final Messages messages;
  private final Profiles profiles;
  private final TelegramWords words;
  private final boolean json;
  private final PrintWriter out;
  private final Set<String> told = new HashSet<>();
  private final Map<MbusMask, Set<Integer>> addressesOf = new HashMap<>();
  private int others;

  /**
   * Words for one scan.
   *
   * @param profiles by which meters are recognised.
   */
  MbusScanWords(
      Messages messages, Profiles profiles, boolean json, PrintWriter out, PrintWriter notes) {
    super(messages, notes);
    this.messages = messages;
    this.profiles = profiles;
    this.words = TelegramWords.in(messages.locale());
    this.json = json;
    this.out = out;
  }

  void line(int baud) {
    note("scan.line", Integer.toString(baud));
    pass();
  }

  void primary() {
    note("scan.primary");
    pass();
  }

  /**
   * A meter that answers at two speeds, or to its secondary and its primary address, is told once.
   */
  void found(Finding finding, int baud) {
    if (finding instanceof Finding.Meter meter ? isTold(meter) : !told.add(finding.toString())) {
      return;
    }
    if (finding instanceof Finding.Meter meter) {
      meterTold();
      meter(meter, baud);
    } else {
      others++;
      other(finding, baud);
    }
    out.flush();
  }

  /**
   * Twins of one identity are told apart where each has a primary address of its own; a meter that
   * was selected may say 253 instead of its own.
   */
  private boolean isTold(Finding.Meter meter) {
    if (meter.identity().isEmpty()) {
      return !told.add(meter.place());
    }
    Set<Integer> addresses =
        addressesOf.computeIfAbsent(meter.identity().get(), mask -> new HashSet<>());
    boolean same =
        addresses.contains(meter.address())
            || (meter.address() > PRIMARY_MAX && !addresses.isEmpty())
            || addresses.stream().anyMatch(address -> address > PRIMARY_MAX);
    addresses.add(meter.address());
    return same;
  }

  @Override
  void end() {
    note("scan.end", Integer.toString(meters()), Integer.toString(others));
  }

  private void other(Finding finding, int baud) {
    String kind = finding instanceof Finding.Several ? "several" : "mute";
    if (json) {
      out.println(new Json().put("found", kind).put("place", finding.place()).put("baud", baud));
    } else {
      out.println(messages.text("scan." + kind, finding.place()));
    }
  }

  private void meter(Finding.Meter meter, int baud) {
    if (json) {
      out.println(object(meter, baud));
      return;
    }
    out.println(heading(meter));
    if (!meter.whole()) {
      out.println("    " + messages.text("scan.part", Integer.toString(meter.frames().size())));
    }
    for (byte[] frame : meter.frames()) {
      switch (MbusAnswer.of(frame)) {
        case Telegram telegram -> {
          for (RegisterLine line : RegisterLine.of(telegram, profiles)) {
            out.println("    %-36s %s".formatted(line.name(), words.value(line)));
          }
        }
        case MbusAnswer.Refused refused -> out.println("    " + words.refused(refused));
      }
    }
  }

  private String heading(Finding.Meter meter) {
    List<String> parts = new ArrayList<>();
    identity(meter)
        .ifPresent(
            who -> {
              parts.add(who.identification());
              parts.add(who.manufacturer());
              parts.add(messages.text("scan.version", Integer.toString(who.version())));
              parts.add(words.text("medium." + who.medium()));
            });
    parts.add(messages.text("scan.address", Integer.toString(meter.address())));
    meter.identity().ifPresent(mask -> parts.add("secondary: \"" + mask + "\""));
    if (meter.identity().isEmpty()) {
      parts.add(meter.place());
    }
    return String.join(", ", parts);
  }

  private static Optional<MeterIdentity> identity(Finding.Meter meter) {
    return MbusAnswer.of(meter.frames().getFirst()) instanceof Telegram telegram
        ? telegram.header().meter()
        : Optional.empty();
  }

  private Json object(Finding.Meter meter, int baud) {
    Json json = new Json().put("found", "meter").put("place", meter.place()).put("baud", baud);
    json.put("address", meter.address());
    meter.identity().ifPresent(mask -> json.put("secondary", mask.toString()));
    identity(meter)
        .ifPresent(
            who ->
                json.put("identification", who.identification())
                    .put("manufacturer", who.manufacturer())
                    .put("version", who.version())
                    .put("medium", who.medium()));
    json.put("whole", meter.whole());
    List<RegisterLine> registers = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (byte[] frame : meter.frames()) {
      switch (MbusAnswer.of(frame)) {
        case Telegram telegram -> registers.addAll(RegisterLine.of(telegram, profiles));
        case MbusAnswer.Refused refused -> refusals.add(refused.reason());
      }
    }
    return json.put("registers", registers, TelegramJson::register)
        .put("refused", refusals, (one, reason) -> one.put("reason", reason));
  }
}
