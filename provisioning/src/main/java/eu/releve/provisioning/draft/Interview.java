package eu.releve.provisioning.draft;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.PointId;
import eu.releve.measure.SiteId;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Particulars;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Asks what a plan needs, question by question.
 *
 * <p>It has no memory: all answers are given again each time, so that one can be taken back by
 * leaving it out.
 */
public final class Interview {
  /** At most so many buses. */
  public static final int BUSES_MAX = 20;

  private static final String NONE = "-";
  private static final int METERS_MAX = 250;

  private final Profiles profiles;
  private final Messages messages;
  private final LocalDate today;
  private final Function<String, Optional<String>> files;

  /**
   * An interview.
   *
   * @param today is offered as first day.
   * @param files the text of a file of that name, or nothing.
   */
  public Interview(
      Profiles profiles,
      Messages messages,
      LocalDate today,
      Function<String, Optional<String>> files) {
    this.profiles = profiles;
    this.messages = messages;
    this.today = today;
    this.files = files;
  }

  /** What comes after some answers. */
  public sealed interface Next {
    /**
     * A question.
     *
     * @param answered how many answers count: those after them are to be forgotten.
     * @param question in words.
     * @param byDefault what counts where nothing is answered.
     * @param objection to the answer that was given to this question before.
     */
    record Question(int answered, String question, String byDefault, Optional<String> objection)
        implements Next {}

    /** No more question. */
    record Done(Drafting drafting) implements Next {}
  }

  /** What comes after those answers. */
  public Next next(List<String> answers) {
    try {
      return new Next.Done(new Script(new Answers(answers)).run());
    } catch (OpenException open) {
      return open.question;
    }
  }

  /** A question has no answer, or none that can be. */
  private static final class OpenException extends Exception {
    private final transient Next.Question question;

    OpenException(Next.Question question) {
      super(question.question());
      this.question = question;
    }
  }

  /** Makes something of an answer; refuses by an {@link IllegalArgumentException}. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(String answer);
  }

  /** Answers in their order. */
  private final class Answers {
    private final List<String> given;
    private int used;

    Answers(List<String> given) {
      this.given = given;
    }

    <T> T ask(String key, String byDefault, Reading<T> reading, Object... words)
        throws OpenException {
      String question = messages.text("ask." + key, words);
      if (used >= given.size()) {
        throw new OpenException(new Next.Question(used, question, byDefault, Optional.empty()));
      }
      try {
        T read = reading.of(given.get(used));
        used++;
        return read;
      } catch (IllegalArgumentException wrong) {
        throw new OpenException(
            new Next.Question(
                used,
                question,
                byDefault,
                Optional.of(
                    messages.text(
                        "ask.wrong", given.get(used), String.valueOf(wrong.getMessage())))));
      }
    }
  }

  /** Some meters of a bus, numbered through. */
  private record Series(int count, Optional<Profile> profile, int first, Whose whose) {}

  private enum Whose {
    LOTS,
    MAIN_AND_LOTS,
    COMMON
  }

  /** What is on a bus. */
  private record Load(Bus bus, Optional<Series> series, Optional<ScanList.Scan> scan) {}

  private final class Script {
    private final Answers answers;

    Script(Answers answers) {
      this.answers = answers;
    }

    Drafting run() throws OpenException {
      SiteId site = answers.ask("site", messages.text("ask.site.default"), SiteId::new);
      ZoneId zone = answers.ask("zone", "Europe/Brussels", Interview::zone);
      Optional<BigDecimal> area = answers.ask("area", NONE, Interview::area);
      List<String> lots =
          answers.ask(
              "lots", NONE, text -> text.equals(NONE) ? List.<String>of() : LotRange.of(text));
      List<Load> loads = new ArrayList<>();
      Map<String, Integer> kinds = new HashMap<>();
      while (loads.size() < BUSES_MAX) {
        String kind =
            answers.ask(
                loads.isEmpty() ? "bus.first" : "bus.more",
                loads.isEmpty() ? "1" : NONE,
                loads.isEmpty() ? Script::kind : Script::kindOrNone,
                Integer.toString(loads.size() + 1));
        if (kind.equals(NONE)) {
          break;
        }
        loads.add(load(kind, kinds.merge(kind, 1, Integer::sum), lots, loads));
      }
      LocalDate from = answers.ask("from", today.toString(), Interview::day);
      Duration period = answers.ask("period", "15m", Interview::period);
      Order order =
          new Order(site, zone, loads.stream().map(Load::bus).toList(), from, profiles, messages);
      return draft(order, area, lots, loads, period);
    }

    private static String kind(String answer) {
      return switch (answer) {
        case "1" -> "modbus-rtu";
        case "2" -> "modbus-tcp";
        case "3" -> "mbus";
        case "modbus-rtu", "modbus-tcp", "mbus" -> answer;
        default -> throw new IllegalArgumentException("1, 2, 3");
      };
    }

    private static String kindOrNone(String answer) {
      return answer.equals(NONE) ? NONE : kind(answer);
    }

    private Load load(String kind, int which, List<String> lots, List<Load> before)
        throws OpenException {
      String usual = kind + (which == 1 ? "" : "-" + which);
      String id = answers.ask("bus.id", usual, text -> free(text, before));
      String place =
          answers.ask(
              "bus.place." + kind,
              switch (kind) {
                case "modbus-rtu" -> "/dev/ttyUSB" + (which - 1);
                case "modbus-tcp" -> "10.0.0.8:502";
                default -> "tcp://10.0.0.7:10001";
              },
              text -> checked(kind, text, ""));
      String settings = "";
      if (!kind.equals("modbus-tcp")) {
        String baud = kind.equals("mbus") ? "2400" : "9600";
        settings =
            answers.ask("bus.baud", baud, text -> setting(kind, place, ", baud: " + number(text)));
      }
      if (kind.equals("modbus-rtu")) {
        String speed = settings;
        settings =
            answers.ask(
                "bus.parity", "none", text -> setting(kind, place, speed + ", parity: " + text));
      }
      Bus bus = bus(id, kind, place, settings);
      return onBus(bus, lots);
    }

    private String free(String id, List<Load> before) {
      BusId bus = new BusId(id);
      if (before.stream().anyMatch(load -> load.bus().id().equals(bus))) {
        throw new IllegalArgumentException(messages.text("ask.bus.taken"));
      }
      return bus.value();
    }

    private static String checked(String kind, String place, String settings) {
      bus("bus", kind, place, settings);
      return place;
    }

    private static String setting(String kind, String place, String settings) {
      checked(kind, place, settings);
      return settings;
    }

    private static Bus bus(String id, String kind, String place, String settings) {
      String speed = settings.isEmpty() && kind.equals("modbus-rtu") ? ", baud: 9600" : settings;
      try {
        return SitePlans.bus(
            "bus",
            new Flow().name("id", id).text(kind, place).toString().replace(" }", speed + " }"));
      } catch (DocumentException refused) {
        throw new IllegalArgumentException(
            refused.key() + ": " + refused.wanted() + ", not " + refused.found(), refused);
      }
    }

    private Load onBus(Bus bus, List<String> lots) throws OpenException {
      Load load =
          answers.ask(
              "meters",
              Integer.toString(lots.size()),
              text -> counted(bus, text).orElseGet(() -> scanned(bus, text)),
              bus.id().value());
      if (load.series().isEmpty() || load.series().get().count() == 0) {
        return load;
      }
      int count = load.series().get().count();
      boolean modbus = bus.protocol() == Bus.Protocol.MODBUS;
      Optional<Profile> profile =
          answers.ask(
              modbus ? "profile.modbus" : "profile.mbus",
              modbus ? "eastron-sdm630" : NONE,
              text -> profile(text, bus));
      int first = answers.ask("first", "1", text -> first(text, count, modbus));
      Whose whose =
          lots.isEmpty()
              ? Whose.COMMON
              : answers.ask(
                  "whose",
                  count == lots.size() ? "1" : count == lots.size() + 1 ? "2" : "3",
                  text -> whose(text, count, lots.size()));
      return new Load(bus, Optional.of(new Series(count, profile, first, whose)), Optional.empty());
    }

    private static Optional<Load> counted(Bus bus, String text) {
      if (!text.matches("[0-9]{1,3}")) {
        return Optional.empty();
      }
      int count = number(text);
      if (count > METERS_MAX) {
        throw new IllegalArgumentException("0-" + METERS_MAX);
      }
      return Optional.of(
          new Load(
              bus,
              Optional.of(new Series(count, Optional.empty(), 1, Whose.COMMON)),
              Optional.empty()));
    }

    /** A scan is read at once, so that what is wrong with it is said here. */
    private Load scanned(Bus bus, String file) {
      String text =
          files
              .apply(file)
              .orElseThrow(() -> new IllegalArgumentException(messages.text("ask.file")));
      ScanList.Scan scan = new ScanList.Scan(bus, file, text);
      Order order =
          new Order(
              new SiteId("building"), ZoneId.of("UTC"), List.of(bus), today, profiles, messages);
      if (ScanList.draft(List.of(scan), order) instanceof Drafting.Refused refused) {
        RowProblem first = refused.problems().getFirst();
        throw new IllegalArgumentException(
            first.row()
                + ": "
                + messages.text("row." + first.what().id(), first.words().toArray()));
      }
      return new Load(bus, Optional.empty(), Optional.of(scan));
    }

    private Optional<Profile> profile(String name, Bus bus) {
      boolean learned = name.equals(NONE) && bus.protocol() == Bus.Protocol.MBUS;
      if (learned) {
        return Optional.empty();
      }
      Profile profile =
          new Families(profiles)
              .named(name)
              .filter(known -> Families.speaks(known, bus.protocol()))
              .orElseThrow(() -> new IllegalArgumentException(messages.text("ask.profile")));
      return Optional.of(profile);
    }

    private static int first(String text, int count, boolean modbus) {
      int first = number(text);
      int most = modbus ? 247 : 250;
      if (first < 1 || first + count - 1 > most) {
        throw new IllegalArgumentException("1-" + (most - count + 1));
      }
      return first;
    }

    private Whose whose(String text, int count, int lots) {
      boolean fits =
          switch (text) {
            case "1" -> count == lots;
            case "2" -> count == lots + 1;
            case "3" -> true;
            default -> throw new IllegalArgumentException("1, 2, 3");
          };
      if (!fits) {
        throw new IllegalArgumentException(
            messages.text("ask.whose.count", Integer.toString(count), Integer.toString(lots)));
      }
      return text.equals("3") ? Whose.COMMON : text.equals("1") ? Whose.LOTS : Whose.MAIN_AND_LOTS;
    }
  }

  private Drafting draft(
      Order order,
      Optional<BigDecimal> area,
      List<String> lots,
      List<Load> loads,
      Duration period) {
    Assembly assembly = new Assembly(order);
    lots.forEach(assembly::lot);
    ScanList scans = new ScanList(order, assembly);
    for (Load load : loads) {
      load.scan().ifPresent(scans::read);
      load.series().ifPresent(series -> add(assembly, load.bus(), series, lots, order, period));
    }
    if (!scans.problems().isEmpty()) {
      return new Drafting.Refused(scans.problems());
    }
    return assembly.draft(area, List.of(messages.text("draft.from-answers")), scans.notices());
  }

  private static void add(
      Assembly assembly, Bus bus, Series series, List<String> lots, Order order, Duration period) {
    Optional<PointId> main = Optional.empty();
    for (int i : IntStream.range(0, series.count()).toArray()) {
      boolean isMain = series.whose() == Whose.MAIN_AND_LOTS && i == 0;
      int which = series.whose() == Whose.MAIN_AND_LOTS ? i - 1 : i;
      Optional<String> lot =
          series.whose() == Whose.COMMON || isMain
              ? Optional.empty()
              : Optional.of(lots.get(which));
      int number = series.first() + i;
      Address address =
          bus.protocol() == Bus.Protocol.MODBUS
              ? new Address.Unit(number)
              : new Address.Primary(number);
      Optional<Media> medium = series.profile().map(Media::of).flatMap(Media::main);
      assembly.add(
          new RowReader.Said(
              0,
              bus,
              address,
              series.profile().map(Profile::id),
              medium,
              Optional.empty(),
              Optional.empty(),
              lot,
              Optional.empty(),
              Meter.Ratio.ONE,
              period,
              order.from(),
              Particulars.NONE,
              Optional.empty()),
          main);
      if (isMain) {
        main = Optional.of(assembly.lastPoint());
      }
    }
  }

  private static ZoneId zone(String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name) || name.matches(".*[0-9].*")) {
      throw new IllegalArgumentException("Europe/Brussels, Europe/Paris, Europe/Luxembourg, ...");
    }
    return ZoneId.of(name);
  }

  private static Optional<BigDecimal> area(String text) {
    if (text.equals(NONE)) {
      return Optional.empty();
    }
    if (!text.matches("[1-9][0-9]{0,6}([.][0-9]{1,2})?")) {
      throw new IllegalArgumentException("1480, 1480.5");
    }
    return Optional.of(new BigDecimal(text));
  }

  private static LocalDate day(String text) {
    if (!text.matches("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")) {
      throw new IllegalArgumentException("2026-03-01");
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException none) {
      throw new IllegalArgumentException("2026-03-01", none);
    }
  }

  private static Duration period(String text) {
    if (!text.matches("[1-9][0-9]{0,4}[smh]")) {
      throw new IllegalArgumentException("10s, 15m, 1h");
    }
    int count = number(text.substring(0, text.length() - 1));
    Duration period =
        switch (text.charAt(text.length() - 1)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (period.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("1s-24h");
    }
    return period;
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("1, 2, 3 ...");
    }
    return Integer.parseInt(text);
  }
}
