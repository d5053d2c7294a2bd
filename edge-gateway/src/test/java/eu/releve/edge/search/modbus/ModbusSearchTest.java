package eu.releve.edge.search.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.ModbusMaster;
import eu.releve.edge.search.modbus.ModbusSearch.Medium;
import eu.releve.edge.search.modbus.ModbusSearch.Wanted;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.GivenModbusDevice;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.IdentityRegister.What;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Random cellars on a line in memory: all meters are found, none is invented, none is written. */
class ModbusSearchTest {
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final Disturbance PAIR = Disturbance.NONE.onOnePair();
  private static final Disturbance NOISY = PAIR.flipping(1e-5).losing(0.01, 0.01);
  private static final List<Profile> MODBUS =
      Profiles.bundled().all().stream()
          .filter(profile -> profile.access() instanceof Access.Modbus)
          .toList();
  private static final Recogniser RECOGNISER = new Recogniser(MODBUS);

  private final Set<String> functionsSent = new TreeSet<>();

  @Test
  void onAQuietLineAllAreFoundAndNoneIsInvented() throws Exception {
    cellar(PAIR, 12, 2);
  }

  @Test
  void onANoisyLineToo() throws Exception {
    cellar(NOISY, 8, 4);
  }

  @Test
  void behindAConverterThatEchoesToo() throws Exception {
    cellar(NOISY.echoing(), 6, 4);
    cellar(NOISY.droppingDamaged(), 6, 4);
  }

  @Test
  void whereNobodyIsNoNoiseMakesADevice() throws Exception {
    long seed = seed();
    LineModel line = new LineModel(PAIR.flipping(1e-4), seed);
    assertThat(search(line, 3, Map.of())).as("seed %d", seed).isEmpty();
  }

  // Nobody waits for them in the first two looks: their answers are heard while others are asked.
  @Test
  void metersThatTakeTheirTimeAreMostlyHeardInHasteAndAllFoundInPeace() throws Exception {
    long seed = seed();
    Set<Integer> inHaste = new TreeSet<>();
    Set<Integer> there = slow(seed, 2, inHaste);
    assertThat(there).as("seed %d", seed).containsAll(inHaste);
    assertThat(inHaste).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(8);
    Set<Integer> inPeace = new TreeSet<>();
    assertThat(slow(seed, 3, inPeace)).as("seed %d", seed).isEqualTo(inPeace);
  }

  /** Twelve slow meters, and which of them a search finds. */
  private Set<Integer> slow(long seed, int looks, Set<Integer> found) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    LineModel line = new LineModel(PAIR, seed);
    Set<Integer> units = new TreeSet<>();
    while (units.size() < 12) {
      int unit = 1 + random.nextInt(247);
      if (units.add(unit)) {
        SplittableRandom own = random.split();
        line.attach(
            GivenModbusDevice.of(MODBUS.get(random.nextInt(MODBUS.size())), own)
                .on(unit, LINE, () -> Duration.ofMillis(120 + own.nextInt(170))));
      }
    }
    List<Finding> findings = search(line, looks, Map.of());
    assertThat(findings).as("seed %d", seed).allMatch(Finding.Meter.class::isInstance);
    findings.forEach(finding -> found.add(finding.unit()));
    return units;
  }

  private record Expected(Map<Integer, Profile> meters, Set<Integer> crowded) {}

  private void cellar(Disturbance disturbance, int meters, int looks) throws Exception {
    long seed = seed();
    SplittableRandom random = new SplittableRandom(seed);
    LineModel line = new LineModel(disturbance, seed);
    Expected expected = new Expected(new TreeMap<>(), new TreeSet<>());
    while (expected.meters().size() < meters) {
      int unit = 1 + random.nextInt(247);
      Profile profile = MODBUS.get(random.nextInt(MODBUS.size()));
      if (expected.meters().putIfAbsent(unit, profile) == null) {
        attach(line, unit, profile, random);
      }
    }
    // Two of one make, and two of different makes, with one address.
    for (int i = 0; i < 2; i++) {
      int unit = 1 + random.nextInt(247);
      if (!expected.meters().containsKey(unit) && expected.crowded().add(unit)) {
        Profile profile = recognisable(random);
        attach(line, unit, profile, random);
        attach(line, unit, i == 0 ? profile : recognisable(random), random);
      }
    }
    List<Finding> found = search(line, looks, Map.of());
    System.out.printf(
        "modbus scan: seed %d, %d meters, %d crowded addresses, %d s on the line%n",
        seed, meters, expected.crowded().size(), line.elapsed().toSeconds());
    check(found, expected, seed);
    assertThat(functionsSent).isSubsetOf("3", "4", "43/14");
  }

  private static void check(List<Finding> found, Expected expected, long seed) {
    Set<Integer> unfound = new TreeSet<>(expected.meters().keySet());
    Set<Integer> crowded = new TreeSet<>(expected.crowded());
    for (Finding finding : found) {
      switch (finding) {
        case Finding.Several several ->
            assertThat(crowded.remove(several.unit())).as("seed %d: %s", seed, finding).isTrue();
        case Finding.Meter meter -> {
          assertThat(unfound.remove(meter.unit())).as("seed %d: %s", seed, finding).isTrue();
          Profile profile = Objects.requireNonNull(expected.meters().get(meter.unit()));
          Access.Modbus access = (Access.Modbus) profile.access();
          List<ProfileId> own = access.fingerprints().isEmpty() ? List.of() : List.of(profile.id());
          assertThat(meter.profiles()).as("seed %d: %s", seed, finding).containsAll(own);
          if (own.isEmpty()) {
            assertThat(meter.profiles()).as("seed %d: %s", seed, finding).isEmpty();
          }
        }
      }
    }
    assertThat(unfound).as("seed %d", seed).isEmpty();
    assertThat(crowded).as("seed %d", seed).isEmpty();
  }

  private static Profile recognisable(SplittableRandom random) {
    List<Profile> some =
        MODBUS.stream()
            .filter(each -> !((Access.Modbus) each.access()).fingerprints().isEmpty())
            .toList();
    return some.get(random.nextInt(some.size()));
  }

  private static void attach(LineModel line, int unit, Profile profile, SplittableRandom random) {
    SplittableRandom own = random.split();
    line.attach(
        GivenModbusDevice.of(profile, own)
            .on(unit, LINE, () -> Duration.ofMillis(10 + own.nextInt(50))));
  }

  @Test
  void whatADeviceSaysOfItselfIsTold() throws Exception {
    LineModel line = new LineModel(PAIR, 1);
    GivenModbusDevice meter = new GivenModbusDevice();
    meter.put(3, 0xFC00, "00BC614E");
    meter.put(3, 0xFC02, "0020");
    meter.put(4, 0x48, "42F6E979");
    meter.says(0, "Nobody");
    meter.says(1, "X-1");
    line.attach(meter.on(7, LINE, () -> Duration.ofMillis(20)));
    assertThat(search(line, 1, Map.of(7, new Display(new BigDecimal("123.4")))))
        .containsExactly(
            new Finding.Meter(
                7,
                List.of(new ProfileId("eastron-sdm120")),
                List.of(),
                Map.of(What.SERIAL, "12345678"),
                Map.of(0, "Nobody", 1, "X-1"),
                List.of(
                    new Finding.Displayed(
                        new ProfileId("eastron-sdm120"), WordOrder.HIGH_FIRST, true))));
  }

  // The meter that is known to no fingerprint, with its words turned round.
  @Test
  void theNumberOnTheDisplayProposesProfileAndByteOrder() throws Exception {
    LineModel line = new LineModel(PAIR, 1);
    GivenModbusDevice meter = new GivenModbusDevice();
    meter.put(4, 0x48, "E97942F6");
    line.attach(meter.on(7, LINE, () -> Duration.ofMillis(20)));
    Finding found = search(line, 1, Map.of(7, new Display(new BigDecimal("123.456")))).getFirst();
    assertThat(((Finding.Meter) found).displayed())
        .contains(
            new Finding.Displayed(new ProfileId("eastron-sdm630"), WordOrder.LOW_FIRST, false))
        .allMatch(fitting -> !fitting.own());
    Finding other = search(line, 1, Map.of(7, new Display(new BigDecimal("124.1")))).getFirst();
    assertThat(((Finding.Meter) other).displayed()).isEmpty();
  }

  @Test
  void aSunSpecDeviceSaysItsModels() throws Exception {
    LineModel line = new LineModel(PAIR, 1);
    line.attach(
        GivenModbusDevice.sunSpec("4711", 1_234_567).on(2, LINE, () -> Duration.ofMillis(20)));
    Finding.Meter meter = (Finding.Meter) search(line, 1, Map.of()).getFirst();
    assertThat(meter.models()).containsExactly(1, 203);
    assertThat(meter.identity()).containsEntry(What.SERIAL, "4711");
    assertThat(meter.isRecognised()).isTrue();
  }

  // Many devices with a connection of their own answer whatever address they are asked at.
  @Test
  void aDeviceThatAnswersAtEveryAddressIsFoundOnce() throws Exception {
    GivenModbusDevice meter = GivenModbusDevice.sunSpec("4711", 1);
    Heard heard = new Heard();
    Wanted all = new Wanted(Medium.TCP, Wanted.ALL, 2, 0, Map.of());
    List<Finding> found = new ModbusSearch(asker(meter, Set.of()), RECOGNISER, heard, all).run();
    assertThat(found).extracting(Finding::unit).containsExactly(1);
    assertThat(heard.everywhere).isEqualTo(1);
    Wanted some = new Wanted(Medium.TCP, List.of(4, 5), 1, 0, Map.of());
    found = new ModbusSearch(asker(meter, Set.of()), RECOGNISER, heard, some).run();
    assertThat(found).extracting(Finding::unit).containsExactly(4);
    assertThat(heard.again).containsExactly(Map.entry(5, 4));
  }

  @Test
  void itEndsWhenAsManyAreKnownAsAreExpected() throws Exception {
    GivenModbusDevice meter = new GivenModbusDevice();
    Wanted two = new Wanted(Medium.TCP, Wanted.ALL, 2, 2, Map.of());
    Asker asker = asker(meter, Set.of(247));
    assertThat(new ModbusSearch(asker, RECOGNISER, new Heard(), two).run())
        .extracting(Finding::unit)
        .containsExactly(1, 2);
  }

  private static Asker asker(GivenModbusDevice device, Set<Integer> dead) {
    return probe -> {
      if (dead.contains(probe.unit())) {
        return new Answer.Silence();
      }
      return switch (probe) {
        case Probe.Registers read ->
            device
                .read(read.range().function(), read.range().address(), read.range().words())
                .<Answer>map(Answer.Said::new)
                .orElse(new Answer.Refused(2));
        case Probe.Identification who -> new Answer.Refused(1);
      };
    };
  }

  private List<Finding> search(LineModel line, int looks, Map<Integer, Display> displays)
      throws Exception {
    Capture capture =
        (direction, bytes, nanos) -> {
          if (direction == Capture.Direction.SENT) {
            functionsSent.add(bytes[1] == 43 ? bytes[1] + "/" + bytes[2] : "" + bytes[1]);
          }
        };
    Exchange exchange = new Exchange(line.master(LINE), Exchange.Echo.PERHAPS, capture);
    Asker asker =
        new LineAsker(new ModbusMaster(exchange, PATIENCE, new LineClock(line)), PATIENCE);
    Heard heard = new Heard();
    List<Finding> found =
        new ModbusSearch(
                asker, RECOGNISER, heard, new Wanted(Medium.LINE, Wanted.ALL, looks, 0, displays))
            .run();
    assertThat(heard.found).isEqualTo(found);
    assertThat(new HashSet<>(found)).hasSameSizeAs(found);
    return found;
  }

  private static long seed() {
    return Long.getLong("releve.seed", System.nanoTime());
  }

  private static final class Heard implements SearchListener {
    private final List<Finding> found = new ArrayList<>();
    private final Map<Integer, Integer> again = new TreeMap<>();
    private Optional<Double> last = Optional.empty();
    private int look;
    private int everywhere;

    @Override
    public void found(Finding finding) {
      found.add(finding);
    }

    @Override
    public void again(int unit, int first) {
      again.put(unit, first);
    }

    @Override
    public void everywhere(int unit) {
      everywhere = unit;
    }

    @Override
    public void progress(int nowLook, double share) {
      if (nowLook == look) {
        assertThat(share).isGreaterThanOrEqualTo(last.orElse(0.0));
      }
      look = nowLook;
      last = Optional.of(share);
    }
  }
}
