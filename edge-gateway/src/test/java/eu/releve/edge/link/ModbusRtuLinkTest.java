package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.RegisterBank;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ModbusRtuLinkTest {
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final Duration TURN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final ModbusUnit ONE = new ModbusUnit(1);
  private static final RegisterRange FOUR = new RegisterRange(3, 10, 4);

  private final LineModel model = new LineModel(Disturbance.NONE.onOnePair(), 1);
  private final LineClock clock = new LineClock(model);

  @Test
  void theRegistersComeBackWithTheInstantOfTheirArrival() {
    model.attach(station(1));
    Reply reply = link().read(ONE, FOUR);
    assertThat(words(reply)).containsExactly(contents(1, 10, 4));
    // 8 characters, 20 ms, 13 characters less half a bit, 3.5 characters.
    assertThat(((Reply.Answered) reply).bootMillis()).isEqualTo(8 + 20 + 14 + 3);
  }

  @Test
  void oneLineServesSeveralUnitsAndASilentOneIsSilent() {
    model.attach(station(1));
    model.attach(station(2));
    ModbusRtuLink link = link();
    assertThat(words(link.read(ONE, FOUR))).containsExactly(contents(1, 10, 4));
    assertThat(words(link.read(new ModbusUnit(2), FOUR))).containsExactly(contents(2, 10, 4));
    assertThat(link.read(new ModbusUnit(3), FOUR)).isEqualTo(new Reply.Silent(1_000));
    assertThat(words(link.read(ONE, FOUR))).containsExactly(contents(1, 10, 4));
    assertThat(link.isConnected()).isTrue();
  }

  @Test
  void whatTheUnitDoesNotHaveIsRefused() {
    model.attach(station(1));
    assertThat(link().read(ONE, new RegisterRange(3, 5_000, 2))).isEqualTo(new Reply.Refused(2));
  }

  @Test
  void betweenTwoFramesTheLineIsSilentForThreeAndAHalfCharactersOrThePauseOfTheUnit() {
    model.attach(station(1));
    List<long[]> spoken = new ArrayList<>();
    Capture capture =
        (direction, bytes, nanos) -> {
          long lasts = direction == Capture.Direction.SENT ? LINE.characters(8).toNanos() : 0;
          spoken.add(new long[] {nanos - lasts, nanos});
        };
    ModbusRtuLink link = new ModbusRtuLink(model.opener(LINE), PATIENCE, clock, capture);
    link.read(ONE, FOUR);
    link.read(ONE, FOUR);
    link.read(new ModbusUnit(1, Duration.ofMillis(100)), FOUR);
    link.read(ONE, FOUR);
    long silence = LINE.characters(7).toNanos() / 2;
    assertThat(spoken.get(2)[0] - spoken.get(1)[1]).isBetween(silence, silence + 1_000_000);
    assertThat(spoken.get(4)[0] - spoken.get(3)[1]).isBetween(silence, silence + 1_000_000);
    assertThat(spoken.get(6)[0] - spoken.get(5)[1]).isBetween(100_000_000L, 101_000_000L);
  }

  @Test
  void theSilenceAbove19200BaudIsThatOfTheNorm() {
    assertThat(RtuTiming.silence(LINE)).isEqualTo(LINE.characters(7).dividedBy(2));
    assertThat(RtuTiming.silence(new LineSettings(115_200, Parity.EVEN, 1)))
        .isEqualTo(Duration.ofNanos(1_750_000));
  }

  @Test
  void anEchoIsNoAnswer() {
    LineModel echoing = new LineModel(Disturbance.NONE.onOnePair().echoing(), 1);
    echoing.attach(station(1));
    ModbusRtuLink link = new ModbusRtuLink(echoing.opener(LINE), PATIENCE, new LineClock(echoing));
    assertThat(words(link.read(ONE, FOUR))).containsExactly(contents(1, 10, 4));
    assertThat(link.read(new ModbusUnit(2), FOUR)).isInstanceOf(Reply.Silent.class);
  }

  @Test
  void garbageIsNoReadingAndIsNamedByKind() {
    assertThat(garbled(frame -> Arrays.copyOf(frame, 9))).isEqualTo(Defect.TRUNCATED);
    assertThat(garbled(frame -> Arrays.copyOf(frame, frame.length + 3))).isEqualTo(Defect.SURPLUS);
    assertThat(garbled(frame -> changed(frame, 5))).isEqualTo(Defect.CHECKSUM);
    assertThat(garbled(frame -> sealed(changed(frame, 0)))).isEqualTo(Defect.FOREIGN);
    assertThat(garbled(frame -> sealed(changed(frame, 1)))).isEqualTo(Defect.FOREIGN);
    assertThat(garbled(frame -> sealed(changed(frame, 2)))).isEqualTo(Defect.LENGTH);
    assertThat(garbled(frame -> sealed(Arrays.copyOf(frame, frame.length - 2))))
        .isEqualTo(Defect.TRUNCATED);
    assertThat(garbled(frame -> new byte[1_000])).isEqualTo(Defect.FOREIGN);
  }

  // Otherwise nobody who looks at the capture can see why the answer did not count.
  @Test
  void whatFollowsAFrameIsCapturedToo() {
    Station good = station(1);
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LINE;
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            return good.hears(bytes).stream()
                .map(speech -> new Speech(speech.delay(), Arrays.copyOf(speech.bytes(), 13 + 3)))
                .toList();
          }
        });
    List<Byte> received = new ArrayList<>();
    Capture capture =
        (direction, bytes, nanos) -> {
          for (byte one : direction == Capture.Direction.RECEIVED ? bytes : new byte[0]) {
            received.add(one);
          }
        };
    Reply reply = new ModbusRtuLink(model.opener(LINE), PATIENCE, clock, capture).read(ONE, FOUR);
    assertThat(((Reply.Nonsense) reply).defect()).isEqualTo(Defect.SURPLUS);
    assertThat(received).hasSize(13 + 3);
  }

  private static byte[] changed(byte[] frame, int at) {
    byte[] changed = frame.clone();
    changed[at] ^= 4;
    return changed;
  }

  private static byte[] sealed(byte[] frame) {
    Crc16.seal(frame, frame.length - 2);
    return frame;
  }

  /** A unit that spoils every answer, and one that is asked afterwards. */
  private static Defect garbled(UnaryOperator<byte[]> spoiling) {
    LineModel line = new LineModel(Disturbance.NONE.onOnePair(), 1);
    Station good = station(1);
    line.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LINE;
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            return good.hears(bytes).stream()
                .map(speech -> new Speech(speech.delay(), spoiling.apply(speech.bytes())))
                .toList();
          }
        });
    line.attach(station(2));
    ModbusRtuLink link = new ModbusRtuLink(line.opener(LINE), PATIENCE, new LineClock(line));
    Reply reply = link.read(ONE, FOUR);
    assertThat(words(link.read(new ModbusUnit(2), FOUR))).containsExactly(contents(2, 10, 4));
    assertThat(reply).isInstanceOf(Reply.Nonsense.class);
    return ((Reply.Nonsense) reply).defect();
  }

  // The answer to the first request comes while the second, which looks the same, is waited for.
  @Test
  void aLateAnswerIsNeverTakenForThatToAnotherRequestOfTheSameLength() {
    for (int lateMillis = 300; lateMillis < 3_000; lateMillis += 7) {
      LineModel line = new LineModel(Disturbance.NONE, 1);
      int[] turn = {0};
      int late = lateMillis;
      line.attach(
          new ModbusStation(
              1, LINE, () -> turn[0]++ == 0 ? Duration.ofMillis(late) : TURN, 125, bank(1)));
      ModbusRtuLink link =
          new ModbusRtuLink(line.opener(LINE), Duration.ofMillis(300), new LineClock(line));
      link.read(ONE, FOUR);
      for (int address = 20; address < 80; address += 20) {
        Reply reply = link.read(ONE, new RegisterRange(3, address, 4));
        if (reply instanceof Reply.Answered) {
          assertThat(words(reply)).as("late %d", late).containsExactly(contents(1, address, 4));
        }
      }
    }
  }

  @Test
  void aLateRefusalIsNotTakenForThatOfAnotherRequest() {
    LineModel line = new LineModel(Disturbance.NONE, 1);
    int[] turn = {0};
    line.attach(
        new ModbusStation(
            1, LINE, () -> turn[0]++ == 0 ? Duration.ofMillis(400) : TURN, 125, bank(1)));
    ModbusRtuLink link =
        new ModbusRtuLink(line.opener(LINE), Duration.ofMillis(300), new LineClock(line));
    assertThat(link.read(ONE, new RegisterRange(3, 5_000, 2))).isInstanceOf(Reply.Silent.class);
    assertThat(words(link.read(ONE, FOUR))).containsExactly(contents(1, 10, 4));
  }

  @Test
  void aPulledPlugCostsTheRequestInFlightAndTheLineIsOpenedAgain() {
    model.attach(station(1));
    ModbusRtuLink link = link();
    link.read(ONE, FOUR);
    model.broken(true);
    assertThat(link.read(ONE, FOUR)).isInstanceOf(Reply.Unreachable.class);
    assertThat(link.isConnected()).isFalse();
    assertThat(link.notBeforeBootMillis()).isEqualTo(clock.bootMillis() + 1_000);
    model.broken(false);
    assertThat(link.read(ONE, FOUR)).as("too soon").isInstanceOf(Reply.Unreachable.class);
    pass(Duration.ofSeconds(1));
    assertThat(words(link.read(ONE, FOUR))).containsExactly(contents(1, 10, 4));
  }

  @Test
  void aClosedLinkStaysClosed() {
    model.attach(station(1));
    ModbusRtuLink link = link();
    link.close();
    assertThat(link.read(ONE, FOUR)).isInstanceOf(Reply.Unreachable.class);
  }

  private void pass(Duration time) {
    try {
      model.master(LINE).pause(time);
    } catch (java.io.IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private ModbusRtuLink link() {
    return new ModbusRtuLink(model.opener(LINE), PATIENCE, clock);
  }

  private static ModbusStation station(int unit) {
    return new ModbusStation(unit, LINE, () -> TURN, 125, bank(unit));
  }

  private static RegisterBank bank(int unit) {
    return (function, address, count) ->
        address >= 1_000 ? Optional.empty() : Optional.of(contents(unit, address, count));
  }

  private static byte[] contents(int unit, int address, int count) {
    byte[] bytes = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      int word = (0x9E37 * (unit * 1_000 + address + i)) >>> 3;
      bytes[2 * i] = (byte) (word >> 8);
      bytes[2 * i + 1] = (byte) word;
    }
    return bytes;
  }

  private static byte[] words(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).bytes();
  }
}
