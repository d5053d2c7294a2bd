package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.InstallersCellar.Hanging;
import eu.releve.cloud.Toolbox.Said;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.demo.Part;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.settings.FreePorts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installer's whole way by script, with nothing but what an installer has: the commands, a list
 * of meters and an empty box; each step with its wall time. {@code ./releve soak installer} runs it
 * with the packaged programs.
 */
@Timeout(1_800)
class InstallerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String BOX = "tilleuls-cave";
  private static final String SITE = "tilleuls-12";
  private static final BigDecimal JOULES_PER_KWH = BigDecimal.valueOf(3_600_000);

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Part> programs = new ArrayList<>();
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private Toolbox tools;
  private InstallersCellar cellar;
  private URI portal;
  private URI control;
  private List<String> places;

  /** What already runs when the installer comes: meters, and somewhere a collector. */
  @BeforeEach
  void before() throws Exception {
    tools = Toolbox.in(folder);
    List<Integer> ports = FreePorts.some(7);
    cellar = new InstallersCellar(ports.get(0), ports.get(1), ports.get(2));
    places =
        List.of(
            "tcp://127.0.0.1:" + ports.get(0),
            "rtu-over-tcp://127.0.0.1:" + ports.get(1),
            "tcp://127.0.0.1:" + ports.get(2));
    Files.writeString(folder.resolve("cellar.yaml"), cellar.played());
    Files.writeString(folder.resolve("list.csv"), cellar.list());
    Files.writeString(
        folder.resolve("collector.yaml"),
        """
        mqtt: 127.0.0.1:0
        mqtts: 127.0.0.1:%d
        http: 127.0.0.1:%d
        enrolment: { listen: "127.0.0.1:%d", name: localhost }
        data: %s
        database: embedded
        organisations:
          - { id: syndic-a, name: "Syndic A", gateways: [] }
          - { id: syndic-b, name: "Syndic B", gateways: [] }
        """
            .formatted(ports.get(3), ports.get(4), ports.get(5), at("collector")));
    Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: %s
        site: %s
        collector: mqtts://localhost:%d
        data: %s
        console: 127.0.0.1:%d
        window: 5s
        clock: trusted
        """
            .formatted(BOX, at("plan.yaml"), ports.get(3), at("box"), ports.get(6)));
    portal = URI.create("http://127.0.0.1:" + ports.get(4));
    Part simulator =
        started("simulator", "simulate", "--site", at("cellar.yaml"), "--leak", "none");
    control = URI.create(addresses.get("control"));
    Part collector = started("collector", "collector", "--config", at("collector.yaml"));
    assertThat(List.of(simulator, collector)).allMatch(Part::isRunning);
  }

  private Map<String, String> addresses = Map.of();

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Part started(String name, String command, String... arguments) throws Exception {
    Part part = tools.program(name, command, arguments);
    programs.addFirst(part);
    addresses = part.start();
    return part;
  }

  @AfterEach
  void after() throws Exception {
    for (Part program : programs) {
      boolean unused = program.stop();
    }
    http.close();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private void step(String name, Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    times.put(name, took);
    System.out.printf("installer: %-28s %7.1f s%n", name, took.toMillis() / 1_000.0);
  }

  private Said done(String command, String... arguments) throws Exception {
    return ends(0, command, arguments);
  }

  private Said ends(int code, String command, String... arguments) throws Exception {
    Said said = tools.run(command, arguments);
    assertThat(said.code()).as("%s %s: %s", command, List.of(arguments), said).isEqualTo(code);
    return said;
  }

  @Test
  void aCellarWithThirtyMetersBecomesAMeasuredBuilding() throws Exception {
    step("prepare label", this::prepare);
    step("scan commun", () -> scan("modbus", 0, InstallersCellar.COMMON, "--units", "1-8"));
    step("scan appartements", () -> scan("modbus", 1, InstallersCellar.FLATS, "--units", "1-20"));
    step("scan eau", () -> scan("mbus", 2, InstallersCellar.ON_MBUS, "--secondary"));
    step("plan", this::plan);
    step("check", () -> done("site", "check", "plan.yaml"));
    step("enrol", this::enrol);
    step("start the gateway", () -> started("gateway", "gateway", "--config", at("gateway.yaml")));
    step("all meters are read", this::allAreRead);
    step("commission", this::commission);
    step("pair in the portal", this::pair);
    step("report", this::report);
    step("first data in the portal", this::firstData);
    step("nothing is missing", this::nothingIsMissing);
    Duration all = times.values().stream().reduce(Duration.ZERO, Duration::plus);
    System.out.printf("installer: %-28s %7.1f s%n", "the whole way", all.toMillis() / 1_000.0);
  }

  /** The operator's part, in the office: a label, and log-ins of two syndics. */
  private void prepare() throws Exception {
    // In stock: nobody knows yet where it goes.
    Files.writeString(folder.resolve("boxes.csv"), BOX + "\n");
    done("fleet", "prepare", "boxes.csv", "--out", "cards", "--config", "collector.yaml");
    assertThat(folder.resolve("cards/labels.pdf")).isNotEmptyFile();
    JsonNode operator =
        JSON.readTree(folder.resolve("collector/keys/first-operator.json").toFile());
    try (CollectorClient client = new CollectorClient(portal, operator.path("token").asText())) {
      client.makeAccount("anne", password("anne"), "syndic", "syndic-a");
      client.makeAccount("bert", password("bert"), "syndic", "syndic-b");
    }
  }

  private static String password(String user) {
    return "a long password of " + user;
  }

  private void scan(String command, int bus, int expected, String... how) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("scan", "--bus", places.get(bus), "--expect", "" + expected));
    arguments.addAll(List.of(how));
    arguments.add("--json");
    Said said = done(command, arguments.toArray(String[]::new));
    Files.writeString(folder.resolve("scan-" + bus + ".json"), said.out());
    assertThat(said.out().lines().filter(line -> line.contains("\"found\":\"meter\"")))
        .as(said.out() + said.err())
        .hasSize(expected);
  }

  private void plan() throws Exception {
    // Two digits of the plate changed their places: it is told, and nothing is written.
    Path slipped =
        Files.writeString(
            folder.resolve("slipped.csv"), cellar.list().replace("\n19274801;", "\n19274810;"));
    Said refused = ends(1, "site", imported(slipped));
    assertThat(refused.out()).contains("row 6", "no scan has found the number 19274810");
    assertThat(folder.resolve("plan.yaml")).doesNotExist();
    done("site", imported(folder.resolve("list.csv")));
    String plan = Files.readString(folder.resolve("plan.yaml"));
    assertThat(plan.lines().filter(line -> line.contains(", bus: "))).hasSize(30);
    assertThat(plan).doesNotContain("to be named");
  }

  private String[] imported(Path list) {
    List<String> arguments =
        new ArrayList<>(List.of("import", list.toString(), "--site", SITE, "-o", "plan.yaml"));
    List<String> names = List.of("commun", "appartements", "eau");
    for (int i = 0; i < names.size(); i++) {
      arguments.addAll(List.of("--bus", cellar.buses().get(i)));
      arguments.addAll(List.of("--scan", names.get(i) + "=scan-" + i + ".json"));
    }
    return arguments.toArray(String[]::new);
  }

  private void enrol() throws Exception {
    String label = Files.readString(folder.resolve("cards/" + BOX + "/enrol.label")).strip();
    done("enrol", label, "--config", "gateway.yaml");
    assertThat(folder.resolve("box/keys/gateway.pem")).isNotEmptyFile();
  }

  private List<JsonNode> list() throws Exception {
    Said said = tools.run("commission", "list", "--json", "--config", "gateway.yaml");
    List<JsonNode> meters = new ArrayList<>();
    JSON.readTree(said.out()).path("meters").forEach(meters::add);
    return meters;
  }

  private void allAreRead() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(list()).hasSize(30).allMatch(meter -> meter.has("now")));
  }

  /** What a meter's display shows, as a person reads it. */
  private String display(Hanging meter) throws Exception {
    URI at = control.resolve("/truth?meter=%s&register=%s".formatted(meter.id(), meter.counter()));
    String body = http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString()).body();
    BigDecimal steps = new BigDecimal(JSON.readTree(body).path("value").asText());
    return switch (meter.counter()) {
      case "active-energy-import" ->
          steps.movePointLeft(3).setScale(2, RoundingMode.DOWN).toPlainString();
      case "water-volume" -> steps.movePointLeft(6).setScale(3, RoundingMode.DOWN).toPlainString();
      default -> steps.divide(JOULES_PER_KWH, 0, RoundingMode.DOWN).toPlainString();
    };
  }

  private Said enter(String meter, String value) throws Exception {
    return tools.run(
        "commission", "enter", meter, value, "--wait", "60", "--config", "gateway.yaml");
  }

  private void commission() throws Exception {
    for (JsonNode meter : list()) {
      String name = meter.path("meter").asText();
      Hanging hanging = hanging(meter.path("serial").asText());
      if (hanging.id().equals("e-4c") || hanging.id().equals("w-4c")) {
        done("commission", "skip", name, "--why", "nobody at home", "--config", "gateway.yaml");
        continue;
      }
      if (hanging.id().equals("e-2b")) {
        String slip = new BigDecimal(display(hanging)).movePointRight(1).toPlainString();
        Said told = enter(name, slip);
        assertThat(told.code()).as(told.toString()).isEqualTo(1);
        assertThat(told.out()).contains("The display is 10 times what is read");
      }
      Said said = enter(name, display(hanging));
      assertThat(said.code()).as("%s: %s", hanging, said).isZero();
      assertThat(said.out()).startsWith("[x]");
    }
    Said sum = ends(1, "commission", "list", "--config", "gateway.yaml");
    assertThat(sum.out()).contains("Meters: 30. Confirmed: 28. To be confirmed: 2. Wrong: 0.");
  }

  private Hanging hanging(String serial) {
    return cellar.meters().stream()
        .filter(meter -> meter.serial().equals(serial))
        .findFirst()
        .orElseThrow();
  }

  private void report() throws Exception {
    done(
        "commission",
        "report",
        "--installer",
        "A. Dupont",
        "-o",
        "report.pdf",
        "--config",
        "gateway.yaml");
    Said good = done("commission", "verify", "report.pdf", "--config", "gateway.yaml");
    assertThat(good.out()).contains("Sealed by gateway " + BOX);
  }

  /** The box has delivered since its start: nobody but operators has seen it. */
  private void pair() throws Exception {
    Visitor ours = new Visitor("anne");
    Visitor theirs = new Visitor("bert");
    for (Visitor visitor : List.of(ours, theirs)) {
      assertThat(visitor.get("/").body()).doesNotContain("/buildings/");
      assertThat(visitor.get("/boxes").body()).doesNotContain(BOX);
    }
    String label = Files.readString(folder.resolve("cards/" + BOX + "/enrol.label")).strip();
    String code = EnrolmentLabel.parse(label).code().text();
    HttpResponse<String> paired = ours.post("/boxes", "code=%s&building=%s".formatted(code, SITE));
    assertThat(paired.statusCode()).as(paired.body()).isEqualTo(200);
    assertThat(paired.body()).contains("The box " + BOX + " is yours");
    assertThat(theirs.post("/boxes", "code=" + code).statusCode()).isEqualTo(409);
  }

  /** A browser without JavaScript. */
  private final class Visitor {
    private final String cookie;

    Visitor(String user) throws Exception {
      HttpRequest form =
          HttpRequest.newBuilder(portal.resolve("/login"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  BodyPublishers.ofString(
                      "user=%s&password=%s".formatted(user, password(user).replace(' ', '+'))))
              .build();
      HttpResponse<String> answer = http.send(form, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
      cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    HttpResponse<String> post(String path, String fields) throws Exception {
      return http.send(
          HttpRequest.newBuilder(portal.resolve(path))
              .header("Cookie", cookie)
              .header("Accept-Language", "en")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(fields))
              .build(),
          BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
      return http.send(
          HttpRequest.newBuilder(portal.resolve(path))
              .header("Cookie", cookie)
              .header("Accept-Language", "en")
              .build(),
          BodyHandlers.ofString());
    }
  }

  private void firstData() throws Exception {
    Visitor ours = new Visitor("anne");
    Visitor theirs = new Visitor("bert");
    Optional<String> page =
        await()
            .atMost(PATIENCE)
            .until(() -> ours.get("/").headers().firstValue("Location"), Optional::isPresent);
    String building = page.orElseThrow();
    assertThat(building).startsWith("/buildings/");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ours.get(building + "/meters").body())
                    .contains("Électricité 2B", "Général eau", "Chaufferie")
                    .doesNotContain("No data yet"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ours.get(building).body()).contains("id=\"power\""));
    assertThat(theirs.get("/").body()).contains("<h1>Buildings</h1>").doesNotContain(building);
    for (String path : List.of(building, building + "/meters", building + "/now")) {
      assertThat(theirs.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  private void nothingIsMissing() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Said said = tools.run("ledger", BOX, "--config", "collector.yaml");
              assertThat(said.code()).as(said.toString()).isZero();
            });
    assertThat(Stream.of("plan.yaml", "report.pdf").map(folder::resolve)).allMatch(Files::exists);
  }
}
