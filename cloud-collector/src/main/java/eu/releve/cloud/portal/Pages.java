package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Status;
import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.measure.Quantity;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Makes the pages of one visitor, from what the database shows of it. */
final class Pages {
  private static final String PACKAGE = Pages.class.getPackageName();

  private static final List<Quantity> SHOWN = shown();

  private static final TemplateEngine TEMPLATES = templates();

  private final DataSource database;
  private final Inventory inventory;
  private final Usage usage;
  private final Results results;
  private final Principal.Role role;
  private final InstantSource clock;

  Pages(DataSource database, Results results, Principal.Role role, InstantSource clock) {
    this.database = database;
    this.inventory = new Inventory(database);
    this.usage = new Usage(database);
    this.results = results;
    this.role = role;
    this.clock = clock;
  }

  private static TemplateEngine templates() {
    TemplateEngine templates =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), PACKAGE);
    templates.setTrimControlStructures(true);
    return templates;
  }

  private static List<Quantity> shown() {
    List<Quantity> shown = new ArrayList<>();
    shown.add(Quantity.ACTIVE_POWER);
    shown.add(Quantity.ACTIVE_ENERGY_EXPORT);
    Arrays.stream(Medium.values()).map(Medium::quantity).forEach(shown::add);
    return List.copyOf(shown);
  }

  /** A building in the list of them. */
  record Card(String title, String link, String about, String mood, String health) {}

  /** A meter in the list of them. */
  record Meter(String name, String index, String age, boolean silent) {}

  /** The meters of one lot, or of the common parts. */
  record Meters(String name, List<Meter> meters) {}

  /** Fields of a page that asks for a log-in. */
  record LogIn(Optional<String> problem, String user, String back) {}

  static String login(Visit visit, LogIn form) {
    return page("login", visit, Map.of("form", form));
  }

  /** A page that only says something, with where to go from there. */
  static String message(Visit visit, int status, String key) {
    return page("message", visit, Map.of("status", status, "key", key));
  }

  List<Building> buildings(Principal principal) throws SQLException {
    return inventory.buildings(principal);
  }

  Optional<Building> building(Principal principal, int key) throws SQLException {
    return inventory.building(principal, key);
  }

  /** The boxes that the visitor may see, told by the time of the first building. */
  Boxes boxes(Visit visit, Principal principal) throws SQLException {
    ZoneId zone =
        buildings(principal).stream().map(Building::zone).findFirst().orElse(ZoneOffset.UTC);
    return new Boxes(database, new Calendar(visit.words(), zone, clock.instant()));
  }

  /**
   * The page of boxes.
   *
   * @param form nothing where no box is let in.
   */
  String boxes(
      Visit visit, List<Boxes.Box> boxes, Optional<Boxes.Form> form, Optional<Boxes.Notice> told) {
    return page("boxes", visit, Map.of("boxes", boxes, "form", form, "told", told));
  }

  /** How the collector is. */
  String status(Visit visit, Status.Report report) {
    return page("status", visit, Map.of("status", StatusPage.of(report, visit, clock.instant())));
  }

  String list(Visit visit, List<Building> buildings, boolean operator) {
    List<Card> cards =
        buildings.stream()
            .map(
                building -> {
                  Overview.Health health = Overview.health(building, calendar(visit, building));
                  return new Card(
                      building.title(),
                      "/buildings/" + building.id(),
                      about(visit, building),
                      health.id(),
                      health.text());
                })
            .toList();
    return page("buildings", visit, Map.of("cards", cards, "operator", operator));
  }

  String building(Visit visit, Building building, UsePage.Asked asked) throws SQLException {
    Calendar calendar = calendar(visit, building);
    List<Place> places = inventory.places(building.id(), SHOWN, calendar.today());
    return page(
        "building",
        visit,
        Map.of(
            "building",
            building,
            "about",
            about(visit, building),
            "now",
            Overview.of(building, places, usage, calendar),
            "use",
            new UsePage(building.id(), places, usage, calendar).of(asked),
            "sections",
            Sections.of(results, building, calendar),
            "remarks",
            RemarkList.of(database, role, building, calendar)));
  }

  /** Only the part that follows the readings. */
  String now(Visit visit, Building building) throws SQLException {
    Calendar calendar = calendar(visit, building);
    List<Place> places = inventory.places(building.id(), SHOWN, calendar.today());
    Overview now = Overview.of(building, places, usage, calendar);
    return page("now", visit, Map.of("building", building, "now", now));
  }

  String meters(Visit visit, Building building) throws SQLException {
    Calendar calendar = calendar(visit, building);
    List<Place> places = inventory.places(building.id(), SHOWN, calendar.today());
    return page(
        "meters",
        visit,
        Map.of(
            "building",
            building,
            "about",
            about(visit, building),
            "health",
            Overview.health(building, calendar),
            "groups",
            new MeterList(calendar, Overview.health(building, calendar)).of(places)));
  }

  /** A page below the head of a building. */
  static String ofBuilding(
      String template, Visit visit, Building building, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("building", building);
    all.put("about", about(visit, building));
    return page(template, visit, all);
  }

  private static String about(Visit visit, Building building) {
    Messages words = visit.words();
    List<String> about = new ArrayList<>();
    if (building.dwellings() > 0) {
      about.add(words.count("about.dwellings", building.dwellings()));
    }
    building
        .areaM2()
        .ifPresent(area -> about.add(Display.number(area, 0, words) + words.unitSpace() + "m²"));
    return String.join(" · ", about);
  }

  private Calendar calendar(Visit visit, Building building) {
    return new Calendar(visit.words(), building.zone(), clock.instant());
  }

  private static String page(String template, Visit visit, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("visit", visit);
    StringOutput out = new StringOutput();
    TEMPLATES.render(template + ".jte", all, out);
    return out.toString();
  }
}
