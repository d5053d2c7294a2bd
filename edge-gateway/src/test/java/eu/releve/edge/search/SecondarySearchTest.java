package eu.releve.edge.search;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.link.MbusFraming;
import eu.releve.edge.link.MbusMask;
import eu.releve.edge.link.MbusMaster;
import eu.releve.edge.search.SecondarySearch.Hearing;
import eu.releve.edge.search.SecondarySearch.Limits;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.FrameCounting;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.NamelessMeter;
import eu.releve.edge.simulate.RandomMeters;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class SecondarySearchTest {
  private static final LineSettings LINE = LineSettings.mbus(2_400);
  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Limits ONCE = new Limits(1, 0);

  private Duration elapsed = Duration.ZERO;

  @Test
  void anEmptyBusIsSoonKnownToBeEmpty() throws Exception {
    assertThat(search(Disturbance.NONE, 1, List.of(), Limits.USUAL)).isEmpty();
    assertThat(elapsed).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void oneMeterIsFoundAtOnce() throws Exception {
    GivenMeter meter = GivenMeter.of(MbusMask.of("1234567A"), 3, 1, 60);
    List<Finding> found = search(Disturbance.NONE.droppingDamaged(), 1, List.of(meter), ONCE);
    assertThat(identities(found)).containsExactly("1234567AFFFFFFFF");
    assertThat(((Finding.Meter) found.getFirst()).address()).isEqualTo(3);
    assertThat(elapsed).isLessThan(Duration.ofSeconds(1));
  }

  // How long it takes depends on the identifications: one in sixty buildings takes half a second
  // more than the mean of all may.
  @Test
  void sixtyAndTwoHundredAndFiftyMetersAreFoundInTime() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("sixtyAndTwoHundredAndFiftyMetersAreFoundInTime seed=" + seed);
    assertThat(mean(60, 5, seed)).isLessThan(Duration.ofSeconds(150));
    assertThat(mean(250, 2, seed)).isLessThan(Duration.ofMinutes(11));
  }

  private Duration mean(int meters, int buildings, long seed) throws Exception {
    Duration whole = Duration.ZERO;
    for (int i = 0; i < buildings; i++) {
      List<GivenMeter> those = RandomMeters.decimal(meters, seed + i);
      List<Finding> found = search(Disturbance.NONE.droppingDamaged(), seed, those, ONCE);
      System.out.println(meters + " meters: " + elapsed.toMillis() / 1_000.0 + " line seconds");
      assertThat(identities(found)).isEqualTo(identitiesOf(those));
      whole = whole.plus(elapsed);
    }
    return whole.dividedBy(buildings);
  }

  // With the second seed three of them, heard at once, seem to be a fourth.
  @Test
  void metersThatAreMadeToBeConfusedAreToldApart() throws Exception {
    long random = ThreadLocalRandom.current().nextLong();
    System.out.println("metersThatAreMadeToBeConfusedAreToldApart seed=" + random);
    for (long seed : new long[] {random, 5286437112901094237L}) {
      List<GivenMeter> meters = RandomMeters.adversarial(seed);
      for (Disturbance line : List.of(Disturbance.NONE, Disturbance.NONE.echoing())) {
        assertThat(identities(search(line, seed, meters, ONCE)))
            .as("seed %d, %s", seed, line)
            .isEqualTo(identitiesOf(meters));
      }
    }
  }

  @Test
  void underNoiseNoMeterIsMissedAndNoneInvented() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("underNoiseNoMeterIsMissedAndNoneInvented seed=" + seed);
    List<GivenMeter> meters = RandomMeters.decimal(250, seed);
    for (Disturbance line :
        List.of(
            Disturbance.NONE.flipping(1e-5),
            Disturbance.NONE.flipping(1e-5).droppingDamaged(),
            Disturbance.NONE.flipping(1e-4).echoing(),
            Disturbance.NONE.losing(0.01, 0.01))) {
      List<Finding> found = search(line, seed, meters, Limits.USUAL);
      System.out.println(line + ": " + elapsed.toSeconds() + " line seconds");
      assertThat(identities(found)).as("%s", line).isEqualTo(identitiesOf(meters));
    }
  }

  // Real meters answer when they are ready: their acknowledgements damage each other.
  @Test
  void metersThatAnswerAtDifferentMomentsAreFound() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("metersThatAnswerAtDifferentMomentsAreFound seed=" + seed);
    allAreFoundWhoAnswerAtDifferentMoments(seed);
  }

  // With these a late acknowledgement did no harm to the telegram of another, who seemed alone.
  @Test
  void whoIsStillToAcknowledgeIsNotTakenForNobody() throws Exception {
    for (long seed :
        new long[] {-7037347547344193994L, -8104734280440531354L, -1103481871488989168L}) {
      allAreFoundWhoAnswerAtDifferentMoments(seed);
    }
  }

  private void allAreFoundWhoAnswerAtDifferentMoments(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<GivenMeter> meters = RandomMeters.decimal(80, seed);
    for (Disturbance line : List.of(Disturbance.NONE, Disturbance.NONE.droppingDamaged())) {
      LineModel model = new LineModel(line, seed);
      for (GivenMeter meter : meters) {
        model.attach(meter.on(LINE, Duration.ofMillis(5 + random.nextInt(150))));
      }
      assertThat(identities(search(model, Limits.USUAL, hearing(line))))
          .isEqualTo(identitiesOf(meters));
    }
  }

  // Once in some hundred collisions what lies over each other has a right checksum.
  @Test
  void aCollisionThatLooksLikeAMeterIsToldApart() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("aCollisionThatLooksLikeAMeterIsToldApart seed=" + seed);
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      List<GivenMeter> pair = pairThatSeemsOne(seeds);
      assertThat(identities(search(model(Disturbance.NONE, 1, pair), ONCE, Hearing.UNCHECKED)))
          .isEqualTo(identitiesOf(pair));
      List<GivenMeter> among = new ArrayList<>(RandomMeters.decimal(20, seeds.nextLong()));
      among.addAll(pair);
      LineModel line = model(Disturbance.NONE.losing(0.005, 0.005), i, among);
      assertThat(identities(search(line, Limits.USUAL, Hearing.UNCHECKED)))
          .isEqualTo(identitiesOf(among));
    }
  }

  /** Two that answer at once are heard as one whom nobody is, with every parity bit right. */
  private List<GivenMeter> pairThatSeemsOne(SplittableRandom seeds) {
    while (true) {
      List<GivenMeter> pair = RandomMeters.decimal(2, seeds.nextLong());
      byte[] one = pair.getFirst().frames().getFirst();
      byte[] other = pair.getLast().frames().getFirst();
      byte[] both = new byte[one.length];
      boolean parity = true;
      for (int i = 0; i < both.length; i++) {
        both[i] = (byte) (one[i] & other[i]);
        parity &= (odd(one[i]) && odd(other[i])) == odd(both[i]);
      }
      if (parity && MbusFrame.parse(both) instanceof MbusFrame.LongFrame) {
        return pair;
      }
    }
  }

  private static boolean odd(byte value) {
    return Integer.bitCount(value & 0xFF) % 2 == 1;
  }

  @Test
  void twoMetersWithOneIdentificationAreToldApartByTheirMaker() throws Exception {
    List<GivenMeter> meters =
        List.of(
            GivenMeter.of(new MbusMask("123456782D2C0107"), 0, 1, 60),
            GivenMeter.of(new MbusMask("123456782D2C0106"), 0, 2, 60),
            GivenMeter.of(new MbusMask("1234567877040107"), 0, 3, 60));
    assertThat(identities(search(Disturbance.NONE, 1, meters, ONCE)))
        .isEqualTo(identitiesOf(meters));
  }

  @Test
  void metersThatAreAlikeInEverythingAreSaidToBeSeveral() throws Exception {
    GivenMeter meter = GivenMeter.of(new MbusMask("123456782D2C0107"), 0, 1, 60);
    GivenMeter twin = GivenMeter.of(new MbusMask("123456782D2C0107"), 0, 2, 60);
    List<Finding> found = search(Disturbance.NONE, 1, List.of(meter, twin), ONCE);
    assertThat(found).containsExactly(new Finding.Several("secondary 123456782D2C0107"));
  }

  @Test
  void aMeterWithADigitThatCannotBeAskedForIsFound() throws Exception {
    List<GivenMeter> meters = new ArrayList<>(RandomMeters.decimal(20, 5));
    meters.add(GivenMeter.of(new MbusMask("1234567F2D2C0107"), 0, 1, 60));
    meters.add(GivenMeter.of(new MbusMask("F23456782D2C0107"), 0, 1, 60));
    assertThat(identities(search(Disturbance.NONE, 1, meters, Limits.USUAL)))
        .isEqualTo(identitiesOf(meters));
  }

  @Test
  void aMeterThatIsReadInSeveralTelegramsIsReadToTheLast() throws Exception {
    byte[] first = telegram("0c13010000001f");
    byte[] second = telegram("0c1302000000");
    for (FrameCounting counting : FrameCounting.values()) {
      LineModel model = new LineModel(Disturbance.NONE, 1);
      model.attach(new GivenMeter(List.of(first, second)).on(LINE, DELAY, counting));
      model.attach(GivenMeter.of(MbusMask.of("12345679"), 0, 1, 60).on(LINE, DELAY, counting));
      for (int i = 0; i < 3; i++) {
        List<Finding> found = search(model, ONCE);
        assertThat(found).hasSize(2);
        Finding.Meter meter = (Finding.Meter) found.getFirst();
        assertThat(meter.frames()).containsExactly(first, second);
        assertThat(meter.whole()).isTrue();
      }
    }
  }

  @Test
  void aMeterWhoseTelegramNamesNobodyIsFoundByItsPlace() throws Exception {
    byte[] frame = MbusFraming.longFrame(8, 7, 0x78, HexFormat.of().parseHex("0c1301000000"));
    List<Finding> found =
        search(Disturbance.NONE, 1, List.of(new GivenMeter(List.of(frame))), ONCE);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().place()).isEqualTo("secondary FFFFFFFFFFFFFFFF");
  }

  // Other looks ask with other wildcards: what stands behind the place is the same meter.
  @Test
  void aMeterWhoseTelegramNamesNobodyIsFoundOnceBesideOthers() throws Exception {
    byte[] frame = MbusFraming.longFrame(8, 7, 0x78, HexFormat.of().parseHex("0c1301000000"));
    byte[] busy = MbusFraming.longFrame(8, 9, 0x70, new byte[] {8});
    for (Disturbance line : List.of(Disturbance.NONE, Disturbance.NONE.losing(0.01, 0.01))) {
      LineModel model = model(line, 4, RandomMeters.decimal(20, 4));
      model.attach(new NamelessMeter(new MbusMask("123456782D2C0107"), frame).on(LINE, DELAY));
      model.attach(new NamelessMeter(new MbusMask("876543212D2C0107"), busy).on(LINE, DELAY));
      List<Finding> found = search(model, Limits.USUAL);
      assertThat(found).as("%s", line).hasSize(22);
    }
  }

  @Test
  void progressNeverFallsWithinALookAndEndsAtOne() throws Exception {
    List<Double> shares = new ArrayList<>();
    SearchListener listener =
        new SearchListener() {
          @Override
          public void found(Finding finding) {}

          @Override
          public void progress(int look, double share) {
            shares.add(look + share);
          }
        };
    LineModel model = model(Disturbance.NONE, 1, RandomMeters.decimal(60, 3));
    List<Finding> unused =
        new SecondarySearch(asker(model), listener, new Limits(2, 0), Hearing.CHECKED).run();
    assertThat(shares).isSorted().endsWith(3.0);
  }

  @Test
  void theExpectedNumberEndsTheSearch() throws Exception {
    List<GivenMeter> meters = RandomMeters.decimal(30, 9);
    List<Finding> all = search(Disturbance.NONE, 1, meters, new Limits(4, 30));
    Duration once = elapsed;
    assertThat(all).hasSize(30);
    assertThat(search(Disturbance.NONE, 1, meters, new Limits(4, 31))).hasSize(30);
    assertThat(elapsed).isGreaterThan(once.multipliedBy(3).dividedBy(2));
  }

  private static byte[] telegram(String records) {
    return MbusFraming.longFrame(
        8, 0, 0x72, HexFormat.of().parseHex("785634122d2c010700000000" + records));
  }

  private List<Finding> search(Disturbance line, long seed, List<GivenMeter> meters, Limits limits)
      throws Exception {
    return search(model(line, seed, meters), limits, hearing(line));
  }

  /** As whoever starts a scan tells it: what the line lets through. */
  private static Hearing hearing(Disturbance line) {
    return line.dropsDamaged() ? Hearing.CHECKED : Hearing.UNCHECKED;
  }

  private List<Finding> search(LineModel model, Limits limits) throws Exception {
    return search(model, limits, Hearing.CHECKED);
  }

  private List<Finding> search(LineModel model, Limits limits, Hearing hearing) throws Exception {
    List<Finding> found =
        new SecondarySearch(asker(model), SearchListener.NONE, limits, hearing).run();
    elapsed = model.elapsed();
    return found;
  }

  private static LineModel model(Disturbance line, long seed, List<GivenMeter> meters) {
    LineModel model = new LineModel(line, seed);
    meters.forEach(meter -> model.attach(meter.on(LINE, DELAY)));
    return model;
  }

  private static Asker asker(LineModel model) {
    Exchange exchange = new Exchange(model.master(LINE), Exchange.Echo.PERHAPS, Capture.NONE);
    return new BusAsker(new MbusMaster(exchange, Duration.ZERO));
  }

  private static Set<String> identities(List<Finding> found) {
    Set<String> identities = new TreeSet<>();
    for (Finding finding : found) {
      assertThat(finding).isInstanceOf(Finding.Meter.class);
      identities.add(
          ((Finding.Meter) finding).identity().map(MbusMask::toString).orElse(finding.place()));
    }
    assertThat(identities).hasSameSizeAs(found);
    return identities;
  }

  private static Set<String> identitiesOf(List<GivenMeter> meters) {
    Set<String> identities = new TreeSet<>();
    for (GivenMeter meter : meters) {
      identities.add(MbusMask.of(meter.frames().getFirst()).orElseThrow().toString());
    }
    return identities;
  }
}
