package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.command.FleetCommand;
import eu.releve.cloud.command.TransferCommand;
import eu.releve.cloud.store.TestJournal;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.command.RescueCommand;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Boxes and syndics change at a real collector, and no series ends. */
class SuccessionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SITE = "site-gw-1";

  private static final String PLAN =
      """
      site: site-gw-1
      zone: Europe/Brussels
      buses:
        - { id: cellar, modbus-tcp: "10.0.0.8:502" }
      lots:
        - { id: 3b, kind: dwelling }
      points:
        - { id: main, name: "Communs" }
        - { id: flat, name: "3B", lot: 3b }
      meters:
        - { id: meter-1, point: main, bus: cellar, unit: 1, profile: any, from: 2026-01-01 }
        - { id: meter-2, point: flat, bus: cellar, unit: 2, profile: any, from: 2026-01-01 }
      """;

  @TempDir private Path folder;
  private EntryRig rig;
  private String said = "";

  @BeforeEach
  void start() throws Exception {
    rig = new EntryRig(folder, "90d");
    rig.restart("90d", "[gw-1]");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aBuildingGoesToAnotherSyndicWhileItsGatewayDelivers() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 7, 2);
    journal.plan(PLAN);
    List<SealedBatch> batches = new ArrayList<>(List.of(journal.catalogueBatch()));
    for (int i = 0; i < 400; i++) {
      batches.add(journal.readings(1_000L * i));
    }
    deliver(batches.subList(0, 200));
    awaitStored(200);
    await()
        .atMost(PATIENCE)
        .until(() -> !rig.text("select count(*) from quarter_hour").equals("0"));
    String anne = account("anne", "syndic-a");
    String bert = account("bert", "syndic-b");
    String building = rig.text("select id from building");
    assertThat(seen(anne, "/buildings/" + building)).isEqualTo(200);
    assertThat(seen(bert, "/buildings/" + building)).isEqualTo(404);

    AtomicBoolean delivered = new AtomicBoolean();
    Thread delivery =
        Thread.ofVirtual()
            .start(
                () -> {
                  // As a gateway does: the next ones when these are stored.
                  for (int from = 200; from < 401; from += 3) {
                    deliver(batches.subList(from, from + 3));
                    awaitStored(from + 3);
                  }
                  delivered.set(true);
                });
    Path archive = folder.resolve("archive");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    assertThat(
            run(
                TransferCommand.line(),
                SITE,
                "--to",
                "syndic-b",
                "--at",
                today,
                "--export",
                archive.toString()))
        .as(() -> said)
        .isZero();
    delivery.join();
    awaitStored(401);
    assertThat(delivered).isTrue();
    assertThat(rig.text("select count(*) from reading"))
        .as("nothing lost, nothing twice")
        .isEqualTo("800");

    for (String path :
        List.of(
            "/buildings/" + building,
            "/buildings/" + building + "/registers",
            "/gateways/gw-1",
            "/live?building=" + building)) {
      assertThat(seen(anne, path)).as(path).isEqualTo(404);
      assertThat(seen(bert, path)).as(path).isEqualTo(200);
    }
    rig.restart("90d", "[gw-1]");
    assertThat(seen(anne, "/buildings/" + building)).as("whatever the settings say").isEqualTo(404);
    assertThat(seen(bert, "/buildings/" + building)).isEqualTo(200);

    theExportIsTheOldOnes(anne, bert, archive.resolve("transfer-1.zip"));
    assertThat(rig.text("select count(*) from audit where what in ('transferred', 'received')"))
        .isEqualTo("2");
  }

  private void theExportIsTheOldOnes(String anne, String bert, Path file) throws Exception {
    assertThat(seen(anne, "/transfers/1/export")).isEqualTo(200);
    assertThat(seen(bert, "/transfers/1/export")).isEqualTo(404);
    assertThat(run(TransferCommand.line(), true, "verify", file.toString()))
        .as(() -> said)
        .isZero();
    assertThat(said).contains("site-gw-1, kept by syndic-a");
    String days = entry(file, "consumption-day.csv");
    assertThat(days).contains("main,active-energy-import,Wh,2026-03-01").doesNotContain("flat");
    assertThat(run(TransferCommand.line(), true, "verify", tampered(file).toString())).isEqualTo(1);
    assertThat(said).contains("consumption-day.csv: wanted what was sealed");
    assertThat(run(TransferCommand.line(), true, "verify", file.toString(), "--authority", "00"))
        .isEqualTo(1);
  }

  @Test
  void aTransferToComeIsKeptIsTakenBackOrIsDoneOnItsDay() throws Exception {
    TestJournal journal = new TestJournal("gw-1", 8, 2);
    journal.plan(PLAN);
    deliver(List.of(journal.catalogueBatch(), journal.readings(5)));
    awaitStored(2);
    String anne = account("anne", "syndic-a");
    assertThat(asks(anne, "/groups", "{\"name\": \"spring\", \"title\": \"t\"}")).isEqualTo(200);
    assertThat(
            asks(
                anne,
                "/groups/1/consents",
                "{\"building\": 1, \"lot\": \"3b\", \"givenBy\": \"g\","
                    + " \"from\": \"2026-01-01\", \"to\": \"2030-01-01\"}"))
        .isEqualTo(200);
    String later = LocalDate.now(ZoneOffset.UTC).plusDays(3).toString();
    String[] ask = {SITE, "--to", "syndic-b", "--at", later};
    assertThat(run(TransferCommand.line(), ask)).as(() -> said).isZero();
    assertThat(said).contains("to come");
    assertThat(run(TransferCommand.line(), ask)).as("a second one").isEqualTo(1);
    assertThat(run(TransferCommand.line(), "undo", "1", "--reason", "voted down")).isZero();
    assertThat(run(TransferCommand.line(), "undo", "1", "--reason", "again")).isEqualTo(1);
    assertThat(run(TransferCommand.line(), ask)).isZero();
    assertThat(owner()).isEqualTo("syndic-a");
    rig.ahead(Duration.ofDays(4).toMillis());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(owner()).isEqualTo("syndic-b"));
    assertThat(rig.text("select withdrawn_on is not null from consent"))
        .as("a consent to the old syndic's group")
        .isEqualTo("t");
    assertThat(run(TransferCommand.line(), "undo", "2", "--reason", "too late")).isEqualTo(1);
    assertThat(run(TransferCommand.line(), "list")).isZero();
    assertThat(said).contains("taken back", "done");
    assertThat(run(TransferCommand.line(), SITE, "--to", "syndic-b", "--at", later)).isEqualTo(1);
    assertThat(run(TransferCommand.line(), SITE, "--to", "nobody", "--at", later)).isEqualTo(2);
    assertThat(run(TransferCommand.line(), "none", "--to", "syndic-a", "--at", later)).isEqualTo(2);
    assertThat(run(TransferCommand.line(), SITE, "--to", "syndic-a", "--at", "someday"))
        .isEqualTo(2);
  }

  @Test
  void aNewBoxTakesTheOldOnesPlaceAndWhatTheOldOneHadLeftIsHandedIn() throws Exception {
    TestJournal old = new TestJournal("gw-1", 9, 2);
    old.plan(PLAN);
    List<SealedBatch> batches = new ArrayList<>(List.of(old.catalogueBatch()));
    for (int i = 0; i < 20; i++) {
      batches.add(old.readings(1_000L * i));
    }
    deliver(batches.subList(0, 11));
    awaitStored(11);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    assertThat(said).contains("gw-1b stands for gw-1 now: building site-gw-1", "Label: ");
    assertThat(rig.text("select retired_at is not null from gateway where id = 'gw-1'"))
        .isEqualTo("t");
    String code =
        said.lines().filter(line -> line.startsWith("Code for")).findFirst().orElseThrow();
    assertThat(new TestBox(rig, "gw-1b").enrols(code.substring(code.indexOf(": ") + 2)).status())
        .isEqualTo(200);

    // The new box has the same plan, and registers under numbers of its own.
    TestJournal next = new TestJournal("gw-1", 10, 2);
    next.plan(PLAN);
    next.renumber(40);
    deliver("gw-1b", List.of(next.catalogueBatch(), next.readings(90_000)));
    awaitStored(13);
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select count(*) from register")).isEqualTo("2");
    assertThat(rig.text("select gateway from building")).isEqualTo("gw-1b");

    // Batch 16 is not readable any more; the first eleven are stored already.
    List<String> rescued = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      byte[] bytes = batches.get(i).bytes().clone();
      bytes[bytes.length - 1] ^= (byte) (i == 15 ? 1 : 0);
      rescued.add(Base64.getEncoder().encodeToString(bytes));
    }
    String body = JSON.createObjectNode().set("batches", JSON.valueToTree(rescued)).toString();
    JsonNode answer = rig.post("/gateways/gw-1/rescues", body).body();
    assertThat(answer.path("stored").asInt()).as(answer.toString()).isEqualTo(9);
    assertThat(answer.path("known").asInt()).isEqualTo(11);
    assertThat(answer.path("refused")).hasSize(1);
    answer = rig.post("/gateways/gw-1/rescues", body).body();
    assertThat(answer.path("stored").asInt()).as("nothing twice").isZero();
    assertThat(rig.text("select count(*) from reading")).isEqualTo("40");
    assertThat(rig.text("select count(distinct register) from reading")).isEqualTo("2");
    JsonNode ledger = rig.get("/gateways/gw-1/ledger").body();
    assertThat(ledger.path("missing").asInt()).isEqualTo(1);
    assertThat(ledger.path("ranges").toString()).as("the hole is told").contains("\"fromSeq\":16");

    aJournalThatTheCollectorNeverSawSaysNothingOfWhatIsThereNow();
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-9", "--reason", "r"))
        .as("replaced before")
        .isEqualTo(1);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-0", "gw-9", "--reason", "r"))
        .isEqualTo(2);
    assertThat(rig.text("select count(*) from gateway where id = 'gw-9'")).isEqualTo("0");
    assertThat(run(FleetCommand.line(), "show", "gw-1b")).isZero();
    assertThat(said).contains("put it in the place of");
  }

  private void aJournalThatTheCollectorNeverSawSaysNothingOfWhatIsThereNow() throws Exception {
    TestJournal unseen = new TestJournal("gw-1", 11, 2);
    unseen.plan(PLAN.replace("Communs", "Autrefois"));
    String more =
        Base64.getEncoder().encodeToString(unseen.catalogueBatch().bytes())
            + "\", \""
            + Base64.getEncoder().encodeToString(unseen.readings(7).bytes());
    JsonNode answer =
        rig.post("/gateways/gw-1/rescues", "{\"batches\": [\"" + more + "\"]}").body();
    assertThat(answer.path("stored").asInt()).as(answer.toString()).isEqualTo(2);
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select title from point where name = 'main'")).isEqualTo("Communs");
  }

  // The card of a box that no longer starts, read on another machine; part of it has decayed.
  @Test
  void theJournalOnADeadBoxesCardIsDeliveredButForWhatDecayed() throws Exception {
    Path journal = folder.resolve("card").resolve("journal");
    Files.createDirectories(journal);
    List<SealedBatch> written = new ArrayList<>();
    try (Journal opened = Journal.open(journal, new CardClock())) {
      opened.declare(
          new SiteId(SITE),
          List.of(
              new Declared(
                  new MeterId("meter-1"),
                  RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
                  Resolution.ONE_STEP,
                  Unit.WH)),
          PLAN);
      for (int i = 0; i < 60; i++) {
        List<Readings.Row> rows = new ArrayList<>();
        for (int row = 0; row < 20; row++) {
          rows.add(new Readings.Row(1, 1_000_000L + 60_000L * i + row * 1_000L, 20L * i + row, 0));
        }
        opened.append(new Readings(rows));
      }
      written.addAll(opened.after(0, 1_000, 1 << 30));
    }
    deliver(written.subList(0, 30));
    awaitStored(30);
    assertThat(run(FleetCommand.line(), "replace-gateway", "gw-1", "gw-1b", "--reason", "dead"))
        .as(() -> said)
        .isZero();
    Path segment;
    try (Stream<Path> files = Files.list(journal)) {
      segment = files.filter(file -> file.toString().endsWith(".db")).findFirst().orElseThrow();
    }
    SealedBatch decayed = written.get(45);
    decay(segment, decayed.bytes());
    byte[] before = Files.readAllBytes(segment);

    assertThat(rescue("--json")).as(() -> said).isEqualTo(1);
    long holes = said.lines().filter(line -> line.contains("\"from\":")).count();
    assertThat(holes).as(said).isEqualTo(1);
    assertThat(said).contains("\"known\":30", "\"from\":" + decayed.header().seq() + ",\"to\":");
    int stored = Integer.parseInt(rig.text("select count(*) from ledger where status = 'stored'"));
    assertThat(stored).isEqualTo(written.size() - 1);
    assertThat(Files.readAllBytes(segment)).as("the card is as it was").isEqualTo(before);
    assertThat(rescue()).isEqualTo(1);
    assertThat(said).contains("gw-1: 0 batches stored now, " + stored + " were stored already");
    assertThat(rig.text("select count(*) from building")).isEqualTo("1");
    assertThat(rig.text("select count(*) from reading where register = 1")).isEqualTo("1180");

    assertThat(RescueCommand.line(Map.of()).setErr(nowhere()).execute(folder.toString()))
        .as("no token")
        .isEqualTo(3);
    assertThat(
            RescueCommand.line(Map.of("RELEVE_TOKEN", "t"))
                .setErr(nowhere())
                .execute(folder.toString()))
        .as("whose")
        .isEqualTo(2);
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(new StringWriter());
  }

  private int rescue(String... more) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine line = RescueCommand.line(Map.of("RELEVE_TOKEN", rig.token(), "LANG", "C"));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    List<String> all = new ArrayList<>(List.of(folder.resolve("card").toString()));
    all.addAll(List.of("--gateway", "gw-1", "--collector", rig.api("/").resolve("/").toString()));
    all.addAll(List.of(more));
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  /** Changes one byte of a batch wherever the file has it. */
  private static void decay(Path file, byte[] batch) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    byte[] part = Arrays.copyOfRange(batch, 8, 48);
    int found = 0;
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        bytes[at + 20] ^= 1;
        found++;
      }
    }
    assertThat(found).isPositive();
    Files.write(file, bytes);
  }

  /** A clock that knows the time. */
  private static final class CardClock implements BootClock {
    private final UUID boot = new UUID(4, 2);

    @Override
    public UUID bootId() {
      return boot;
    }

    @Override
    public long bootMillis() {
      return 10_000_000;
    }

    @Override
    public long wallMillis() {
      return TestJournal.START_MILLIS + 10_000_000;
    }

    @Override
    public ClockTrust trust() {
      return ClockTrust.SYNCHRONISED;
    }
  }

  private String owner() throws Exception {
    return rig.text("select o.name from building b join organisation o on o.id = b.organisation");
  }

  private void deliver(List<SealedBatch> batches) {
    deliver("gw-1", batches);
  }

  private void deliver(String gateway, List<SealedBatch> batches) {
    try {
      for (SealedBatch batch : batches) {
        rig.collector().ingest().offer(new GatewayId(gateway), batch.bytes(), () -> {});
      }
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private void awaitStored(int batches) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rig.text("select count(*) from ledger where status = 'stored'"))
                    .isEqualTo(Integer.toString(batches)));
  }

  private int run(CommandLine line, String... arguments) throws Exception {
    return run(line, false, arguments);
  }

  private int run(CommandLine line, boolean alone, String... arguments) throws Exception {
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + rig.collector().httpPort()));
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!alone) {
      all.addAll(List.of("--config", settings.toString()));
    }
    int code = line.execute(all.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  private static String entry(Path zip, String name) throws Exception {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no " + name);
  }

  /** The same with one digit changed. */
  private Path tampered(Path zip) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        byte[] content = in.readAllBytes();
        boolean changed = entry.getName().equals("consumption-day.csv");
        out.write(
            changed
                ? (new String(content, StandardCharsets.UTF_8) + "x")
                    .getBytes(StandardCharsets.UTF_8)
                : content);
        out.closeEntry();
      }
    }
    return Files.write(folder.resolve("tampered.zip"), bytes.toByteArray());
  }

  private int seen(String token, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(rig.api(path))
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      response.body().close();
      http.shutdownNow();
      return response.statusCode();
    }
  }

  private String account(String name, String organisation) throws Exception {
    String password = "a long password of " + name;
    String body = JSON.createObjectNode().put("user", name).put("password", password).toString();
    rig.post(
        "/accounts",
        body.replace("}", ", \"role\": \"syndic\", \"organisation\": \"" + organisation + "\"}"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String cookie =
          http.send(post("/session", body).build(), HttpResponse.BodyHandlers.ofString())
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow()
              .split(";", 2)[0];
      return JSON.readTree(
              http.send(
                      post("/tokens", "{}").header("Cookie", cookie).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body())
          .path("token")
          .asText();
    }
  }

  private int asks(String token, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              post(path, body).header("Authorization", "Bearer " + token).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(rig.api(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
