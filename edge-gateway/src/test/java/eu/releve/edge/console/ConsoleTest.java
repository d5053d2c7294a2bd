package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.journal.Depth;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.Tally;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Step;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final long NOW = 10 * 60_000;

  @Test
  void thePageShowsEachBusEachMeterAndTheJournal() throws Exception {
    String page = get("/").body();
    assertThat(page)
        .contains("Eau froide 3B")
        .contains("water-volume</td><td class=n>12.565 m³</td><td class=n>1 min ago")
        .contains("answers, for 9 min")
        .contains("cannot be reached for 10 min: Connection refused")
        .contains("3 batches, 17 readings, 1.2 kB")
        .contains("9 / 6")
        .contains("4 readings (window 60 s)");
  }

  // A plan is written by people, and a bus carries what anyone puts on it.
  @Test
  void nothingThatAMeterOrAPlanSaysBecomesMarkup() throws Exception {
    assertThat(get("/").body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void theSameIsThereForPrograms() throws Exception {
    HttpResponse<String> response = get("/status.json");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(response.body())
        .startsWith("{\"gateway\":\"gw-1\"")
        .contains("\"depth\":3", "\"lastReceiptSeq\":6", "\"readings\":2", "\"atRisk\":4")
        .contains("{\"register\":\"water-volume\",\"value\":\"12565000\",\"unit\":\"mL\"");
  }

  @Test
  void jsonEscapesWhatItMust() {
    assertThat(new Json().put("a", "\"\\\n\u00e9").put("b", 1).toString())
        .isEqualTo("{\"a\":\"\\\"\\\\\\u000a\u00e9\",\"b\":1}");
  }

  @Test
  void anotherPathIsNotFoundAndAnotherMethodNotAllowed() throws Exception {
    assertThat(get("/etc/passwd").statusCode()).isEqualTo(404);
    try (Console console = console()) {
      HttpRequest post =
          HttpRequest.newBuilder(console.address())
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(send(post).statusCode()).isEqualTo(405);
    }
  }

  // A page elsewhere may point its own name at 127.0.0.1 and read what the browser gets there.
  @Test
  void aNameThatIsNotThisMachinesIsTurnedAway() throws Exception {
    try (Console console = console();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("Eau froide");
    }
  }

  @Test
  void valuesAreShownExactlyInTheUnitsOfMeters() {
    assertThat(Display.value(1_234_567, Step.WATT_HOUR)).isEqualTo("1234.567 kWh");
    assertThat(Display.value(-21_500, Step.MILLIDEGREE_CELSIUS)).isEqualTo("-21.5 °C");
    assertThat(Display.value(1_000_000_000, Step.MILLILITRE)).isEqualTo("1000 m³");
    assertThat(Display.value(Long.MIN_VALUE, Step.JOULE)).isEqualTo("-9223372036854.775808 MJ");
    assertThat(Display.value(950, Step.THOUSANDTH)).isEqualTo("0.95");
    assertThat(Display.value(0, Step.LOCAL_SECOND)).isEqualTo("1970-01-01T00:00");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    try (Console console = console()) {
      URI at = console.address().resolve(path);
      return send(HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(10)).build());
    }
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Console console() throws IOException {
    return Console.open(new Endpoint("127.0.0.1", 0), ConsoleTest::status);
  }

  private static Status status() {
    Tally.Counts counts = new Tally.Counts(5, 4, 1, 0, 0, 0, 0, 0, 2, 1, 0);
    Tally.Counts none = new Tally.Counts(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    MeterView water =
        new MeterView(
            new MeterId("w3b"),
            Condition.ANSWERS,
            60_000,
            "",
            List.of(
                new MeterView.LastValue(
                    RegisterName.of(Quantity.WATER_VOLUME), 12_565_000, 0, NOW - 65_000)));
    MeterView odd =
        new MeterView(
            new MeterId("odd"), Condition.NONSENSE, 0, "<script>alert(1)</script>", List.of());
    return new Status(
        new Status.Identity(
            "gw-1", "tilleuls-12", 7, Duration.ofMinutes(1), Map.of("w3b", "Eau froide 3B")),
        NOW,
        List.of(
            new LaneView(
                new BusId("boiler"),
                "mbus 10.0.0.7:10001",
                true,
                true,
                0,
                "",
                4,
                0,
                counts,
                List.of(water, odd)),
            new LaneView(
                new BusId("cellar"),
                "modbus-tcp 10.0.0.8:502",
                false,
                false,
                0,
                "Connection refused",
                0,
                0,
                none,
                List.of())),
        new Depth(3, 17, 1_234, 9, 6),
        "online");
  }
}
