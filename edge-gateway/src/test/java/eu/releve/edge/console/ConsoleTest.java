package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.document.Json;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Counts;
import eu.releve.edge.journal.Depth;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.PublisherState;
import eu.releve.edge.publish.Traffic;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.Shown;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Step;
import eu.releve.measure.Unit;
import eu.releve.provisioning.keys.SecretFolder;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  private static final long NOW = 10 * 60_000;

  private final List<MeterId> asked = new CopyOnWriteArrayList<>();

  @Test
  void thePageShowsEachBusEachMeterAndWhatIsSent() throws Exception {
    assertThat(text(get("/", "en").body()))
        .contains("Gateway gw-1", "Building tilleuls-12")
        .contains("Collector connected for 9 min")
        .contains("Waiting 17 readings (1.2 kB)")
        .contains("Last confirmation 12 s ago")
        .contains("Lost in a power cut 4 readings (at most the last 60 seconds)")
        .contains("Written to the disk 12.3 MB a day")
        .contains("Eau froide 3B answers 12.565 m³ 1 min ago")
        .contains("5 requests, 4 answers, 1 unanswered");
  }

  @Test
  void whatIsWrongStandsFirstWithWhatToDo() throws Exception {
    String page = text(get("/", "fr").body());
    assertThat(page)
        .contains("4 points à vérifier")
        .contains("Le bus « cellar » est injoignable depuis 10 min.")
        .contains("Vérifier l'alimentation et le câble réseau de son convertisseur (modbus-tcp")
        .contains("L'adresse existe, mais la connexion y est refusée.")
        .contains(
            "« odd &lt;script&gt;plan&lt;/script&gt; » donne des réponses incompréhensibles depuis 10 min.")
        .contains("« busy » signale de lui-même une erreur ou une alarme depuis 10 min.");
    assertThat(page.indexOf("4 points à vérifier")).isLessThan(page.indexOf("Envoi"));
  }

  // What was lost is told where somebody stands who can do something about it.
  @Test
  void whatTheJournalHadToGiveUpIsOnThePageAndInTheStatus() throws Exception {
    assertThat(text(get("/", "fr").body()))
        .contains(
            "Effacé avant l'envoi, faute de place 51 lectures (3 lots)",
            "Parties endommagées du journal, réparées 1",
            "Échecs en faisant de la place 2");
    assertThat(text(get("/", "en").body())).contains("51 readings (3 batches)");
    assertThat(get("/status.json").body())
        .contains("\"dropped\":3", "\"droppedReadings\":51", "\"damaged\":1", "\"roomFailures\":2");
  }

  @Test
  void aMetersPageShowsAllThatItLastSaid() throws Exception {
    assertThat(text(get("/meters/w3b", "fr").body()))
        .contains("Eau froide 3B w3b répond depuis 9 min")
        .contains("Volume d'eau le plus haut que l'appareil sait compter 12,565 m³ il y a 1 min");
    HttpResponse<String> unknown = get("/meters/none", "fr");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(text(unknown.body())).contains("Ce compteur n'est pas dans le plan");
  }

  @Test
  void aMetersLastTelegramIsShownFieldByField() throws Exception {
    assertThat(text(get("/meters/w3b", "en").body())).contains("The last telegram, byte by byte");
    assertThat(text(get("/meters/odd", "en").body())).doesNotContain("byte by byte");
    assertThat(text(get("/meters/w3b/telegram", "fr").body()))
        .contains("Reçu il y a 1 min", "4 78563412 identification 12345678")
        .contains("Registres", "water-volume 1.234 m3", "n'est pas chiffré");
    assertThat(text(get("/meters/odd/telegram", "en").body())).contains("No telegram has come");
    assertThat(get("/meters/none/telegram", "en").statusCode()).isEqualTo(404);
  }

  @Test
  void aReasonThatHasANameIsSaidInWords() throws Exception {
    assertThat(text(get("/", "en").body())).contains("the meter is busy (code 08)");
    assertThat(text(get("/meters/busy", "fr").body()))
        .contains("le compteur est occupé (code 08)")
        .doesNotContain("exception 8");
  }

  @Test
  void theLanguageIsTheBrowsersUntilSomebodyChooses() throws Exception {
    assertThat(get("/", "pt").body()).contains("<html lang=\"fr\">");
    HttpResponse<String> chosen = get("/?lang=en", "fr");
    assertThat(chosen.body()).contains("<html lang=\"en\">");
    assertThat(chosen.headers().firstValue("Set-Cookie").orElse("")).startsWith("lang=en;");
  }

  @Test
  void everyWordIsThereInEveryLanguageWithTheSamePlaceholders() {
    Messages french = Messages.load(Console.class, Locale.FRENCH);
    Messages english = Messages.load(Console.class, Locale.ENGLISH);
    assertThat(english.keys()).isEqualTo(french.keys());
    for (String key : french.keys()) {
      assertThat(holders(english, key)).as(key).isEqualTo(holders(french, key));
    }
  }

  /** Which placeholders a text shows: each is given a value that no text contains. */
  private static List<Boolean> holders(Messages messages, String key) {
    String text = messages.text(key, 71_717_171, 72_727_272, 73_737_373, 74_747_474);
    String digits = text.replaceAll("[^0-9]", "");
    return List.of(
        digits.contains("71717171"),
        digits.contains("72727272"),
        digits.contains("73737373"),
        digits.contains("74747474"));
  }

  // A plan is written by people, and a bus carries what anyone puts on it.
  @Test
  void nothingThatAMeterOrAPlanSaysBecomesMarkup() throws Exception {
    assertThat(get("/").body())
        .contains("&lt;script&gt;plan&lt;/script&gt;")
        .doesNotContain("<script>");
    assertThat(get("/meters/odd").body())
        .contains("For support: <code lang=en>&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>");
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

  @Test
  void aMeterIsReadWhenSomebodyOfThisConsoleWantsIt() throws Exception {
    assertThat(get("/meters/w3b", "en").body())
        .contains("<form method=post action=\"/meters/w3b/read\"><button>Read now</button></form>");
    assertThat(text(get("/meters/w3b?asked", "en").body())).contains("Asked: the answer will be");
    try (Console console = console()) {
      HttpResponse<String> read = send(read(console, "w3b").build());
      assertThat(read.statusCode()).isEqualTo(303);
      assertThat(read.headers().firstValue("Location")).hasValue("/meters/w3b?asked");
      assertThat(asked).containsExactly(new MeterId("w3b"));
      assertThat(send(read(console, "w3b").header("Origin", "http://evil.example").build()))
          .returns(403, HttpResponse::statusCode);
      assertThat(send(read(console, "stranger").build()).headers().firstValue("Location"))
          .hasValue("/");
      assertThat(asked).hasSize(1);
    }
  }

  private static HttpRequest.Builder read(Console console, String meter) {
    return HttpRequest.newBuilder(console.address().resolve("/meters/" + meter + "/read"))
        .POST(HttpRequest.BodyPublishers.noBody());
  }

  // A page elsewhere may point its own name at 127.0.0.1 and read what the browser gets there.
  @Test
  void aNameThatIsNotThisMachinesIsTurnedAway() throws Exception {
    try (Console console = console()) {
      assertThat(asked(console, "evil.example"))
          .startsWith("HTTP/1.1 421")
          .doesNotContain("Eau froide");
    }
  }

  /** What it answers to who calls it by that name. */
  static String asked(Console console, String host) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), console.address().getPort())) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void valuesStandInTheUnitThatTheMeterStates() {
    assertThat(Display.value(4_442_400_000L, Quantity.HEAT_ENERGY, Unit.KWH, Locale.UK))
        .isEqualTo("1,234\u00a0kWh");
    assertThat(Display.value(4_444_560_000L, Quantity.HEAT_ENERGY, Unit.MWH, Locale.FRENCH))
        .isEqualTo("1,2346\u00a0MWh");
    assertThat(Display.value(1_500_000_000L, Quantity.HEAT_ENERGY, Unit.KJ, Locale.UK))
        .isEqualTo("1,500\u00a0MJ");
    assertThat(Display.value(1_234_567, Quantity.WATER_VOLUME, Unit.L, Locale.UK))
        .isEqualTo("1.234567\u00a0m³");
    assertThat(Display.value(Long.MIN_VALUE, Quantity.HEAT_ENERGY, Unit.GCAL, Locale.UK))
        .startsWith("-2,202,");
  }

  @Test
  void englishDatesAreWrittenDayFirst() {
    assertThat(Display.value(86_400, Step.LOCAL_SECOND, Words.wanted("en").locale()))
        .isEqualTo("02/01/1970, 00:00");
  }

  @Test
  void valuesAreShownExactlyInTheUnitsOfMeters() {
    assertThat(Display.value(1_234_567, Step.WATT_HOUR, Locale.ENGLISH))
        .isEqualTo("1,234.567\u00a0kWh");
    assertThat(Display.value(1_234_567, Step.WATT_HOUR, Locale.FRENCH))
        .isEqualTo("1\u202f234,567\u00a0kWh");
    assertThat(Display.value(-21_500, Step.MILLIDEGREE_CELSIUS, Locale.ENGLISH))
        .isEqualTo("-21.5\u00a0°C");
    assertThat(Display.value(1_000_000_000, Step.MILLILITRE, Locale.ENGLISH))
        .isEqualTo("1,000\u00a0m³");
    assertThat(Display.value(Long.MIN_VALUE, Step.JOULE, Locale.ENGLISH))
        .isEqualTo("-9,223,372,036,854.775808\u00a0MJ");
    assertThat(Display.value(950, Step.THOUSANDTH, Locale.ENGLISH)).isEqualTo("0.95");
    assertThat(Display.value(0, Step.LOCAL_SECOND, Locale.FRENCH)).isEqualTo("01/01/1970 00:00");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(path, "en");
  }

  private HttpResponse<String> get(String path, String language) throws Exception {
    try (Console console = console()) {
      return send(
          HttpRequest.newBuilder(console.address().resolve(path))
              .header("Accept-Language", language)
              .timeout(Duration.ofSeconds(10))
              .build());
    }
  }

  /** What a reader sees, with plain blanks. */
  static String text(String html) {
    return html.replaceAll("<[^>]*>", " ")
        .replace("&#39;", "'")
        .replaceAll("[\\s\u00a0\u202f]+", " ")
        .strip();
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void aServersCertificateIsTrustedAndForgottenOverHttp(@TempDir Path data) throws Exception {
    String print = "1".repeat(64);
    new SecretFolder(data)
        .write(
            "opcua-servers",
            "pending " + print + " opc.tcp://10.0.0.9:4840 2045-01-01 CN=Acme\n",
            StandardCharsets.UTF_8);
    try (Console deciding =
        Console.open(
            new Endpoint("127.0.0.1", 0),
            Door.open(ManualClock.trusted()),
            ConsoleTest::status,
            new Deciding(ServerKeys.in(data)))) {
      URI servers = deciding.address().resolve("/api/v1/opcua/servers.json");
      assertThat(send(HttpRequest.newBuilder(servers).build()).body())
          .contains("\"standing\":\"pending\"", print, "CN=Acme");
      assertThat(decide(deciding, print + "/trust").body()).contains("\"standing\":\"trusted\"");
      assertThat(send(HttpRequest.newBuilder(servers).build()).body())
          .contains("\"standing\":\"trusted\"");
      assertThat(decide(deciding, print + "/forget").statusCode()).isEqualTo(200);
      assertThat(decide(deciding, print + "/forget").statusCode()).isEqualTo(404);
      // A form of another page must not decide.
      HttpRequest foreign =
          post(deciding, print + "/trust").header("Origin", "http://elsewhere").build();
      assertThat(send(foreign).statusCode()).isEqualTo(403);
    }
  }

  private static HttpRequest.Builder post(Console console, String decision) {
    return HttpRequest.newBuilder(console.address().resolve("/api/v1/opcua/servers/" + decision))
        .POST(HttpRequest.BodyPublishers.noBody());
  }

  private static HttpResponse<String> decide(Console console, String decision) throws Exception {
    return send(post(console, decision).build());
  }

  private record Deciding(ServerKeys servers) implements Meters {
    @Override
    public Optional<Shown> telegram(MeterId meter, Locale locale) {
      return Optional.empty();
    }

    @Override
    public boolean readNow(MeterId meter) {
      return false;
    }

    @Override
    public boolean setIndex(MeterId meter, BigDecimal index) {
      return false;
    }
  }

  private Console console() throws IOException {
    return Console.open(
        new Endpoint("127.0.0.1", 0),
        Door.open(ManualClock.trusted()),
        ConsoleTest::status,
        new Meters() {
          @Override
          public Optional<Shown> telegram(MeterId meter, Locale locale) {
            return ConsoleTest.telegram(meter, locale);
          }

          @Override
          public boolean readNow(MeterId meter) {
            asked.add(meter);
            return true;
          }

          @Override
          public boolean setIndex(MeterId meter, BigDecimal index) {
            return false;
          }
        });
  }

  private static Optional<Shown> telegram(MeterId meter, Locale locale) {
    if (!meter.value().equals("w3b")) {
      return Optional.empty();
    }
    byte[] address = HexFormat.of().parseHex("2D2C785634120107");
    byte[] records = HexFormat.of().parseHex("0413D2040000");
    byte[] bytes = Sealing.plain(address, 1, records).stripped();
    Looking looking = new Looking(any -> Optional.empty(), new BoundedFormats());
    return Optional.of(
        new Shown(
            NOW - 65_000,
            looking.kept(bytes).stream().map(TelegramWords.in(locale)::table).toList()));
  }

  private static Status status() {
    Tally.Counts counts = new Tally.Counts(5, 4, 1, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 2, 1, 0);
    Tally.Counts none = new Tally.Counts(0, 0, 0, 0, 0, Map.of(), 0, 0, 1, 0, 0, 0, 0, 0, 0);
    MeterView water =
        new MeterView(
            new MeterId("w3b"),
            Condition.ANSWERS,
            60_000,
            "",
            List.of(
                new MeterView.LastValue(
                    RegisterName.of(Quantity.WATER_VOLUME), 12_565_000, 32, NOW - 65_000)));
    MeterView odd =
        new MeterView(
            new MeterId("odd"), Condition.NONSENSE, 0, "<script>alert(1)</script>", List.of());
    MeterView busy =
        new MeterView(
            new MeterId("busy"),
            Condition.REFUSES,
            0,
            "METER_APPLICATION_BUSY: code 08",
            List.of());
    return new Status(
        new Status.Identity(
            "gw-1",
            "tilleuls-12",
            7,
            Duration.ofMinutes(1),
            Map.of("w3b", "Eau froide 3B", "odd", "odd <script>plan</script>"),
            Map.of()),
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
                List.of(water, odd, busy)),
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
        new PublisherState(
            new Connection.Connected(60_000, "mqtts://collector.example:8883"),
            Optional.of(new PublisherState.LastReceipt(6, NOW - 12_000)),
            Optional.empty(),
            OptionalLong.empty(),
            new Depth(3, 17, 1_234, 9, 6),
            new Traffic(9, 1_234, 0, 9, 0, 6, 0, 1, 0)),
        new Counts(20, 4, 0, 0, 3, 51, 1, 2),
        Access.LOCAL,
        OptionalLong.of(12_300_000));
  }
}
