package eu.releve.edge.poll;

import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.provisioning.site.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registers of meters of which the plan says nothing, M-Bus meters without a profile and
 * SunSpec devices, as their answers show them: kept in the notebook, and declared anew whenever
 * there are more. May be used by several lanes.
 */
public final class Discoveries {
  /** So many registers of one meter; what it says beyond is left out, and said once. */
  static final int REGISTERS_MAX = 200;

  private static final String MBUS = "mbus-registers";
  private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);

  private final Notebook notebook;
  private final Catalogue catalogue;
  private final Map<MeterId, Map<RegisterName, Declared>> known = new LinkedHashMap<>();
  private final Map<MeterId, String> kinds = new HashMap<>();
  private Map<Register, Integer> numbers = Map.of();

  /** Where registers get their numbers. */
  @FunctionalInterface
  public interface Catalogue {
    /**
     * Declares the plan's registers and these besides.
     *
     * @return the number of each.
     */
    Map<Register, Integer> declare(List<Declared> besides) throws JournalException;
  }

  /** What was known of those meters when the program ended. */
  public Discoveries(List<Meter> meters, Notebook notebook, Catalogue catalogue) {
    this.notebook = notebook;
    this.catalogue = catalogue;
    for (Meter meter : meters) {
      if (meter.access().registers().isEmpty()) {
        String kind = kindOf(meter.access());
        kinds.put(meter.id(), kind);
        known.put(
            meter.id(), parsed(meter.id(), notebook.find(kind, meter.id().value()).orElse("")));
      }
    }
  }

  /**
   * Declares everything that is known now.
   *
   * @return the number of each register, those of the plan too.
   * @throws JournalException when the journal does not take it.
   */
  public synchronized Map<Register, Integer> declare() throws JournalException {
    numbers = catalogue.declare(declared());
    return numbers;
  }

  private static String kindOf(Access access) {
    return switch (access) {
      case Access.SunSpec sunSpec -> "sunspec-registers";
      case Access.Pushed pushed -> "port-registers";
      case Access.Mbus mbus -> MBUS;
      case Access.Modbus modbus -> MBUS;
      case Access.Plc plc -> MBUS;
      case Access.OpcUa nodes -> MBUS;
      case Access.Pulsed pulsed -> MBUS;
    };
  }

  private List<Declared> declared() {
    List<Declared> all = new ArrayList<>();
    known.values().forEach(registers -> all.addAll(registers.values()));
    return all;
  }

  /**
   * Takes what an answer holds; what is new is declared, or tried again with the next answer.
   *
   * @param registers of that meter; of one that is known already the first resolution counts.
   */
  synchronized void seen(MeterId meter, List<Declared> registers) {
    Map<RegisterName, Declared> before = known.getOrDefault(meter, Map.of());
    Map<RegisterName, Declared> after = new LinkedHashMap<>(before);
    registers.forEach(register -> after.putIfAbsent(register.name(), register));
    boolean full = after.size() > REGISTERS_MAX;
    if (full) {
      after.keySet().retainAll(List.copyOf(after.keySet()).subList(0, REGISTERS_MAX));
    }
    if (after.size() == before.size() && areNumbered(meter, after)) {
      return;
    }
    known.put(meter, after);
    try {
      Map<Register, Integer> unused = declare();
      notebook.write(kinds.getOrDefault(meter, "registers"), meter.value(), written(after));
      LOG.info(
          "registers of a meter are learned meter={} registers={} more_left_out={}",
          meter,
          after.size(),
          full);
    } catch (JournalException refused) {
      LOG.warn("registers cannot be declared meter={} reason={}", meter, refused.getMessage());
    }
  }

  private boolean areNumbered(MeterId meter, Map<RegisterName, Declared> registers) {
    return registers.keySet().stream()
        .allMatch(name -> numbers.containsKey(new Register(meter, name)));
  }

  /** The numbers of one meter's registers, as they are when they are asked for. */
  Numbers numbersOf(MeterId meter) {
    return name -> number(new Register(meter, name));
  }

  private synchronized Optional<Integer> number(Register register) {
    return Optional.ofNullable(numbers.get(register));
  }

  /** The names of what is known of one meter now. */
  synchronized Set<RegisterName> namesOf(MeterId meter) {
    return Set.copyOf(known.getOrDefault(meter, Map.of()).keySet());
  }

  /** One register of a meter as it is declared. */
  synchronized Optional<Declared> find(MeterId meter, RegisterName name) {
    return Optional.ofNullable(known.getOrDefault(meter, Map.of()).get(name));
  }

  private static String written(Map<RegisterName, Declared> registers) {
    return registers.values().stream()
        .map(
            each ->
                "%s %d %d %s"
                    .formatted(
                        each.name(),
                        each.resolution().mantissa(),
                        each.resolution().exponent(),
                        each.unit().name()))
        .collect(Collectors.joining("\n"));
  }

  private static Map<RegisterName, Declared> parsed(MeterId meter, String text) {
    Map<RegisterName, Declared> registers = new LinkedHashMap<>();
    Map<String, Unit> units = new HashMap<>();
    Arrays.stream(Unit.values()).forEach(unit -> units.put(unit.name(), unit));
    for (String line : text.split("\n", -1)) {
      String[] parts = line.split(" ", -1);
      Unit unit = parts.length == 4 ? units.get(parts[3]) : null;
      if (unit == null) {
        // By another version: it is learned again.
        continue;
      }
      try {
        RegisterName name = RegisterName.parse(parts[0]);
        Resolution resolution =
            new Resolution(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        registers.put(name, new Declared(meter, name, resolution, unit));
      } catch (IllegalArgumentException another) {
        LOG.debug("not a register line={}", line);
      }
    }
    return registers;
  }
}
