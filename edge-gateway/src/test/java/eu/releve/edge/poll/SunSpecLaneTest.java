package eu.releve.edge.poll;

import static eu.releve.edge.poll.SunSpecUnit.END;
import static eu.releve.edge.poll.SunSpecUnit.INVERTER;
import static eu.releve.edge.poll.SunSpecUnit.LINE;
import static eu.releve.edge.poll.SunSpecUnit.METER;
import static eu.releve.edge.poll.SunSpecUnit.RATINGS;
import static eu.releve.edge.poll.SunSpecUnit.common;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.sunspec.SunSpecWalk;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.serial.Captures;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.telegram.TelegramMemory;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lane on a serial line in memory reads a SunSpec device of which its plan says nothing else. */
class SunSpecLaneTest {
  private static final int FIRST = 40_070;
  private static final long HOUR = 3_600_000;

  private LineModel line = new LineModel(Disturbance.NONE.onOnePair(), 1);
  private LineClock clock = new LineClock(line);
  private final Notebook notebook = Notebook.inMemory();
  private final SunSpecUnit unit = new SunSpecUnit();
  private final Map<Register, Integer> numbers = new HashMap<>();
  private final Map<Integer, Register> names = new HashMap<>();
  private final Map<Register, Resolution> resolutions = new HashMap<>();
  private final Map<String, Long> read = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private String ratio = "";

  SunSpecLaneTest() {
    line.attach(unit);
  }

  @ParameterizedTest
  @ValueSource(ints = {40_000, 0, 50_000})
  void aDeviceIsReadWithoutAMapWhereverItsChainBegins(int base) throws Exception {
    unit.holds(base, common(66), INVERTER, RATINGS, METER, END);
    Lane lane = lane();
    poll(lane);
    assertThat(read)
        .containsEntry("active-power", -4_000_000L)
        .containsEntry("voltage.l1", 230_000L)
        .containsEntry("active-energy-export", 1_234_560L)
        .containsEntry("active-energy-import.u1", 23_716_400L)
        .containsEntry("frequency.u1", 49_990L)
        .doesNotContainKeys("voltage.l1-l2", "apparent-energy-import.u1");
    assertThat(events)
        .containsExactly(
            "meter-map-learned: SunSpec at %d, models 1, 103, 120, 203; not read: 120"
                .formatted(base));
    assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.ANSWERS);
  }

  @Test
  void eachModelIsOneRequest() throws Exception {
    unit.holds(40_000, common(65), INVERTER, RATINGS, METER, END);
    Lane lane = lane();
    poll(lane);
    assertThat(unit.requestsOf(() -> poll(lane))).isEqualTo(2);
    assertThat(lane.view().counts().withoutValue()).isPositive();
  }

  @Test
  void afterARestartItIsReadAtOnceByWhatWasLearned() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, END);
    poll(lane());
    Map<String, Long> before = Map.copyOf(read);
    read.clear();
    events.clear();
    Lane again = lane();
    assertThat(unit.requestsOf(() -> poll(again))).isEqualTo(2);
    assertThat(read).isEqualTo(before);
    assertThat(events).isEmpty();
    assertThat(again.view().budget().orElseThrow().neededPercent()).isPositive();
  }

  @Test
  void aDeviceThatRefusesPartsOfAModelIsAskedForWholeOnes() throws Exception {
    unit.holds(40_000, common(65), INVERTER, RATINGS, METER, END);
    unit.refuseParts();
    Lane lane = lane();
    poll(lane);
    assertThat(read).containsKeys("active-power", "active-energy-import.u1");
    assertThat(unit.refusalsOf(() -> poll(lane))).isZero();
    assertThat(unit.requestsOf(() -> poll(lane))).isEqualTo(2);
  }

  @Test
  void aDeviceThatAnswersFewWordsIsReadInPartsAndItsHeadersFirst() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, END);
    Lane whole = lane();
    poll(whole);
    Map<String, Long> values = Map.copyOf(read);
    unit.answerAtMost(40);
    for (int i = 0; i < 8; i++) {
      poll(whole);
    }
    read.clear();
    assertThat(unit.refusalsOf(() -> poll(whole))).isZero();
    assertThat(read).isEqualTo(values);
    // The words of the meter's header, and everything else where it was.
    unit.put(FIRST + 52, "00CC");
    read.clear();
    poll(whole);
    assertThat(events.getLast()).contains("models 1, 103, 204;", "before", "models 1, 103, 203");
    assertThat(read).isEqualTo(values);
  }

  // A firmware puts a model before the others: what stands at the old places is another thing.
  @Test
  void aModelThatHasMovedIsNoticedBeforeItsValuesAreBelieved() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, END);
    Lane lane = lane();
    poll(lane);
    Map<String, Long> values = Map.copyOf(read);
    Map<Register, Integer> before = Map.copyOf(numbers);
    unit.holds(40_000, common(66), RATINGS, INVERTER, METER, END);
    read.clear();
    events.clear();
    poll(lane);
    assertThat(read).isEqualTo(values);
    assertThat(numbers).isEqualTo(before);
    assertThat(events)
        .containsExactly(
            "meter-map-learned: SunSpec at 40000, models 1, 120, 103, 203; not read: 120;"
                + " it has changed, before: SunSpec at 40000, models 1, 103, 203");
    assertThat(unit.requestsOf(() -> poll(lane))).isEqualTo(2);
    assertThat(unit.requestsOf(() -> poll(laneUnchecked()))).isEqualTo(2);
  }

  @Test
  void aModelThatIsGoneIsNotCalledAbsent() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, END);
    Lane lane = lane();
    poll(lane);
    unit.holds(0, common(66), METER, END);
    read.clear();
    poll(lane);
    assertThat(read).containsEntry("active-energy-import", 23_716_400L).doesNotContainKey("state");
    assertThat(events.getLast()).contains("SunSpec at 0, models 1, 203");
    assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.ANSWERS);
  }

  @Test
  void aMeterThatIsAddedBehindTheOthersIsFoundWithinTheHour() throws Exception {
    unit.holds(40_000, common(66), INVERTER, END);
    Lane lane = lane();
    poll(lane);
    unit.holds(40_000, common(66), INVERTER, METER, END);
    pass(HOUR);
    poll(lane);
    poll(lane);
    assertThat(read).containsKey("active-energy-import.u1");
    assertThat(events).hasSize(2);
  }

  // At night an inverter has no scale factors; what it had then is no reading, and counted.
  @Test
  void whatIsNotImplementedAndWhatHasNoScaleIsNoReadingAndCounted() throws Exception {
    unit.holds(40_000, common(66), INVERTER, END);
    unit.put(FIRST + 16, "FFFF");
    unit.put(FIRST + 13, "8000");
    unit.put(FIRST + 37, "000B");
    Lane lane = lane();
    poll(lane);
    assertThat(read)
        .containsKey("active-power")
        .doesNotContainKeys("frequency", "voltage.l1", "device-temperature");
    assertThat(lane.view().counts().withoutValue()).isEqualTo(4);
    assertThat(lane.view().counts().nonsense()).isEqualTo(1);
    assertThat(lane.view().meters().getFirst().detail()).contains("exponent 11 is not -10 to 10");
    unit.holds(40_000, common(66), INVERTER, END);
    pass(HOUR);
    poll(lane);
    poll(lane);
    assertThat(read).containsEntry("voltage.l1", 230_000L).containsEntry("frequency", 49_990L);
    assertThat(resolution("voltage.l1")).isEqualTo(new Resolution(1, 2));
    assertThat(events).hasSize(1);
  }

  @Test
  void aScaleFactorThatMovesIsReadWithItsValue() throws Exception {
    unit.holds(40_000, common(66), INVERTER, END);
    Lane lane = lane();
    poll(lane);
    unit.put(FIRST + 14, "0190 0001");
    read.clear();
    poll(lane);
    assertThat(read).containsEntry("active-power", -4_000_000L);
  }

  @Test
  void behindTransformersValuesAndResolutionsAreThePrimarySides() throws Exception {
    ratio = ", ct: 200/5";
    unit.holds(40_000, common(66), METER, END);
    poll(lane());
    assertThat(read).containsEntry("active-energy-import", 40 * 23_716_400L);
    assertThat(resolution("active-energy-import")).isEqualTo(new Resolution(4, 3));
  }

  // A counter that is wrong once is read again; SunSpec's are no exception.
  @Test
  void aCounterThatFallsBackIsReadAgainBeforeItIsBelieved() throws Exception {
    unit.holds(40_000, common(66), INVERTER, END);
    Lane lane = lane();
    poll(lane);
    unit.put(FIRST + 24, "00000001");
    poll(lane);
    assertThat(lane.view().counts().doubted()).isEqualTo(1);
    assertThat(read).containsEntry("active-energy-export", 10L);
  }

  @Test
  void aModelTooLongForOneRequestIsReadInTwo() throws Exception {
    String floats = "00D5 007C" + "7FC00000".repeat(29) + "499742D0" + "7FC00000".repeat(31);
    unit.holds(40_000, common(66), floats + "00000002", END);
    unit.refuseParts();
    Lane lane = lane();
    poll(lane);
    assertThat(read).containsEntry("active-energy-export", 1_239_130L).hasSize(2);
    assertThat(unit.requestsOf(() -> poll(lane))).isEqualTo(2);
    unit.put(FIRST, "00D6");
    read.clear();
    poll(lane);
    assertThat(events.getLast()).contains("models 1, 214;");
    assertThat(read).containsEntry("active-energy-export", 1_239_130L);
  }

  @Test
  void whatHasNoMarkerIsNamed() throws Exception {
    Lane lane = lane();
    poll(lane);
    MeterView meter = lane.view().meters().getFirst();
    assertThat(meter.condition()).isEqualTo(Condition.REFUSES);
    assertThat(meter.detail()).contains("no SunSpec marker at [40000, 0, 50000]");
    unit.put(0, "1234 5678");
    unit.put(40_000, "5375 6E54");
    unit.put(50_000, "0000 0000");
    poll(lane);
    meter = lane.view().meters().getFirst();
    assertThat(meter.condition()).isEqualTo(Condition.NONSENSE);
    assertThat(meter.detail()).contains("no SunSpec marker at [40000, 0, 50000]");
    assertThat(read).isEmpty();
    assertThat(lane.view().counts().nonsense()).isEqualTo(1);
  }

  @Test
  void ofAChainThatNeverEndsNothingIsBelieved() throws Exception {
    String[] models = new String[100];
    Arrays.fill(models, INVERTER);
    unit.holds(40_000, models);
    Lane lane = lane();
    assertThat(unit.requestsOf(() -> poll(lane))).isLessThan(140);
    assertThat(lane.view().meters().getFirst().detail()).contains("more than 64 SunSpec models");
    assertThat(read).isEmpty();
    assertThat(numbers).isEmpty();
  }

  @Test
  void aLengthThatLiesCostsTheModelsBehindItAndIsNamed() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, END);
    unit.put(FIRST + 1, "0031");
    Lane lane = lane();
    poll(lane);
    assertThat(read).containsEntry("active-power", -4_000_000L);
    assertThat(read.keySet()).noneMatch(name -> name.endsWith(".u1"));
    assertThat(events.getLast()).contains("its chain breaks off");
  }

  @Test
  void aModelTooShortForItsValuesIsSkippedAndNamed() throws Exception {
    unit.holds(40_000, common(66), "0067 0004 0001 0002 0003 0004", METER, END);
    Lane lane = lane();
    poll(lane);
    assertThat(events)
        .containsExactly(
            "meter-map-learned: SunSpec at 40000, models 1, 103, 203;"
                + " not read: 103 (of 4 words only)");
    assertThat(read).containsKey("active-energy-import");
    unit.holds(40_000, common(66), RATINGS, END);
    poll(lane);
    assertThat(lane.view().meters().getFirst().detail())
        .contains("no model that is read: SunSpec at 40000, models 1, 120; not read: 120");
  }

  // Some devices say nothing where they have nothing, and some have no end.
  @Test
  void silenceCountsAsRefusalAfterThreeTimes() throws Exception {
    unit.holds(0, common(66), INVERTER);
    unit.beMuteAt(40_000);
    unit.beMuteAt(2 + 68 + 52);
    Lane lane = lane();
    int polls = 0;
    while (read.isEmpty() && polls < 10) {
      poll(lane);
      polls++;
    }
    assertThat(read).containsKey("active-power");
    assertThat(polls).isEqualTo(5);
    assertThat(events.stream().filter(event -> event.contains("breaks off"))).hasSize(1);
    pass(2 * HOUR);
    assertThat(unit.requestsOf(() -> poll(lane))).isEqualTo(1);
  }

  @Test
  void aDeviceThatIsMuteAboutOneModelIsReadForTheOthers() throws Exception {
    unit.holds(40_000, common(66), INVERTER, METER, METER, END);
    Lane lane = lane();
    poll(lane);
    unit.beMuteAt(FIRST + 52);
    read.clear();
    poll(lane);
    assertThat(read)
        .containsKeys("active-power", "active-energy-import.u2")
        .doesNotContainKey("active-energy-import.u1");
    assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.SILENT);
  }

  // Learned again and again while answers are lost, late and damaged, and the models move.
  @Test
  void onANoisyLineNoValueIsEverWrong() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    unit.holds(40_000, common(66), INVERTER, METER, END);
    poll(lane());
    Map<String, Long> values = Map.copyOf(read);
    line = new LineModel(Disturbance.NONE.onOnePair().flipping(3e-5).losing(0.02, 0.02), seed);
    clock = new LineClock(line);
    line.attach(unit);
    SplittableRandom random = new SplittableRandom(seed);
    Lane lane = lane();
    long readings = 0;
    for (int i = 0; i < 300; i++) {
      if (random.nextInt(10) == 0) {
        int base = SunSpecWalk.BASES.get(random.nextInt(3));
        if (random.nextBoolean()) {
          unit.holds(base, common(66), RATINGS, INVERTER, METER, END);
        } else {
          unit.holds(base, common(65), INVERTER, METER, RATINGS, END);
        }
        unit.answerAtMost(random.nextInt(4) == 0 ? 60 : 125);
      }
      read.clear();
      poll(lane);
      readings += read.size();
      read.forEach(
          (name, value) ->
              assertThat(value).as("seed %d %s", seed, name).isEqualTo(values.get(name)));
      if (random.nextInt(50) == 0) {
        lane = lane();
      }
    }
    assertThat(readings).as("seed %d", seed).isGreaterThan(100L * values.size());
  }

  private Lane laneUnchecked() {
    try {
      return lane();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A lane as after a start of the program. */
  private Lane lane() throws Exception {
    SitePlan plan =
        SitePlans.load(
            "plan.yaml",
            """
            site: tilleuls-12
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: /dev/model, baud: 9600 } ]
            points: [ { id: pv, name: "PV" } ]
            meters: [ { id: e1, point: pv, bus: cellar, unit: 1, profile: sunspec, from: 2025-01-01, period: 1m%s } ]
            """
                .formatted(ratio),
            Profiles.bundled());
    Discoveries discoveries = new Discoveries(plan.meters(), notebook, this::declared);
    Map<Register, Integer> known = discoveries.declare();
    Installation.Manners manners =
        new Installation.Manners(
            Duration.ofSeconds(1),
            clock,
            notebook,
            Keys.NONE,
            new TelegramMemory(),
            discoveries,
            Captures.NONE);
    Line asked =
        new Installation(plan, Optional.empty())
            .over((Bus.ModbusRtu) plan.buses().getFirst(), line.opener(LINE), known, manners);
    return new Lane(asked, new Lane.Habits(Duration.ZERO, Spread.TOGETHER), this::take, clock);
  }

  private Map<Register, Integer> declared(List<Declared> besides) {
    besides.forEach(
        each -> {
          numbers.putIfAbsent(each.register(), numbers.size() + 1);
          resolutions.put(each.register(), each.resolution());
        });
    numbers.forEach((register, number) -> names.put(number, register));
    return Map.copyOf(numbers);
  }

  private Resolution resolution(String name) {
    return resolutions.entrySet().stream()
        .filter(each -> each.getKey().name().equals(RegisterName.parse(name)))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private void take(Body body) {
    if (body instanceof Readings readings) {
      readings
          .rows()
          .forEach(
              row -> {
                Register register = Optional.ofNullable(names.get(row.register())).orElseThrow();
                read.put(register.name().toString(), row.value());
              });
    } else if (body instanceof Facts facts) {
      facts.facts().stream()
          .filter(fact -> fact instanceof Facts.Event)
          .map(fact -> (Facts.Event) fact)
          .filter(event -> event.code().equals("meter-map-learned"))
          .forEach(
              event ->
                  events.add(event.code() + event.text().substring("bus cellar, e1".length())));
    }
  }

  private void pass(long millis) throws IOException {
    try (SerialLine idle = line.master(LINE)) {
      idle.pause(Duration.ofMillis(millis));
    }
  }

  /** Lets the lane ask the device once, when it is due. */
  private void poll(Lane lane) {
    long before = lane.view().counts().asked();
    try (SerialLine idle = line.master(LINE)) {
      while (lane.view().counts().asked() == before) {
        long wait = lane.nextDueBootMillis() - clock.bootMillis();
        if (wait > 0) {
          idle.pause(Duration.ofMillis(wait));
        }
        lane.cycle(clock.bootMillis());
      }
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
