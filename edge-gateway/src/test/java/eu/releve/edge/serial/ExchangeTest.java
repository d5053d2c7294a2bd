package eu.releve.edge.serial;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.Exchange.Echo;
import eu.releve.edge.serial.Framing.Shape;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private static final LineSettings LINE = new LineSettings(9_600, LineSettings.Parity.EVEN, 1);
  private static final Timing TIMING =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(60),
          Duration.ZERO,
          Duration.ofMillis(4));
  private static final byte[] REQUEST = {7, 7, 7};

  /** Frames of this test: a length, not zero, and so many bytes. */
  private static final Framing COUNTED =
      (held, count) -> {
        if (count == 0) {
          return new Shape.Wanting(1);
        }
        if (held[0] == 0) {
          return new Shape.Broken("wanted a length, found 0");
        }
        int left = 1 + held[0] - count;
        return left > 0 ? new Shape.Wanting(left) : new Shape.Whole();
      };

  private final List<Speech> answers = new ArrayList<>();
  private final List<String> captured = new ArrayList<>();

  @Test
  void aFrameIsHeardAsSoonAsItIsWhole() throws Exception {
    LineModel model = model(Disturbance.NONE, speech(30, 3, 1, 2, 3));
    Heard heard = exchange(model, Echo.NONE).ask(REQUEST, COUNTED, TIMING);
    assertThat(heard).isInstanceOfSatisfying(Heard.Frame.class, frame -> is(frame, "03010203"));
    assertThat(model.elapsed()).isLessThan(Duration.ofMillis(39));
    assertThat(captured).containsExactly("SENT 070707", "RECEIVED 03010203");
  }

  @Test
  void silenceIsToldFromDamage() throws Exception {
    Exchange silent = exchange(model(Disturbance.NONE), Echo.NONE);
    assertThat(silent.ask(REQUEST, COUNTED, TIMING)).isEqualTo(new Heard.Silence(100));
    LineModel collided =
        model(Disturbance.NONE.droppingDamaged(), speech(30, 0x15), speech(30, 0x2A));
    collided.attach(station(List.of(new Speech(Duration.ofNanos(30_300_000), new byte[] {0x2A}))));
    assertThat(exchange(collided, Echo.NONE).ask(REQUEST, COUNTED, TIMING))
        .isInstanceOfSatisfying(
            Heard.Garbled.class, garbled -> assertThat(garbled.why()).isEqualTo(Heard.Why.DAMAGED));
  }

  @Test
  void aFrameThatBreaksOffAndOneThatCannotBeAreTold() throws Exception {
    assertThat(garbled(speech(30, 3, 1))).isEqualTo("CUT an answer that ends after 2 bytes 0301");
    assertThat(garbled(speech(30, 0, 1, 2))).isEqualTo("BROKEN wanted a length, found 0 000102");
  }

  @Test
  void whatFollowsAFrameMakesItNoAnswerWhereOthersMayAnswerToo() throws Exception {
    Speech[] two = {speech(30, 1, 5), speech(60, 1, 6)};
    Exchange one = exchange(model(Disturbance.NONE, two), Echo.NONE);
    assertThat(one.ask(REQUEST, COUNTED, TIMING)).isInstanceOf(Heard.Frame.class);
    Exchange all = exchange(model(Disturbance.NONE, two), Echo.NONE);
    assertThat(all.ask(REQUEST, COUNTED, TIMING.alone(Duration.ofMillis(100))))
        .isInstanceOfSatisfying(
            Heard.Garbled.class, garbled -> assertThat(garbled.why()).isEqualTo(Heard.Why.SURPLUS));
  }

  @Test
  void anEchoIsTakenOffWhereItMayBeOne() throws Exception {
    LineModel model = model(Disturbance.NONE.echoing(), speech(30, 1, 5));
    Exchange exchange = exchange(model, Echo.PERHAPS);
    assertThat(exchange.ask(REQUEST, COUNTED, TIMING))
        .isInstanceOfSatisfying(Heard.Frame.class, frame -> is(frame, "0105"));
    assertThat(exchange.echoes()).isOne();
    assertThat(exchange(model, Echo.ALWAYS).ask(REQUEST, COUNTED, TIMING))
        .isInstanceOf(Heard.Frame.class);
  }

  @Test
  void anEchoAloneIsSilence() throws Exception {
    for (Echo echo : List.of(Echo.PERHAPS, Echo.ALWAYS)) {
      Exchange exchange = exchange(model(Disturbance.NONE.echoing()), echo);
      assertThat(exchange.ask(REQUEST, COUNTED, TIMING)).isInstanceOf(Heard.Silence.class);
    }
  }

  // A Modbus write is answered by the request itself.
  @Test
  void anAnswerThatRepeatsTheRequestIsAnAnswerWhereNothingEchoes() throws Exception {
    LineModel model = model(Disturbance.NONE, speech(30, 2, 7, 7));
    assertThat(exchange(model, Echo.NONE).ask(new byte[] {2, 7, 7}, COUNTED, TIMING))
        .isInstanceOf(Heard.Frame.class);
  }

  @Test
  void aLateAnswerNeverPassesForTheNextOnes() throws Exception {
    LineModel model = model(Disturbance.NONE, speech(110, 1, 5));
    Exchange exchange = exchange(model, Echo.NONE);
    assertThat(exchange.ask(REQUEST, COUNTED, TIMING)).isInstanceOf(Heard.Silence.class);
    assertThat(exchange.drain(Duration.ofMillis(50))).isTrue();
    assertThat(exchange.discarded()).isEqualTo(2);
    answers.clear();
    answers.add(speech(30, 1, 6));
    assertThat(exchange.ask(REQUEST, COUNTED, TIMING))
        .isInstanceOfSatisfying(Heard.Frame.class, frame -> is(frame, "0106"));
  }

  @Test
  void aLineThatBabblesIsLeftInTheEnd() throws Exception {
    LineModel model = model(Disturbance.NONE, new Speech(Duration.ofMillis(1), new byte[20_000]));
    Exchange exchange = exchange(model, Echo.NONE);
    assertThat(exchange.ask(REQUEST, COUNTED, TIMING)).isInstanceOf(Heard.Garbled.class);
    assertThat(model.elapsed()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void betweenTwoRequestsTheLineRests() throws Exception {
    LineModel model = model(Disturbance.NONE, speech(30, 1, 5));
    Exchange exchange = exchange(model, Echo.NONE);
    Heard unused = exchange.ask(REQUEST, COUNTED, TIMING);
    Duration before = model.elapsed();
    unused = exchange.ask(REQUEST, COUNTED, TIMING);
    assertThat(model.elapsed().minus(before)).isGreaterThan(before.plusMillis(3));
  }

  private String garbled(Speech speech) throws Exception {
    answers.clear();
    Heard heard =
        exchange(model(Disturbance.NONE, speech), Echo.NONE).ask(REQUEST, COUNTED, TIMING);
    return heard instanceof Heard.Garbled garbled
        ? garbled.why() + " " + garbled.reason() + " " + HexFormat.of().formatHex(garbled.bytes())
        : heard.toString();
  }

  private static void is(Heard.Frame frame, String hex) {
    assertThat(HexFormat.of().formatHex(frame.bytes())).isEqualTo(hex);
  }

  private static Speech speech(int millis, int... bytes) {
    byte[] said = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      said[i] = (byte) bytes[i];
    }
    return new Speech(Duration.ofMillis(millis), said);
  }

  private Exchange exchange(LineModel model, Echo echo) {
    return new Exchange(
        model.master(LINE),
        echo,
        (direction, bytes, nanos) ->
            captured.add(direction + " " + HexFormat.of().formatHex(bytes)));
  }

  private LineModel model(Disturbance disturbance, Speech... speeches) {
    answers.addAll(List.of(speeches));
    LineModel model = new LineModel(disturbance, 1);
    model.attach(station(answers));
    return model;
  }

  private static Station station(List<Speech> answers) {
    return new Station() {
      @Override
      public LineSettings settings() {
        return LINE;
      }

      @Override
      public List<Speech> hears(byte[] bytes) {
        return List.copyOf(answers);
      }
    };
  }
}
