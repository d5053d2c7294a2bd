package eu.releve.edge.simulate;

import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One meter of the reference building: its registers, its moment, and what it answers. */
final class ReferenceMeter {
  static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

  /** Half a year of use before the first day, so that the values of past months differ. */
  private static final Calendar CALENDAR =
      new Calendar(ReferenceBuilding.FIRST_DAY.minusDays(130), ZONE);

  private static final int FLATS = 74;
  private static final int YEARS_MAX = 12;

  /** What a meter counts, and how it is asked. */
  enum Family {
    ELECTRICITY("electricity", ReferenceBuilding.ELECTRICITY, 80, 120),
    HEAT("heat", ReferenceBuilding.HEAT_AND_WATER, 90, 1_100),
    WATER("water", ReferenceBuilding.HEAT_AND_WATER, 80, 900);

    private final String label;
    private final BusId bus;
    private final int meters;
    private final int answerMillis;

    Family(String label, BusId bus, int meters, int answerMillis) {
      this.label = label;
      this.bus = bus;
      this.meters = meters;
      this.answerMillis = answerMillis;
    }

    String label() {
      return label;
    }

    BusId bus() {
      return bus;
    }

    int meters() {
      return meters;
    }
  }

  private final Family family;
  private final int firstNumber;
  private final Chance chance;
  private final MeterModel model;
  private final LoadCurve curve;
  private final long momentMillis;
  private final List<List<ReferenceRegister>> answers;

  private ReferenceMeter(
      Family family, int firstNumber, Chance chance, LoadCurve curve, MeterModel model) {
    this.family = family;
    this.firstNumber = firstNumber;
    this.chance = chance;
    this.curve = curve;
    this.model = model;
    this.momentMillis = (long) (chance.of("moment").share() * ReferenceBuilding.PERIOD.toMillis());
    this.answers =
        switch (family) {
          case ELECTRICITY -> ReferenceRegister.ELECTRICITY;
          case HEAT -> ReferenceRegister.HEAT;
          case WATER -> ReferenceRegister.WATER;
        };
  }

  static ReferenceMeter of(
      Family family, int index, int firstNumber, Chance chance, Weather weather) {
    double years = YEARS_MAX * chance.of("age").share();
    LoadCurve curve = new RememberedCurve(curve(family, index, chance, weather));
    MeterModel model =
        switch (family) {
          case ELECTRICITY ->
              new ElectricityMeter(curve, (long) (2_600 * years), Grid.of(chance), CALENDAR);
          case HEAT ->
              new HeatMeter(
                  curve,
                  (long) (18_000 * years),
                  8 + (int) (20 * chance.of("difference").share()),
                  weather,
                  CALENDAR);
          case WATER -> new VolumeMeter(curve, (long) (45_000 * years), 12_000, CALENDAR);
        };
    return new ReferenceMeter(family, firstNumber, chance, curve, model);
  }

  private static LoadCurve curve(Family family, int index, Chance chance, Weather weather) {
    return switch (family) {
      case HEAT -> Flows.heating(chance, weather);
      case WATER -> index % 2 == 0 ? Flows.hotWater(chance) : Flows.coldWater(chance);
      case ELECTRICITY ->
          switch (index - FLATS) {
            case 1, 2 -> Electricity.lift(chance);
            case 3 -> Electricity.ventilation(chance);
            case 4 -> Electricity.commonParts(chance);
            case 5 -> Electricity.heatPump(chance, weather);
            case 6 -> {
              LoadCurve sun = Electricity.solar(weather);
              yield day -> Steps.constant(6_000).minus(sun.on(day));
            }
            default -> Electricity.flat(chance);
          };
    };
  }

  /** Its moment in the quarter-hour. */
  long momentMillis() {
    return momentMillis;
  }

  List<Catalogue.Entry> entries(MeterId id) {
    List<Catalogue.Entry> entries = new ArrayList<>();
    for (List<ReferenceRegister> answer : answers) {
      for (ReferenceRegister register : answer) {
        entries.add(register.entry(firstNumber + entries.size(), id));
      }
    }
    return entries;
  }

  /**
   * Asks for all its registers, answer by answer.
   *
   * @return when the bus is free again.
   */
  long read(long askedBootMillis, Random jitter, List<Row> rows) {
    long now = askedBootMillis;
    int number = firstNumber;
    for (List<ReferenceRegister> answer : answers) {
      now += family.answerMillis + jitter.nextInt(20);
      Instant instant = Instant.ofEpochMilli(now + ReferenceBuilding.WALL_MINUS_BOOT);
      for (ReferenceRegister register : answer) {
        rows.add(new Row(number++, now, value(register, instant), 0));
      }
    }
    return now;
  }

  private long value(ReferenceRegister register, Instant instant) {
    Instant midnight = CALENDAR.start(CALENDAR.dayOf(instant));
    BigDecimal exact =
        switch (register.source()) {
          case NOW -> rippled(register.name(), model.valueAt(register.name(), instant), instant);
          case MIDNIGHT -> model.valueAt(present(register.name()), midnight);
          case HIGHEST_YESTERDAY -> BigDecimal.valueOf(highest(CALENDAR.dayOf(instant)));
          case DAILY -> BigDecimal.valueOf(register.daily(chance, CALENDAR.dayOf(instant)));
        };
    BigDecimal resolution = register.resolution().inSteps();
    return exact.divide(resolution, 0, RoundingMode.FLOOR).multiply(resolution).longValueExact();
  }

  private static RegisterName present(RegisterName name) {
    return new RegisterName(name.quantity(), name.extreme(), name.phase(), name.tariff(), 0, 0);
  }

  private long highest(LocalDate today) {
    return curve.on(today.minusDays(1)).highestUntil(Duration.ofDays(1).toMillis());
  }

  /** The curves are flat between their jumps; what is measured never is. */
  private BigDecimal rippled(RegisterName name, BigDecimal value, Instant instant) {
    double share = chance.of(name.toString()).share(instant.toEpochMilli()) - 0.5;
    return switch (name.quantity()) {
      case ACTIVE_POWER, CURRENT, THERMAL_POWER, VOLUME_FLOW ->
          name.storage() > 0 ? value : value.multiply(BigDecimal.valueOf(1 + 0.02 * share));
      case SUPPLY_TEMPERATURE, RETURN_TEMPERATURE ->
          value.add(BigDecimal.valueOf(Math.round(3_000 * share)));
      default -> value;
    };
  }
}
