package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.edge.GatewayRuntime;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.GatewayId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 1,442 real days of a dwelling, from the register of a meter to the API: Modbus TCP, journal,
 * MQTT, store, quarter-hours.
 *
 * <p>Read at each local midnight and once a day at some other moment; every hour by {@code ./releve
 * soak household}.
 */
class HouseholdTest {
  private static final boolean SOAK = Boolean.getBoolean("releve.soak");
  private static final GatewayId GATEWAY = new GatewayId("household-gateway");

  /** The ABB B23 counts in steps of 0.01 kWh. */
  private static final BigDecimal B23_STEP = BigDecimal.TEN;

  @TempDir private Path folder;

  private final HouseholdDays household =
      HouseholdDays.of(Corpora.lines("series/uci_household/household_power_consumption_days.csv"));

  @Test
  void everyDayReachesTheApiAsTheMeterCountedIt() throws Exception {
    assertThat(household.days()).as("the whole series is there").hasSize(1442);
    assertThat(household.days().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        .as("37,680 kWh, in watt-hours")
        .isBetween(new BigDecimal(37_680_000), new BigDecimal(37_681_000));
    try (Collector collector = Collector.start(settings(), Instant::now)) {
      Map<String, BigInteger> ends = replay(collector.mqttPort());
      try (CollectorClient client = client(collector)) {
        Map<LocalDate, BigInteger> b23 = days(client, "b23");
        Map<LocalDate, BigInteger> sdm630 = days(client, "sdm630");

        assertThat(client.missing(GATEWAY.value())).isZero();
        assertThat(sum(b23)).isEqualTo(ends.get("b23"));
        assertThat(sum(sdm630)).isEqualTo(ends.get("sdm630"));
        compare("b23", b23, counter -> B23_STEP);
        compare("sdm630", sdm630, HouseholdTest::floatStep);
      }
    }
  }

  /** What a step of a day may differ: that of the counter, whose size is the sum until then. */
  private interface StepOf {
    BigDecimal wattHours(BigDecimal counter);
  }

  private void compare(String name, Map<LocalDate, BigInteger> days, StepOf step) {
    assertThat(days.keySet()).isEqualTo(household.days().keySet());
    BigDecimal worst = BigDecimal.ZERO;
    BigDecimal counter = BigDecimal.ZERO;
    for (Map.Entry<LocalDate, BigDecimal> day : household.days().entrySet()) {
      counter = counter.add(day.getValue());
      BigDecimal difference = new BigDecimal(days.get(day.getKey())).subtract(day.getValue()).abs();
      assertThat(difference)
          .as("%s on %s", name, day.getKey())
          .isLessThanOrEqualTo(step.wattHours(counter));
      worst = worst.max(difference);
    }
    // Steps do not add up: a counter is read, not summed.
    assertThat(new BigDecimal(sum(days)).subtract(counter).abs())
        .as("%s in all", name)
        .isLessThanOrEqualTo(step.wattHours(counter));
    System.out.printf(
        "household: %s: %d days, %s Wh in all, no day differs by more than %.3f Wh%n",
        name, days.size(), sum(days), worst);
  }

  /** The distance between neighbouring floats of kilowatt-hours, and the rounding to Wh. */
  private static BigDecimal floatStep(BigDecimal wattHours) {
    float kilowattHours = wattHours.movePointLeft(3).floatValue();
    return new BigDecimal(Math.ulp(kilowattHours)).movePointRight(3).add(BigDecimal.ONE);
  }

  private static BigInteger sum(Map<LocalDate, BigInteger> days) {
    return days.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Plays all days into the collector and returns what each counter went up by. */
  private Map<String, BigInteger> replay(int mqttPort) throws Exception {
    String text = plan();
    SitePlan plan = SitePlans.load("plan.yaml", text, Profiles.bundled());
    ManualClock clock =
        new ManualClock(
            HouseholdDays.midnight(household.first()).toEpochMilli(), ClockTrust.SYNCHRONISED);
    Map<String, BigInteger> first = new HashMap<>();
    Map<String, BigInteger> last = new HashMap<>();
    Recorder recorder =
        answers ->
            answers.stream()
                .filter(answer -> answer.register().toString().equals("active-energy-import"))
                .forEach(
                    answer -> {
                      BigInteger value = BigInteger.valueOf(answer.value());
                      first.putIfAbsent(answer.meter().value(), value);
                      last.put(answer.meter().value(), value);
                    });
    var options =
        new GatewayRuntime.Options(Duration.ofMinutes(15), Duration.ofSeconds(3), Spread.TOGETHER);
    try (SimulatedSite site =
            SimulatedSite.start(
                plan, household, () -> Instant.ofEpochMilli(clock.wallMillis()), recorder);
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (GatewayRuntime runtime = GatewayRuntime.of(plan, journal, clock, options)) {
        for (Instant moment : moments()) {
          clock.advance(moment.toEpochMilli() - clock.wallMillis());
          runtime.cycle(clock.bootMillis());
        }
      }
      assertThat(site.answers()).isPositive();
      deliver(journal, clock, mqttPort);
    }
    last.replaceAll((meter, value) -> value.subtract(first.get(meter)));
    return last;
  }

  private static void deliver(Journal journal, ManualClock clock, int mqttPort)
      throws InterruptedException {
    try (Publisher publisher =
        Publisher.start(
            Uplink.onThisMachine(new Endpoint("127.0.0.1", mqttPort)),
            GATEWAY,
            journal,
            clock,
            Pace.USUAL,
            new Random(1))) {
      await().atMost(Duration.ofMinutes(5)).until(() -> journal.depth().batches() == 0);
      assertThat(publisher.state().traffic().refused()).isZero();
    }
  }

  private List<Instant> moments() {
    TreeMap<Instant, Boolean> moments = new TreeMap<>();
    Random random = new Random(1);
    for (LocalDate day = household.first(); !day.isAfter(household.last()); day = day.plusDays(1)) {
      Instant midnight = HouseholdDays.midnight(day);
      Instant next = HouseholdDays.midnight(day.plusDays(1));
      moments.put(midnight, true);
      moments.put(next, true);
      if (SOAK) {
        for (Instant hour = midnight; hour.isBefore(next); hour = hour.plus(Duration.ofHours(1))) {
          moments.put(hour, true);
        }
      } else {
        moments.put(midnight.plus(Duration.ofHours(2 + random.nextInt(19))), true);
      }
    }
    return List.copyOf(moments.keySet());
  }

  private Map<LocalDate, BigInteger> days(CollectorClient client, String point) throws Exception {
    JsonNode building = client.items("/api/v1/buildings").getFirst();
    String key = "";
    for (JsonNode register :
        client.items("/api/v1/buildings/" + building.get("id").asText() + "/registers")) {
      if (register.get("meter").asText().equals(point)) {
        key = register.get("pointId").asText();
      }
    }
    String path =
        "/api/v1/points/%s/consumption?step=day&from=%s&to=%s"
            .formatted(
                key,
                HouseholdDays.midnight(household.first()),
                HouseholdDays.midnight(household.last().plusDays(1)));
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> enclosed(client.get(path)) == household.days().size());
    Map<LocalDate, BigInteger> days = new TreeMap<>();
    for (JsonNode item : items(client.get(path))) {
      days.put(LocalDate.parse(item.get("date").asText()), whole(item.get("value").asText()));
    }
    return days;
  }

  private static BigInteger whole(String decimal) {
    return new BigDecimal(decimal).toBigIntegerExact();
  }

  /** The days that lie between readings as a whole: twice a day does not measure quarter-hours. */
  private static int enclosed(JsonNode consumption) {
    int enclosed = 0;
    for (JsonNode item : items(consumption)) {
      enclosed += item.get("enclosed").asText().equals("1.0000") ? 1 : 0;
    }
    return enclosed;
  }

  private static JsonNode items(JsonNode consumption) {
    for (JsonNode series : consumption.get("series")) {
      if (series.get("quantity").asText().equals("active-energy-import")) {
        return series.get("items");
      }
    }
    return new ObjectMapper().createArrayNode();
  }

  private CollectorClient client(Collector collector) throws IOException {
    JsonNode login =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("collector/keys/first-operator.json")));
    return new CollectorClient(
        URI.create("http://127.0.0.1:" + collector.httpPort()), login.get("token").asText());
  }

  private CollectorSettings settings() throws Exception {
    Path file = folder.resolve("collector.yaml");
    Files.writeString(
        file,
        """
        mqtt: 127.0.0.1:0
        http: 127.0.0.1:0
        data: %s
        database: "%s"
        organisations:
          - { id: household, name: "Household", gateways: [%s] }
        """
            .formatted(folder.resolve("collector"), TestDatabase.freshUrl(), GATEWAY));
    return CollectorSettings.load(file, Map.of());
  }

  private static String plan() {
    return """
    site: household
    zone: Europe/Paris
    buses:
      - { id: line, modbus-tcp: "tcp://127.0.0.1:%d" }
    points:
      - { id: with-b23, name: "ABB B23" }
      - { id: with-sdm630, name: "Eastron SDM630" }
    meters:
      - { id: b23, point: with-b23, bus: line, unit: 1, profile: abb-b23, from: 2006-01-01, period: 1h }
      - { id: sdm630, point: with-sdm630, bus: line, unit: 2, profile: eastron-sdm630, from: 2006-01-01, period: 1h }
    """
        .formatted(FreePorts.one());
  }
}
