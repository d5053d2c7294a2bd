package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.ChoosingMeter;
import eu.releve.edge.simulate.FrameCounting;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.provisioning.site.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class MbusLinkTest {
  private static final LineSettings LINE = LineSettings.mbus(2_400);
  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final Address FIVE = new Address.Primary(5);
  private static final Address SELECTED = new Address.Secondary("12345678");
  private static final MbusMask ONE = new MbusMask("123456782D2C0107");
  private static final MbusMask OTHER = new MbusMask("123456792D2C0107");

  private final ManualClock clock = ManualClock.trusted();
  private final List<String> sent = new ArrayList<>();

  // A request with the same frame count bit asks for the last answer again: a stale value.
  @Test
  void aMeterIsGreetedOnceAndThenAskedWithAnAlternatingBit() {
    GivenMeter five = GivenMeter.of(ONE, 5, 1, 60);
    MbusLink link = link(Disturbance.NONE, five, GivenMeter.of(OTHER, 6, 2, 60));
    clock.advance(77);
    assertThat(link.read(FIVE))
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answered -> {
              assertThat(answered.bytes()).isEqualTo(five.frames().getFirst());
              assertThat(answered.bootMillis()).isEqualTo(77);
            });
    answered(link.read(FIVE));
    answered(link.read(new Address.Primary(6)));
    answered(link.read(FIVE));
    assertThat(sent)
        .containsExactly(
            "1040054516", "107b058016", "105b056016", "1040064616", "107b068116", "107b058016");
  }

  @Test
  void aConverterThatEchoesIsUnderstood() {
    MbusLink link = link(Disturbance.NONE.echoing(), GivenMeter.of(ONE, 5, 1, 60));
    answered(link.read(FIVE));
    answered(link.read(new Address.Secondary("12345678")));
  }

  @Test
  void aMeterIsSelectedByItsNumberAlone() {
    MbusLink link =
        link(Disturbance.NONE, GivenMeter.of(ONE, 0, 1, 60), GivenMeter.of(OTHER, 0, 2, 60));
    for (MbusMask mask : List.of(ONE, OTHER, ONE)) {
      byte[] bytes = answered(link.read(new Address.Secondary(mask.identification())));
      assertThat(MbusMask.of(bytes)).contains(mask);
    }
    assertThat(link.read(new Address.Secondary("99999999"))).isInstanceOf(Reply.Silent.class);
  }

  @Test
  void allTelegramsOfAMeterAreOneAnswerEachTimeFromTheFirst() {
    GivenMeter meter = threeTelegrams();
    MbusLink link = link(Disturbance.NONE, meter);
    byte[] all = new byte[0];
    for (byte[] frame : meter.frames()) {
      all = joined(all, frame);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(answered(link.read(FIVE))).isEqualTo(all);
      assertThat(answered(link.read(new Address.Secondary("12345678")))).isEqualTo(all);
    }
  }

  // A lost answer is asked for again with the same bit: turning it would skip a telegram.
  @Test
  void noTelegramIsSkippedWhereAnswersAreLost() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("noTelegramIsSkippedWhereAnswersAreLost seed=" + seed);
    GivenMeter meter = threeTelegrams();
    LineModel model = new LineModel(Disturbance.NONE.losing(0.2, 0.1), seed);
    model.attach(meter.on(LINE, DELAY));
    MbusLink link = new MbusLink(model.opener(LINE), PATIENCE, clock);
    byte[] all = new byte[0];
    for (byte[] frame : meter.frames()) {
      all = joined(all, frame);
    }
    int whole = 0;
    for (int i = 0; i < 300; i++) {
      if (link.read(FIVE) instanceof Reply.Answered answered) {
        assertThat(answered.bytes()).isEqualTo(all);
        whole++;
      }
    }
    assertThat(whole).isGreaterThan(150);
  }

  @Test
  void aMeterThatAlwaysHasMoreIsBelievedSixteenTimes() {
    byte[] more = HexFormat.of().parseHex("785634122d2c0107000000001f");
    byte[] frame = MbusFraming.longFrame(0x08, 5, 0x72, more);
    MbusLink link = link(Disturbance.NONE, new GivenMeter(List.of(frame)));
    assertThat(answered(link.read(FIVE))).hasSize(16 * frame.length);
  }

  @Test
  void aMeterWithMoreTelegramsThanAreBelievedIsReadFromTheFirstEachTime() {
    GivenMeter meter = telegrams(20);
    MbusLink link = link(Disturbance.NONE, meter);
    byte[] sixteen =
        meter.frames().subList(0, 16).stream().reduce(new byte[0], MbusLinkTest::joined);
    for (int i = 0; i < 3; i++) {
      assertThat(answered(link.read(FIVE))).isEqualTo(sixteen);
    }
  }

  // A43: the last bit of a reading is the first of the next, unless somebody clears it.
  @Test
  void bothKindsOfMetersAreReadFromTheFirstTelegramEachOnce() {
    for (FrameCounting counting : FrameCounting.values()) {
      for (int telegrams = 1; telegrams <= 4; telegrams++) {
        GivenMeter meter = telegrams(telegrams);
        LineModel model = new LineModel(Disturbance.NONE, 1);
        model.attach(meter.on(LINE, DELAY, counting));
        model.attach(GivenMeter.of(OTHER, 6, 2, 60).on(LINE, DELAY, counting));
        MbusLink link = over(model);
        for (int i = 0; i < 4; i++) {
          assertThat(answered(link.read(SELECTED)))
              .as("%s, %d telegrams, reading %d", counting, telegrams, i)
              .isEqualTo(all(meter));
          answered(link.read(new Address.Secondary("12345679")));
          assertThat(answered(link.read(FIVE))).isEqualTo(all(meter));
          assertThat(answered(link.read(FIVE))).isEqualTo(all(meter));
        }
        // Another program starts where this one has left the meter.
        assertThat(answered(over(model).read(SELECTED))).isEqualTo(all(meter));
      }
    }
  }

  @Test
  void aSelectedMeterThatIsKnownCostsOneShortFrameMore() {
    MbusLink link = link(Disturbance.NONE, GivenMeter.of(ONE, 5, 1, 60));
    answered(link.read(SELECTED));
    sent.clear();
    answered(link.read(SELECTED));
    String selection = HexFormat.of().formatHex(MbusMask.of("12345678").selection());
    assertThat(sent).containsExactly(selection, "107bfd7816", "1040fd3d16");
  }

  @Test
  void noTelegramOfASelectedMeterIsSkippedOrSaidTwiceWhereAnswersAreLost() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("noTelegramOfASelectedMeterIsSkippedOrSaidTwice seed=" + seed);
    for (FrameCounting counting : FrameCounting.values()) {
      GivenMeter meter = threeTelegrams();
      LineModel model = new LineModel(Disturbance.NONE.losing(0.2, 0.1), seed);
      Station station = meter.on(LINE, DELAY, counting);
      model.attach(station);
      MbusLink link = new MbusLink(model.opener(LINE), PATIENCE, clock);
      int whole = 0;
      for (int i = 0; i < 300; i++) {
        if (link.read(SELECTED) instanceof Reply.Answered answered) {
          assertThat(answered.bytes()).as("%s %d", counting, i).isEqualTo(all(meter));
          whole++;
        }
      }
      assertThat(whole).as("%s", counting).isGreaterThan(100);
    }
  }

  @Test
  void aMeterThatNeedsAnApplicationResetGetsOneBeforeEachReading() {
    GivenMeter usual = GivenMeter.of(ONE, 5, 1, 60);
    GivenMeter history = telegrams(2);
    for (FrameCounting counting : FrameCounting.values()) {
      LineModel model = new LineModel(Disturbance.NONE, 1);
      model.attach(
          new ChoosingMeter(usual, Map.of("10", history, "", threeTelegrams()))
              .on(LINE, DELAY, counting));
      MbusLink link = over(model);
      for (Address address : List.of(FIVE, SELECTED, FIVE, SELECTED, SELECTED)) {
        assertThat(answered(link.read(needing(address, "10")))).isEqualTo(all(history));
        assertThat(answered(link.read(needing(address, "")))).isEqualTo(all(threeTelegrams()));
        assertThat(answered(link.read(address))).isEqualTo(all(usual));
      }
    }
  }

  // Each telegram costs the battery: also one that is asked for again.
  @Test
  void eachRequestForDataIsTakenFromTheAllowanceAndNoneIsSentWithout() {
    int[] left = {4};
    MbusTarget spared = new MbusTarget(FIVE, Optional.empty(), () -> left[0] > 0 && left[0]-- > 0);
    MbusLink link = link(Disturbance.NONE, threeTelegrams());
    answered(link.read(spared));
    assertThat(left[0]).isOne();
    assertThat(link.read(spared)).isInstanceOf(Reply.Nonsense.class);
    assertThat(left[0]).isZero();
    sent.clear();
    Reply none = link.read(spared);
    assertThat(none).isInstanceOf(Reply.Nonsense.class);
    assertThat(sent).noneMatch(frame -> frame.startsWith("107b") || frame.startsWith("105b"));
    MbusLink mute = link(Disturbance.NONE, heard -> heard[1] == 0x40 ? ack() : List.of());
    left[0] = 2;
    assertThat(mute.read(spared)).isInstanceOf(Reply.Silent.class);
    assertThat(left[0]).isZero();
  }

  @Test
  void silenceIsTriedTwiceAndNamed() {
    MbusLink link = link(Disturbance.NONE);
    assertThat(link.read(FIVE)).isInstanceOf(Reply.Silent.class);
    assertThat(sent).containsExactly("1040054516", "1040054516");
  }

  // After a silence the meter may or may not have seen the bit: it is greeted again.
  @Test
  void afterASilenceTheMeterIsGreetedAgain() {
    boolean[] mute = {false};
    GivenMeter meter = GivenMeter.of(ONE, 5, 1, 60);
    Station station = meter.on(LINE, DELAY);
    MbusLink link = link(Disturbance.NONE, heard -> mute[0] ? List.of() : station.hears(heard));
    answered(link.read(FIVE));
    mute[0] = true;
    assertThat(link.read(FIVE)).isInstanceOf(Reply.Silent.class);
    mute[0] = false;
    sent.clear();
    answered(link.read(FIVE));
    assertThat(sent).containsExactly("1040054516", "107b058016");
  }

  @Test
  void twoMetersWithOnePrimaryAddressCollide() {
    assertThat(
            link(Disturbance.NONE, GivenMeter.of(ONE, 5, 1, 60), GivenMeter.of(OTHER, 5, 2, 60))
                .read(FIVE))
        .isInstanceOf(Reply.Collided.class);
    assertThat(
            link(Disturbance.NONE, GivenMeter.of(ONE, 5, 1, 60), GivenMeter.of(OTHER, 5, 2, 90))
                .read(FIVE))
        .isInstanceOf(Reply.Collided.class);
  }

  @Test
  void twoMetersThatDoNotAnswerAtOnceCollideToo() {
    LineModel model = new LineModel(Disturbance.NONE.droppingDamaged(), 1);
    model.attach(GivenMeter.of(ONE, 5, 1, 60).on(LINE, DELAY));
    model.attach(GivenMeter.of(OTHER, 5, 2, 60).on(LINE, DELAY.plusMillis(11)));
    assertThat(new MbusLink(model.opener(LINE), PATIENCE, clock).read(FIVE))
        .isInstanceOf(Reply.Collided.class);
  }

  @Test
  void aMeterThatBreaksOffGivesNonsenseAndNoCollision() {
    byte[] whole = GivenMeter.of(ONE, 5, 1, 60).frames().getFirst();
    for (int length = 1; length < whole.length; length++) {
      assertThat(replyTo(Arrays.copyOf(whole, length)))
          .isEqualTo(new Reply.Nonsense("an answer that ends after " + length + " bytes"));
    }
  }

  @Test
  void whatIsNoDataOfTheMeterIsNonsense() {
    byte[] nothing = new byte[0];
    assertThat(replyTo(MbusFraming.longFrame(0x08, 6, 0x72, nothing)))
        .isEqualTo(new Reply.Nonsense("wanted address 5, found 6"));
    assertThat(replyTo(MbusFraming.longFrame(0x53, 5, 0x72, nothing)))
        .isEqualTo(new Reply.Nonsense("control 0x53 is no RSP_UD"));
    assertThat(replyTo(new byte[] {(byte) 0xE5}))
        .isEqualTo(new Reply.Nonsense("an acknowledgement where a telegram is wanted"));
  }

  @Test
  void anotherMetersNumberIsNeverTakenForTheSelectedOnes() {
    byte[] other = GivenMeter.of(OTHER, 5, 1, 60).frames().getFirst();
    Reply reply = link(Disturbance.NONE, answers(other)).read(new Address.Secondary("12345678"));
    assertThat(reply)
        .isEqualTo(new Reply.Nonsense("wanted meter 12345678FFFFFFFF, found 123456792D2C0107"));
  }

  @Test
  void anApplicationErrorIsARefusal() {
    assertThat(replyTo(MbusFraming.longFrame(0x08, 5, 0x70, new byte[] {8})))
        .isEqualTo(new Reply.Refused(8, "METER_APPLICATION_BUSY: code 08"));
    byte[] header = {0x78, 0x03, 0x49, 0x11, 0x77, 0x04, 0x0E, 0x16, 1, 0, 0, 0, 8};
    assertThat(replyTo(MbusFraming.longFrame(0x08, 5, 0x6F, header)))
        .isEqualTo(new Reply.Refused(8, "METER_APPLICATION_BUSY: code 08"));
    assertThat(replyTo(MbusFraming.longFrame(0x08, 5, 0x74, new byte[] {1, 0, 0, 0, 4})))
        .isEqualTo(new Reply.Refused(4, "METER_ALARM: state 04"));
  }

  @Test
  void underNoiseAnAnswerIsRightOrNone() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("underNoiseAnAnswerIsRightOrNone seed=" + seed);
    for (Disturbance base : List.of(Disturbance.NONE, Disturbance.NONE.droppingDamaged())) {
      LineModel model = new LineModel(base.flipping(2e-4).losing(0.01, 0.05), seed);
      GivenMeter five = GivenMeter.of(ONE, 5, 1, 120);
      GivenMeter zero = GivenMeter.of(OTHER, 0, 2, 120);
      model.attach(five.on(LINE, DELAY));
      model.attach(zero.on(LINE, DELAY));
      MbusLink link = new MbusLink(model.opener(LINE), PATIENCE, clock);
      int right = 0;
      for (int i = 0; i < 1_000; i++) {
        boolean first = i % 3 > 0;
        Reply reply = link.read(first ? FIVE : new Address.Secondary("12345679"));
        if (reply instanceof Reply.Answered answered) {
          assertThat(answered.bytes()).isEqualTo((first ? five : zero).frames().getFirst());
          right++;
        }
      }
      assertThat(right).isGreaterThan(900);
    }
  }

  @Test
  void aPulledPlugIsACutAndThenUnreachableUntilItIsBack() {
    LineModel model = new LineModel(Disturbance.NONE, 1);
    model.attach(GivenMeter.of(ONE, 5, 1, 60).on(LINE, DELAY));
    MbusLink link = new MbusLink(model.opener(LINE), PATIENCE, clock);
    answered(link.read(FIVE));
    model.broken(true);
    assertThat(link.read(FIVE)).isInstanceOf(Reply.Unreachable.class);
    assertThat(link.isConnected()).isFalse();
    model.broken(false);
    assertThat(link.read(FIVE)).isEqualTo(new Reply.Unreachable("waiting before the next attempt"));
    clock.advance(1_000);
    answered(link.read(FIVE));
  }

  /** A meter at address 5 that answers a request for data so. */
  private Reply replyTo(byte[] answer) {
    return link(Disturbance.NONE, answers(answer)).read(FIVE);
  }

  private interface Hearing {
    List<Speech> hears(byte[] bytes);
  }

  private static Hearing answers(byte[] answer) {
    return heard ->
        List.of(new Speech(DELAY, heard[1] == 0x7B ? answer : new byte[] {(byte) 0xE5}));
  }

  private MbusLink link(Disturbance disturbance, Hearing hearing) {
    LineModel model = new LineModel(disturbance, 1);
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LINE;
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            return hearing.hears(bytes);
          }
        });
    return over(model);
  }

  private MbusLink link(Disturbance disturbance, GivenMeter... meters) {
    LineModel model = new LineModel(disturbance, 1);
    for (GivenMeter meter : meters) {
      model.attach(meter.on(LINE, DELAY));
    }
    return over(model);
  }

  private MbusLink over(LineModel model) {
    return new MbusLink(
        model.opener(LINE),
        PATIENCE,
        clock,
        (direction, bytes, nanos) -> {
          if (direction == Capture.Direction.SENT) {
            sent.add(HexFormat.of().formatHex(bytes));
          }
        });
  }

  private static GivenMeter threeTelegrams() {
    return telegrams(3);
  }

  /** All but the last say that another follows (DIF 1F). */
  private static GivenMeter telegrams(int count) {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      String records = "0c13%02d000000".formatted(i) + (i < count ? "1f" : "");
      byte[] data = HexFormat.of().parseHex("785634122d2c010700000000" + records);
      frames.add(MbusFraming.longFrame(0x08, 5, 0x72, data));
    }
    return new GivenMeter(frames);
  }

  private static byte[] all(GivenMeter meter) {
    return meter.frames().stream().reduce(new byte[0], MbusLinkTest::joined);
  }

  private static MbusTarget needing(Address address, String reset) {
    return new MbusTarget(address, Optional.of(reset), Allowance.UNLIMITED);
  }

  private static List<Speech> ack() {
    return List.of(new Speech(DELAY, new byte[] {(byte) 0xE5}));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] answered(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).bytes();
  }
}
