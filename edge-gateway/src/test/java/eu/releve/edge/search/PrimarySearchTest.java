package eu.releve.edge.search;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.link.MbusMask;
import eu.releve.edge.link.MbusMaster;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.FrameCounting;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class PrimarySearchTest {
  private static final LineSettings LINE = LineSettings.mbus(2_400);
  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Answer.Silence SILENCE = new Answer.Silence();
  private static final Answer.Acknowledged ACKNOWLEDGED = new Answer.Acknowledged();
  private static final Answer.Garbled NOISE = new Answer.Garbled("noise");

  @Test
  void everyAddressIsAskedAndWhoAnswersIsRead() throws Exception {
    for (Disturbance line : List.of(Disturbance.NONE, Disturbance.NONE.echoing())) {
      List<Finding> found = search(model(line, 1, meter(0), meter(5), meter(250)), 1);
      assertThat(found)
          .extracting(Finding::place)
          .containsExactly("primary 0", "primary 5", "primary 250");
      assertThat(found)
          .allMatch(finding -> finding instanceof Finding.Meter meter && meter.whole());
    }
  }

  @Test
  void allTelegramsAreReadWhateverWasReadBefore() throws Exception {
    byte[] first = telegram("0c13010000001f");
    byte[] second = telegram("0c1302000000");
    for (FrameCounting counting : FrameCounting.values()) {
      LineModel model = new LineModel(Disturbance.NONE, 1);
      model.attach(new GivenMeter(List.of(first, second)).on(LINE, DELAY, counting));
      for (int i = 0; i < 3; i++) {
        Finding.Meter meter = (Finding.Meter) search(model, 1).getFirst();
        assertThat(meter.frames()).containsExactly(first, second);
      }
    }
  }

  @Test
  void twoMetersAtOneAddressAreSeveral() throws Exception {
    MbusMask other = new MbusMask("987654322D2C0107");
    for (int characters : new int[] {60, 90}) {
      LineModel model =
          model(Disturbance.NONE, 1, meter(5), GivenMeter.of(other, 5, 2, characters));
      assertThat(search(model, 2)).containsExactly(new Finding.Several("primary 5"));
    }
  }

  @Test
  void aMeterThatDoesNotAcknowledgeIsFoundInTheSecondLook() throws Exception {
    Station meter = meter(7).on(LINE, DELAY);
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LINE;
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            List<Speech> said = meter.hears(bytes);
            return bytes[1] == 0x40 ? List.of() : said;
          }
        });
    assertThat(search(model, 1)).isEmpty();
    assertThat(search(model, 2)).extracting(Finding::place).containsExactly("primary 7");
  }

  @Test
  void aMeterThatAcknowledgesAndSendsNothingIsMute() throws Exception {
    assertThat(answers(ACKNOWLEDGED, SILENCE, ACKNOWLEDGED))
        .containsExactly(new Finding.Mute("primary 0"));
  }

  // It may be the late one of the meter that was greeted before.
  @Test
  void oneAcknowledgementAloneIsNobodys() throws Exception {
    assertThat(answers(ACKNOWLEDGED)).isEmpty();
  }

  // A click on the line is neither a meter nor a collision.
  @Test
  void noiseAndThenSilenceIsNobody() throws Exception {
    assertThat(answers(NOISE)).isEmpty();
    assertThat(answers(NOISE, NOISE)).isEmpty();
    assertThat(answers(NOISE, NOISE, SILENCE, NOISE)).isEmpty();
    assertThat(answers(NOISE, SILENCE, NOISE, SILENCE, NOISE, SILENCE)).isEmpty();
  }

  @Test
  void underNoiseNoMeterIsMissedAndNoneInvented() throws Exception {
    long seed = Long.getLong("releve.seed", ThreadLocalRandom.current().nextLong());
    System.out.println("PrimarySearchTest.underNoiseNoMeterIsMissedAndNoneInvented seed=" + seed);
    List<GivenMeter> meters = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (int address = 0; address <= 250; address += 10) {
      meters.add(meter(address));
      places.add("primary " + address);
    }
    for (Disturbance line :
        List.of(
            Disturbance.NONE.flipping(1e-4),
            Disturbance.NONE.flipping(1e-4).droppingDamaged(),
            Disturbance.NONE.flipping(1e-4).echoing(),
            Disturbance.NONE.losing(0.01, 0.01))) {
      List<Finding> found = search(model(line, seed, meters.toArray(new GivenMeter[0])), 2);
      assertThat(found).as("%s", line).extracting(Finding::place).hasSameElementsAs(places);
      assertThat(found).as("%s", line).allMatch(Finding.Meter.class::isInstance);
    }
  }

  /** What a search finds that gets these answers first and silence to everything else. */
  private static List<Finding> answers(Answer... first) throws Exception {
    Deque<Answer> left = new ArrayDeque<>(List.of(first));
    return new PrimarySearch(
            probe -> left.isEmpty() ? SILENCE : left.remove(), SearchListener.NONE, 2)
        .run();
  }

  private static GivenMeter meter(int address) {
    return GivenMeter.of(MbusMask.of("%08d".formatted(10_000 + address)), address, 1, 60);
  }

  private static byte[] telegram(String records) {
    return MbusFraming.longFrame(
        8, 5, 0x72, HexFormat.of().parseHex("785634122d2c010700000000" + records));
  }

  private static LineModel model(Disturbance line, long seed, GivenMeter... meters) {
    LineModel model = new LineModel(line, seed);
    for (GivenMeter meter : meters) {
      model.attach(meter.on(LINE, DELAY));
    }
    return model;
  }

  private static List<Finding> search(LineModel model, int looks) throws Exception {
    Exchange exchange = new Exchange(model.master(LINE), Exchange.Echo.PERHAPS, Capture.NONE);
    BusAsker asker = new BusAsker(new MbusMaster(exchange, Duration.ZERO));
    return new PrimarySearch(asker, SearchListener.NONE, looks).run();
  }
}
