package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Api;
import eu.releve.cloud.closing.Closing;
import eu.releve.cloud.closing.Closings;
import eu.releve.cloud.closing.Closings.Head;
import eu.releve.cloud.closing.Closings.Outcome;
import eu.releve.cloud.closing.FileKind;
import eu.releve.cloud.closing.Period;
import eu.releve.cloud.portal.Boxes.Notice;
import eu.releve.cloud.portal.IndexPage.Closed;
import eu.releve.cloud.portal.IndexPage.FileLink;
import eu.releve.cloud.portal.Inventory.Building;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The page on which somebody looks at the index list of any days, closes them, and finds them. */
final class ClosingPage {
  private static final int REASON_MAX = 500;
  private static final int CLOSED_MAX = 200;
  private static final int YEAR_MIN = 1970;
  private static final int YEAR_MAX = 2199;

  private final DataSource database;
  private final Visit visit;
  private final Principal principal;
  private final Building building;
  private final Calendar calendar;

  /**
   * @param database connections that see and write what the visitor may.
   * @param now what is over by then.
   */
  ClosingPage(
      DataSource database, Visit visit, Principal principal, Building building, Instant now) {
    this.database = database;
    this.visit = visit;
    this.principal = principal;
    this.building = building;
    this.calendar = new Calendar(visit.words(), building.zone(), now);
  }

  /**
   * What somebody asks for, as it was typed.
   *
   * @param last which is in the period.
   * @param lot its name; empty for the whole building.
   */
  record Asked(String first, String last, String lot) {
    /** Nothing typed yet: the last year that is over. */
    Asked orLastYear(LocalDate today) {
      int year = today.getYear() - 1;
      return first.isEmpty() && last.isEmpty()
          ? new Asked("%d-01-01".formatted(year), "%d-12-31".formatted(year), lot)
          : this;
    }

    private Optional<Period> period() {
      try {
        LocalDate from = LocalDate.parse(first);
        LocalDate to = LocalDate.parse(last);
        boolean isKnown = from.getYear() >= YEAR_MIN && to.getYear() <= YEAR_MAX;
        return isKnown && !to.isBefore(from)
            ? Optional.of(new Period(from, to.plusDays(1)))
            : Optional.empty();
      } catch (DateTimeException noDay) {
        // Told to whoever typed it, as two days that are not one after the other.
        return Optional.empty();
      }
    }
  }

  /** The list of some days as the readings tell it today. */
  Answer show(Asked typed) throws SQLException {
    Asked asked = typed.orLastYear(calendar.today());
    try (Connection connection = database.getConnection()) {
      return page(new Closings(connection), asked, "", 200, Optional.empty());
    }
  }

  /** The same as a file. */
  Answer file(Asked typed, String format) throws SQLException {
    Asked asked = typed.orLastYear(calendar.today());
    Optional<FileKind> kind = FileKind.of(format);
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Optional<Period> period = asked.period();
      Optional<Closing.Place> place = place(closings.lots(building.id()), asked.lot);
      if (kind.isEmpty() || period.isEmpty() || place.isEmpty()) {
        return unknown();
      }
      if (!isShown(place.get(), period.get())) {
        return page(closings, asked, "", 403, Optional.empty());
      }
      Closing closing = closings.look(place.get(), period.get());
      return closing.lines().size() > Closing.LINES_MAX
          ? page(closings, asked, "", 400, Optional.empty())
          : download(closing, kind.get());
    }
  }

  /** Closes some days, for a reason. */
  Answer close(Asked asked, String reason) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Optional<Period> period = asked.period();
      Optional<Closing.Place> place = place(closings.lots(building.id()), asked.lot);
      String why = reason.strip();
      if (period.isEmpty() || place.isEmpty()) {
        return page(closings, asked, why, 400, Optional.empty());
      }
      if (why.isEmpty() || why.length() > REASON_MAX || !Api.isText(why)) {
        Notice notice = new Notice(true, visit.text("index.reason.wanted"));
        return page(closings, asked, why, 400, Optional.of(notice));
      }
      Instant at = calendar.now().truncatedTo(ChronoUnit.MILLIS);
      Outcome outcome =
          closings.close(new Closings.Wish(place.get(), period.get(), why, at, principal.name()));
      if (outcome instanceof Outcome.Closed closed) {
        connection.commit();
        return new Answer.Elsewhere(link(closed.closing().made().orElseThrow().id()));
      }
      connection.rollback();
      return page(closings, asked, why, 409, Optional.of(new Notice(true, refused(outcome))));
    }
  }

  /** A closed period, with what has changed of it since. */
  Answer one(int number) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Closings closings = new Closings(connection);
      Optional<Closing> found = found(closings, number);
      return found.isPresent() ? page(found.get(), closings.since(found.get())) : unknown();
    }
  }

  /** A closed period as a file. */
  Answer oneFile(int number, String format) throws SQLException {
    Optional<FileKind> kind = FileKind.of(format);
    try (Connection connection = database.getConnection()) {
      Optional<Closing> found = found(new Closings(connection), number);
      return kind.isPresent() && found.isPresent() ? download(found.get(), kind.get()) : unknown();
    }
  }

  private Optional<Closing> found(Closings closings, int number) throws SQLException {
    return closings.find(number).filter(closing -> closing.place().building() == building.id());
  }

  private Answer unknown() {
    return new Answer.Page(404, Pages.message(visit, 404, "page.unknown"));
  }

  private Answer download(Closing closing, FileKind kind) {
    return new Answer.Download(kind, kind.name(closing), kind.of(closing, visit.words().locale()));
  }

  private boolean isShown(Closing.Place place, Period period) {
    return Closings.isShown(principal.role(), place, period, calendar.now());
  }

  private Optional<Closing.Place> place(List<Closing.Lot> lots, String name) {
    Optional<Closing.Lot> lot = lots.stream().filter(one -> one.name().equals(name)).findFirst();
    return name.isEmpty() || lot.isPresent()
        ? Optional.of(new Closing.Place(building.id(), building.site(), building.zone(), lot))
        : Optional.empty();
  }

  private Answer page(
      Closings closings, Asked asked, String reason, int status, Optional<Notice> told)
      throws SQLException {
    List<Closing.Lot> lots = closings.lots(building.id());
    Optional<Period> period = asked.period();
    Optional<Closing.Place> place = place(lots, asked.lot);
    List<Head> heads = closings.heads(building.id());
    Optional<IndexTable> list = Optional.empty();
    String why = "";
    String open = "";
    if (period.isEmpty()) {
      why = visit.text("index.days");
    } else if (place.isEmpty()) {
      why = visit.text("index.lot.unknown");
    } else {
      open =
          Closings.against(place.get(), period.get(), calendar.now(), heads)
              .map(this::refused)
              .orElse("");
      if (!isShown(place.get(), period.get())) {
        why = visit.text("index.months");
      } else {
        Closing closing = closings.look(place.get(), period.get());
        boolean isLong = closing.lines().size() > Closing.LINES_MAX;
        why =
            isLong
                ? refused(new Outcome.TooLong())
                : closing.lines().isEmpty() ? refused(new Outcome.Empty()) : "";
        list = why.isEmpty() ? Optional.of(IndexTable.of(closing, calendar)) : list;
      }
    }
    boolean isAsked = period.isPresent() && place.isPresent();
    String title = isAsked ? title(period.get(), lotOf(place.get())) : "";
    IndexPage page =
        new IndexPage(
            form(asked, lots, reason),
            title,
            list,
            why,
            list.isPresent() ? files(path() + "/file?" + query(asked) + "&", title) : List.of(),
            isAsked ? open : why,
            heads.stream().limit(CLOSED_MAX).map(this::closed).toList(),
            told);
    boolean isBad = status == 200 && !isAsked;
    return html(isBad ? 400 : status, "closings", Map.of("page", page));
  }

  private Answer page(Closing closing, Closings.Since since) {
    Closing.Made made = closing.made().orElseThrow();
    Head head =
        new Head(
            made.id(),
            lotOf(closing.place()),
            closing.period(),
            made.reason(),
            made.at(),
            made.by());
    ClosedPage page =
        new ClosedPage(
            path(),
            visit.text("index.closed.title", Integer.toString(made.id())),
            closed(head),
            IndexTable.of(closing, calendar),
            since.pending().stream().map(one -> IndexTable.of(one, "", calendar)).toList(),
            since.booked().stream()
                .map(one -> IndexTable.of(one.adjustment(), Integer.toString(one.by()), calendar))
                .toList());
    return html(200, "closing", Map.of("page", page));
  }

  private Answer html(int status, String template, Map<String, Object> parameters) {
    return new Answer.Page(status, Pages.ofBuilding(template, visit, building, parameters));
  }

  private static Optional<String> lotOf(Closing.Place place) {
    return place.lot().map(Closing.Lot::name);
  }

  private IndexPage.Form form(Asked asked, List<Closing.Lot> lots, String reason) {
    List<IndexPage.Option> options =
        lots.stream()
            .map(
                lot ->
                    new IndexPage.Option(
                        lot.name(),
                        UsePage.lotName(lot.name(), visit.words()),
                        lot.name().equals(asked.lot)))
            .toList();
    return new IndexPage.Form(
        path(),
        asked.first,
        asked.last,
        calendar.today().minusDays(1).toString(),
        asked.lot,
        options,
        reason);
  }

  private String path() {
    return "/buildings/%d/closings".formatted(building.id());
  }

  private String link(int number) {
    return path() + "/" + number;
  }

  private static String query(Asked asked) {
    return "first=%s&last=%s&lot=%s"
        .formatted(asked.first, asked.last, URLEncoder.encode(asked.lot, StandardCharsets.UTF_8));
  }

  /** Of which days and which place. */
  private String title(Period period, Optional<String> lot) {
    return visit.text(
        "index.period",
        calendar.fullDay(period.first()),
        calendar.fullDay(period.last()),
        lot.map(name -> UsePage.lotName(name, visit.words()))
            .orElseGet(() -> visit.text("scope.building")));
  }

  private Closed closed(Head head) {
    String title = title(head.period(), head.lot());
    return new Closed(
        title,
        link(head.id()),
        visit.text("index.made", Integer.toString(head.id()), calendar.stamp(head.at()), head.by()),
        head.reason(),
        files(link(head.id()) + "/file?", title));
  }

  private List<FileLink> files(String before, String title) {
    return Arrays.stream(FileKind.values())
        .map(
            kind -> {
              String name = kind.extension().toUpperCase(Locale.ROOT);
              return new FileLink(
                  name,
                  before + "format=" + kind.extension(),
                  visit.text("index.file", name, title));
            })
        .toList();
  }

  private String refused(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Closed closed -> title(closed.closing().period(), Optional.empty());
      case Outcome.Overlaps overlaps ->
          visit.text(
              "index.overlaps",
              Integer.toString(overlaps.other().id()),
              calendar.fullDay(overlaps.other().period().first()),
              calendar.fullDay(overlaps.other().period().last()));
      case Outcome.TooShort brief ->
          visit.text("index.too-short", Integer.toString(brief.other().id()));
      case Outcome.TooLong unused ->
          visit.text("index.too-long", Integer.toString(Closing.LINES_MAX));
      case Outcome.Empty unused -> visit.text("index.empty");
      case Outcome.NotOver over -> visit.text("index.not-over", calendar.fullDay(over.last()));
      case Outcome.Brief unused -> visit.text("index.brief");
    };
  }
}
