package eu.releve.edge.simulate.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.SerialLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineModelTest {
  private static final LineSettings MBUS = LineSettings.mbus(2_400);
  private static final Duration TURN = Duration.ofMillis(30);
  private static final byte[] ACKNOWLEDGED = {(byte) 0xE5};

  @Test
  void everyByteArrivesAtEverySpeedAndParity() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    for (int baud : new int[] {300, 2_400, 9_600, 38_400, 115_200}) {
      for (LineSettings.Parity parity : LineSettings.Parity.values()) {
        LineSettings settings = new LineSettings(baud, parity, 1);
        LineModel model = new LineModel(Disturbance.NONE, 1);
        model.attach(says(settings, TURN, all));
        SerialLine master = model.master(settings);
        master.send(new byte[] {1});
        assertThat(hear(master, Duration.ofSeconds(20))).isEqualTo(all);
        assertThat(master.damaged()).isZero();
      }
    }
  }

  // 8E1 at 2400 baud: 11 bits are 4.583 ms; the last half bit of the answer is not waited for.
  @Test
  void timeIsThatOfTheWire() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(says(MBUS, TURN, ACKNOWLEDGED));
    SerialLine master = model.master(MBUS);
    master.send(new byte[5]);
    assertThat(model.elapsed().toNanos() / 1_000).isEqualTo(5 * 11 * 1_000_000L / 2_400);
    byte[] one = new byte[1];
    assertThat(master.receive(one, 0, 1, Duration.ofMillis(34))).isZero();
    assertThat(model.elapsed().toMillis()).isEqualTo(22 + 34);
    assertThat(master.receive(one, 0, 1, Duration.ofSeconds(1))).isOne();
    assertThat(model.elapsed().toMillis()).isEqualTo(57);
  }

  @Test
  void twoThatAcknowledgeAtTheSameMomentLookLikeOne() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(says(MBUS, TURN, ACKNOWLEDGED));
    model.attach(says(MBUS, TURN, ACKNOWLEDGED));
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {1});
    assertThat(hear(master, Duration.ofSeconds(1))).isEqualTo(ACKNOWLEDGED);
    assertThat(master.damaged()).isZero();
  }

  @Test
  void whatTwoSayTogetherIsASpaceWhereOneSaysSpace() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(says(MBUS, TURN, new byte[] {(byte) 0b1100_1010, 0x33}));
    model.attach(says(MBUS, TURN, new byte[] {(byte) 0b1010_1001, 0x33}));
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {1});
    assertThat(hear(master, Duration.ofSeconds(1)))
        .isEqualTo(new byte[] {(byte) 0b1000_1000, 0x33});
    assertThat(master.damaged()).isZero();
  }

  @Test
  void twoThatAreNotTogetherDamageEachOther() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    byte[] telegram = new byte[60];
    new SplittableRandom(5).nextBytes(telegram);
    model.attach(says(MBUS, TURN, telegram));
    model.attach(says(MBUS, TURN.plusMillis(7), telegram));
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {1});
    byte[] heard = hear(master, Duration.ofSeconds(1));
    assertThat(heard).isNotEqualTo(telegram).hasSizeGreaterThan(30);
    assertThat(master.damaged()).isGreaterThan(5);
  }

  @Test
  void aDriverMayDropWhatIsDamaged() throws Exception {
    byte[] telegram = new byte[60];
    new SplittableRandom(5).nextBytes(telegram);
    LineModel model = new LineModel(Disturbance.NONE.droppingDamaged(), 1);
    model.attach(says(MBUS, TURN, telegram));
    model.attach(says(MBUS, TURN.plusMillis(7), telegram));
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {1});
    assertThat(hear(master, Duration.ofSeconds(1))).hasSizeLessThan(50);
    assertThat(master.damaged()).isGreaterThan(5);
  }

  @Test
  void anotherSpeedIsNoiseInBothDirections() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    byte[][] heard = new byte[1][];
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LineSettings.mbus(9_600);
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            heard[0] = bytes;
            return List.of(new Speech(TURN, new byte[] {0x55, 0x56, 0x57}));
          }
        });
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {0x10, 0x40, 0x05, 0x45, 0x16});
    assertThat(heard[0]).isNotEqualTo(new byte[] {0x10, 0x40, 0x05, 0x45, 0x16});
    assertThat(hear(master, Duration.ofSeconds(1))).isNotEqualTo(new byte[] {0x55, 0x56, 0x57});
  }

  @Test
  void aConverterMayEcho() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE.echoing(), 1);
    model.attach(says(MBUS, TURN, ACKNOWLEDGED));
    SerialLine master = model.master(MBUS);
    master.send(new byte[] {1, 2, 3});
    assertThat(hear(master, Duration.ofSeconds(1))).isEqualTo(new byte[] {1, 2, 3, (byte) 0xE5});
  }

  @Test
  void bitsFlipAsOftenAsIsSaid() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE.flipping(1e-3).droppingDamaged(), 42);
    model.attach(says(LineSettings.mbus(38_400), Duration.ofMillis(1), new byte[200]));
    SerialLine master = model.master(LineSettings.mbus(38_400));
    int broken = 0;
    for (int i = 0; i < 200; i++) {
      master.send(new byte[] {1});
      byte[] heard = hear(master, Duration.ofMillis(100));
      broken += Arrays.equals(heard, new byte[200]) ? 0 : 1;
    }
    // 2,200 bits a telegram: one in nine passes unharmed.
    assertThat(broken).isBetween(150, 198);
    assertThat(master.damaged()).isBetween(400L, 800L);
  }

  @Test
  void theSameSeedMakesTheSameAccidents() throws Exception {
    assertThat(accidents(7)).isEqualTo(accidents(7)).isNotEqualTo(accidents(8));
  }

  private static List<Integer> accidents(long seed) throws IOException {
    LineModel model = new LineModel(Disturbance.NONE.flipping(1e-3).losing(0.2, 0.2), seed);
    model.attach(says(MBUS, TURN, new byte[20]));
    SerialLine master = model.master(MBUS);
    Integer[] lengths = new Integer[50];
    for (int i = 0; i < 50; i++) {
      master.send(new byte[] {1});
      lengths[i] = Arrays.hashCode(hear(master, Duration.ofMillis(200)));
    }
    return List.of(lengths);
  }

  // A late answer meets the next request: on one pair it destroys it, on M-Bus it is heard.
  @Test
  void aLateAnswerIsStillOnTheWireWhenTheNextRequestComes() throws Exception {
    for (boolean shared : new boolean[] {false, true}) {
      Disturbance always = Disturbance.NONE.losing(0, 1);
      LineModel model = new LineModel(shared ? always.onOnePair() : always, 3);
      model.attach(says(MBUS, TURN, new byte[100]));
      SerialLine master = model.master(MBUS);
      master.send(new byte[] {1});
      byte[] some = new byte[100];
      int first = master.receive(some, 0, 100, Duration.ofSeconds(1));
      assertThat(first).isOne();
      master.send(new byte[10]);
      int rest = hear(master, Duration.ofSeconds(1)).length;
      assertThat(rest).isBetween(shared ? 86 : 99, shared ? 90 : 99);
    }
  }

  @Test
  void aPulledPlugIsAnError() throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    SerialLine master = model.master(MBUS);
    model.broken(true);
    assertThatThrownBy(() -> master.send(new byte[1])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> model.opener(MBUS).open()).isInstanceOf(IOException.class);
    model.broken(false);
    assertThatThrownBy(() -> master.send(new byte[1])).isInstanceOf(IOException.class);
    model.opener(MBUS).open().close();
  }

  private static Station says(LineSettings settings, Duration delay, byte[] bytes) {
    return new Station() {
      @Override
      public LineSettings settings() {
        return settings;
      }

      @Override
      public List<Speech> hears(byte[] request) {
        return List.of(new Speech(delay, bytes));
      }
    };
  }

  /** Everything until nothing comes for that long. */
  private static byte[] hear(SerialLine master, Duration quiet) throws IOException {
    byte[] buffer = new byte[2_000];
    int count = 0;
    int read;
    do {
      read = master.receive(buffer, count, buffer.length - count, quiet);
      count += read;
    } while (read > 0);
    return Arrays.copyOf(buffer, count);
  }
}
