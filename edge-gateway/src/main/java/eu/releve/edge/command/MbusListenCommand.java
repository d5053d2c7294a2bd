package eu.releve.edge.command;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.edge.radio.RadioPlace;
import eu.releve.edge.radio.Received;
import eu.releve.edge.radio.TelegramStream;
import eu.releve.edge.serial.Ears;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.RadioUri;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code mbus listen}: who is heard by radio, how strong, whether it is in the plan and whether its
 * key fits. Telegrams of meters that are not in the plan are not opened.
 *
 * <p>Exit codes: 0 meters were heard, 1 none was, 2 wrong use, settings or plan, 3 the receiver
 * cannot be used, or a file is missing (named).
 */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    description = "Who is heard by radio, how strong, and whether its key fits.",
    footer = {
      "",
      "Example:",
      "  ./releve mbus listen --wmbus /dev/ttyUSB0 --receiver im871a --config gateway.yaml"
    })
final class MbusListenCommand implements Callable<Integer> {
  private static final int NO = 1;
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final int METERS_MAX = 2_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final Duration CONNECTING_MAX = Duration.ofSeconds(5);

  @Option(
      names = "--wmbus",
      required = true,
      paramLabel = "PLACE",
      description = "a device, tcp://HOST:PORT, udp://HOST:PORT, or - for standard input")
  private String place = "";

  @Option(names = "--receiver", paramLabel = "KIND", description = "im871a or amb8465, at a device")
  private Optional<String> receiver = Optional.empty();

  @Option(
      names = "--checksums",
      paramLabel = "WHAT",
      description = "kept or stripped: whether lines of text have them; learned if not said")
  private Optional<String> checksums = Optional.empty();

  @Option(names = "--seconds", paramLabel = "N", description = "how long; 60 if not said")
  private int seconds = 60;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "gateway.yaml: whose plan and keys; without it everybody is a stranger")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--json", description = "for programs: one object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<MeterIdentity, Long> heard = new LinkedHashMap<>();
  private final Map<MeterIdentity, Opening> openings = new HashMap<>();
  private final Wireless wireless = new Wireless(new BoundedFormats());
  private long damaged;
  private long leftOut;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Bus.Radio bus;
    try {
      bus = RadioUri.parse(place, receiver, checksums);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), "mbus listen: " + wrong.getMessage(), wrong);
    }
    try {
      KeyPlaces places = KeyPlaces.of(config, System.getenv());
      Keys keys = config.isPresent() ? places.file().read() : Keys.NONE;
      listen(RadioPlace.of(bus, CONNECTING_MAX), places, keys);
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("mbus listen: " + missing.getMessage());
      return MISSING;
    }
    Messages messages = Messages.load(MbusCommand.class, Language.of(System.getenv()));
    err.println(messages.text("listen.end", heard.size(), damaged, leftOut));
    err.flush();
    return heard.isEmpty() ? NO : 0;
  }

  private void listen(RadioPlace radio, KeyPlaces places, Keys keys) throws IOException {
    TelegramStream stream = radio.streams().get();
    byte[] buffer = new byte[4_096];
    long end = System.nanoTime() + seconds * NANOS_PER_SECOND;
    try (Ears ears = radio.opener().open()) {
      while (System.nanoTime() < end) {
        int count;
        try {
          count = ears.hear(buffer);
        } catch (IOException ended) {
          // A file that was given on standard input, or a server that has said everything.
          return;
        }
        List<Received> news = count > 0 ? stream.feed(buffer, count) : stream.paused();
        news.forEach(received -> take(received, places, keys));
      }
    }
  }

  private void take(Received received, KeyPlaces places, Keys keys) {
    if (!(received.parsed() instanceof WirelessFrame.Whole whole)) {
      damaged++;
      return;
    }
    MeterIdentity who = Wireless.meter(whole.frame());
    if (!heard.containsKey(who) && heard.size() == METERS_MAX) {
      leftOut++;
      return;
    }
    heard.merge(who, 1L, Long::sum);
    Optional<Meter> meter = meterOf(who, places);
    Optional<KeyMatch.State> state = Optional.empty();
    if (meter.isPresent()) {
      openings.put(who, wireless.open(whole.frame(), keys.of(who)));
      state =
          Optional.of(
              KeyMatch.state(keys.of(who).isPresent(), Optional.ofNullable(openings.get(who))));
    }
    tell(received, who, meter, state);
  }

  private static Optional<Meter> meterOf(MeterIdentity who, KeyPlaces places) {
    KeyAddress address = KeyAddress.of(who);
    return places.plan().stream()
        .flatMap(plan -> plan.meters().stream())
        .filter(meter -> Keys.isFor(address, meter))
        .findFirst();
  }

  private void tell(
      Received received, MeterIdentity who, Optional<Meter> meter, Optional<KeyMatch.State> state) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json one =
          new Json()
              .put("identification", who.identification())
              .put("manufacturer", who.manufacturer())
              .put("version", who.version())
              .put("medium", who.medium())
              .put("telegrams", heard.getOrDefault(who, 0L));
      received.rssiDbm().ifPresent(dbm -> one.put("rssiDbm", dbm));
      meter.ifPresent(known -> one.put("meter", known.id().value()));
      state.ifPresent(its -> one.put("key", its.name().toLowerCase(Locale.ROOT)));
      out.println(one);
    } else {
      Locale locale = Language.of(System.getenv());
      Messages messages = Messages.load(MbusCommand.class, locale);
      String key = state.map(its -> messages.text("keys.state." + its)).orElse("");
      out.println(
          "%s %s %-24s %8s  %-20s %s"
              .formatted(
                  who.identification(),
                  who.manufacturer(),
                  TelegramWords.in(locale).text("medium." + who.medium()),
                  received.rssiDbm().isPresent() ? received.rssiDbm().getAsInt() + " dBm" : "",
                  meter.map(known -> known.id().value()).orElse(messages.text("keys.stranger")),
                  key)
              .stripTrailing());
    }
    out.flush();
  }
}
