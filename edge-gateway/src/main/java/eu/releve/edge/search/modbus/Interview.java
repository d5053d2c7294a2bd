package eu.releve.edge.search.modbus;

import eu.releve.decode.modbus.IdentityReader;
import eu.releve.decode.sunspec.SunSpecDevice;
import eu.releve.decode.sunspec.SunSpecModel;
import eu.releve.decode.sunspec.SunSpecWalk;
import eu.releve.edge.link.DeviceObjects;
import eu.releve.edge.link.IdentificationRequest;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.search.modbus.Finding.Displayed;
import eu.releve.edge.search.modbus.Listening.Outcome;
import eu.releve.edge.search.modbus.Probe.Care;
import eu.releve.edge.search.modbus.Recogniser.Candidate;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Asks a device that answers what it is; what is claimed of it was said twice. */
final class Interview {
  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ROUNDS_MAX = 8;
  private static final int WALKS_MAX = 4;
  private static final RegisterName ENERGY = RegisterName.parse(Quantity.ACTIVE_ENERGY_IMPORT.id());

  private final Listening listening;
  private final Recogniser recogniser;
  private final Optional<Display> display;
  private final int unit;
  private final Set<Integer> functionsWithout = new HashSet<>();

  Interview(Asker asker, Recogniser recogniser, Optional<Display> display, int unit) {
    this.listening = new Listening(asker);
    this.recogniser = recogniser;
    this.display = display;
    this.unit = unit;
  }

  /** What stands there. */
  Finding finding() throws IOException, InterruptedException {
    Map<Integer, String> objects = objects();
    Optional<SunSpecDevice> sunSpec = sunSpec();
    List<Candidate> fitting = recogniser.fitting(contents(), objects);
    Map<IdentityRegister.What, String> identity = new EnumMap<>(IdentityRegister.What.class);
    sunSpec.ifPresent(device -> identity.putAll(device.identity()));
    if (fitting.size() == 1 && !identity(fitting.getFirst().access(), identity)) {
      return new Finding.Several(unit);
    }
    Optional<Access.Modbus> access =
        fitting.isEmpty()
            ? sunSpec.flatMap(SunSpecDevice::access)
            : Optional.of(fitting.getFirst().access());
    if (access.isPresent() && valueOf(access.get()) instanceof Outcome.Several) {
      return new Finding.Several(unit);
    }
    return new Finding.Meter(
        unit,
        fitting.stream().map(Candidate::id).toList(),
        sunSpec.stream()
            .flatMap(device -> device.models().stream())
            .map(SunSpecModel::number)
            .toList(),
        identity,
        objects,
        displayed(fitting.isEmpty() ? recogniser.all() : fitting));
  }

  private Map<Integer, String> objects() throws IOException, InterruptedException {
    Map<Integer, String> objects = new TreeMap<>();
    IdentificationRequest request = new IdentificationRequest(1, 0);
    for (int i = 0; i < ROUNDS_MAX; i++) {
      Outcome outcome = listening.settle(new Probe.Identification(unit, request, Care.BRIEF));
      if (!(outcome instanceof Outcome.Clear(Answer.Said(byte[] bytes)))) {
        return objects;
      }
      DeviceObjects said = DeviceObjects.of(bytes);
      objects.putAll(said.texts());
      if (said.next().isPresent()) {
        request = new IdentificationRequest(request.category(), said.next().get());
      } else if (request.category() == 1 && said.regular()) {
        request = new IdentificationRequest(2, 0);
      } else {
        return objects;
      }
    }
    return objects;
  }

  /** The device, when two walks in a row have found the same. */
  private Optional<SunSpecDevice> sunSpec() throws IOException, InterruptedException {
    Optional<SunSpecDevice> last = Optional.empty();
    for (int i = 0; i < WALKS_MAX; i++) {
      Optional<SunSpecDevice> device = walk();
      if (device.isEmpty() || (last.isPresent() && isSame(last.get(), device.get()))) {
        return device;
      }
      last = device;
    }
    return Optional.empty();
  }

  private static boolean isSame(SunSpecDevice one, SunSpecDevice other) {
    // A model's text is its number and its address.
    return one.base() == other.base()
        && one.identity().equals(other.identity())
        && one.models().toString().equals(other.models().toString());
  }

  private Optional<SunSpecDevice> walk() throws IOException, InterruptedException {
    SunSpecWalk walk = SunSpecWalk.begin();
    while (walk instanceof SunSpecWalk.Asking asking) {
      Optional<byte[]> bytes = glance(new RegisterRange(3, asking.address(), asking.words()));
      walk = bytes.isPresent() ? asking.answered(bytes.get()) : asking.refused();
    }
    return walk instanceof SunSpecWalk.Arrived arrived
        ? Optional.of(arrived.device())
        : Optional.empty();
  }

  private Map<RegisterRange, byte[]> contents() throws IOException, InterruptedException {
    Map<RegisterRange, byte[]> contents = new HashMap<>();
    for (RegisterRange place : recogniser.places()) {
      Optional<byte[]> glanced = glance(place);
      if (glanced.isPresent()
          && recogniser.isWanted(place, glanced.get())
          && listening.settle(probe(place)) instanceof Outcome.Clear(Answer.Said(byte[] bytes))) {
        contents.put(place, bytes);
      }
    }
    return contents;
  }

  private Optional<byte[]> glance(RegisterRange range) throws IOException, InterruptedException {
    if (functionsWithout.contains(range.function())) {
      return Optional.empty();
    }
    Optional<Answer> answer = listening.glance(probe(range));
    if (answer.isPresent()
        && answer.get() instanceof Answer.Refused(int code)
        && code == ILLEGAL_FUNCTION) {
      functionsWithout.add(range.function());
    }
    return answer.isPresent() && answer.get() instanceof Answer.Said(byte[] bytes)
        ? Optional.of(bytes)
        : Optional.empty();
  }

  private Probe probe(RegisterRange range) {
    return new Probe.Registers(unit, range, Care.BRIEF);
  }

  /** Adds what it says of itself; false when several say it. */
  private boolean identity(Access.Modbus access, Map<IdentityRegister.What, String> identity)
      throws IOException, InterruptedException {
    for (IdentityRegister register : access.identity()) {
      RegisterRange range =
          new RegisterRange(register.function(), register.address(), register.words());
      switch (listening.settle(probe(range))) {
        case Outcome.Clear(Answer.Said(byte[] bytes)) ->
            IdentityReader.text(register, bytes)
                .ifPresent(text -> identity.put(register.what(), text));
        case Outcome.Clear clear -> {}
        case Outcome.Nobody nobody -> {}
        case Outcome.Several several -> {
          return false;
        }
      }
    }
    return true;
  }

  /** Two of one make say the same of themselves, but hardly of what they have measured. */
  private Outcome valueOf(Access.Modbus access) throws IOException, InterruptedException {
    return listening.steady(probe(range(energy(access).orElse(access.registers().getFirst()))));
  }

  private static RegisterRange range(ModbusRegister register) {
    return new RegisterRange(
        register.function(), register.from(), register.until() - register.from());
  }

  private static Optional<ModbusRegister> energy(Access.Modbus access) {
    return access.registers().stream().filter(each -> each.name().equals(ENERGY)).findFirst();
  }

  private List<Displayed> displayed(List<Candidate> candidates)
      throws IOException, InterruptedException {
    List<Displayed> displayed = new ArrayList<>();
    Map<RegisterRange, Optional<byte[]>> read = new HashMap<>();
    for (Candidate candidate : display.isPresent() ? candidates : List.<Candidate>of()) {
      Optional<ModbusRegister> register = energy(candidate.access());
      if (register.isEmpty()) {
        continue;
      }
      RegisterRange range = range(register.get());
      Optional<byte[]> bytes = read.get(range);
      if (bytes == null) {
        bytes = glance(range);
        read.put(range, bytes);
      }
      if (bytes.isPresent() && !orders(register.get(), bytes.get()).isEmpty()) {
        // It may have counted on meanwhile: it is the second that must fit.
        Outcome again = listening.steady(probe(range));
        if (again instanceof Outcome.Clear(Answer.Said(byte[] sure))) {
          for (WordOrder order : orders(register.get(), sure)) {
            displayed.add(new Displayed(candidate.id(), order, order == register.get().order()));
          }
        }
      }
    }
    return displayed;
  }

  private List<WordOrder> orders(ModbusRegister register, byte[] bytes) {
    return display.map(shown -> shown.orders(register, bytes)).orElse(List.of());
  }
}
