package eu.releve.cloud.cost;

import eu.releve.cloud.cost.Charge.PerPeak;
import eu.releve.cloud.cost.Charge.PerPeriod;
import eu.releve.cloud.cost.Charge.PerPower;
import eu.releve.cloud.cost.Charge.PerUnit;
import eu.releve.measure.Kind;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a line of a contract, typed or taken from a bill. */
final class LineCells {
  /** What a typed line may say. */
  static final Set<String> NAMES =
      Set.of(
          "id", "kind", "label", "register", "unit", "per", "power", "price", "vat", "from", "to");

  private static final Set<String> BASES = Set.of("register", "unit", "per", "power");
  private static final BigDecimal PRICE_MAX = new BigDecimal("1000000");
  private static final BigDecimal POWER_MAX = new BigDecimal("100000");
  private static final BigDecimal VAT_MAX = new BigDecimal("100");
  private static final int LABEL_MAX = 100;
  private static final String KINDS =
      Arrays.stream(Line.Kind.values()).map(Line.Kind::id).collect(Collectors.joining(", "));

  private final Cells cells;
  private final Medium medium;

  /**
   * @param medium what the contract sells.
   */
  LineCells(Cells cells, Medium medium) {
    this.cells = cells;
    this.medium = medium;
  }

  /**
   * The line; nothing where something is told to be wrong.
   *
   * @param from its first day where it says none: the contract's.
   */
  Optional<Line> line(LocalDate from) {
    Optional<Line.Kind> kind = cells.word("kind", Line.Kind::of, KINDS);
    Optional<BigDecimal> price = cells.decimal("price", PRICE_MAX);
    Optional<BigDecimal> vat = cells.decimal("vat", VAT_MAX);
    Optional<LocalDate> begin = cells.has("from") ? cells.day("from") : Optional.of(from);
    Optional<LocalDate> end = cells.has("to") ? cells.day("to") : Optional.empty();
    boolean isDated = begin.isPresent() && end.isPresent() == cells.has("to");
    Optional<Charge> charge = kind.flatMap(this::charge);
    if (charge.isEmpty() || price.isEmpty() || vat.isEmpty() || !isDated) {
      return Optional.empty();
    }
    String id = cells.given("id").orElseGet(() -> id(kind.orElseThrow(), charge.get()));
    String label =
        cells.has("label") ? cells.text("label", LABEL_MAX).orElse("") : kind.orElseThrow().id();
    if (!id.matches(Line.ID)) {
      cells.bad("id", "up to 40 lower case letters, digits, dots and hyphens");
      return Optional.empty();
    }
    if (label.isEmpty()) {
      return Optional.empty();
    }
    if (end.isPresent() && !begin.get().isBefore(end.get())) {
      cells.bad("to", "a day after " + begin.get());
      return Optional.empty();
    }
    return Optional.of(
        new Line(
            id, kind.orElseThrow(), label, charge.get(), price.get(), vat.get(), begin.get(), end));
  }

  /** A name for a line that has none: what it is for and what it counts by. */
  private static String id(Line.Kind kind, Charge charge) {
    return switch (charge) {
      case PerUnit unit when unit.register().tariff() > 0 ->
          kind.id() + ".t" + unit.register().tariff();
      case PerUnit unused -> kind.id();
      case PerPeriod period -> kind.id() + "." + period.per().id();
      case PerPeak unused -> kind.id() + ".peak";
      case PerPower unused -> kind.id() + ".power";
    };
  }

  private Optional<Charge> charge(Line.Kind kind) {
    Set<String> used =
        switch (kind) {
          case ENERGY, WATER, WASTE_WATER -> Set.of("register", "unit");
          case FIXED -> Set.of("per");
          case CAPACITY -> BASES;
          case LEVY -> Set.of("register", "unit", "per");
        };
    for (String name : BASES) {
      if (cells.has(name) && !used.contains(name)) {
        cells.bad(name, "nothing in a line of " + kind.id());
        return Optional.empty();
      }
    }
    return switch (kind) {
      case ENERGY -> perUnit(Optional.empty());
      case WATER, WASTE_WATER -> perUnit(Optional.of(Quantity.WATER_VOLUME));
      case FIXED -> per().map(PerPeriod::new);
      case CAPACITY -> capacity();
      case LEVY -> {
        if (cells.has("per") == cells.has("register")) {
          cells.bad("per", "either per or register");
          yield Optional.empty();
        }
        yield cells.has("per") ? per().map(PerPeriod::new) : perUnit(Optional.empty());
      }
    };
  }

  private Optional<Per> per() {
    return cells.word("per", Per::of, "month, year");
  }

  private Optional<Charge> perUnit(Optional<Quantity> usual) {
    Optional<RegisterName> register =
        usual.isPresent() && !cells.has("register")
            ? usual.map(RegisterName::of)
            : cells.given("register").flatMap(LineCells::parsed).filter(this::isCounted);
    if (register.isEmpty()) {
      cells.bad("register", "a register of " + medium.id() + " such as " + examples());
      return Optional.empty();
    }
    if (usual.isPresent() && register.get().quantity() != Quantity.WATER_VOLUME) {
      cells.bad("register", "a register of water");
      return Optional.empty();
    }
    Quantity quantity = register.get().quantity();
    Optional<Unit> unit =
        usual.isPresent() && !cells.has("unit")
            ? Optional.of(Unit.M3)
            : cells.given("unit").flatMap(Unit::of).filter(given -> isSold(given, quantity));
    if (unit.isEmpty()) {
      cells.bad("unit", "a unit of " + quantity.id() + " such as " + unitOf(quantity));
    }
    return unit.map(given -> new PerUnit(register.get(), given));
  }

  private static boolean isSold(Unit unit, Quantity quantity) {
    return unit.measures(quantity)
        || (Medium.isGasVolume(quantity) && (unit == Unit.KWH || unit == Unit.MWH));
  }

  private static String unitOf(Quantity quantity) {
    return Unit.M3.measures(quantity) ? "m3" : "kWh";
  }

  private String examples() {
    String first = RegisterName.of(medium.quantities().getFirst()).toString();
    return first + ", " + first + ".t1";
  }

  /** A total or a tariff of what the medium is counted in. */
  private boolean isCounted(RegisterName register) {
    return medium.quantities().contains(register.quantity()) && isPlain(register);
  }

  private static boolean isPlain(RegisterName register) {
    return register.extreme() == RegisterName.Extreme.NONE
        && register.phase() == Phase.ALL
        && register.storage() == 0
        && register.subunit() == 0;
  }

  private static Optional<RegisterName> parsed(String text) {
    try {
      return Optional.of(RegisterName.parse(text));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private Optional<Charge> capacity() {
    Optional<Per> per = per();
    if (cells.has("unit") && !cells.given("unit").equals(Optional.of(Unit.KW.symbol()))) {
      cells.bad("unit", "kW");
      return Optional.empty();
    }
    if (cells.has("power") == cells.has("register")) {
      cells.bad("power", "either a contracted power in kW or a register of demand");
      return Optional.empty();
    }
    if (cells.has("power")) {
      Optional<BigDecimal> power =
          cells.decimal("power", POWER_MAX).filter(given -> given.signum() > 0);
      return per.flatMap(of -> power.map(kilowatts -> new PerPower(kilowatts, of)));
    }
    Optional<RegisterName> demand =
        cells
            .given("register")
            .flatMap(LineCells::parsed)
            .filter(of -> of.quantity().kind() == Kind.DEMAND && Unit.KW.measures(of.quantity()))
            .filter(LineCells::isPlain)
            .filter(of -> medium == Medium.ELECTRICITY);
    if (demand.isEmpty()) {
      cells.bad("register", "a demand such as " + Quantity.ACTIVE_POWER_DEMAND.id());
    }
    return per.flatMap(of -> demand.map(register -> new PerPeak(register, of)));
  }

  /** Reads the lines of a contract; those that are wrong are told. */
  static List<Line> lines(List<Cells> all, Medium medium, LocalDate from) {
    return all.stream()
        .flatMap(
            cells -> {
              cells.only(NAMES);
              return new LineCells(cells, medium).line(from).stream();
            })
        .toList();
  }
}
