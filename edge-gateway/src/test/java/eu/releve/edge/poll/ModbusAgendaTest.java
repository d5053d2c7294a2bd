package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.Transformers;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.link.Crc16;
import eu.releve.edge.link.ModbusRtuLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.Reply;
import eu.releve.edge.plan.Cost;
import eu.releve.edge.plan.Piece;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ModbusAgendaTest {
  private static final long HOUR = 3_600_000;
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final MeterId METER = new MeterId("m1");
  private static final Access.Modbus ACCESS =
      (Access.Modbus)
          Profiles.bundled()
              .find(new ProfileId("eastron-sdm630"))
              .map(Profile::access)
              .orElseThrow();

  private final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();
  private final Unit station = new Unit();

  @Test
  void whatAMeterRefusesIsLearnedToldOnceAndRemembered() {
    ModbusAgenda agenda = agenda();
    station.lacks(ACCESS.registers().get(3).from(), ACCESS.registers().get(9).from());
    assertThat(rounds(agenda, 8)).hasSize(1);
    assertThat(station.refusalsOf(() -> round(agenda))).isZero();
    ModbusAgenda afterRestart = agenda();
    assertThat(station.refusalsOf(() -> round(afterRestart))).isZero();
  }

  // A map that takes several rounds to learn must not be forgotten for a half-learned one.
  @Test
  void onceAnHourAllIsAskedAgainAndWhatIsStillRefusedIsNeitherToldNorForgotten() {
    ModbusAgenda agenda = agenda();
    station.lacks(ACCESS.registers().get(3).from(), ACCESS.registers().get(9).from());
    rounds(agenda, 8);
    int usual = station.requestsOf(() -> round(agenda));
    clock.advance(HOUR);
    assertThat(station.refusalsOf(() -> round(agenda))).isPositive();
    assertThat(rounds(agenda, 8)).isEmpty();
    assertThat(station.requestsOf(() -> round(agenda))).isEqualTo(usual);
  }

  // An inverter refuses its counters while it sleeps, at the same time of each day.
  @Test
  void aMeterThatAnswersMoreThanBeforeIsAskedMoreWithinTheHour() {
    ModbusAgenda agenda = agenda();
    int whole = station.requestsOf(() -> round(agenda));
    station.lacks(ACCESS.registers().get(3).from());
    rounds(agenda, 8);
    station.lacks();
    clock.advance(HOUR);
    assertThat(rounds(agenda, 2)).hasSize(1);
    assertThat(station.requestsOf(() -> round(agenda))).isEqualTo(whole);
  }

  @Test
  void aRoundThatBrokeOffTeachesNothing() {
    ModbusAgenda agenda = agenda();
    station.lacks(ACCESS.registers().get(3).from());
    rounds(agenda, 8);
    clock.advance(HOUR);
    Agenda.Round round = agenda.begin();
    assertThat(round.next()).isPresent();
    assertThat(round.end()).isEmpty();
    rounds(agenda, 8);
    assertThat(station.refusalsOf(() -> round(agenda))).isZero();
  }

  // It would be taken for dead, for nothing else is asked of a meter that says nothing.
  @Test
  void aMeterThatSaidNothingIsAskedSomethingElseTheNextTime() {
    ModbusAgenda agenda = agenda();
    List<Question> usual = questions(agenda);
    assertThat(usual).hasSizeGreaterThan(2);
    Agenda.Round mute = agenda.begin();
    assertThat(mute.next()).contains(usual.getFirst());
    assertThat(mute.end()).isEmpty();
    List<Question> turned = questions(agenda);
    assertThat(turned.getFirst()).isEqualTo(usual.get(1));
    assertThat(turned).containsExactlyInAnyOrderElementsOf(usual);
    assertThat(questions(agenda)).isEqualTo(turned);
  }

  private static List<Question> questions(ModbusAgenda agenda) {
    List<Question> questions = new ArrayList<>();
    Agenda.Round round = agenda.begin();
    for (var question = round.next(); question.isPresent(); question = round.next()) {
      questions.add(question.get());
      round.answered(new byte[0]);
    }
    assertThat(round.end()).isEmpty();
    return questions;
  }

  @Test
  void aGatewayThatCannotReachTheUnitMeansThatTheUnitIsSilent() {
    station.exception = 0x0B;
    Question question = agenda().begin().next().orElseThrow();
    assertThat(question.ask()).isInstanceOf(Reply.Silent.class);
  }

  private ModbusAgenda agenda() {
    LineModel line = new LineModel(Disturbance.NONE.onOnePair(), 1);
    line.attach(station);
    return new ModbusAgenda(
        new ModbusRtuLink(line.opener(LINE), Duration.ofSeconds(1), new LineClock(line)),
        new ModbusUnit(1),
        new ModbusAgenda.Wants(Piece.of(ACCESS), ACCESS.requests(), Cost.TCP),
        new ModbusDecoder(ACCESS.registers(), Transformers.NONE),
        clock,
        new MapMemory(notebook, METER, ACCESS));
  }

  private List<String> rounds(ModbusAgenda agenda, int times) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      round(agenda).ifPresent(told::add);
    }
    return told;
  }

  private Optional<String> round(ModbusAgenda agenda) {
    Agenda.Round round = agenda.begin();
    for (var question = round.next(); question.isPresent(); question = round.next()) {
      switch (question.get().ask()) {
        case Reply.Answered answered -> round.answered(answered.bytes());
        case Reply.Refused refused -> assertThat(round.refused(refused.exceptionCode())).isTrue();
        default -> throw new AssertionError("neither answered nor refused");
      }
    }
    return round.end();
  }

  /** Unit 1: refuses every request that touches an address that it lacks. */
  private static final class Unit implements Station {
    private Set<Integer> lacking = Set.of();
    private int exception = 2;
    private int requests;
    private int refusals;

    private final Station device =
        new ModbusStation(1, LINE, () -> Duration.ofMillis(20), 125, this::words);

    void lacks(Integer... addresses) {
      lacking = new TreeSet<>(List.of(addresses));
    }

    int requestsOf(Runnable rounds) {
      requests = 0;
      rounds.run();
      return requests;
    }

    int refusalsOf(Runnable rounds) {
      refusals = 0;
      rounds.run();
      return refusals;
    }

    @Override
    public LineSettings settings() {
      return LINE;
    }

    @Override
    public List<Speech> hears(byte[] bytes) {
      requests++;
      if (exception != 2) {
        byte[] frame = {1, (byte) (bytes[1] | 0x80), (byte) exception, 0, 0};
        Crc16.seal(frame, 3);
        return List.of(new Speech(Duration.ofMillis(20), frame));
      }
      return device.hears(bytes);
    }

    private Optional<byte[]> words(int function, int address, int count) {
      if (lacking.stream().anyMatch(at -> address <= at && at < address + count)) {
        refusals++;
        return Optional.empty();
      }
      return Optional.of(new byte[2 * count]);
    }
  }
}
