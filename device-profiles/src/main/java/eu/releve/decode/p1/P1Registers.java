package eu.releve.decode.p1;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The registers of the electricity meter, by the codes of DSMR P1 5.0.2 and eMUCS P1 1.7. */
final class P1Registers {
  private static final String TARIFF = "0-0:96.14.0";
  private static final Pattern ENERGY = Pattern.compile("1-0:(\\d{1,2})\\.8\\.(\\d)");
  private static final Pattern PRESENT = Pattern.compile("1-0:(\\d{1,2})\\.7\\.0");
  private static final Pattern TARIFF_NUMBER = Pattern.compile("\\d{1,6}");
  private static final int PHASE_DISTANCE = 20;
  private static final int FIRST_OF_PHASES = 21;

  private final Map<String, CosemObject> objects;
  private final Map<RegisterName, Stated> registers = new LinkedHashMap<>();

  private P1Registers(Map<String, CosemObject> objects) {
    this.objects = objects;
  }

  /** All that the objects hold of it, in their order, then what follows from them. */
  static List<Stated> of(Map<String, CosemObject> objects) {
    P1Registers all = new P1Registers(objects);
    objects.values().forEach(all::add);
    all.total(1, Quantity.ACTIVE_ENERGY_IMPORT);
    all.total(2, Quantity.ACTIVE_ENERGY_EXPORT);
    return new ArrayList<>(all.registers.values());
  }

  private void add(CosemObject object) {
    Matcher energy = ENERGY.matcher(object.code());
    Matcher present = PRESENT.matcher(object.code());
    if (energy.matches()) {
      energy(Integer.parseInt(energy.group(1)))
          .ifPresent(
              quantity ->
                  put(
                      named(quantity, Extreme.NONE, Phase.ALL, Integer.parseInt(energy.group(2))),
                      object.number(0)));
    } else if (present.matches()) {
      present(Integer.parseInt(present.group(1)), object);
    } else {
      switch (object.code()) {
        case "1-0:1.4.0" -> put(RegisterName.of(Quantity.ACTIVE_POWER_DEMAND), object.number(0));
        case P1Peaks.OF_THIS_MONTH -> P1Peaks.ofThisMonth(object).ifPresent(this::put);
        case P1Peaks.OF_MONTHS -> P1Peaks.ofMonths(object).forEach(this::put);
        case TARIFF -> tariff(object);
        default -> {
          // Breakers, fuses, messages, counts of failures: nothing that is measured.
        }
      }
    }
  }

  private static Optional<Quantity> energy(int code) {
    return switch (code) {
      case 1 -> Optional.of(Quantity.ACTIVE_ENERGY_IMPORT);
      case 2 -> Optional.of(Quantity.ACTIVE_ENERGY_EXPORT);
      case 3 -> Optional.of(Quantity.REACTIVE_ENERGY_IMPORT);
      case 4 -> Optional.of(Quantity.REACTIVE_ENERGY_EXPORT);
      case 5 -> Optional.of(Quantity.REACTIVE_ENERGY_Q1);
      case 6 -> Optional.of(Quantity.REACTIVE_ENERGY_Q2);
      case 7 -> Optional.of(Quantity.REACTIVE_ENERGY_Q3);
      case 8 -> Optional.of(Quantity.REACTIVE_ENERGY_Q4);
      case 9 -> Optional.of(Quantity.APPARENT_ENERGY_IMPORT);
      case 10 -> Optional.of(Quantity.APPARENT_ENERGY_EXPORT);
      default -> Optional.empty();
    };
  }

  /** Codes of the phases are those of the whole, 20, 40 and 60 further (IEC 62056-61). */
  private void present(int code, CosemObject object) {
    int ofPhase = code < FIRST_OF_PHASES ? 0 : (code - 1) / PHASE_DISTANCE;
    int what = code - PHASE_DISTANCE * ofPhase;
    Optional<Phase> phase =
        switch (ofPhase) {
          case 0 -> Optional.of(Phase.ALL);
          case 1 -> Optional.of(Phase.L1);
          case 2 -> Optional.of(Phase.L2);
          case 3 -> Optional.of(Phase.L3);
          default -> Optional.empty();
        };
    if (phase.isEmpty()) {
      return;
    }
    Optional<Quantity> quantity =
        switch (what) {
          case 1 -> Optional.of(Quantity.ACTIVE_POWER);
          case 2 -> Optional.of(Quantity.ACTIVE_POWER_EXPORT);
          case 3 -> Optional.of(Quantity.REACTIVE_POWER);
          case 9 -> Optional.of(Quantity.APPARENT_POWER);
          case 10 -> Optional.of(Quantity.APPARENT_POWER_EXPORT);
          case 11 -> Optional.of(Quantity.CURRENT);
          case 12 -> Optional.of(Quantity.VOLTAGE);
          case 14 -> Optional.of(Quantity.FREQUENCY);
          default -> Optional.empty();
        };
    if (quantity.isPresent()) {
      Optional<CosemObject.Figure> number = object.number(0);
      if (what == 3) {
        number = less(number, "1-0:%d.7.0".formatted(code + 1));
      }
      put(named(quantity.get(), Extreme.NONE, phase.get(), 0), number);
    }
  }

  /** Reactive power is one number, positive on import: what is fed back is taken off. */
  private Optional<CosemObject.Figure> less(Optional<CosemObject.Figure> drawn, String code) {
    CosemObject other = objects.get(code);
    Optional<CosemObject.Figure> export = other == null ? Optional.empty() : other.number(0);
    if (drawn.isEmpty() || export.isEmpty()) {
      return drawn;
    }
    String unit = drawn.get().unit();
    return export
        .filter(fed -> fed.unit().equals(unit))
        .map(fed -> new CosemObject.Figure(drawn.get().number().subtract(fed.number()), unit));
  }

  private void tariff(CosemObject object) {
    String text = object.values().getFirst();
    if (TARIFF_NUMBER.matcher(text).matches()) {
      put(
          Stated.of(
              RegisterName.of(Quantity.TARIFF_IN_FORCE),
              new BigDecimal(text),
              Unit.RATIO,
              Optional.empty()));
    }
  }

  /** Belgian and Dutch meters have no total: it is the sum of both tariffs, whichever is day. */
  private void total(int code, Quantity quantity) {
    RegisterName name = RegisterName.of(quantity);
    if (registers.containsKey(name)) {
      return;
    }
    Optional<CosemObject.Figure> first = number(code, 1);
    Optional<CosemObject.Figure> second = number(code, 2);
    if (first.isPresent() && second.isPresent() && first.get().unit().equals(second.get().unit())) {
      BigDecimal sum = first.get().number().add(second.get().number());
      put(name, Optional.of(new CosemObject.Figure(sum, first.get().unit())));
    }
  }

  private Optional<CosemObject.Figure> number(int code, int tariff) {
    return Optional.ofNullable(objects.get("1-0:%d.8.%d".formatted(code, tariff)))
        .flatMap(object -> object.number(0));
  }

  static RegisterName named(Quantity quantity, Extreme extreme, Phase phase, int tariff) {
    return new RegisterName(quantity, extreme, phase, tariff, 0, 0);
  }

  private void put(RegisterName name, Optional<CosemObject.Figure> number) {
    put(
        number
            .map(its -> P1Values.stated(name, its, Optional.empty()))
            .orElseGet(() -> P1Values.without(name, new Outcome.Refused("no number with a unit"))));
  }

  private void put(Stated stated) {
    registers.putIfAbsent(stated.name(), stated);
  }
}
