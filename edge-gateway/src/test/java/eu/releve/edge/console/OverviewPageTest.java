package eu.releve.edge.console;

import static eu.releve.edge.console.Statuses.NOW;
import static eu.releve.edge.console.Statuses.meter;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.identity.Obstacle;
import eu.releve.edge.identity.Standing;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.Trouble;
import eu.releve.measure.MeterId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the first page says of each way in which a gateway can be. */
class OverviewPageTest {
  @Test
  void everythingWorksOnlyWhileNothingIsLostOrStuck() {
    assertThat(english(new Statuses().backlog(5, 60)))
        .contains("Everything works", "The meter answers, readings are sent as they are made.");
    assertThat(english(new Statuses().dropped(1))).doesNotContain("Everything works");
    assertThat(english(new Statuses().backlog(5, 60).unansweredSince(NOW - 120_000)))
        .doesNotContain("Everything works");
  }

  @Test
  void aBacklogThatIsBeingSentIsCatchingUp() {
    assertThat(english(new Statuses().backlog(9_000, 500_000).unansweredSince(NOW - 100)))
        .contains("Catching up", "500,000 earlier readings are being sent now: nothing to do.")
        .doesNotContain("Everything works");
  }

  @Test
  void aCollectorThatConfirmsNothingIsNamedAndNobodyOnSiteIsSentSearching() {
    Statuses mute = new Statuses().backlog(40, 700).unansweredSince(NOW - 180_000);
    assertThat(english(mute))
        .contains("The collector receives, but has confirmed nothing for 3 min.")
        .contains("700 readings stay here meanwhile. Nothing to mend on site");
    assertThat(french(mute)).contains("Le collecteur reçoit, mais ne confirme rien depuis 3 min.");
    assertThat(english(new Statuses().backlog(2, 3).unansweredSince(NOW - 20_000)))
        .doesNotContain("confirmed nothing");
  }

  @Test
  void aClockThatNothingHasSetIsSaidAtOnceAndCalledAFaultAfterTwoHours() {
    assertThat(french(new Statuses())).contains("à l'heure");
    assertThat(english(new Statuses().undatedFor(Duration.ofMinutes(119))))
        .contains("not set yet: readings wait for their date")
        .doesNotContain("Nothing has set the clock");
    assertThat(english(new Statuses().jumped(Duration.ofMinutes(-20))))
        .contains("jumped by -1200 s")
        .contains("stays there for an hour");
    assertThat(english(new Statuses().jumped(Duration.ofHours(1))))
        .contains("jumped by 3600 s")
        .contains("as much as time zones");
    assertThat(english(new Statuses().undatedFor(Duration.ofHours(2))))
        .contains("Nothing has set the clock of this box for 2 h.")
        .contains("“clock: trusted”");
  }

  @Test
  void theLifeOfTheCardIsAnEstimateWithWhatItAssumesAndNothingWhereNothingIsKnown() {
    assertThat(english(new Statuses())).doesNotContain("Life of the card");
    CardLife life = new CardLife(32_000_000_000L, 250_000_000, true, 500, 8);
    assertThat(life.years()).as("43 and more pretend to be known").isEqualTo(20);
    assertThat(english(new Statuses().card(life)))
        .contains("Life of the card (estimate, to be confirmed)")
        .contains("more than 20 years from new: 32 GB, 250.0 MB a day by everything");
    assertThat(
            english(new Statuses().card(new CardLife(8_000_000_000L, 400_000_000, false, 500, 8))))
        .contains("about 3 years from new: 8 GB, 400.0 MB a day by this program alone")
        .contains("500 erasures a block and 8 times the bytes assumed");
    assertThat(french(new Statuses().card(new CardLife(1_000_000_000L, 900_000_000, true, 500, 8))))
        .contains("moins d’un an à compter du neuf : 1 Go");
  }

  @Test
  void aLineThatIsTooSlowForItsPeriodsIsNamedWithWhatItNeeds() {
    BusBudget busy =
        new BusBudget(List.of(new BusBudget.Load(new MeterId("h1"), 1_234_000_000, 1_000)));
    assertThat(english(new Statuses().budget(busy)))
        .contains("they need 124 % of its time, 90 % are available");
    assertThat(french(new Statuses().budget(busy))).contains("trop lente", "124");
    BusBudget idle =
        new BusBudget(List.of(new BusBudget.Load(new MeterId("h1"), 1_234_000_000, 60_000)));
    assertThat(english(new Statuses().budget(idle))).contains("takes 3 % of the line's time");
    assertThat(english(new Statuses())).doesNotContain("line's time");
  }

  @Test
  void readingsThatWereGivenUpAreSaid() {
    assertThat(english(new Statuses().dropped(1_234)))
        .contains("1,234 readings could not be kept since the start");
  }

  @Test
  void whyTheCollectorIsAwayIsSaidInWordsAndNotInTheLibrarys() {
    Statuses away =
        new Statuses()
            .backlog(3, 17)
            .connection(
                new Connection.Disconnected(
                    0, Trouble.NOBODY_LISTENS, "MqttException (32103): java.net.ConnectException"));
    assertThat(french(away))
        .contains("Le collecteur est injoignable depuis 10 min.")
        .contains("17 lectures attendent ici et partiront dès qu'il sera joint.")
        .contains("Le réseau marche, mais le collecteur est arrêté")
        .doesNotContain("Exception");
    assertThat(english(away)).contains("The network works, but the collector is stopped");
  }

  @Test
  void everyTroubleHasItsWords() {
    for (Trouble trouble : Trouble.values()) {
      Statuses away =
          new Statuses().connection(new Connection.Disconnected(0, trouble, "raw-text"));
      assertThat(french(away)).doesNotContain("trouble.", "raw-text");
    }
  }

  // "The other meters answer" would send somebody away from the cable that is broken.
  @Test
  void aSilentMeterWithNothingThatAnswersBesideItIsSaidToBeAlone() {
    assertThat(
            english(
                new Statuses().meters(meter("h1", Condition.SILENT, "no answer within 900 ms"))))
        .contains("“Chauffage” has not answered for 9 min.")
        .contains("No meter answers on this bus: check its power and its cable")
        .contains("No answer in the time allowed.")
        .doesNotContain("Other meters", "900 ms");
    assertThat(
            english(
                new Statuses()
                    .meters(meter("h1", Condition.SILENT, ""), meter("h2", Condition.ANSWERS, ""))))
        .contains("Other meters on the bus answer: check its power");
    assertThat(
            english(
                new Statuses()
                    .meters(
                        meter("h1", Condition.SILENT, ""),
                        meter("h2", Condition.NONSENSE, "wrong checksum"))))
        .contains("No meter answers on this bus")
        .contains("The answer arrives damaged: cable, termination or interference.");
  }

  @Test
  void aPortOfTheGatewayIsNoConverterOnTheNetwork() {
    assertThat(
            english(
                new Statuses().unreachable("modbus-rtu /dev/ttyUSB0", "/dev/ttyUSB0 is not there")))
        .contains("Check that its adapter is plugged into the gateway (modbus-rtu /dev/ttyUSB0).")
        .contains("The adapter is not plugged in.");
  }

  // A cable, a polarity or an address would send somebody to the wrong place: there are none.
  @Test
  void whatIsWrongWithARadioMeterIsSaidInWordsOfRadio() {
    MeterView lost = meter("h1", Condition.SILENT, "not heard for 900 s");
    MeterView well = meter("h2", Condition.ANSWERS, "");
    Statuses one = new Statuses().radio(lost, well);
    assertThat(french(one)).contains("« Chauffage » n'est plus entendu par radio depuis 9 min.");
    assertThat(french(one)).contains("Chauffage pas entendu", "h2 entendu", "télégrammes de ces");
    assertThat(english(one)).contains("Other meters are heard: look for what screens it");
    assertThat(english(new Statuses().radio(lost)))
        .contains("No other meter is heard here either: check the antenna");
    assertThat(english(new Statuses().radio(lost, meter("h2", Condition.SILENT, ""))))
        .contains("Receiver “boiler” has heard none of its meters for 9 min.");
    assertThat(
            english(
                new Statuses().radio(well).unreachable("wmbus tcp://10.0.0.7:4000", "read end")))
        .contains("the program that gives its telegrams runs (wmbus tcp://10.0.0.7:4000)");
    assertThat(english(new Statuses().radio(meter("h1", Condition.NONSENSE, "SURPLUS: 2 bytes"))))
        .contains("What “Chauffage” sends has been unintelligible for 9 min.");
    // Nothing is asked by radio, so that nothing is refused and nobody answers for another.
    for (Condition condition :
        EnumSet.complementOf(EnumSet.of(Condition.REFUSES, Condition.COLLIDES))) {
      Statuses radio = new Statuses().radio(meter("h1", condition, ""));
      assertThat(english(radio))
          .doesNotContain("cable", "wiring", "polarity", "address", "converter", "requests");
      assertThat(french(radio)).doesNotContain("câble", "raccordement", "adresse", "demandes");
    }
  }

  @Test
  void aKeyThatIsMissingOrWrongIsNoWrongAddressOnAWireEither() {
    MeterView missing = meter("h1", Condition.NONSENSE, "KEY_MISSING: security mode 5");
    MeterView wrong = meter("h1", Condition.NONSENSE, "KEY_WRONG: no 2F2F");
    for (Statuses locked :
        List.of(
            new Statuses().meters(missing),
            new Statuses().radio(missing),
            new Statuses().meters(wrong))) {
      assertThat(french(locked))
          .contains("« Chauffage » chiffre depuis 9 min, et sa clé manque ou est une autre.")
          .doesNotContain("adresse");
    }
    MeterView clear = meter("h1", Condition.NONSENSE, "UNPROTECTED: 12345678 has a key");
    assertThat(english(new Statuses().radio(clear)))
        .contains("“Chauffage” has been sending without encryption for 9 min")
        .contains("its values are not taken");
  }

  @Test
  void whatAPowerCutCostsIsSaidForEachWayOfKeeping() {
    assertThat(english(new Statuses().window(60, 4)))
        .contains("Lost in a power cut 4 readings (at most the last 60 seconds)");
    assertThat(english(new Statuses().window(0, 0)))
        .contains("Lost in a power cut nothing, each reading is kept at once");
    assertThat(english(new Statuses().window(0, 3)))
        .contains("Lost in a power cut 3 readings, being written now")
        .doesNotContain("0 seconds");
    assertThat(english(new Statuses().refusedByDisk(90)))
        .contains("Lost in a power cut 90 readings: the disk refuses to keep them");
  }

  @Test
  void heatStandsInTheUnitOfTheMetersDisplay() {
    assertThat(english(new Statuses())).contains("Chauffage answers 1,234 kWh 5 s ago");
  }

  @Test
  void thePasswordIsToBeWrittenDownWhileItCanBeRead() {
    Access readable = new Access(true, true, 0, 0, OptionalLong.empty());
    assertThat(english(new Statuses().access(readable)))
        .contains("Write the password down", "console/first-password", "Log out");
    Access gone = new Access(true, false, 3, 2, OptionalLong.of(NOW - 60_000));
    assertThat(english(new Statuses().access(gone)))
        .contains("3 wrong passwords since the start, the last 1 min ago.")
        .contains("2 tries refused for coming too soon.")
        .doesNotContain("Write the password down");
    assertThat(english(new Statuses())).doesNotContain("Log out", "password");
  }

  @Test
  void theCertificatesEndAndItsNextRenewalAreShown() {
    Instant end = Instant.parse("2026-06-01T12:00:00Z");
    Instant next = Instant.parse("2026-05-02T12:00:00Z");
    Statuses well =
        new Statuses().certificate(new Standing.Enrolled(end, next, false, Optional.empty()));
    assertThat(english(well)).contains("valid until 1 June 2026", "Next renewal 2 May 2026");
    assertThat(french(well)).contains("valable jusqu'au 1 juin 2026");
    Statuses over =
        new Statuses()
            .certificate(
                new Standing.Enrolled(
                    end,
                    next,
                    true,
                    Optional.of(
                        new Obstacle(
                            Obstacle.Kind.OPERATOR_DECIDES, "", Optional.of(Duration.ZERO)))));
    assertThat(english(over)).contains("ended on 1 June 2026", "who must readmit this gateway");
    assertThat(english(new Statuses().certificate(new Standing.NotEnrolled(Optional.empty()))))
        .contains("none yet: readings are kept here");
    assertThat(english(new Statuses().certificate(new Standing.Provided())))
        .doesNotContain("certificate");
  }

  @Test
  void frenchPunctuationDoesNotBeginALine() throws Exception {
    try (var words = OverviewPage.class.getResourceAsStream("messages_fr.properties")) {
      assertThat(new String(words.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .doesNotContain(" :", " ?", " !", " ;", " »", "« ", " %");
    }
  }

  private static String english(Statuses statuses) {
    return page(statuses, "en");
  }

  private static String french(Statuses statuses) {
    return page(statuses, "fr");
  }

  private static String page(Statuses statuses, String language) {
    Words words = Words.wanted(language);
    Status status = statuses.now();
    return ConsoleTest.text(Page.of(status, words, "/", OverviewPage.of(status, words)));
  }
}
