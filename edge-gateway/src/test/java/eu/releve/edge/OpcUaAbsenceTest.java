package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.simulate.OpcUaNodes;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes that a server does not have when the gateway connects, or has no longer, are read and
 * watched once they are there, over the same connection. One node counts all the time: it must not
 * miss a number for that.
 */
@Timeout(180)
class OpcUaAbsenceTest {
  private static final String ENERGY = "ns=2;s=Boiler.Energy";
  private static final String LATE = "ns=2;s=Late";
  private static final String ELSEWHERE = "nsu=urn:acme:late;s=Volume";
  private static final Duration LOOK = Duration.ofSeconds(61);

  private static final String COUNTS =
      OpcUaRig.watched("{ is: heat-energy, node: \"ns=2;s=Boiler.Energy\", unit: J }");

  private static final String AND_LATE =
      "    - { is: supply-temperature, node: \"ns=2;s=Late\", unit: degC }\n";
  private static final String AND_ELSEWHERE =
      "    - { is: heat-volume, node: \"nsu=urn:acme:late;s=Volume\", unit: m3 }\n";

  private final AtomicLong looks = new AtomicLong();

  private OpcUaRig rig(String more) throws Exception {
    int port = FreePorts.one();
    return new OpcUaRig(
        OpcUaRig.plan(port, ", security: none", COUNTS),
        OpcUaRig.plan(port, ", security: none", COUNTS + more),
        (meter, register, at) -> BigDecimal.valueOf(looks.incrementAndGet()),
        ServerKeys.none());
  }

  private static DataValue held(double number) {
    return new DataValue(Variant.of(number), StatusCode.GOOD, DateTime.now());
  }

  private static List<Long> values(OpcUaRig rig, String register) {
    return rig.reader.rowsOf(rig.numberOf(register)).stream().map(Row::value).distinct().toList();
  }

  private static List<String> told(OpcUaRig rig, String code) {
    return rig.events().stream()
        .filter(event -> event.code().equals(code))
        .map(Facts.Event::text)
        .toList();
  }

  /** Waits until the node that counts has told a few numbers; the last of them. */
  private static long counting(OpcUaRig rig) {
    rig.still(() -> values(rig, "heat-energy").size() >= 3);
    return values(rig, "heat-energy").getLast();
  }

  private static void assertNothingWasDisturbed(OpcUaRig rig, long from) {
    rig.still(() -> values(rig, "heat-energy").getLast() > from + 5);
    List<Long> counted =
        values(rig, "heat-energy").stream().filter(value -> value >= from).sorted().toList();
    assertThat(counted.getLast() - from + 1).as("%s", counted).isEqualTo(counted.size());
    assertThat(rig.line.link().counts().connections()).isEqualTo(1);
    assertThat(rig.line.link().counts().begun()).isEqualTo(1);
    assertThat(rig.losses()).isEmpty();
  }

  @Test
  void aNodeThatIsAddedAfterTheStartIsWatchedOverTheSameConnection() throws Exception {
    try (OpcUaRig rig = rig(AND_LATE)) {
      long from = counting(rig);
      assertThat(rig.meter().condition()).isEqualTo(Condition.NONSENSE);
      assertThat(rig.meter().detail())
          .isEqualTo("supply-temperature: not watched: the server says Bad_NodeIdUnknown");
      assertThat(rig.lane.server().counts().unwatched()).isEqualTo(1);
      assertThat(told(rig, "opcua-unwatched"))
          .singleElement()
          .asString()
          .contains("boiler: supply-temperature is not watched: the server says Bad_NodeIdUnknown");

      OpcUaNodes nodes = rig.server().nodes();
      nodes.appear(LATE, Unit.DEG_C, held(21.5));
      rig.live(LOOK);
      rig.still(() -> values(rig, "supply-temperature").contains(21_500L));
      nodes.holdOdd(LATE, held(22.0));
      rig.still(() -> values(rig, "supply-temperature").contains(22_000L));
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
      assertThat(rig.lane.server().counts().unwatched()).isZero();
      assertThat(told(rig, "opcua-watched"))
          .singleElement()
          .asString()
          .contains("boiler: supply-temperature is there and watched now");
      assertNothingWasDisturbed(rig, from);
    }
  }

  @Test
  void aNamespaceThatAppearsAfterTheStartIsFoundOverTheSameConnection() throws Exception {
    try (OpcUaRig rig = rig(AND_LATE + AND_ELSEWHERE)) {
      long from = counting(rig);
      assertThat(rig.meter().detail()).contains("not watched: ", ", and 1 more");
      rig.server().nodes().appear(ELSEWHERE, Unit.M3, held(3));
      rig.live(LOOK);
      rig.still(() -> values(rig, "heat-volume").contains(3_000_000L));
      rig.server().nodes().holdOdd(ELSEWHERE, held(4));
      rig.still(() -> values(rig, "heat-volume").contains(4_000_000L));
      // The other is still missed.
      assertThat(rig.meter().detail()).startsWith("supply-temperature: not watched: ");
      assertThat(told(rig, "opcua-watched")).singleElement().asString().contains("heat-volume");
      assertNothingWasDisturbed(rig, from);
    }
  }

  @Test
  void aNodeOfALateNamespaceIsReadAlsoWhereNothingIsWatched() throws Exception {
    String asked = COUNTS.replace("period: 1d\n  sampling: 100ms\n  queue: 1000", "period: 1m");
    int port = FreePorts.one();
    try (OpcUaRig rig =
        new OpcUaRig(
            OpcUaRig.plan(port, ", security: none", asked),
            OpcUaRig.plan(port, ", security: none", asked + AND_ELSEWHERE),
            (meter, register, at) -> BigDecimal.valueOf(looks.incrementAndGet()),
            ServerKeys.none())) {
      rig.cycle();
      assertThat(rig.meter().detail()).isEqualTo("heat-volume: the server says no such namespace");
      rig.server().nodes().appear(ELSEWHERE, Unit.M3, held(3));
      rig.after(LOOK);
      assertThat(values(rig, "heat-volume")).containsExactly(3_000_000L);
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
      assertThat(rig.line.link().counts().connections()).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatAppearsWithAnotherUnitIsNotRead() throws Exception {
    try (OpcUaRig rig = rig(AND_LATE)) {
      long from = counting(rig);
      rig.server().nodes().appear(LATE, Unit.KWH, held(21.5));
      rig.live(LOOK);
      rig.still(() -> rig.lane.server().counts().otherUnits() == 1);
      assertThat(values(rig, "supply-temperature")).isEmpty();
      assertThat(rig.meter().detail()).contains("supply-temperature: the plan says");
      assertThat(told(rig, "opcua-unit")).hasSize(1);
      assertNothingWasDisturbed(rig, from);
    }
  }

  @Test
  void aWatchedNodeThatVanishesIsToldAndIsBackWhenItIsThereAgain() throws Exception {
    try (OpcUaRig rig = rig(AND_LATE)) {
      OpcUaNodes nodes = rig.server().nodes();
      nodes.appear(LATE, Unit.DEG_C, held(21.5));
      long from = counting(rig);
      rig.still(() -> values(rig, "supply-temperature").contains(21_500L));
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);

      nodes.remove(LATE);
      rig.still(() -> rig.meter().condition() == Condition.NONSENSE);
      assertThat(rig.meter().detail())
          .isEqualTo("supply-temperature: the server says Bad_NodeIdUnknown");
      assertThat(told(rig, "meter-nonsense"))
          .singleElement()
          .asString()
          .contains("supply-temperature", "Bad_NodeIdUnknown");
      // It is looked for in vain, and the other goes on.
      rig.live(LOOK);
      assertThat(rig.meter().condition()).isEqualTo(Condition.NONSENSE);

      nodes.bringBack(LATE);
      nodes.holdOdd(LATE, held(35));
      rig.still(() -> values(rig, "supply-temperature").contains(35_000L));
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
      assertThat(told(rig, "meter-back")).hasSize(1);
      assertThat(values(rig, "supply-temperature")).containsExactly(21_500L, 35_000L);
      assertNothingWasDisturbed(rig, from);
    }
  }

  @Test
  void aNodeThatVanishesAndIsAskedIsNamedAndIsBackWhenItIsThereAgain() throws Exception {
    String asked = COUNTS.replace("period: 1d\n  sampling: 100ms\n  queue: 1000", "period: 1m");
    try (OpcUaRig rig =
        OpcUaRig.over(
            OpcUaRig.plan(FreePorts.one(), ", security: none", asked + AND_LATE),
            ServerKeys.none())) {
      rig.cycle();
      assertThat(rig.rows()).hasSize(2);
      rig.server().nodes().remove(ENERGY);
      rig.after(Duration.ofMinutes(1));
      assertThat(rig.meter().detail()).isEqualTo("heat-energy: the server says Bad_NodeIdUnknown");
      assertThat(rig.rows()).hasSize(2 + 1);
      rig.server().nodes().bringBack(ENERGY);
      rig.after(Duration.ofMinutes(1));
      assertThat(rig.meter().condition()).isEqualTo(Condition.ANSWERS);
      assertThat(rig.rows()).hasSize(2 + 1 + 2);
      assertThat(told(rig, "meter-back")).hasSize(1);
    }
  }
}
