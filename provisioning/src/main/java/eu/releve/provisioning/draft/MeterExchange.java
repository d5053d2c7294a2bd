package eu.releve.provisioning.draft;

import static eu.releve.measure.Require.require;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.Kind;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.Profiles;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Shown;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One meter taken out of a plan and another put in its place, at the same point: the point's series
 * goes on.
 *
 * @param meter the one that goes.
 * @param next what the new one is called.
 * @param removed when it went, and what it showed.
 * @param opening what the new one showed.
 * @param serial the number on the new one's plate.
 * @param profile the new one's family, where it is another.
 * @param address the new one's address: {@code KEY=VALUE}, or a value for the key that the old one
 *     has.
 */
public record MeterExchange(
    MeterId meter,
    MeterId next,
    Handover removed,
    List<Shown> opening,
    String serial,
    Optional<String> profile,
    Optional<String> address) {
  /** What is written on the old device and is not true of the new one. */
  private static final Set<String> OF_THE_DEVICE =
      Set.of("to", "installed", "removed", "mid-year", "seal", "verify-by", "photo");

  private static final Pattern INDEX =
      Pattern.compile(
          "(?:(?<register>[a-z0-9.-]+)=)?(?<number>[0-9]+(?:\\.[0-9]+)?)\\s*(?<unit>\\S+)?");

  public MeterExchange {
    opening = List.copyOf(opening);
    require(!opening.isEmpty(), "meter %s: the new one's index is not said", meter);
    require(!next.equals(meter), "meter %s: the new one needs a name of its own", meter);
  }

  /** A name for the meter after that one: {@code w3b-2}, {@code w3b-3}. */
  public static MeterId nameAfter(MeterId old, SitePlan plan) {
    Matcher form = Pattern.compile("(.*)-([2-9]|[1-9][0-9])").matcher(old.value());
    String stem = form.matches() ? form.group(1) : old.value();
    int number = form.matches() ? Integer.parseInt(form.group(2)) + 1 : 2;
    String cut = stem.substring(0, Math.min(stem.length(), 28));
    while (plan.meter(new MeterId(cut + "-" + number)).isPresent()) {
      number++;
    }
    return new MeterId(cut + "-" + number);
  }

  /**
   * What somebody has read on a display: {@code 1234.5}, {@code 1234.5 kWh}, {@code
   * active-energy-import.t1=1234.5}. Without a unit it is kWh for energy and m3 for volumes;
   * without a register it is the one that the meter has.
   *
   * @throws IllegalArgumentException when it is none, or the register must be named.
   */
  public static Shown index(String text, Meter meter) {
    Matcher form = INDEX.matcher(text.strip());
    require(form.matches(), "wanted NUMBER, 'NUMBER UNIT' or REGISTER=NUMBER, found '%s'", text);
    RegisterName register =
        form.group("register") == null
            ? counter(meter)
            : RegisterName.parse(form.group("register"));
    List<RegisterName> known = counters(meter);
    require(
        known.isEmpty() || known.contains(register),
        "wanted one of the counters %s, found %s",
        known,
        register);
    Unit unit =
        form.group("unit") == null
            ? usual(register.quantity())
            : Unit.of(form.group("unit"))
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "wanted a unit such as kWh or m3, found '" + text + "'"));
    require(
        unit.measures(register.quantity()),
        "wanted a unit of %s, found '%s'",
        register,
        unit.symbol());
    return new Shown(register, new BigDecimal(form.group("number")), unit);
  }

  private static Unit usual(Quantity quantity) {
    for (Unit unit : List.of(Unit.KWH, Unit.M3, Unit.KVARH)) {
      if (unit.measures(quantity)) {
        return unit;
      }
    }
    throw new IllegalArgumentException(
        "wanted a unit behind the number, for " + quantity.id() + ", found none");
  }

  private static List<RegisterName> counters(Meter meter) {
    return meter.access().registers().stream()
        .map(RegisterSource::name)
        .filter(name -> name.quantity().kind() == Kind.COUNTER)
        .toList();
  }

  /** The one total of what it is there for; reactive energy and hours are no bill's. */
  private static RegisterName counter(Meter meter) {
    List<RegisterName> totals =
        counters(meter).stream()
            .filter(name -> name.equals(RegisterName.of(name.quantity())))
            .filter(name -> isBilled(name.quantity()))
            .toList();
    require(
        totals.size() == 1,
        "wanted REGISTER=NUMBER, as meter %s has %s, found a number alone",
        meter.id(),
        totals.isEmpty() ? "counters that the plan does not name" : totals);
    return totals.getFirst();
  }

  private static boolean isBilled(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT, WATER_VOLUME, HEAT_ENERGY, COLD_ENERGY, GAS_VOLUME, GAS_ENERGY ->
          true;
      default -> false;
    };
  }

  /**
   * The plan after the exchange, its comments and its order as they were.
   *
   * @param fileName what messages call it.
   * @throws DocumentException when a strict loader would not take what comes of it.
   * @throws IllegalArgumentException when the plan has no such meter, or it has ended, or the plan
   *     is written in a way that is not understood.
   */
  public String applied(String fileName, SitePlan plan, Profiles profiles)
      throws DocumentException {
    Meter old =
        plan.meter(meter)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "wanted a meter of the plan, found '" + meter + "'"));
    require(
        old.to().isEmpty(),
        "wanted a meter that is installed, found %s, which ended on %s",
        meter,
        old.to().map(LocalDate::toString).orElse(""));
    require(plan.meter(next).isEmpty(), "wanted a new name, found '%s', which is taken", next);
    String day = removed.at().atZone(plan.zone()).toLocalDate().toString();
    require(
        LocalDate.parse(day).isAfter(old.from()),
        "wanted a day after %s began, %s, found %s",
        meter,
        old.from(),
        day);
    PlanEntry entry = PlanEntry.at(plan.text(), line(plan.text(), meter));
    PlanEntry ended = entry.with("to", day).with("removed", PlanText.handover(removed).toString());
    PlanEntry begun = entry.with("id", Flow.name(next.value()));
    for (String key : OF_THE_DEVICE) {
      begun = begun.without(key);
    }
    begun = addressed(begun, old).with("serial", Flow.quoted(serial)).with("from", day);
    if (profile.isPresent()) {
      begun = begun.without("registers").with("profile", Flow.name(profile.get()));
    }
    begun =
        begun.with(
            "installed",
            PlanText.handover(new Handover(removed.at(), opening, Optional.empty())).toString());
    if (old.access() instanceof Access.Pulsed pulsed && profile.isEmpty()) {
      begun = begun.with("registers", pulsed(entry, pulsed));
    }
    String text = ended.followedBy(begun);
    SitePlan after = SitePlans.load(fileName, text, profiles);
    refuseOtherChanges(plan, after, fileName);
    refuseOtherStart(after.meter(next).orElseThrow());
    return text;
  }

  /** What a contact counts from is what the new display says. */
  private String pulsed(PlanEntry entry, Access.Pulsed pulsed) {
    Shown first = opening.getFirst();
    BigDecimal start =
        first
            .index()
            .multiply(first.unit().stepsOf(first.register().quantity()))
            .divide(
                pulsed.register().unit().stepsOf(pulsed.register().name().quantity()),
                9,
                RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return entry
        .valueOf("registers")
        .replaceAll(",?\\s*start:\\s*[0-9.]+", "")
        .replaceFirst("\\s*}", ", start: " + start.toPlainString() + " }");
  }

  private PlanEntry addressed(PlanEntry entry, Meter old) {
    if (address.isPresent()) {
      int equals = address.get().indexOf('=');
      String had = key(old.address());
      String key = equals > 0 ? address.get().substring(0, equals) : had;
      String value = address.get().substring(equals + 1);
      boolean isText = key.equals("secondary") || key.equals("input");
      PlanEntry without = key.equals(had) ? entry : entry.without(had);
      return without.with(key, isText ? Flow.quoted(value) : value);
    }
    if (old.address() instanceof Address.Secondary) {
      // The number of the device itself: the new one never has the old one's.
      require(
          serial.matches("[0-9]{8}"),
          "wanted --address secondary=NUMBER, as meter %s is called by its own number, found none",
          meter);
      return entry.with("secondary", Flow.quoted(serial));
    }
    return entry;
  }

  private static String key(Address address) {
    return switch (address) {
      case Address.Unit unit -> "unit";
      case Address.Primary primary -> "primary";
      case Address.Secondary secondary -> "secondary";
      case Address.Line line -> "line";
      case Address.Input input -> "input";
      case Address.Channel channel -> "channel";
      case Address.Alone alone -> "bus";
      case Address.Held held -> "bus";
      case Address.Nodes nodes -> "bus";
    };
  }

  private static int line(String text, MeterId meter) throws DocumentException {
    for (Mapping entry : Document.load("plan", text).mappings("meters")) {
      if (entry.text("id").equals(meter.value())) {
        return entry.line();
      }
    }
    throw new IllegalStateException("meter " + meter + " was in the plan a moment ago");
  }

  /** What was not asked for must be as it was: the text is somebody's work. */
  private void refuseOtherChanges(SitePlan before, SitePlan after, String fileName) {
    List<Meter> others = new ArrayList<>(after.meters());
    others.removeIf(one -> one.id().equals(meter) || one.id().equals(next));
    List<Meter> same = new ArrayList<>(before.meters());
    same.removeIf(one -> one.id().equals(meter));
    Meter old = after.meter(meter).orElseThrow();
    boolean isWhole =
        others.equals(same)
            && before.points().equals(after.points())
            && before.lots().equals(after.lots())
            && before.buses().equals(after.buses())
            && old.handovers().removed().equals(Optional.of(removed))
            && old.access().equals(before.meter(meter).orElseThrow().access());
    require(isWhole, "%s is written in a way that cannot be changed safely", fileName);
  }

  private void refuseOtherStart(Meter begun) {
    if (begun.access() instanceof Access.Pulsed pulsed) {
      Shown start =
          new Shown(pulsed.register().name(), pulsed.register().start(), pulsed.register().unit());
      require(
          start
              .steps(Meter.Ratio.ONE, Meter.Ratio.ONE)
              .equals(opening.getFirst().steps(Meter.Ratio.ONE, Meter.Ratio.ONE)),
          "meter %s: its register is written in a way in which 'start' cannot be set",
          meter);
    }
  }

  /** When it happens. */
  public Instant at() {
    return removed.at();
  }
}
