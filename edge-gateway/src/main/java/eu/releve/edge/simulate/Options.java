package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.PointId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulator is told on its command line.
 *
 * @param site the plan to play.
 * @param profiles a folder of further profiles.
 * @param seed of all accidents.
 * @param speed how many seconds of the building's life pass in a second; 1 to 100,000.
 * @param since when building and clock agree, so that a restart at another speed goes on where it
 *     was; the start of the program if nothing is said.
 * @param record the folder of the record.
 * @param control the port of the control server, 0 for a free one.
 * @param leaks by point; nothing for one drawn by the seed.
 * @param lifetime after which it ends by itself.
 * @param telegrams a file of telegrams to play, by M-Bus.
 * @param replay a capture to play, by Modbus RTU bus.
 * @param keys the data folder of a gateway, with whose keys radio meters encrypt.
 * @param speakEvery how often meters speak that do so by themselves; nothing for as often as real
 *     ones.
 * @param past a journal to fill with readings from a day on until the start.
 */
record Options(
    Path site,
    Optional<Path> profiles,
    long seed,
    BigDecimal speed,
    Optional<Instant> since,
    Optional<Path> record,
    int control,
    Optional<Map<PointId, Leak>> leaks,
    Optional<Duration> lifetime,
    Map<BusId, Path> telegrams,
    Map<BusId, Path> replay,
    Optional<Path> keys,
    Optional<Duration> speakEvery,
    Optional<Past.Wanted> past) {
  private static final Duration SPEAK_EVERY_MIN = Duration.ofMillis(100);
  private static final Duration SPEAK_EVERY_MAX = Duration.ofHours(1);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException saying what was wanted and what was found.
   */
  static Options of(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    Map<PointId, Leak> leaks = new HashMap<>();
    Map<BusId, Path> telegrams = new HashMap<>();
    Map<BusId, Path> replay = new HashMap<>();
    boolean leakSaid = false;
    for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
      String option = words.next();
      require(NAMES.contains(option), "unknown option '%s'", option);
      require(words.hasNext(), "%s: wanted a value, found nothing", option);
      String value = words.next();
      if (option.equals("--leak")) {
        leakSaid = true;
        addLeak(leaks, value);
      } else if (option.equals("--telegrams")) {
        addFile(telegrams, option, value);
      } else if (option.equals("--replay")) {
        addFile(replay, option, value);
      } else {
        require(given.putIfAbsent(option, value) == null, "%s is given twice", option);
      }
    }
    require(given.containsKey("--site"), "--site: wanted a plan's file, found nothing");
    return new Options(
        Path.of(given.getOrDefault("--site", "")),
        Optional.ofNullable(given.get("--profiles")).map(Path::of),
        number(given.getOrDefault("--seed", "1"), "--seed"),
        speed(given.getOrDefault("--speed", "1")),
        Optional.ofNullable(given.get("--since")).map(Options::instant),
        Optional.ofNullable(given.get("--record")).map(Path::of),
        port(given.getOrDefault("--control", "0")),
        leakSaid ? Optional.of(Map.copyOf(leaks)) : Optional.empty(),
        Optional.ofNullable(given.get("--for")).map(text -> duration("--for", text)),
        Map.copyOf(telegrams),
        Map.copyOf(replay),
        Optional.ofNullable(given.get("--keys")).map(Path::of),
        Optional.ofNullable(given.get("--speak-every")).map(Options::speakEvery),
        past(given));
  }

  private static Optional<Past.Wanted> past(Map<String, String> given) {
    String from = given.get("--past");
    String journal = given.get("--journal");
    require((from == null) == (journal == null), "--past and --journal: wanted both or none");
    return from == null || journal == null
        ? Optional.empty()
        : Optional.of(new Past.Wanted(Path.of(journal), date("--past", from)));
  }

  private static final List<String> NAMES =
      List.of(
          "--site",
          "--profiles",
          "--seed",
          "--speed",
          "--since",
          "--record",
          "--control",
          "--leak",
          "--for",
          "--telegrams",
          "--replay",
          "--keys",
          "--speak-every",
          "--past",
          "--journal");

  private static void addFile(Map<BusId, Path> files, String option, String value) {
    int equals = value.indexOf('=');
    require(equals > 0, "%s: wanted BUS=FILE, found '%s'", option, value);
    BusId bus = new BusId(value.substring(0, equals));
    Path earlier = files.putIfAbsent(bus, Path.of(value.substring(equals + 1)));
    require(earlier == null, "%s: bus %s is given twice", option, bus);
  }

  private static void addLeak(Map<PointId, Leak> leaks, String value) {
    if (value.equals("none")) {
      return;
    }
    int equals = value.indexOf('=');
    require(equals > 0, "--leak: wanted POINT=LITRES_PER_HOUR[@DATE], found '%s'", value);
    String[] parts = value.substring(equals + 1).split("@", 2);
    Optional<LocalDate> since =
        parts.length == 2 ? Optional.of(date("--leak", parts[1])) : Optional.empty();
    leaks.put(new PointId(value.substring(0, equals)), new Leak(number(parts[0], "--leak"), since));
  }

  /** A duration such as 500ms, 60s, 5m or 2h. */
  static Duration duration(String what, String text) {
    Matcher form = DURATION.matcher(text);
    require(form.matches(), "%s: wanted a duration such as 60s, found '%s'", what, text);
    long count = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static Duration speakEvery(String text) {
    Duration every = duration("--speak-every", text);
    require(
        every.compareTo(SPEAK_EVERY_MIN) >= 0 && every.compareTo(SPEAK_EVERY_MAX) <= 0,
        "--speak-every: wanted 100ms to 1h, found '%s'",
        text);
    return every;
  }

  private static BigDecimal speed(String text) {
    require(text.matches("\\d{1,6}(\\.\\d{1,3})?"), "--speed: wanted a number, found '%s'", text);
    BigDecimal speed = new BigDecimal(text);
    require(
        speed.compareTo(BigDecimal.ONE) >= 0 && speed.compareTo(BigDecimal.valueOf(100_000)) <= 0,
        "--speed: wanted 1 to 100000, found '%s'",
        text);
    return speed;
  }

  private static int port(String text) {
    long port = number(text, "--control");
    require(0 <= port && port <= 65_535, "--control: wanted 0 to 65535, found '%s'", text);
    return (int) port;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.DateTimeException wrong) {
      throw new IllegalArgumentException(
          "--since: wanted an instant such as 2026-03-01T00:00:00Z, found '" + text + "'", wrong);
    }
  }

  private static LocalDate date(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (java.time.DateTimeException wrong) {
      throw new IllegalArgumentException(
          option + ": wanted a date such as 2026-03-01, found '" + text + "'", wrong);
    }
  }

  private static long number(String text, String option) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          option + ": wanted a whole number, found '" + text + "'", wrong);
    }
  }
}
