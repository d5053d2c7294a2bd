package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of indexes and closings over HTTP, on a real PostgreSQL. */
class ClosingWebTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2027-01-20T10:00:00Z");
  private static final AtomicInteger BUILDINGS = new AtomicInteger();

  @TempDir static Path keys;
  static Vertx vertx;
  static Database database;
  static Web web;
  static WebClient operator;
  static WebClient syndic;

  private SampleBuilding building;
  private SampleBuilding flat;
  private int register;
  private long batches = 10;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh();
    web =
        Web.start(
            vertx, InetSocketAddress.createUnresolved("127.0.0.1", 0), database, keys, () -> NOW);
    JsonNode first = JSON.readTree(Files.readString(keys.resolve("first-operator.json")));
    operator = new WebClient(web.port(), first.get("token").asText());
    SampleBuilding.execute(
        database.ingest(),
        "insert into organisation (name, title) values ('demo-syndic', 'D')"
            + " on conflict do nothing");
    ObjectNode account =
        JSON.createObjectNode()
            .put("user", "anne")
            .put("password", "a long password of anne")
            .put("role", "syndic")
            .put("organisation", "demo-syndic");
    assertThat(operator.post("/accounts", account.toString()).statusCode()).isEqualTo(200);
    account.remove(List.of("role", "organisation"));
    HttpResponse<String> session =
        new WebClient(web.port(), "").post("/session", account.toString());
    String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
    syndic = new WebClient(web.port(), cookie.replaceAll("^[^=]*=([^;]*).*", "$1"));
  }

  @AfterAll
  static void stop() {
    web.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  /** A flat that used 123.4 kWh of 1,000 in 2026. */
  @BeforeEach
  void aBuildingOfItsOwn() throws Exception {
    building =
        SampleBuilding.in(database, "tilleuls-" + BUILDINGS.incrementAndGet(), "demo-syndic");
    flat = building.dwelling("flat-1");
    register = flat.register("active-energy-import", "active-energy-import", "Wh");
    read("2025-12-31T22:52:00Z", 1_000_000);
    read("2025-12-31T23:07:00Z", 1_000_150);
    read("2026-06-30T22:00:00Z", 1_050_000);
    read("2026-12-31T23:00:00Z", 1_123_480);
    derive();
  }

  private void read(String instant, long value) throws Exception {
    Instant at = Instant.parse(instant);
    building.reading(register, at, value, building.batch(++batches));
    building.touch(register, at, at);
  }

  private void derive() throws Exception {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private String path(String rest) {
    return "/buildings/%d/closings%s".formatted(building.building(), rest);
  }

  private static JsonNode good(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> close(WebClient client, String from, String to, String lot)
      throws Exception {
    ObjectNode body =
        JSON.createObjectNode().put("from", from).put("to", to).put("reason", "Décompte");
    if (!lot.isEmpty()) {
      body.put("lot", lot);
    }
    return client.post(path(""), body.toString());
  }

  private static byte[] file(WebClient client, String path, String language) throws Exception {
    HttpRequest request = client.request(path).header("Accept-Language", language).build();
    HttpResponse<byte[]> answer =
        client.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .matches("attachment; filename=\"tilleuls-\\d+_2026-01-01_2026-12-31\\.[a-z]+\"");
    return answer.body();
  }

  @Test
  void aYearIsShownClosedAndHandedOutInThreeFilesThatSayTheSame() throws Exception {
    JsonNode seen = good(syndic.get(path("/list?from=2026-01-01&to=2027-01-01")));
    assertThat(seen.get("closing").isNull()).isTrue();
    JsonNode line = seen.get("lines").get(0);
    assertThat(line.get("lot").asText()).isEqualTo("flat-1");
    assertThat(line.get("opening").get("index").asText()).isEqualTo("1000.08");
    assertThat(line.get("closing").get("index").asText()).isEqualTo("1123.48");
    assertThat(line.get("consumption").asText()).isEqualTo("123.40");
    assertThat(line.get("steps").asText()).isEqualTo("123400");
    assertThat(line.get("remark").asText()).isEqualTo("none");
    JsonNode closed = good(close(syndic, "2026-01-01", "2027-01-01", ""));
    assertThat(closed.get("lines")).isEqualTo(seen.get("lines"));
    String one = "/closings/" + closed.get("closing").get("id").asInt();
    assertThat(good(syndic.get(one)).get("adjustments")).isEmpty();
    assertThat(closed.get("closing").get("by").asText()).isEqualTo("anne");

    byte[] workbook = file(syndic, one + "?format=xlsx", "fr");
    assertThat(file(syndic, one + "?format=xlsx", "fr")).isEqualTo(workbook);
    try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(workbook))) {
      List<Row> rows = book.getFirstSheet().read();
      // What the list is stands above, an empty row and the heads.
      assertThat(rows.getLast().getCellAsNumber(12).orElseThrow())
          .isEqualByComparingTo(line.get("consumption").asText());
    }
    byte[] paper = file(syndic, one + "?format=pdf", "fr");
    assertThat(file(syndic, one + "?format=pdf", "fr")).isEqualTo(paper);
    try (PDDocument document = Loader.loadPDF(paper)) {
      assertThat(new PDFTextStripper().getText(document))
          .contains("1000,08")
          .contains("1123,48")
          .contains("123,40")
          .contains("par anne")
          .contains("Décompte");
    }
    HttpResponse<String> text =
        syndic.send(syndic.request(one).header("Accept", "text/csv"), "GET", "");
    assertThat(text.body()).startsWith("\ufeffLot;Point;").contains(";123.40;kWh;measured;");
  }

  @Test
  void whatArrivesAfterwardsIsAnAdjustmentThatTheNextClosingBooks() throws Exception {
    JsonNode first = good(close(syndic, "2026-01-01", "2026-07-01", ""));
    assertThat(first.get("lines").get(0).get("consumption").asText()).isEqualTo("49.92");
    read("2026-06-30T22:00:00Z", 1_051_000);
    derive();
    String one = "/closings/" + first.get("closing").get("id").asInt();
    JsonNode since = good(syndic.get(one));
    assertThat(since.get("lines")).isEqualTo(first.get("lines"));
    JsonNode adjustment = since.get("adjustments").get(0);
    assertThat(adjustment.get("before").asText()).isEqualTo("49.92");
    assertThat(adjustment.get("now").asText()).isEqualTo("50.92");
    assertThat(adjustment.get("difference").asText()).isEqualTo("1.00");
    JsonNode second = good(close(syndic, "2026-07-01", "2027-01-01", ""));
    assertThat(second.get("earlier")).hasSize(1);
    JsonNode booked = good(syndic.get(one));
    assertThat(booked.get("adjustments")).isEmpty();
    assertThat(booked.get("booked").get(0).get("bookedBy").asInt())
        .isEqualTo(second.get("closing").get("id").asInt());
    BigDecimal sum =
        new BigDecimal(first.get("lines").get(0).get("consumption").asText())
            .add(new BigDecimal(second.get("lines").get(0).get("consumption").asText()))
            .add(new BigDecimal(second.get("earlier").get(0).get("difference").asText()));
    assertThat(sum).isEqualByComparingTo("123.40");
    JsonNode list = good(syndic.get(path(""))).get("items");
    assertThat(list).hasSize(2);
    assertThat(list.get(0).get("from").asText()).isEqualTo("2026-07-01");
  }

  @Test
  void aDwellingIsToldByMonthsThatAreOverAndAnotherDayIsClosedWithItsReason() throws Exception {
    for (String days : List.of("from=2026-01-01&to=2026-05-10", "from=2026-01-01&to=2027-02-01")) {
      HttpResponse<String> refused = syndic.get(path("/list?" + days));
      assertThat(refused.statusCode()).as(days).isEqualTo(403);
      assertThat(refused.body()).contains("wanted first days of months that are over");
      assertThat(operator.get(path("/list?" + days)).statusCode()).isEqualTo(200);
    }
    JsonNode sale = good(close(syndic, "2026-01-01", "2026-05-10", "flat-1"));
    assertThat(sale.get("lot").asText()).isEqualTo("flat-1");
    assertThat(
            good(operator.get("/gateways/gw-" + sale.get("site").asText()))
                .get("history")
                .get(0)
                .get("text")
                .asText())
        .endsWith("of flat-1: 2026-01-01 to 2026-05-09, 1 lines, 0 adjustments: Décompte");
  }

  @Test
  void whatCannotBeClosedIsRefusedWithWhatWasWantedAndFound() throws Exception {
    JsonNode first = good(close(operator, "2026-01-01", "2027-01-01", ""));
    HttpResponse<String> over = close(operator, "2026-12-01", "2027-01-15", "");
    assertThat(over.statusCode()).isEqualTo(409);
    assertThat(over.body())
        .contains("closing " + first.get("closing").get("id").asInt() + ", 2026-01-01");
    assertThat(close(operator, "2027-01-01", "2027-02-01", "").body())
        .contains("to: wanted a day that has begun, 2027-01-20 at most, found 2027-02-01");
    assertThat(close(operator, "2025-01-01", "2025-01-10", "").body())
        .contains("wanted at least a month of a whole building");
    assertThat(close(operator, "2025-01-01", "2025-01-01", "").body())
        .contains("wanted from before to");
    assertThat(close(operator, "2025-01-01", "2025-03-01", "flat-9").body())
        .contains("lot: wanted one of the building, found 'flat-9'");
    assertThat(operator.get(path("/list?from=2026-01-01&to=tomorrow")).body())
        .contains("to: wanted a day such as 2026-03-01, found 'tomorrow'");
    assertThat(operator.get(path("/list?from=2026-01-01&to=2027-01-01&format=doc")).body())
        .contains("format: wanted json, csv, xlsx or pdf, found 'doc'");
    assertThat(operator.post(path(""), "{\"from\": \"2024-01-01\", \"to\": \"2025-01-01\"}").body())
        .contains("reason");
    assertThat(operator.get("/closings/999").statusCode()).isEqualTo(404);
  }
}
