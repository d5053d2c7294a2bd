package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.Register;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Body;
import eu.releve.wire.Readings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A whole lane on a line on which one bit in 100,000 is wrong, one answer in a hundred is lost, and
 * one comes 50 to 500 ms late: every reading that leaves it is what the meter holds.
 *
 * <p>The meters differ in their contents and not in their maps, and each is asked several questions
 * of one length, so that an answer at the wrong place would be believed.
 */
class NoisyLaneTest {
  private static final boolean SOAK = Boolean.getBoolean("releve.soak");
  private static final int REQUESTS = SOAK ? 100_000 : 5_000;
  private static final int UNITS = 4;

  private final Map<Integer, Long> expected = new HashMap<>();
  private final Map<Integer, Register> names = new HashMap<>();
  private long seed;
  private long right;

  @Test
  void everyReadingFromALineWithNoiseAndLateAnswersIsWhatTheMeterHolds() throws Exception {
    run(Disturbance.NONE.onOnePair(), 9_600);
  }

  @Test
  void alsoWhereTheConverterHearsAndSpeaksAtOnce() throws Exception {
    run(Disturbance.NONE, 38_400);
  }

  private void run(Disturbance quiet, int baud) throws Exception {
    seed = Long.getLong("releve.seed", System.nanoTime());
    LineSettings settings = new LineSettings(baud, Parity.NONE, 1);
    LineModel model = new LineModel(quiet.flipping(1e-5).losing(0.01, 0.01), seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int unit = 1; unit <= UNITS; unit++) {
      int its = unit;
      model.attach(
          new ModbusStation(
              unit,
              settings,
              () -> Duration.ofMillis(10 + random.nextInt(50)),
              Access.Modbus.WORDS_MAX,
              (function, address, count) -> Optional.of(contents(its, address, count))));
    }
    LineClock clock = new LineClock(model);
    Lane lane = lane(model, settings, clock);
    try (SerialLine idle = model.master(settings)) {
      while (lane.view().counts().asked() < REQUESTS) {
        long wait = lane.nextDueBootMillis() - clock.bootMillis();
        if (wait > 0) {
          idle.pause(Duration.ofMillis(wait));
        }
        lane.cycle(clock.bootMillis());
      }
    }
    lane.finish();
    Tally.Counts counts = lane.view().counts();
    System.out.printf("noisy lane: seed %d, %d baud: %d readings, %s%n", seed, baud, right, counts);
    assertThat(counts.answered()).isGreaterThan(REQUESTS * 9L / 10);
    assertThat(right).isGreaterThan(REQUESTS * 9L / 10);
  }

  private Lane lane(LineModel model, LineSettings settings, LineClock clock) throws Exception {
    SitePlan plan = SitePlans.load("noisy.yaml", planText(settings.baud()), Profiles.bundled());
    Installation installation = new Installation(plan, Optional.empty());
    Map<Register, Integer> numbers = new HashMap<>();
    installation.registers().forEach(each -> numbers.put(each.register(), numbers.size() + 1));
    numbers.forEach((register, number) -> names.put(number, register));
    for (int unit = 1; unit <= UNITS; unit++) {
      expect(plan.meters().get(unit - 1), unit, numbers);
    }
    Line line =
        installation.over(
            (Bus.ModbusRtu) plan.buses().getFirst(),
            model.opener(settings),
            numbers,
            new Installation.Manners(Duration.ofMillis(150), clock, Notebook.inMemory()));
    return new Lane(
        line, new Lane.Habits(Duration.ofMinutes(1), Spread.BY_METER), this::check, clock);
  }

  private void expect(Meter meter, int unit, Map<Register, Integer> numbers) {
    Access.Modbus access = (Access.Modbus) meter.access();
    for (ModbusRegister register : access.registers()) {
      byte[] bytes = contents(unit, register.address(), register.words());
      RegisterBlock block = new RegisterBlock(register.function(), register.address(), bytes);
      for (Decoded decoded :
          new ModbusDecoder(List.of(register), Transformers.NONE).decode(block)) {
        Register name = new Register(meter.id(), decoded.name());
        int number = Optional.ofNullable(numbers.get(name)).orElseThrow();
        expected.put(number, ((Outcome.Value) decoded.outcome()).steps());
      }
    }
  }

  private void check(Body body) {
    if (body instanceof Readings readings) {
      for (Readings.Row row : readings.rows()) {
        assertThat(row.value())
            .as("seed %d, %s at %d ms", seed, names.get(row.register()), row.bootMillis())
            .isEqualTo(expected.get(row.register()));
        right++;
      }
    }
  }

  /** Each pair of words is a number that is there once in all units. */
  private static byte[] contents(int unit, int address, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * count);
    for (int at = address; at < address + count; at++) {
      int number = 100_000 * unit + at / 2;
      bytes.putShort((short) (at % 2 == 0 ? number >> 16 : number));
    }
    return bytes.array();
  }

  private static String planText(int baud) {
    StringBuilder text =
        new StringBuilder(
            """
            site: noisy
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: /dev/model, baud: %d } ]
            points: [ { id: all, name: "all" } ]
            meters:
            """
                .formatted(baud));
    for (int unit = 1; unit <= UNITS; unit++) {
      text.append(
          String.format(
              Locale.ROOT,
              "  - { id: m%d, point: all, bus: cellar, unit: %d, from: 2025-01-01, period: 1s,%n"
                  + "      registers: [",
              unit,
              unit));
      String[] names = {
        "active-energy-import", "active-energy-export", "active-energy-import.t1",
        "active-energy-import.t2", "reactive-energy-import", "reactive-energy-export"
      };
      for (int i = 0; i < names.length; i++) {
        // Far apart: six requests of the same length.
        text.append(
            "%s%n        { is: %s, function: 3, at: %d, type: u32, unit: %s }"
                .formatted(
                    i == 0 ? "" : ",",
                    names[i],
                    1_000 * i,
                    names[i].startsWith("re") ? "varh" : "Wh"));
      }
      text.append(" ] }\n");
    }
    return text.toString();
  }
}
