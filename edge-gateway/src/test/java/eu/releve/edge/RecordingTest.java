package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.link.ModbusRtuLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.Reply;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.serial.CapturedFrame;
import eu.releve.edge.serial.Captures;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.Recording;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.simulate.Truth;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.simulate.line.Speech;
import eu.releve.edge.simulate.line.Station;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway has captured is played again, and read as it was read the first time. */
@Timeout(60)
class RecordingTest {
  private static final BusId CELLAR = new BusId("cellar");
  private static final LineSettings LINE = new LineSettings(19_200, Parity.NONE, 1);

  @TempDir private Path folder;

  @Test
  void theSimulatorPlaysTheFileThatTheGatewayCaptured() throws Exception {
    SitePlan plan =
        plan("modbus-rtu: \"tcp://127.0.0.1:%d\", baud: 19200".formatted(FreePorts.one()));
    ManualClock clock = ManualClock.trusted();
    Map<String, Long> first;
    try (SimulatedSite site =
        SimulatedSite.start(
            plan,
            Building.of(plan, 1, Map.of()),
            () -> Instant.ofEpochMilli(clock.wallMillis()),
            Recorder.none())) {
      first = read(plan, clock, "one");
      assertThat(site.answers()).isPositive();
    }
    Recording recording = Recording.load(folder.resolve("one/cellar.frames"));
    Truth other = (meter, register, moment) -> BigDecimal.ZERO;
    try (SimulatedSite site =
        SimulatedSite.start(
            plan,
            other,
            Instant::now,
            Recorder.none(),
            new SimulatedSite.Extras(Map.of(), Keys.NONE, Map.of(CELLAR, recording)))) {
      assertThat(read(plan, clock, "two")).isEqualTo(first).hasSizeGreaterThan(10);
      assertThat(site.answers()).isZero();
    }
    assertThat(CapturedFrame.read(folder.resolve("two/cellar.frames")))
        .extracting(frame -> frame.direction() + HexFormat.of().formatHex(frame.bytes()))
        .isEqualTo(
            CapturedFrame.read(folder.resolve("one/cellar.frames")).stream()
                .map(frame -> frame.direction() + HexFormat.of().formatHex(frame.bytes()))
                .toList());
  }

  @Test
  void modbusTcpIsCapturedWithItsHeaders() throws Exception {
    SitePlan plan = plan("modbus-tcp: \"127.0.0.1:%d\"".formatted(FreePorts.one()));
    ManualClock clock = ManualClock.trusted();
    try (SimulatedSite site =
        SimulatedSite.start(
            plan, (meter, register, moment) -> BigDecimal.TEN, Instant::now, Recorder.none())) {
      assertThat(read(plan, clock, "tcp")).isNotEmpty();
      List<CapturedFrame> frames = CapturedFrame.read(folder.resolve("tcp/cellar.frames"));
      assertThat(frames).hasSize((int) (2 * site.answers()));
      for (int i = 0; i < frames.size(); i += 2) {
        byte[] request = frames.get(i).bytes();
        byte[] answer = frames.get(i + 1).bytes();
        assertThat(request).hasSize(12);
        assertThat(Arrays.copyOf(answer, 4)).isEqualTo(Arrays.copyOf(request, 4));
        assertThat(answer).hasSize(6 + answer[5]);
      }
    }
  }

  // One request got three things after it; silence is one of them.
  @Test
  void testsPlayItOnTheLineModelInTurn() {
    Recording recording =
        new Recording(
            List.of(
                    "2026-06-01T10:00:00Z received ff",
                    "2026-06-01T10:00:00Z sent 010300000001840a",
                    "2026-06-01T10:00:00Z received 010302",
                    "2026-06-01T10:00:00Z received 0007f986",
                    "2026-06-01T10:00:01Z sent 010300000001840a",
                    "2026-06-01T10:00:02Z sent 010300000001840a",
                    "2026-06-01T10:00:02Z received 018302c0f1")
                .stream()
                .map(CapturedFrame::parse)
                .toList());
    LineModel model = new LineModel(Disturbance.NONE.onOnePair(), 1);
    model.attach(
        new Station() {
          @Override
          public LineSettings settings() {
            return LINE;
          }

          @Override
          public List<Speech> hears(byte[] bytes) {
            return recording.answer(bytes).stream()
                .map(answer -> new Speech(Duration.ofMillis(20), answer))
                .toList();
          }
        });
    ModbusRtuLink link =
        new ModbusRtuLink(model.opener(LINE), Duration.ofSeconds(1), new LineClock(model));
    RegisterRange one = new RegisterRange(3, 0, 1);
    assertThat(link.read(new ModbusUnit(1), one))
        .isInstanceOfSatisfying(
            Reply.Answered.class, answer -> assertThat(answer.bytes()).containsExactly(0, 7));
    // Silent; asked again because it had answered, and refused; that may be late: asked once more.
    assertThat(link.read(new ModbusUnit(1), one)).isInstanceOf(Reply.Answered.class);
    assertThat(link.read(new ModbusUnit(2), one)).isInstanceOf(Reply.Silent.class);
  }

  private Map<String, Long> read(SitePlan plan, ManualClock clock, String name) throws Exception {
    Path own = folder.resolve(name);
    Captures captures =
        Captures.in(own, Set.of(CELLAR), () -> Instant.ofEpochMilli(clock.wallMillis()));
    var belongings = new GatewayRuntime.Belongings(Notebook.inMemory(), Keys.NONE, captures);
    try (Journal journal = Journal.open(own.resolve("journal"), clock);
        GatewayRuntime runtime =
            GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL, belongings)) {
      runtime.cycle(clock.bootMillis());
      Map<String, Long> values = new HashMap<>();
      for (MeterView meter : runtime.view().getFirst().meters()) {
        meter
            .values()
            .forEach(value -> values.put(meter.id() + "/" + value.register(), value.value()));
      }
      return values;
    }
  }

  private static SitePlan plan(String bus) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cellar, %s } ]
        points: [ { id: main, name: "Communs" }, { id: lift, name: "Ascenseur" } ]
        meters:
          - { id: e1, point: main, bus: cellar, unit: 1, profile: eastron-sdm630, from: 2025-01-01 }
          - { id: e2, point: lift, bus: cellar, unit: 2, profile: abb-b23, from: 2025-01-01 }
        """
            .formatted(bus),
        Profiles.bundled());
  }
}
