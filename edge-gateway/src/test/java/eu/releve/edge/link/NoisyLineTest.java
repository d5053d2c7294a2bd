package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A line on which one bit in 100,000 is wrong, and one answer in a hundred is lost, and one late,
 * asked for ranges of the same length: what is believed is right.
 */
class NoisyLineTest {
  private static final boolean SOAK = Boolean.getBoolean("releve.soak");
  private static final int REQUESTS = SOAK ? 100_000 : 10_000;
  private static final int UNITS = 4;

  @Test
  void noWrongValueIsEverBelievedWhileLateAnswersAreWaitedFor() {
    run(Duration.ofSeconds(1), Disturbance.NONE.onOnePair(), 9_600);
  }

  @Test
  void noWrongValueIsEverBelievedWhenLateAnswersAreTooLate() {
    run(Duration.ofMillis(150), Disturbance.NONE.onOnePair(), 9_600);
  }

  @Test
  void norOnALineWhoseConverterSpeaksAndHearsAtOnce() {
    run(Duration.ofMillis(100), Disturbance.NONE, 38_400);
  }

  @Test
  void norBehindAConverterThatEchoesOrADriverThatDropsWhatIsDamaged() {
    run(Duration.ofMillis(150), Disturbance.NONE.onOnePair().echoing(), 19_200);
    run(Duration.ofMillis(150), Disturbance.NONE.onOnePair().droppingDamaged(), 19_200);
  }

  private static void run(Duration patience, Disturbance quiet, int baud) {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    LineSettings settings = new LineSettings(baud, Parity.NONE, 1);
    LineModel line = new LineModel(quiet.flipping(1e-5).losing(0.01, 0.01), seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int unit = 1; unit <= UNITS; unit++) {
      int its = unit;
      line.attach(
          new ModbusStation(
              unit,
              settings,
              () -> Duration.ofMillis(10 + random.nextInt(50)),
              125,
              (function, address, count) -> Optional.of(contents(its, address, count))));
    }
    ModbusRtuLink link = new ModbusRtuLink(line.opener(settings), patience, new LineClock(line));
    Map<Defect, Integer> defects = new EnumMap<>(Defect.class);
    int answered = 0;
    int silent = 0;
    for (int i = 0; i < REQUESTS; i++) {
      int unit = 1 + random.nextInt(UNITS);
      int words = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 20;
      RegisterRange range = new RegisterRange(3, 100 * random.nextInt(50), words);
      switch (link.read(new ModbusUnit(unit), range)) {
        case Reply.Answered answer -> {
          answered++;
          if (!Arrays.equals(answer.bytes(), contents(unit, range.address(), words))) {
            throw new AssertionError(
                "seed %d: request %d, unit %d, %s".formatted(seed, i, unit, range));
          }
        }
        case Reply.Nonsense nonsense -> defects.merge(nonsense.defect(), 1, Integer::sum);
        case Reply.Silent late -> silent++;
        default -> throw new AssertionError("seed %d: request %d".formatted(seed, i));
      }
    }
    System.out.printf(
        "noisy line: seed %d, %d baud, patience %s: %d answered, %d silent, %s, %d s on the line%n",
        seed, baud, patience, answered, silent, defects, line.elapsed().toSeconds());
    assertThat(answered).isGreaterThan(REQUESTS * 96 / 100);
  }

  private static byte[] contents(int unit, int address, int count) {
    byte[] bytes = new byte[2 * count];
    new SplittableRandom(unit * 100_000L + address).nextBytes(bytes);
    return bytes;
  }
}
