package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.api.Consumption.Step;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.points.Balance;
import eu.releve.cloud.points.Composition;
import eu.releve.cloud.points.VirtualFigure;
import eu.releve.cloud.points.VirtualPoints;
import eu.releve.cloud.process.MeasuredPoints;
import eu.releve.cloud.purpose.Counting;
import eu.releve.cloud.purpose.Crowds;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Main meters beside the meters below them, as the site plan's points stand above each other. */
final class BalanceSheet {
  private static final int FIGURES_MAX = 10_000;

  /** From how much on an imbalance is usually looked into (domain A8, V10): for orientation. */
  private static final Map<Quantity, Integer> LIMITS_PERCENT =
      Map.of(
          Quantity.ACTIVE_ENERGY_IMPORT, 3,
          Quantity.ACTIVE_ENERGY_TOTAL, 3,
          Quantity.WATER_VOLUME, 5,
          Quantity.HEAT_ENERGY, 10,
          Quantity.COLD_ENERGY, 10);

  private final DataSource database;
  private final Buildings buildings;
  private final InstantSource clock;

  BalanceSheet(DataSource database, Buildings buildings, InstantSource clock) {
    this.database = database;
    this.buildings = buildings;
    this.clock = clock;
  }

  JsonObject balance(Asked asked) throws Problem, SQLException {
    int building = asked.key("building");
    ZoneId zone = ZoneId.of(buildings.one(asked).getString("zone"));
    Step step = step(asked);
    List<Stretch> periods = periods(asked, step, zone);
    try (Connection connection = database.getConnection()) {
      VirtualPoints points = new VirtualPoints(connection, building);
      Ground ground =
          new Ground(
              asked.principal().role(),
              step,
              zone,
              periods,
              points.measured(),
              names(points.keys()),
              points.counted(),
              MeterChanges.of(connection, building, zone));
      JsonArray nodes = new JsonArray();
      for (Quantity quantity : quantities(ground.counted)) {
        node(ground, quantity, MeasuredPoints.of(connection, building, quantity.id()), nodes);
      }
      return new JsonObject()
          .put("building", building)
          .put("step", step.parameter())
          .put("zone", zone.getId())
          .put("nodes", nodes);
    }
  }

  /** What all nodes of one answer share. */
  private record Ground(
      Role role,
      Step step,
      ZoneId zone,
      List<Stretch> periods,
      Composition.Measured measured,
      Map<Integer, String> names,
      Map<String, Set<Quantity>> counted,
      MeterChanges changes) {
    String name(int point) {
      return names.getOrDefault(point, Integer.toString(point));
    }
  }

  private static Step step(Asked asked) throws Problem {
    String text = asked.parameter("step").orElse("month");
    return Step.of(text)
        .filter(step -> step == Step.MONTH || step == Step.DAY)
        .orElseThrow(() -> Problem.badRequest("step: wanted month or day, found '" + text + "'"));
  }

  /** Those that have begun. */
  private List<Stretch> periods(Asked asked, Step step, ZoneId zone) throws Problem {
    LocalDate from = LocalDays.of(asked, "from");
    LocalDate to = LocalDays.of(asked, "to");
    if (!from.isBefore(to)) {
      throw Problem.badRequest("from, to: wanted from before to, found %s, %s".formatted(from, to));
    }
    LocalCalendar calendar = LocalCalendar.of(zone);
    Instant now = clock.instant();
    Instant end = calendar.start(to).isAfter(now) ? now : calendar.start(to);
    List<Stretch> periods = new ArrayList<>();
    Instant start = step.startNotBefore(calendar.start(from), zone);
    while (start.isBefore(end)) {
      Instant next = step.end(start, zone);
      periods.add(new Stretch(start.toEpochMilli(), next.toEpochMilli()));
      refuseTooMany(periods.size());
      start = next;
    }
    return periods;
  }

  private static void refuseTooMany(int figures) throws Problem {
    if (figures > FIGURES_MAX) {
      throw Problem.badRequest(
          "from, to: wanted a range of at most %d figures, found more".formatted(FIGURES_MAX));
    }
  }

  private static Map<Integer, String> names(Map<String, Integer> keys) {
    Map<Integer, String> names = new TreeMap<>();
    keys.forEach((name, key) -> names.put(key, name));
    return names;
  }

  private static Set<Quantity> quantities(Map<String, Set<Quantity>> counted) {
    Set<Quantity> quantities = new TreeSet<>();
    counted.values().forEach(quantities::addAll);
    quantities.removeIf(quantity -> quantity.kind() != Kind.COUNTER);
    return quantities;
  }

  private void node(Ground ground, Quantity quantity, MeasuredPoints tree, JsonArray nodes)
      throws Problem, SQLException {
    // The sum of all dwellings may be told of a virtual point; what is told here fits with it.
    Crowds crowds = tree.crowds();
    boolean unused = crowds.tell(tree.dwellings());
    Counting counting = tree.counting();
    for (MeasuredPoints.Point main : tree.measured()) {
      List<Integer> below = tree.below(main.key());
      if (below.isEmpty()) {
        continue;
      }
      refuseTooMany((nodes.size() + 1) * ground.periods.size());
      Sight sight = sight(ground.role, tree, counting, crowds, main.key(), below);
      JsonObject node =
          new JsonObject()
              .put("point", ground.name(main.key()))
              .put("quantity", quantity.id())
              .put("unit", quantity.step().symbol())
              .put("below", new JsonArray(below.stream().map(ground::name).sorted().toList()))
              .put("limitPercent", LIMITS_PERCENT.get(quantity));
      nodes.add(node);
      if (sight.allows(ground.step.fineness())) {
        node.put("items", items(ground, quantity, tree, main.key(), below, sight));
      } else {
        node.put("items", new JsonArray()).put("withheld", sight.reason());
      }
    }
  }

  /** Whose use the two sides tell, beside what is seen of the points by themselves. */
  private static Sight sight(
      Role role,
      MeasuredPoints tree,
      Counting counting,
      Crowds crowds,
      int main,
      List<Integer> below) {
    Set<Integer> dwellings = new HashSet<>();
    for (int child : below) {
      if (tree.households(child).arePersonal()) {
        dwellings.addAll(counting.dwellings(child).orElse(Set.of()));
      }
    }
    boolean withheld = !dwellings.isEmpty() && !crowds.tell(dwellings);
    boolean personal = withheld || tree.households(main).arePersonal();
    return Sight.of(role, personal ? Households.ONE : Households.NONE);
  }

  private JsonArray items(
      Ground ground,
      Quantity quantity,
      MeasuredPoints tree,
      int main,
      List<Integer> below,
      Sight sight)
      throws SQLException {
    List<Stretch> periods =
        ground.periods.stream()
            .filter(
                period -> sight.allows(Instant.ofEpochMilli(period.toMillis()), clock.instant()))
            .toList();
    List<Figure> of = ground.measured.of(ground.name(main), quantity, periods);
    Map<String, List<Figure>> children = new TreeMap<>();
    for (int child : below) {
      String name = ground.name(child);
      children.put(name, ground.measured.of(name, quantity, periods));
    }
    Set<String> unmetered = new TreeSet<>();
    for (MeasuredPoints.Point point : tree.points().values()) {
      String name = ground.name(point.key());
      boolean nothing = ground.counted.getOrDefault(name, Set.of()).isEmpty();
      if (point.parent().equals(Optional.of(main)) && nothing) {
        unmetered.add(name);
      }
    }
    JsonArray items = new JsonArray();
    for (int i = 0; i < periods.size(); i++) {
      Map<String, Figure> figures = new LinkedHashMap<>();
      for (Map.Entry<String, List<Figure>> child : children.entrySet()) {
        figures.put(child.getKey(), child.getValue().get(i));
      }
      Set<String> exchanged = ground.changes.within(periods.get(i));
      items.add(
          told(Balance.of(ground.name(main), of.get(i), figures, exchanged, unmetered), ground));
    }
    return items;
  }

  private static JsonObject told(Balance balance, Ground ground) {
    Stretch over = balance.main().over();
    Instant from = Instant.ofEpochMilli(over.fromMillis());
    JsonArray reasons = new JsonArray();
    new TreeMap<>(balance.reasons())
        .forEach(
            (reason, points) ->
                reasons.add(
                    new JsonObject()
                        .put("why", Results.word(reason.name()))
                        .put("points", new JsonArray(List.copyOf(new TreeSet<>(points))))));
    JsonObject told =
        new JsonObject()
            .put("date", ground.step.date(from, ground.zone).orElseThrow())
            .put("from", from.toString())
            .put("to", Instant.ofEpochMilli(over.toMillis()).toString())
            .put("main", side(balance.main()))
            .put("below", side(balance.below()))
            .put("compared", balance.isCompared())
            .put("reasons", reasons);
    balance.difference().ifPresent(more -> told.put("difference", more.toString()));
    balance.percent().map(BigDecimal::toPlainString).ifPresent(p -> told.put("percent", p));
    return told;
  }

  private static JsonObject side(VirtualFigure figure) {
    JsonObject side =
        new JsonObject()
            .put("status", figure.status().label())
            .put("coverage", figure.coverage().toPlainString());
    return figure.isKnown()
        ? side.put("value", figure.value().toString())
            .put("estimatedValue", figure.estimated().toString())
        : side;
  }
}
