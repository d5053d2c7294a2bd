package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.simulate.Answer;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.Readings.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server holds becomes readings: asked, told, and refused where it is none. */
@Timeout(180)
class OpcUaSiteTest {
  private static final String ENERGY = "ns=2;s=Boiler.Energy";

  private static final String METERS =
      """
      - id: boiler
        point: main
        bus: chiller
        from: 2025-01-01
        period: 1m
        registers:
          - { is: heat-energy, node: "ns=2;s=Boiler.Energy", unit: kWh }
          - { is: heat-volume, node: "ns=3;i=17", unit: m3, scale: 0.001 }
          - { is: supply-temperature, node: "nsu=urn:acme:heat;s=Temperatures", index: 0, unit: degC }
          - { is: return-temperature, node: "nsu=urn:acme:heat;s=Temperatures", index: 2, unit: degC }
          - { is: thermal-power, node: "ns=2;s=Boiler.Power", unit: kW, scale: 0.1 }
      """;

  private static SitePlan open(String meters) throws Exception {
    return OpcUaRig.plan(FreePorts.one(), ", security: none", meters);
  }

  private static OpcUaRig boiler() throws Exception {
    return OpcUaRig.over(open(METERS), ServerKeys.none());
  }

  @Test
  void whatTheServerHoldsIsReadExactly() throws Exception {
    try (OpcUaRig rig = boiler()) {
      rig.cycle();
      rig.after(Duration.ofMinutes(1));
      assertThat(rig.meter().condition()).as(rig.meter().detail()).isEqualTo(Condition.ANSWERS);
      assertThat(values(rig.meter())).hasSize(5).isEqualTo(answers(rig));
      assertThat(rig.rows()).hasSize(10);
      assertThat(rig.rows()).allSatisfy(row -> assertThat(row.quality()).isZero());
      assertThat(rig.lane.view().counts().asked()).isEqualTo(2);
    }
  }

  private static Map<RegisterName, Long> values(MeterView meter) {
    Map<RegisterName, Long> values = new HashMap<>();
    meter.values().forEach(value -> values.put(value.register(), value.value()));
    return values;
  }

  private static Map<RegisterName, Long> answers(OpcUaRig rig) {
    Map<RegisterName, Long> last = new HashMap<>();
    for (Answer answer : List.copyOf(rig.answers)) {
      last.put(answer.register(), answer.value());
    }
    return last;
  }

  @Test
  void aBadStatusNaNAndAWrongTypeAreNoReadingAndAreNamed() throws Exception {
    try (OpcUaRig rig = boiler()) {
      rig.server().nodes().holdOdd(ENERGY, new DataValue(StatusCodes.Bad_SensorFailure));
      rig.server().nodes().holdOdd("ns=3;i=17", held(Variant.of("full")));
      rig.server().nodes().holdOdd("ns=2;s=Boiler.Power", held(Variant.of(Float.NaN)));
      rig.cycle();
      assertThat(rig.rows()).hasSize(2);
      assertThat(rig.meter().condition()).isEqualTo(Condition.NONSENSE);
      assertThat(rig.meter().detail())
          .isEqualTo("heat-energy: the server says Bad_SensorFailure, and 2 more");
      assertThat(rig.lane.server().counts().badStatuses()).isEqualTo(1);
      assertThat(rig.lane.view().counts().nonsense()).isEqualTo(2);
      assertThat(rig.events())
          .anySatisfy(
              event -> {
                assertThat(event.code()).isEqualTo("meter-nonsense");
                assertThat(event.text()).contains("boiler", "Bad_SensorFailure");
              });
    }
  }

  private static DataValue held(Variant value) {
    return new DataValue(value, StatusCode.GOOD, DateTime.now());
  }

  @Test
  void aNodeThatVanishedAndAnArrayThatBecameShorterAreNamed() throws Exception {
    try (OpcUaRig rig = boiler()) {
      rig.cycle();
      rig.server().nodes().remove(ENERGY);
      rig.server()
          .nodes()
          .holdOdd("nsu=urn:acme:heat;s=Temperatures", held(Variant.of(new Double[] {60.5})));
      rig.after(Duration.ofMinutes(1));
      assertThat(rig.rows()).hasSize(5 + 3);
      assertThat(rig.meter().detail())
          .isEqualTo("heat-energy: the server says Bad_NodeIdUnknown, and 1 more");
    }
  }

  @Test
  void anUncertainStatusIsKeptAsQuality() throws Exception {
    try (OpcUaRig rig = boiler()) {
      StatusCode lastUsable = new StatusCode(StatusCodes.Uncertain_LastUsableValue);
      rig.server()
          .nodes()
          .holdOdd(ENERGY, new DataValue(Variant.of(7.0), lastUsable, DateTime.now()));
      rig.cycle();
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
      assertThat(rig.rows())
          .anySatisfy(
              row -> {
                assertThat(row.value()).isEqualTo(7 * 3_600_000L);
                assertThat(row.quality()).isEqualTo(Quality.SUBSTITUTED.bits());
              });
      assertThat(rig.lane.server().counts().uncertain()).isEqualTo(1);
    }
  }

  @Test
  void aStampCountsByItsAgeAndOneThatIsAYearOffDoesNotCount() throws Exception {
    try (OpcUaRig rig = boiler()) {
      DateTime minuteAgo = new DateTime(Instant.now().minusSeconds(60));
      DateTime yearAgo = new DateTime(Instant.now().minusSeconds(365 * 86_400L));
      rig.server()
          .nodes()
          .holdOdd(ENERGY, new DataValue(Variant.of(7.0), StatusCode.GOOD, minuteAgo));
      rig.server()
          .nodes()
          .holdOdd("ns=3;i=17", new DataValue(Variant.of(8L), StatusCode.GOOD, yearAgo));
      rig.cycle();
      long now = rig.clock.bootMillis();
      assertThat(row(rig, 7 * 3_600_000L).bootMillis()).isBetween(now - 120_000, now - 59_000);
      assertThat(row(rig, 8_000).bootMillis()).isEqualTo(now);
      assertThat(row(rig, 8_000).quality()).isZero();
      // The clock of the gateway is another than the server's: that is told, once.
      assertThat(rig.events().stream().filter(event -> event.code().equals("opcua-clock")))
          .hasSize(1);
      // The same stamp again: the server says that it still holds.
      rig.after(Duration.ofMinutes(1));
      assertThat(
              rig.rows().stream().filter(row -> row.value() == 7 * 3_600_000L).toList().getLast())
          .satisfies(row -> assertThat(row.bootMillis()).isEqualTo(rig.clock.bootMillis()));
    }
  }

  private static Row row(OpcUaRig rig, long value) {
    return rig.rows().stream().filter(row -> row.value() == value).findFirst().orElseThrow();
  }

  @Test
  void aRegisterWhoseUnitIsAnotherThanTheServersIsNotReadAndThatIsSaid() throws Exception {
    int port = FreePorts.one();
    SitePlan played = OpcUaRig.plan(port, ", security: none", METERS);
    SitePlan read =
        OpcUaRig.plan(port, ", security: none", METERS.replace("unit: kWh", "unit: MWh"));
    try (OpcUaRig rig =
        new OpcUaRig(played, read, (meter, register, at) -> BigDecimal.TEN, ServerKeys.none())) {
      rig.cycle();
      assertThat(rig.rows()).hasSize(4);
      assertThat(rig.meter().condition()).isEqualTo(Condition.NONSENSE);
      assertThat(rig.meter().detail())
          .isEqualTo("heat-energy: the plan says MWh, the server says kWh");
      assertThat(rig.events())
          .anySatisfy(event -> assertThat(event.code()).isEqualTo("opcua-unit"));
      assertThat(rig.lane.server().counts().otherUnits()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedLessAndLessOften() throws Exception {
    SitePlan plan = open(METERS);
    try (OpcUaRig rig = OpcUaRig.over(plan, ServerKeys.none())) {
      rig.server().goAway();
      rig.cycle();
      assertThat(rig.lane.view().reachable()).isFalse();
      long first = rig.line.link().notBeforeBootMillis();
      assertThat(first - rig.clock.bootMillis()).isEqualTo(1_000);
      rig.after(Duration.ofSeconds(1));
      assertThat(rig.line.link().notBeforeBootMillis() - rig.clock.bootMillis()).isEqualTo(2_000);
      rig.server().comeBack();
      rig.after(Duration.ofSeconds(2));
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
    }
  }

  private static final String WATCHED =
      OpcUaRig.watched(
          "{ is: supply-temperature, node: \"ns=2;s=Supply\", unit: degC, deadband: 0.5 }",
          "{ is: heat-energy, node: \"ns=2;s=Boiler.Energy\", unit: J }");

  @Test
  void aChangeWithinTheDeadbandIsNotTold() throws Exception {
    SitePlan plan = open(WATCHED);
    AtomicLong looks = new AtomicLong();
    // The temperature goes up by 0.2 degrees at each look.
    try (OpcUaRig rig =
        new OpcUaRig(
            plan,
            plan,
            (meter, register, at) -> BigDecimal.valueOf(200 * looks.incrementAndGet()),
            ServerKeys.none())) {
      rig.server().nodes().holdOdd(ENERGY, held(Variant.of(1.0)));
      rig.until(() -> rig.line.link().counts().told() >= 6);
      int temperature = rig.numberOf("supply-temperature");
      List<Long> values =
          rig.rows().stream()
              .filter(row -> row.register() == temperature)
              .map(Row::value)
              .distinct()
              .toList();
      // The first two are what held when it was asked, and when watching began.
      List<Long> told = values.subList(1, values.size());
      assertThat(told).hasSizeGreaterThanOrEqualTo(4);
      for (int i = 1; i < told.size(); i++) {
        assertThat(told.get(i) - told.get(i - 1)).as("%s", told).isGreaterThan(500);
      }
    }
  }

  @Test
  void aWatchedNodeThatTurnsBadIsNamedAndComesBack() throws Exception {
    SitePlan plan = open(WATCHED);
    try (OpcUaRig rig =
        new OpcUaRig(plan, plan, (meter, register, at) -> BigDecimal.TEN, ServerKeys.none())) {
      rig.until(() -> rig.line.link().counts().told() >= 2);
      for (DataValue odd :
          List.of(
              new DataValue(StatusCodes.Bad_SensorFailure),
              held(Variant.of(Double.NaN)),
              held(Variant.of("full")))) {
        rig.server().nodes().holdOdd(ENERGY, odd);
        rig.until(() -> rig.meter().condition() == Condition.NONSENSE);
        assertThat(rig.meter().detail()).startsWith("heat-energy: ");
        int rows = rig.rows().size();
        rig.server().nodes().holdOdd(ENERGY, held(Variant.of(1_000.0 + rows)));
        rig.until(() -> rig.meter().condition() == Condition.ANSWERS);
        assertThat(rig.rows()).hasSize(rows + 1);
      }
    }
  }

  /**
   * Each look of the server at a node finds the next whole number: a gap would be a loss. Ten
   * seconds are enough to see one; the soak looks for five minutes.
   */
  @Test
  @Timeout(1_200)
  void aThousandNodesThatChangeEachSecondAreAllToldWithoutLoss() throws Exception {
    int nodes = 1_000;
    StringBuilder registers = new StringBuilder();
    for (int i = 1; i <= nodes; i++) {
      registers.append(
          "    - { is: active-energy-import.t%d, node: \"ns=2;s=E%d\", unit: Wh }%n"
              .formatted(i, i));
    }
    String meters =
        "- { id: all, point: main, bus: chiller, from: 2025-01-01, period: 1d, sampling: 1s,%n"
                .formatted()
            + "    queue: 10, registers: [\n"
            + registers.toString().replace("    - ", "      ").replace(" }\n", " },\n")
            + "  ] }\n";
    Map<RegisterName, AtomicLong> looks = new ConcurrentHashMap<>();
    SitePlan plan = open(meters);
    int changes = Boolean.getBoolean("releve.soak") ? 300 : 10;
    try (OpcUaRig rig =
        new OpcUaRig(
            plan,
            plan,
            (meter, register, at) ->
                BigDecimal.valueOf(
                    looks.computeIfAbsent(register, name -> new AtomicLong()).incrementAndGet()),
            ServerKeys.none())) {
      rig.untilWithin(
          Duration.ofSeconds(60 + 2L * changes),
          () -> rig.lane.view().counts().readings() >= (long) nodes * changes);
      System.out.printf("opcua watched: %d nodes at 1 s: %s%n", nodes, rig.line.link().counts());
      Map<Integer, TreeSet<Long>> values = new HashMap<>();
      for (Row row : rig.rows()) {
        values.computeIfAbsent(row.register(), number -> new TreeSet<>()).add(row.value());
      }
      assertThat(values).hasSize(nodes);
      values.forEach(
          (register, seen) ->
              assertThat(seen.last() - seen.first() + 1)
                  .as("register %d: %s", register, seen)
                  .isEqualTo(seen.size()));
      assertThat(rig.line.link().counts().overflows()).isZero();
      assertThat(rig.line.link().counts().lostMessages()).isZero();
      assertThat(rig.line.link().counts().connections()).isEqualTo(1);
    }
  }
}
