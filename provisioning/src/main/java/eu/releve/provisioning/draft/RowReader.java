package eu.releve.provisioning.draft;

import eu.releve.measure.BusId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Profile;
import eu.releve.provisioning.draft.RowProblem.What;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Particulars;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one row of a list of meters; everything that is wrong with it is collected. */
final class RowReader {
  private static final Pattern RATIO =
      Pattern.compile("([1-9][0-9]{0,5})\\s*[/:]\\s*([1-9][0-9]{0,5})\\s*A?");
  private static final Pattern PERIOD =
      Pattern.compile(
          "([1-9][0-9]{0,5})\\s*(s|sec|sek|m|min|mn|minutes?|minuten|h|heures?|hours?|uur|stunden?|std)?[.]?");
  private static final Pattern DAY =
      Pattern.compile("([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})");
  private static final int UNIT_MAX = 247;
  private static final int UNIT_OF_DEVICE = 255;
  private static final int PRIMARY_MAX = 250;
  private static final int NAMED_MAX = 5;
  private static final Set<What> FOUND_OTHERWISE =
      EnumSet.of(What.NOT_FOUND, What.FOUND_ELSEWHERE, What.FOUND_OTHER);

  private final Order order;
  private final Findings findings;
  private final Families families;
  private final Map<Column, Integer> places;
  private final Map<Column, String> headers;
  private final List<RowProblem> problems = new ArrayList<>();
  private final List<Drafting.Notice> notices = new ArrayList<>();
  private int row;
  private List<Table.Cell> cells = List.of();

  /** What a row says, as far as it is right. */
  record Said(
      int row,
      Bus bus,
      Address address,
      Optional<ProfileId> profile,
      Optional<Media> medium,
      Optional<String> mediumText,
      Optional<String> serial,
      Optional<String> lot,
      Optional<String> name,
      Meter.Ratio ratio,
      Duration period,
      LocalDate from,
      Particulars particulars,
      Optional<String> parent) {}

  RowReader(
      Order order, Findings findings, Map<Column, Integer> places, Map<Column, String> headers) {
    this.order = order;
    this.findings = findings;
    this.families = new Families(order.profiles());
    this.places = places;
    this.headers = headers;
  }

  List<RowProblem> problems() {
    return problems;
  }

  List<Drafting.Notice> notices() {
    return notices;
  }

  /** Nothing where something is wrong with it. */
  Optional<Said> read(int number, List<Table.Cell> of) {
    row = number;
    cells = of;
    int before = problems.size();
    Optional<Said> numbered = numbered();
    Optional<Bus> bus = bus(numbered);
    Optional<Address> address = bus.flatMap(on -> address(on, numbered));
    Optional<Said> found =
        bus.isPresent() && address.isPresent()
            ? found(bus.get(), address.get(), numbered)
            : Optional.empty();
    // What the scans contradict has no profile of theirs; that none is written is not told, too.
    Optional<Profile> profile =
        problems.subList(before, problems.size()).stream()
                .anyMatch(problem -> FOUND_OTHERWISE.contains(problem.what()))
            ? Optional.empty()
            : bus.flatMap(on -> profile(on, found));
    Optional<Media> medium = medium(profile, found);
    Meter.Ratio ratio = ratio();
    Duration period = period();
    LocalDate from = from();
    Particulars particulars = particulars();
    if (problems.size() > before || bus.isEmpty() || address.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Said(
            row,
            bus.get(),
            address.get(),
            profile.map(Profile::id).or(() -> found.flatMap(Said::profile)),
            medium,
            text(Column.MEDIUM),
            serial(),
            text(Column.LOT),
            text(Column.NAME),
            ratio,
            period,
            from,
            particulars,
            text(Column.PARENT)));
  }

  /** What a scan has found under the row's number, on the row's bus where it names one. */
  private Optional<Said> numbered() {
    Optional<BusId> named = text(Column.BUS).flatMap(this::busNamed).map(Bus::id);
    return serial().flatMap(number -> findings.numbered(number, named));
  }

  /** The finding that the row means; one with another number there is said to be wrong. */
  private Optional<Said> found(Bus bus, Address address, Optional<Said> numbered) {
    Optional<Said> there =
        numbered
            .filter(said -> said.bus().id().equals(bus.id()))
            .filter(said -> Findings.mayBe(said.address(), address))
            .or(() -> findings.at(bus.id(), address));
    Optional<String> serial = serial();
    if (numbered.isPresent() && !numbered.equals(there)) {
      wrong(
          Column.SERIAL,
          What.FOUND_ELSEWHERE,
          serial.orElse(""),
          numbered.get().address().toString(),
          address.toString());
      return Optional.empty();
    }
    Optional<String> other = there.flatMap(Said::serial);
    if (serial.isPresent() && other.isPresent() && !Findings.isSame(serial.get(), other.get())) {
      wrong(Column.SERIAL, What.FOUND_OTHER, serial.get(), address.toString(), other.get());
      return Optional.empty();
    }
    there.ifPresent(findings::take);
    return there;
  }

  /** What a scan says of a row that was read, for the plan. */
  Optional<String> remark(Said said) {
    return findings.at(said.bus().id(), said.address()).flatMap(findings::remarkOf);
  }

  private Table.Cell cell(Column column) {
    Integer place = places.get(column);
    return place == null || place >= cells.size() ? Table.Cell.EMPTY : cells.get(place);
  }

  private Optional<String> text(Column column) {
    return Optional.of(cell(column).text()).filter(text -> !text.isEmpty());
  }

  private void wrong(Column column, What what, String... words) {
    problems.add(
        new RowProblem(row, headers.getOrDefault(column, column.id()), what, List.of(words)));
  }

  private void notice(Drafting.Notice.What what, String... words) {
    notices.add(new Drafting.Notice(row, what, List.of(words)));
  }

  private Optional<Bus> busNamed(String name) {
    return order.buses().stream()
        .filter(bus -> Naming.plain(bus.id().value()).equals(Naming.plain(name)))
        .findFirst();
  }

  private Optional<Bus> bus(Optional<Said> numbered) {
    Optional<String> name = text(Column.BUS);
    if (name.isEmpty() && numbered.isPresent()) {
      return numbered.map(Said::bus);
    }
    if (name.isEmpty() && isWithoutAddress() && !findings.isEmpty() && serial().isPresent()) {
      wrong(Column.SERIAL, What.NOT_FOUND, serial().orElse(""));
      return Optional.empty();
    }
    if (name.isEmpty()) {
      if (order.buses().size() > 1) {
        wrong(Column.BUS, What.BUS_MISSING, busNames());
        return Optional.empty();
      }
      return byHand(order.buses().getFirst());
    }
    Optional<Bus> found = busNamed(name.get());
    if (found.isEmpty()) {
      wrong(Column.BUS, What.BUS_UNKNOWN, name.get(), busNames());
    }
    return found.flatMap(this::byHand);
  }

  private Optional<Bus> byHand(Bus bus) {
    boolean listed =
        bus.protocol() == Bus.Protocol.MODBUS
            || bus.protocol() == Bus.Protocol.MBUS
            || bus.protocol() == Bus.Protocol.TIC;
    if (!listed) {
      wrong(Column.BUS, What.BUS_BY_HAND, bus.id().value());
    }
    return listed ? Optional.of(bus) : Optional.empty();
  }

  private String busNames() {
    return String.join(", ", order.buses().stream().map(Bus::id).map(BusId::value).toList());
  }

  private Optional<Address> address(Bus bus, Optional<Said> numbered) {
    if (isWithoutAddress() && numbered.isPresent()) {
      return numbered.map(Said::address);
    }
    if (isWithoutAddress() && !findings.isEmpty() && serial().isPresent()) {
      wrong(Column.SERIAL, What.NOT_FOUND, serial().orElse(""));
      return Optional.empty();
    }
    return switch (bus.protocol()) {
      case MODBUS -> unit();
      case TIC -> Optional.of(new Address.Alone());
      default -> mbus(bus instanceof Bus.Radio);
    };
  }

  private boolean isWithoutAddress() {
    return Stream.of(Column.ADDRESS, Column.UNIT, Column.PRIMARY, Column.SECONDARY)
        .allMatch(column -> text(column).isEmpty());
  }

  private Optional<Address> unit() {
    Column column = text(Column.UNIT).isPresent() ? Column.UNIT : Column.ADDRESS;
    Optional<String> written = text(column);
    if (written.isEmpty()) {
      wrong(headers.containsKey(Column.UNIT) ? Column.UNIT : column, What.ADDRESS_MISSING);
      return Optional.empty();
    }
    int unit = number(written.get());
    if ((unit < 1 || unit > UNIT_MAX) && unit != UNIT_OF_DEVICE) {
      wrong(column, What.ADDRESS_WRONG, written.get(), "1-247");
      return Optional.empty();
    }
    return Optional.of(new Address.Unit(unit));
  }

  /** Small numbers are primary addresses, eight or sixteen digits secondary ones. */
  private Optional<Address> mbus(boolean radio) {
    Column column = Column.SECONDARY;
    for (Column candidate : List.of(Column.ADDRESS, Column.PRIMARY, Column.SECONDARY)) {
      column = text(candidate).isPresent() ? candidate : column;
    }
    Optional<String> written = text(column).map(text -> text.replaceAll("[\\s.-]", ""));
    if (written.isEmpty()) {
      Optional<String> serial = serial().filter(text -> text.matches("[0-9]{8}"));
      if (serial.isPresent()) {
        notice(Drafting.Notice.What.SECONDARY_FROM_SERIAL, serial.get());
        return serial.map(Address.Secondary::new);
      }
      wrong(headers.containsKey(Column.ADDRESS) ? Column.ADDRESS : column, What.ADDRESS_MISSING);
      return Optional.empty();
    }
    String digits = written.get().toUpperCase(Locale.ROOT);
    if (column != Column.SECONDARY && !radio && digits.matches("[0-9]{1,3}")) {
      int primary = number(digits);
      if (primary <= PRIMARY_MAX) {
        return Optional.of(new Address.Primary(primary));
      }
    }
    if (column != Column.PRIMARY && digits.matches("[0-9A-F]{8}([0-9A-F]{8})?")) {
      return Optional.of(new Address.Secondary(digits));
    }
    boolean lost = cell(column).isNumber() && digits.matches("[0-9]{4,7}");
    wrong(
        column,
        lost ? What.ZEROS_LOST : What.ADDRESS_WRONG,
        written.get(),
        column == Column.PRIMARY ? "0-250" : radio ? "12345678" : "0-250, 12345678");
    return Optional.empty();
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  private Optional<String> serial() {
    Optional<String> serial = text(Column.SERIAL);
    boolean told =
        notices.stream()
            .anyMatch(
                known -> known.row() == row && known.what() == Drafting.Notice.What.SERIAL_NUMBER);
    if (serial.isPresent() && cell(Column.SERIAL).isNumber() && !told) {
      notice(Drafting.Notice.What.SERIAL_NUMBER, serial.get());
    }
    return serial;
  }

  /** What the row says counts before what the scan has recognised. */
  private Optional<Profile> profile(Bus bus, Optional<Said> found) {
    boolean silent =
        Stream.of(Column.PROFILE, Column.MODEL).allMatch(column -> text(column).isEmpty());
    if (silent && found.isPresent()) {
      return found.get().profile().flatMap(order.profiles()::find);
    }
    if (bus.protocol() == Bus.Protocol.TIC) {
      return Optional.empty();
    }
    Optional<String> name = text(Column.PROFILE);
    if (name.isPresent()) {
      Optional<Profile> known = families.named(name.get());
      if (known.isEmpty()) {
        wrong(Column.PROFILE, What.PROFILE_UNKNOWN, name.get());
      } else if (!Families.speaks(known.get(), bus.protocol())) {
        wrong(Column.PROFILE, What.PROFILE_OTHER_BUS, name.get(), bus.id().value());
      }
      return known;
    }
    String maker = text(Column.MAKER).orElse("");
    String model = text(Column.MODEL).orElse("");
    Column column = model.isEmpty() ? Column.MAKER : Column.MODEL;
    if (model.isEmpty()) {
      if (bus.protocol() == Bus.Protocol.MODBUS) {
        wrong(Column.PROFILE, What.PROFILE_MISSING);
      }
      return Optional.empty();
    }
    List<ProfileId> like = families.like(maker, model, bus.protocol());
    if (like.size() != 1) {
      String said = (maker + " " + model).strip();
      wrong(
          column,
          like.isEmpty() ? What.PROFILE_UNKNOWN : What.PROFILE_SEVERAL,
          said,
          String.join(", ", like.stream().limit(NAMED_MAX).map(ProfileId::value).toList()));
      return Optional.empty();
    }
    return order.profiles().find(like.getFirst());
  }

  private Optional<Media> medium(Optional<Profile> profile, Optional<Said> found) {
    Set<Media> counted = profile.map(Media::of).orElse(Set.of());
    Optional<String> written = text(Column.MEDIUM);
    if (written.isEmpty()) {
      return found.flatMap(Said::medium).or(() -> Media.main(counted));
    }
    Optional<Media> medium = Media.named(written.get());
    if (medium.isEmpty()) {
      wrong(Column.MEDIUM, What.MEDIUM_UNKNOWN, written.get());
    } else if (!counted.isEmpty() && !counted.contains(medium.get())) {
      wrong(
          Column.MEDIUM,
          What.MEDIUM_OTHER,
          written.get(),
          profile.map(Profile::id).map(ProfileId::value).orElse(""));
    }
    return medium;
  }

  private Meter.Ratio ratio() {
    Optional<String> written = text(Column.CT).filter(text -> !text.matches("-|1|1/1"));
    if (written.isEmpty()) {
      return Meter.Ratio.ONE;
    }
    Matcher form = RATIO.matcher(written.get());
    if (!form.matches()) {
      wrong(Column.CT, What.RATIO_WRONG, written.get());
      return Meter.Ratio.ONE;
    }
    return new Meter.Ratio(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  /** A number alone is minutes. */
  private Duration period() {
    Optional<String> written = text(Column.PERIOD);
    if (written.isEmpty()) {
      return Duration.ofMinutes(15);
    }
    Matcher form = PERIOD.matcher(written.get().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      int count = Integer.parseInt(form.group(1));
      String unit = form.group(2) == null ? "m" : form.group(2);
      Duration period =
          unit.startsWith("se") || unit.equals("s")
              ? Duration.ofSeconds(count)
              : unit.startsWith("m") ? Duration.ofMinutes(count) : Duration.ofHours(count);
      if (period.compareTo(Duration.ofDays(1)) <= 0) {
        return period;
      }
    }
    wrong(Column.PERIOD, What.PERIOD_WRONG, written.get());
    return Duration.ofMinutes(15);
  }

  /** As ISO has it, or day, month, year. */
  private LocalDate from() {
    Optional<String> written = text(Column.FROM);
    if (written.isEmpty()) {
      return order.from();
    }
    try {
      Matcher form = DAY.matcher(written.get());
      LocalDate day =
          form.matches()
              ? LocalDate.of(
                  Integer.parseInt(form.group(3)),
                  Integer.parseInt(form.group(2)),
                  Integer.parseInt(form.group(1)))
              : LocalDate.parse(written.get());
      if (1900 <= day.getYear() && day.getYear() <= 2200) {
        return day;
      }
    } catch (DateTimeException none) {
      // Told below, like a year that nobody means.
    }
    wrong(Column.FROM, What.DATE_WRONG, written.get());
    return order.from();
  }

  private Particulars particulars() {
    Optional<Integer> year = Optional.empty();
    Optional<String> written = text(Column.MID_YEAR);
    if (written.isPresent()) {
      int number = number(written.get().replaceFirst("^[Mm] ?(?=[0-9])", ""));
      // The marking has two digits: M 24.
      number = 0 <= number && number < 100 ? 2000 + number : number;
      if (number < Particulars.YEAR_MIN || number > Particulars.YEAR_MAX) {
        wrong(Column.MID_YEAR, What.YEAR_WRONG, written.get());
      } else {
        year = Optional.of(number);
      }
    }
    for (Column column : List.of(Column.SEAL, Column.PLACE, Column.NAME, Column.LOT)) {
      if (text(column).orElse("").length() > Particulars.CHARACTERS_MAX) {
        wrong(column, What.TEXT_LONG, Integer.toString(Particulars.CHARACTERS_MAX));
        return Particulars.NONE;
      }
    }
    return new Particulars(
        year,
        text(Column.SEAL),
        Optional.empty(),
        text(Column.PLACE),
        Optional.empty(),
        Optional.empty());
  }
}
