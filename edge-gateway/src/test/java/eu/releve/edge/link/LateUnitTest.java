package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A unit, or a converter before it, that hears everything while it thinks, and answers all of it in
 * order, sometimes far too late; some of it with a refusal.
 */
class LateUnitTest {
  private static final int RUNS = Boolean.getBoolean("releve.soak") ? 5_000 : 100;
  private static final ModbusUnit ONE = new ModbusUnit(1);
  private static final int REFUSED_FROM = 1_000;
  private static final int[] ADDRESSES = {10, 20, 30, 40, 5_000, 6_000};

  @Test
  void whateverIsLateNothingWrongIsBelieved() {
    for (int run = 0; run < RUNS; run++) {
      long seed = Long.getLong("releve.seed", System.nanoTime());
      SplittableRandom random = new SplittableRandom(seed);
      Line line = new Line(random);
      ModbusRtuLink link = new ModbusRtuLink(line, Duration.ofMillis(300), line);
      int answered = 0;
      for (int i = 0; i < 500; i++) {
        int address = ADDRESSES[random.nextInt(ADDRESSES.length)];
        RegisterRange range = new RegisterRange(3, address, random.nextBoolean() ? 4 : 6);
        if (link.read(ONE, range) instanceof Reply.Answered answer) {
          answered++;
          assertThat(answer.bytes())
              .as("seed %d, request %d, %s", seed, i, range)
              .isEqualTo(contents(range.address(), range.words()));
        }
      }
      assertThat(answered).as("seed %d", seed).isGreaterThan(20);
    }
  }

  private static byte[] contents(int address, int count) {
    byte[] bytes = new byte[2 * count];
    new SplittableRandom(address).nextBytes(bytes);
    return bytes;
  }

  /** Its unit mostly thinks for 20 ms, sometimes for up to a second. */
  private static final class Line extends UnitLine {
    Line(SplittableRandom random) {
      super(
          () -> Duration.ofMillis(random.nextInt(10) < 7 ? 20 : random.nextInt(1_000)),
          (function, address, count) ->
              address >= REFUSED_FROM ? Optional.empty() : Optional.of(contents(address, count)));
    }

    @Override
    public boolean mayBeLateForEver() {
      return false;
    }
  }
}
