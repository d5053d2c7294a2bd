package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.demo.Comparison;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.DemoBuilding;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import eu.releve.provisioning.demo.DemoBuilding.History;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's history from the journal to the results, in processes of their own. */
class HistoryTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  /** A step of the meter is a litre: an hour of a leak of 25 litres may show as 24. */
  private static final Percentage LEAK_TOLERANCE = Percentage.withPercentage(5);

  @TempDir private Path folder;

  @Test
  void theLeakingFlatIsFoundFromItsHistoryAndTheMonthIsWhatTheMetersShowed() throws Exception {
    LocalDate today = LocalDate.now(BRUSSELS);
    YearMonth month = YearMonth.from(today).minusMonths(1);
    // A day more, so that every meter is read before the month begins.
    History history = new History(month.atDay(1).minusDays(1), today.minusDays(12));
    try (DemoBuilding building =
            DemoBuilding.start(folder, Commands.ofThisJvm(), Optional.of(history));
        CollectorClient client = building.client()) {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> nightsKnown(client, history) && isCovered(client, month));

      leakIsFound(client, history);
      monthIsTheMeters(client, building, month);
      DemoPictures.take(building);
      building.stopGateway();
      Comparison comparison = building.compare(EXACT);
      assertThat(comparison.examples()).isEmpty();
      assertThat(comparison.stored()).isGreaterThan(building.historyReadings());
    }
  }

  private static void leakIsFound(CollectorClient client, History history) throws Exception {
    List<JsonNode> findings = findings(client);
    assertThat(findings).hasSize(1);
    JsonNode leak = findings.getFirst();
    assertThat(leak.get("lot").asText()).isEqualTo("flat-3b");
    assertThat(leak.get("ongoing").asBoolean()).isTrue();
    assertThat(leak.get("since").asText()).isEqualTo(history.leakingSince().toString());
    LocalDate last = LocalDate.parse(leak.get("lastNight").asText());
    long nights = ChronoUnit.DAYS.between(history.leakingSince(), last) + 1;
    assertThat(leak.get("nights").asLong()).isEqualTo(nights);
    BigDecimal litres = new BigDecimal(leak.get("litres").asText());
    assertThat(litres).isCloseTo(BigDecimal.valueOf(25 * 24 * nights), LEAK_TOLERANCE);
    BigDecimal price = new BigDecimal(leak.get("price").get("amount").asText());
    assertThat(new BigDecimal(leak.get("cost").asText()))
        .isCloseTo(litres.multiply(price).movePointLeft(3), Percentage.withPercentage(0.1));
  }

  /** The amounts of the carbon statement against the simulator's record, to a step a meter. */
  private static void monthIsTheMeters(
      CollectorClient client, DemoBuilding building, YearMonth month) throws Exception {
    Instant begin = month.atDay(1).atStartOfDay(BRUSSELS).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(BRUSSELS).toInstant();
    BigDecimal wattHours = grown(building, "e-main", "active-energy-import", begin, end);
    BigDecimal millilitres = grown(building, "w-main", "water-volume", begin, end);
    for (JsonNode line : statement(client, month).get("lines")) {
      BigDecimal amount = new BigDecimal(line.get("amount").asText());
      switch (line.get("activity").asText()) {
        case "electricity" ->
            assertThat(amount).isCloseTo(wattHours.movePointLeft(3), within("0.02"));
        case "water" -> assertThat(amount).isCloseTo(millilitres.movePointLeft(6), within("0.002"));
        default -> throw new AssertionError("not expected: " + line);
      }
      assertThat(amount).isPositive();
      assertThat(line.get("kg").asText()).isNotEmpty();
    }
  }

  private static Offset<BigDecimal> within(String amount) {
    return Offset.offset(new BigDecimal(amount));
  }

  private static BigDecimal grown(
      DemoBuilding building, String meter, String register, Instant begin, Instant end)
      throws IOException {
    NavigableMap<Instant, Long> answers = new TreeMap<>();
    String prefix = "{\"meter\":\"%s\",\"register\":\"%s\",".formatted(meter, register);
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines = Files.newBufferedReader(building.record())) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(prefix)) {
          JsonNode answer = json.readTree(line);
          answers.put(Instant.parse(answer.get("instant").asText()), answer.get("value").asLong());
        }
      }
    }
    return indexAt(answers, end).subtract(indexAt(answers, begin));
  }

  private static BigDecimal indexAt(NavigableMap<Instant, Long> answers, Instant instant) {
    Map.Entry<Instant, Long> before = answers.floorEntry(instant);
    Map.Entry<Instant, Long> after = answers.ceilingEntry(instant);
    if (before == null || after == null) {
      throw new AssertionError("no answers around " + instant);
    }
    if (before.getKey().equals(after.getKey())) {
      return BigDecimal.valueOf(after.getValue());
    }
    BigDecimal part =
        BigDecimal.valueOf(Duration.between(before.getKey(), instant).toMillis())
            .divide(
                BigDecimal.valueOf(Duration.between(before.getKey(), after.getKey()).toMillis()),
                12,
                RoundingMode.HALF_UP);
    return BigDecimal.valueOf(before.getValue())
        .add(BigDecimal.valueOf(after.getValue() - before.getValue()).multiply(part));
  }

  private static boolean nightsKnown(CollectorClient client, History history) throws Exception {
    LocalDate yesterday = LocalDate.now(BRUSSELS).minusDays(1);
    return findings(client).stream()
        .anyMatch(
            leak ->
                !LocalDate.parse(leak.get("lastNight").asText()).isBefore(yesterday)
                    && leak.get("since").asText().equals(history.leakingSince().toString()));
  }

  private static boolean isCovered(CollectorClient client, YearMonth month) throws Exception {
    JsonNode statement = statement(client, month);
    for (JsonNode line : statement.path("lines")) {
      if (line.get("coverage").asDouble() < 0.999) {
        return false;
      }
    }
    return statement.path("lines").size() == 2;
  }

  private static List<JsonNode> findings(CollectorClient client) throws Exception {
    List<JsonNode> buildings = client.items("/api/v1/buildings");
    return buildings.isEmpty()
        ? List.of()
        : client.items("/api/v1/buildings/" + buildings.getFirst().get("id").asInt() + "/findings");
  }

  private static JsonNode statement(CollectorClient client, YearMonth month) throws Exception {
    int building = client.items("/api/v1/buildings").getFirst().get("id").asInt();
    List<JsonNode> months =
        client.items("/api/v1/buildings/%d/carbon?from=%s&to=%s".formatted(building, month, month));
    return months.isEmpty() ? new ObjectMapper().createObjectNode() : months.getFirst();
  }
}
