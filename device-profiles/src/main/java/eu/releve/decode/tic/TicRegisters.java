package eu.releve.decode.tic;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.decode.tic.TicLine.Group;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which register a group is.
 *
 * <p>Tariffs have the numbers that a Linky gives them in standard mode, in both modes: off-peak
 * before peak, and blue before white before red. What the distributor counts by its own tariffs is
 * subunit 1.
 */
final class TicRegisters {
  private static final Map<String, Source> KNOWN = new HashMap<>();

  /** Counters of one contract; their sum is what the meter has counted in all. */
  private static final List<List<String>> CONTRACTS =
      List.of(
          List.of("BASE"),
          List.of("HCHC", "HCHP"),
          List.of("EJPHN", "EJPHPM"),
          List.of("BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW", "BBRHCJR", "BBRHPJR"));

  private static final Map<String, Integer> PERIODS =
      Map.ofEntries(
          Map.entry("TH..", 1),
          Map.entry("HC..", 1),
          Map.entry("HP..", 2),
          Map.entry("HN..", 1),
          Map.entry("PM..", 2),
          Map.entry("HCJB", 1),
          Map.entry("HPJB", 2),
          Map.entry("HCJW", 3),
          Map.entry("HPJW", 4),
          Map.entry("HCJR", 5),
          Map.entry("HPJR", 6));

  private static final int HEXADECIMAL = 16;

  /** What a group counts or measures, and in which unit. */
  private record Source(RegisterName name, Unit unit) {}

  static {
    for (List<String> contract : CONTRACTS.subList(1, CONTRACTS.size())) {
      for (int i = 0; i < contract.size(); i++) {
        known(contract.get(i), "active-energy-import.t" + (i + 1), Unit.WH);
      }
    }
    known("EAST", "active-energy-import", Unit.WH);
    known("EAIT", "active-energy-export", Unit.WH);
    for (int tariff = 1; tariff <= 10; tariff++) {
      known("EASF%02d".formatted(tariff), "active-energy-import.t" + tariff, Unit.WH);
    }
    for (int tariff = 1; tariff <= 4; tariff++) {
      known("EASD%02d".formatted(tariff), "active-energy-import.t" + tariff + ".u1", Unit.WH);
      known("ERQ" + tariff, "reactive-energy-q" + tariff, Unit.VARH);
    }
    known("IINST", "current", Unit.A);
    known("PAPP", "apparent-power", Unit.VA);
    known("SINSTS", "apparent-power", Unit.VA);
    known("SINSTI", "apparent-power-export", Unit.VA);
    for (int phase = 1; phase <= 3; phase++) {
      known("IINST" + phase, "current.l" + phase, Unit.A);
      known("IRMS" + phase, "current.l" + phase, Unit.A);
      known("URMS" + phase, "voltage.l" + phase, Unit.V);
      known("SINSTS" + phase, "apparent-power.l" + phase, Unit.VA);
      known("SMAXSN" + phase, "apparent-power.max.l" + phase, Unit.VA);
      known("SMAXSN" + phase + "-1", "apparent-power.max.l" + phase + ".s1", Unit.VA);
    }
    known("SMAXSN", "apparent-power.max", Unit.VA);
    known("SMAXSN-1", "apparent-power.max.s1", Unit.VA);
    known("SMAXIN", "apparent-power-export.max", Unit.VA);
    known("SMAXIN-1", "apparent-power-export.max.s1", Unit.VA);
    known("CCASN", "active-power-demand", Unit.W);
    known("CCASN-1", "active-power-demand.s1", Unit.W);
    known("NTARF", "tariff-in-force", Unit.RATIO);
  }

  private TicRegisters() {}

  private static void known(String label, String register, Unit unit) {
    KNOWN.put(label, new Source(RegisterName.parse(register), unit));
  }

  static List<Stated> of(TicFrame frame) {
    List<Stated> found = new ArrayList<>();
    Set<RegisterName> seen = new HashSet<>();
    for (Group group : frame.groups()) {
      stated(group).filter(its -> seen.add(its.name())).ifPresent(found::add);
    }
    total(frame).filter(its -> seen.add(its.name())).ifPresent(found::add);
    return found;
  }

  private static Optional<Stated> stated(Group group) {
    return switch (group.label()) {
      case "PTEC" ->
          Optional.ofNullable(PERIODS.get(group.value()))
              .map(
                  period ->
                      Stated.of(
                          RegisterName.of(Quantity.TARIFF_IN_FORCE),
                          BigDecimal.valueOf(period),
                          Unit.RATIO,
                          Optional.empty()));
      case "STGE" ->
          Optional.of(
              Stated.of(
                  RegisterName.of(Quantity.STATE),
                  BigDecimal.valueOf(Long.parseLong(group.value(), HEXADECIMAL)),
                  Unit.RATIO,
                  Optional.empty()));
      default -> Optional.ofNullable(KNOWN.get(group.label())).map(source -> number(group, source));
    };
  }

  /** A date of which the meter is not sure makes a dated value none: nobody knows when it was. */
  private static Stated number(Group group, Source source) {
    BigDecimal number = new BigDecimal(group.value());
    if (group.date().filter(date -> !date.sure()).isPresent()) {
      return Stated.without(source.name(), number, source.unit(), Outcome.UNAVAILABLE);
    }
    Optional<Instant> taken = group.date().map(Horodate::at);
    return Stated.of(source.name(), number, source.unit(), taken);
  }

  /** In historique mode a meter states no total: it is the sum of its contract's counters. */
  private static Optional<Stated> total(TicFrame frame) {
    for (List<String> contract : CONTRACTS) {
      List<Group> counters =
          contract.stream().flatMap(label -> frame.group(label).stream()).toList();
      if (counters.size() == contract.size()) {
        BigDecimal sum =
            counters.stream()
                .map(group -> new BigDecimal(group.value()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        RegisterName name = RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT);
        return Optional.of(Stated.of(name, sum, Unit.WH, Optional.empty()));
      }
    }
    return Optional.empty();
  }
}
