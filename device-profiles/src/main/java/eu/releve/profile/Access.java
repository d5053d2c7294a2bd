package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.ProfileId;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How the registers of a meter family are read. */
public sealed interface Access {
  /** The registers, in the order of the profile. */
  List<? extends RegisterSource> registers();

  /**
   * Over Modbus: by function, address and type.
   *
   * @param registers at least one; no word belongs to two of them, no two share a name.
   * @param requests what the meter bears to be asked.
   * @param identity where it says who it is; may be none.
   * @param fingerprints by which it is recognised: all of them hold; none when it cannot be told
   *     from others.
   */
  record Modbus(
      List<ModbusRegister> registers,
      Requests requests,
      List<IdentityRegister> identity,
      List<Fingerprint> fingerprints)
      implements Access {
    /** What one answer of the protocol carries. */
    public static final int WORDS_MAX = 125;

    /** Reading a hole costs less than another request until it is about this wide. */
    public static final int HOLE_WORDS_MAX = 16;

    public Modbus {
      registers = List.copyOf(registers);
      identity = List.copyOf(identity);
      fingerprints = List.copyOf(fingerprints);
      require(!registers.isEmpty(), "a Modbus profile without registers");
      for (int i = 0; i < registers.size(); i++) {
        ModbusRegister register = registers.get(i);
        require(
            requests.allows(register.from(), register.until()),
            "%s takes more than one request",
            register.name());
        for (ModbusRegister other : registers.subList(0, i)) {
          require(!register.overlaps(other), "%s overlaps %s", register.name(), other.name());
        }
      }
    }

    /** Registers of a meter of which nothing else is known, asked gently. */
    public Modbus(List<ModbusRegister> registers, int wordsMax, int holeWordsMax) {
      this(registers, Requests.of(wordsMax, holeWordsMax), List.of(), List.of());
    }

    /** A meter that answers whatever it is asked. */
    public Modbus(List<ModbusRegister> registers) {
      this(registers, WORDS_MAX, HOLE_WORDS_MAX);
    }

    /** The same registers of a meter that was set to another order of words and bytes. */
    public Modbus ordered(WordOrder order) {
      return new Modbus(
          registers.stream().map(register -> register.ordered(order)).toList(),
          requests,
          identity,
          fingerprints);
    }

    /** How many words the meter answers to one request, 1 to 125. */
    public int wordsMax() {
      return requests.wordsMax();
    }

    /** How many words that the profile does not name may be read between two that it names. */
    public int holeWordsMax() {
      return requests.holeWordsMax();
    }
  }

  /**
   * Over M-Bus: from the records of a telegram.
   *
   * @param recognition which meters the profile fits; nothing for "any".
   * @param requests how the meter wants to be asked.
   * @param registers each from the first record that fits; none for a meter of which nothing is
   *     known: then what its answers hold by the norm is learned.
   */
  record Mbus(
      Optional<Recognition> recognition, MbusRequests requests, List<MbusRegister> registers)
      implements Access {
    public Mbus {
      registers = List.copyOf(registers);
    }

    /** Registers of a meter that is asked as it comes. */
    public Mbus(Optional<Recognition> recognition, List<MbusRegister> registers) {
      this(recognition, MbusRequests.USUAL, registers);
    }

    /** The same, where a plan says something else of how the meter is asked. */
    public Mbus asked(MbusRequests otherwise) {
      return new Mbus(recognition, otherwise.orElse(requests), registers);
    }
  }

  /**
   * Over Modbus, as the device itself says: which SunSpec models it has and where is found out on
   * the bus.
   */
  record SunSpec() implements Access {
    /** What plans say in place of a profile's name. */
    public static final ProfileId NAME = new ProfileId("sunspec");

    /** None that is known beforehand. */
    @Override
    public List<RegisterSource> registers() {
      return List.of();
    }
  }

  /**
   * Held by a building's controller, by address of its protocol.
   *
   * @param registers at least one, at most {@value #REGISTERS_MAX}.
   */
  record Plc(List<PlcRegister> registers) implements Access {
    /** Values of one meter. */
    public static final int REGISTERS_MAX = 200;

    public Plc {
      registers = List.copyOf(registers);
      require(
          !registers.isEmpty() && registers.size() <= REGISTERS_MAX,
          "%d registers are not 1 to 200",
          registers.size());
    }
  }

  /** By listening to what the meter sends by itself: its registers are learned from it. */
  record Pushed() implements Access {
    @Override
    public List<RegisterSource> registers() {
      return List.of();
    }
  }

  /**
   * Held by an OPC-UA server, by node.
   *
   * @param registers at least one, at most {@value #REGISTERS_MAX}.
   * @param sampling how the server is to watch them; nothing where they are only asked.
   */
  record OpcUa(List<OpcUaRegister> registers, Optional<Sampling> sampling) implements Access {
    /** Values of one meter. */
    public static final int REGISTERS_MAX = 1_000;

    public OpcUa {
      registers = List.copyOf(registers);
      require(
          !registers.isEmpty() && registers.size() <= REGISTERS_MAX,
          "%d registers are not 1 to 1000",
          registers.size());
    }

    /** The same, watched as a plan says. */
    public OpcUa watched(Sampling so) {
      return new OpcUa(registers, Optional.of(so));
    }
  }

  /**
   * How an OPC-UA server watches values and tells their changes, between the times at which they
   * are asked.
   *
   * @param interval how often the server looks; 100 ms to an hour.
   * @param queue how many changes of one value it keeps until they are fetched, 1 to 1,000; then it
   *     drops the oldest and says so.
   */
  record Sampling(Duration interval, int queue) {
    /** The shortest interval. */
    public static final Duration INTERVAL_MIN = Duration.ofMillis(100);

    /** The longest interval. */
    public static final Duration INTERVAL_MAX = Duration.ofHours(1);

    /** The longest queue. */
    public static final int QUEUE_MAX = 1_000;

    public Sampling {
      require(
          interval.compareTo(INTERVAL_MIN) >= 0 && interval.compareTo(INTERVAL_MAX) <= 0,
          "sampling %s is not 100 ms to 1 h",
          interval);
      require(1 <= queue && queue <= QUEUE_MAX, "queue %d is not in 1..1000", queue);
    }
  }

  /**
   * By counting the pulses of its contact.
   *
   * @param register the counter that they make.
   * @param contact how the contact is wired, and what counts as a pulse.
   */
  record Pulsed(PulseRegister register, PulseContact contact) implements Access {
    @Override
    public List<PulseRegister> registers() {
      return List.of(register);
    }
  }

  /**
   * Which M-Bus meters a profile fits, by the fixed header of EN 13757-3.
   *
   * @param manufacturer three capital letters.
   * @param versions each 0 to 255; none for any.
   * @param media each 0 to 255; none for any.
   */
  record Recognition(
      String manufacturer, NavigableSet<Integer> versions, NavigableSet<Integer> media) {
    public Recognition {
      require(manufacturer.matches("[A-Z]{3}"), "manufacturer '%s' is not A-Z x 3", manufacturer);
      versions = Collections.unmodifiableNavigableSet(new TreeSet<>(versions));
      media = Collections.unmodifiableNavigableSet(new TreeSet<>(media));
      versions.forEach(one -> requireByte("version", one));
      media.forEach(one -> requireByte("medium", one));
    }

    /** Of one version or any, of one medium or any. */
    public Recognition(String manufacturer, Optional<Integer> version, Optional<Integer> medium) {
      this(
          manufacturer,
          new TreeSet<>(version.stream().toList()),
          new TreeSet<>(medium.stream().toList()));
    }

    /** The lowest of the versions; nothing for any. */
    public Optional<Integer> version() {
      return versions.stream().findFirst();
    }

    /** The lowest of the media; nothing for any. */
    public Optional<Integer> medium() {
      return media.stream().findFirst();
    }

    /** Whether it fits a meter whose header says so. */
    public boolean fits(String maker, int version, int medium) {
      return manufacturer.equals(maker)
          && (versions.isEmpty() || versions.contains(version))
          && (media.isEmpty() || media.contains(medium));
    }

    /** How many of manufacturer, version and medium it asks for: 1 to 3; the highest wins. */
    public int exactness() {
      return 1 + (versions.isEmpty() ? 0 : 1) + (media.isEmpty() ? 0 : 1);
    }

    /** Whether there can be a meter that both fit and neither more exactly. */
    public boolean rivals(Recognition other) {
      return manufacturer.equals(other.manufacturer)
          && exactness() == other.exactness()
          && meets(versions, other.versions)
          && meets(media, other.media);
    }

    private static boolean meets(Set<Integer> some, Set<Integer> others) {
      return some.isEmpty() || others.isEmpty() || !Collections.disjoint(some, others);
    }

    private static void requireByte(String what, int value) {
      require(0 <= value && value <= 255, "%s %d is not in 0..255", what, value);
    }
  }
}
