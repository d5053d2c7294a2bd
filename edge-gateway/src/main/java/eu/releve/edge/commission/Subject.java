package eu.releve.edge.commission;

import static eu.releve.measure.Require.require;

import eu.releve.edge.poll.MeterView;
import eu.releve.measure.Kind;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;
import eu.releve.measure.Resolution;
import eu.releve.measure.Step;
import eu.releve.measure.Unit;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A meter with the counter that stands on its display.
 *
 * @param meter as the plan has it.
 * @param name what people call its point.
 * @param register the counter; nothing of a meter of which no counter is known, or none yet.
 * @param unit of its display, if nobody says another.
 * @param resolution of the counter, in steps; one step where the plan does not say.
 * @param opposite the counter of the other direction, where it has one.
 */
public record Subject(
    Meter meter,
    String name,
    Optional<RegisterName> register,
    Unit unit,
    BigDecimal resolution,
    Optional<RegisterName> opposite) {
  /** What stands on a display first, and bills are made of. */
  private static final List<Quantity> ORDER =
      List.of(
          Quantity.ACTIVE_ENERGY_IMPORT,
          Quantity.HEAT_ENERGY,
          Quantity.COLD_ENERGY,
          Quantity.WATER_VOLUME,
          Quantity.GAS_VOLUME,
          Quantity.GAS_VOLUME_CORRECTED,
          Quantity.GAS_ENERGY,
          Quantity.ALLOCATION,
          Quantity.ACTIVE_ENERGY_TOTAL,
          Quantity.ACTIVE_ENERGY_EXPORT,
          Quantity.PULSES);

  /** Profiles state some registers in smaller units than any display has. */
  private static final Map<Unit, Unit> SHOWN =
      Map.of(
          Unit.WH, Unit.KWH,
          Unit.VARH, Unit.KVARH,
          Unit.VAH, Unit.KVAH,
          Unit.J, Unit.KWH,
          Unit.KJ, Unit.MJ,
          Unit.ML, Unit.M3,
          Unit.L, Unit.M3);

  private static final Map<Step, Unit> USUAL =
      Map.of(
          Step.WATT_HOUR, Unit.KWH,
          Step.VAR_HOUR, Unit.KVARH,
          Step.VOLT_AMPERE_HOUR, Unit.KVAH,
          Step.JOULE, Unit.KWH,
          Step.MILLILITRE, Unit.M3);

  /** The meter with its first counter, as far as plan and last answers tell. */
  static Subject of(SitePlan plan, Meter meter, List<MeterView.LastValue> values) {
    return of(plan, meter, values, Optional.empty());
  }

  /**
   * The meter with that counter.
   *
   * @throws IllegalArgumentException when it has no such counter.
   */
  static Subject of(
      SitePlan plan, Meter meter, List<MeterView.LastValue> values, Optional<RegisterName> wanted) {
    List<RegisterName> counters = counters(meter, values);
    wanted.ifPresent(
        name ->
            require(
                counters.contains(name), "register: wanted one of %s, found '%s'", counters, name));
    Optional<RegisterName> register =
        wanted.or(() -> counters.stream().min(Comparator.comparingInt(Subject::rank)));
    Optional<? extends RegisterSource> source =
        register.flatMap(
            name ->
                meter.access().registers().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst());
    return new Subject(
        meter,
        plan.point(meter.point())
            .map(Point::name)
            .filter(name -> !name.isEmpty())
            .orElse(meter.id().value()),
        register,
        source
            .map(one -> SHOWN.getOrDefault(one.unit(), one.unit()))
            .or(() -> register.map(name -> usual(name.quantity())))
            .orElse(Unit.RATIO),
        source.map(RegisterSource::resolution).orElse(Resolution.ONE_STEP).inSteps(),
        register.flatMap(Subject::opposite).filter(counters::contains));
  }

  private static List<RegisterName> counters(Meter meter, List<MeterView.LastValue> values) {
    List<RegisterName> names = new ArrayList<>();
    Stream.concat(
            meter.access().registers().stream().map(RegisterSource::name),
            values.stream().map(MeterView.LastValue::register))
        .filter(name -> name.quantity().kind() == Kind.COUNTER)
        .filter(name -> name.extreme() == Extreme.NONE && name.storage() == 0)
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    return names;
  }

  /** The total before a phase or a tariff, and what is billed before anything else. */
  private static int rank(RegisterName name) {
    int quantity = ORDER.indexOf(name.quantity());
    int parts =
        (name.phase() == Phase.ALL ? 0 : 1)
            + (name.tariff() == 0 ? 0 : 2)
            + (name.subunit() == 0 ? 0 : 4);
    return parts + 8 * (quantity < 0 ? ORDER.size() : quantity);
  }

  private static Optional<RegisterName> opposite(RegisterName name) {
    Quantity other =
        switch (name.quantity()) {
          case ACTIVE_ENERGY_IMPORT -> Quantity.ACTIVE_ENERGY_EXPORT;
          case ACTIVE_ENERGY_EXPORT -> Quantity.ACTIVE_ENERGY_IMPORT;
          case WATER_VOLUME -> Quantity.WATER_VOLUME_REVERSE;
          default -> name.quantity();
        };
    return other == name.quantity()
        ? Optional.empty()
        : Optional.of(
            new RegisterName(
                other, name.extreme(), name.phase(), name.tariff(), 0, name.subunit()));
  }

  private static Unit usual(Quantity quantity) {
    Unit usual = USUAL.get(quantity.step());
    return usual != null
        ? usual
        : Arrays.stream(Unit.values())
            .filter(unit -> unit.measures(quantity))
            .findFirst()
            .orElse(Unit.RATIO);
  }

  /** The quantity of its counter. */
  Optional<Quantity> quantity() {
    return register.map(RegisterName::quantity);
  }
}
