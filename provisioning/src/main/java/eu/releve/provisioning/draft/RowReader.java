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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private final Order order;
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
      Particulars particulars) {}

  RowReader(Order order, Map<Column, Integer> places, Map<Column, String> headers) {
    this.order = order;
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
    Optional<Bus> bus = bus();
    Optional<Address> address = bus.flatMap(this::address);
    Optional<Profile> profile = bus.flatMap(this::profile);
    Optional<Media> medium = medium(profile);
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
            profile.map(Profile::id),
            medium,
            text(Column.MEDIUM),
            serial(),
            text(Column.LOT),
            text(Column.NAME),
            ratio,
            period,
            from,
            particulars));
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

  private Optional<Bus> bus() {
    Optional<String> name = text(Column.BUS);
    if (name.isEmpty()) {
      if (order.buses().size() > 1) {
        wrong(Column.BUS, What.BUS_MISSING, busNames());
        return Optional.empty();
      }
      return byHand(order.buses().getFirst());
    }
    Optional<Bus> found =
        order.buses().stream()
            .filter(bus -> Naming.plain(bus.id().value()).equals(Naming.plain(name.get())))
            .findFirst();
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

  private Optional<Address> address(Bus bus) {
    return switch (bus.protocol()) {
      case MODBUS -> unit();
      case TIC -> Optional.of(new Address.Alone());
      default -> mbus(bus instanceof Bus.Radio);
    };
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

  private Optional<Profile> profile(Bus bus) {
    if (bus.protocol() == Bus.Protocol.TIC) {
      return Optional.empty();
    }
    Optional<String> name = text(Column.PROFILE);
    if (name.isPresent()) {
      Optional<Profile> found = families.named(name.get());
      if (found.isEmpty()) {
        wrong(Column.PROFILE, What.PROFILE_UNKNOWN, name.get());
      } else if (!Families.speaks(found.get(), bus.protocol())) {
        wrong(Column.PROFILE, What.PROFILE_OTHER_BUS, name.get(), bus.id().value());
      }
      return found;
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

  private Optional<Media> medium(Optional<Profile> profile) {
    Set<Media> counted = profile.map(Media::of).orElse(Set.of());
    Optional<String> written = text(Column.MEDIUM);
    if (written.isEmpty()) {
      return Media.main(counted);
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
