package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.cloud.api.OpenApiDocument;
import eu.releve.cloud.api.Trouble;
import eu.releve.cloud.command.ImportCommand;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A syndic's building gets its history from files, at a real collector without any gateway. */
class ImportCommandTest extends SuccessionRig {
  private static final String HEADER =
      "meter_number;meter_type;location;reading_date;reading_value;previous_value;unit;estimated\n";

  private Path file(String name, String rows) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, HEADER + rows);
    return file;
  }

  @Test
  void aBuildingWithoutAGatewayHasAHistoryOnDayOne() throws Exception {
    String rows =
        """
        777;water_cold;Common;31/12/2024;10;;m3;Non
        777;water_cold;Common;31/12/2025;12;;m3;Non
        """;
    String good = file("good.csv", rows).toString();
    String[] commit = {
      good,
      "--building",
      "erables-5",
      "--commit",
      "--common",
      "--zone",
      "Europe/Brussels",
      "--organisation",
      "syndic-a"
    };
    assertThat(run(ImportCommand.line(), good, "--building", "erables-5", "--preview"))
        .as("no such building")
        .isEqualTo(2);
    assertThat(run(ImportCommand.line(), commit)).as(() -> said).isZero();
    assertThat(said).contains("777").contains("sub-metering");
    assertThat(run(ImportCommand.line(), commit)).as("the same bytes").isEqualTo(1);
    String bad = file("bad.csv", rows + "777;water_cold;Common;soon;13;;m3;Non\n").toString();
    assertThat(run(ImportCommand.line(), bad, "--building", "erables-5", "--commit")).isEqualTo(1);
    assertThat(said).contains("4").contains("reading_date").contains("soon");
    assertThat(run(ImportCommand.line(), good, "--building", "erables-5"))
        .as("neither a look nor a commit")
        .isEqualTo(2);

    String building = rig.text("select id from building where site = 'erables-5'");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rig.text("select sum(consumption) from quarter_hour"))
                    .isEqualTo("2000000"));
    String anne = account("anne", "syndic-a");
    String bert = account("bert", "syndic-b");
    assertThat(seen(anne, "/buildings/" + building + "/imports")).isEqualTo(200);
    assertThat(seen(bert, "/buildings/" + building + "/imports")).isEqualTo(404);
    assertThat(asks(anne, "/buildings", "{\"site\": \"saules-1\", \"zone\": \"Europe/Paris\"}"))
        .isEqualTo(200);
    assertThat(asks(anne, "/buildings", "{\"site\": \"saules-1\", \"zone\": \"Europe/Paris\"}"))
        .isEqualTo(409);
    assertThat(rig.text("select count(*) from audit where what = 'imported'")).isEqualTo("1");
    assertThat(rig.get("/gateways").body().path("items").toString()).doesNotContain("files-");
    theAnswersAreAsDescribed(building, rows);
  }

  private void theAnswersAreAsDescribed(String building, String rows) throws Exception {
    OpenApiDocument document;
    try (InputStream yaml =
        ImportCommandTest.class.getResourceAsStream("/eu/releve/cloud/api/openapi.yaml")) {
      document = OpenApiDocument.of(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    }
    String path = "/buildings/" + building + "/registers";
    EntryRig.Reply registers = rig.get(path);
    document.check(
        "GET", path, registers.status(), "application/json", registers.body().toString());
    path = "/buildings/" + building + "/imports";
    EntryRig.Reply list = rig.get(path);
    document.check("GET", path, list.status(), "application/json", list.body().toString());
    byte[] bytes = (HEADER + rows + "x;y\n").getBytes(StandardCharsets.UTF_8);
    String body =
        JSON.createObjectNode()
            .put("name", "f.csv")
            .put("content", Base64.getEncoder().encodeToString(bytes))
            .toString();
    EntryRig.Reply look = rig.post(path, body);
    document.check("POST", path, look.status(), "application/json", look.body().toString());
    JsonNode bad = look.body().path("rows").path(0);
    assertThat(bad.path("line").asInt()).isEqualTo(4);
    assertThat(bad.path("column").asText()).isEqualTo("meter_number");
  }

  private static final String MAPPING =
      """
      {"separator": ";", "decimal": ",", "meter": {"column": "Compteur"},
       "register": {"constant": "water-volume"}, "unit": {"constant": "m3"},
       "time": {"columns": ["Date"], "form": "dd/MM/yyyy"}, "value": "Index"}\
      """;

  private OpenApiDocument document() throws Exception {
    try (InputStream yaml =
        ImportCommandTest.class.getResourceAsStream("/eu/releve/cloud/api/openapi.yaml")) {
      return OpenApiDocument.of(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private JsonNode checked(OpenApiDocument document, String method, String path, String body)
      throws Exception {
    EntryRig.Reply reply = method.equals("GET") ? rig.get(path) : rig.post(path, body);
    document.check(method, path, reply.status(), "application/json", reply.body().toString());
    assertThat(reply.status()).as("%s: %s", path, reply.body()).isEqualTo(200);
    return reply.body();
  }

  @Test
  void whatIsTypedAndWhatAMappingReadsIsToldAndTakenBack() throws Exception {
    OpenApiDocument document = document();
    String anne = account("anne", "syndic-a");
    assertThat(asks(anne, "/buildings", "{\"site\": \"saules-1\", \"zone\": \"Europe/Paris\"}"))
        .isEqualTo(200);
    String building = rig.text("select id from building where site = 'saules-1'");
    checked(
        document,
        "POST",
        "/mappings",
        "{\"name\": \"reader\", \"organisation\": \"syndic-a\", \"mapping\": " + MAPPING + "}");
    checked(document, "GET", "/mappings", "");
    assertThat(asks(anne, "/mappings", "{\"name\": \"reader\", \"mapping\": {}}")).isEqualTo(400);
    Path file = folder.resolve("reader.csv");
    Files.writeString(file, "Compteur;Date;Index\nW-1;31/12/2024;10\nW-1;31/12/2025;12,5\n");
    String[] commit = {
      file.toString(), "--building", "saules-1", "--mapping", "reader", "--commit"
    };
    assertThat(run(ImportCommand.line(), commit)).as(() -> said).isZero();
    assertThat(said).contains("mapped").contains("W-1");
    awaitConsumption("2500000");
    checked(document, "GET", "/imports/1", "");

    String photo =
        Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1});
    String typed =
        "{\"serial\": \"W-1\", \"register\": \"water-volume\", \"unit\": \"m3\","
            + " \"instant\": \"2026-01-31T12:00:00Z\", \"value\": \"%s\", \"photo\": \""
            + photo
            + "\"}";
    assertThat(asks(anne, "/buildings/" + building + "/readings", typed.formatted("12,4")))
        .as("below what was read before")
        .isEqualTo(400);
    assertThat(asks(anne, "/buildings/" + building + "/readings", typed.formatted("13,5")))
        .isEqualTo(200);
    awaitConsumption("3500000");
    JsonNode one = checked(document, "GET", "/imports/2", "");
    String path = "/buildings/" + building + "/photos/" + one.path("photos").path(0).path("id");
    assertThat(seen(anne, path)).as("who brought it").isEqualTo(200);
    assertThat(seen(account("carl", "syndic-a"), path)).as("a dwelling's").isEqualTo(403);
    assertThat(seen(account("bert", "syndic-b"), path)).isEqualTo(404);
    checked(
        document,
        "POST",
        "/buildings/" + building + "/readings",
        typed.formatted("14").replace("01-31", "03-31"));
    assertThat(run(ImportCommand.line(), "undo", "3", "--reason", "a typing error")).isZero();
    assertThat(run(ImportCommand.line(), "undo", "3", "--reason", "again")).isEqualTo(1);
    assertThat(run(ImportCommand.line(), "undo", "9", "--reason", "none")).isEqualTo(2);
    awaitConsumption("3500000");
    checked(document, "POST", "/imports/2/withdrawals", "{\"reason\": \"r\"}");
    awaitConsumption("2500000");
    JsonNode list = checked(document, "GET", "/buildings/" + building + "/imports", "");
    assertThat(list.path("items")).hasSize(3);
    assertThat(list.path("items").path(2).path("withdrawn").path("reason").asText())
        .isEqualTo("a typing error");
  }

  private void awaitConsumption(String steps) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(rig.text("select sum(consumption) from quarter_hour")).isEqualTo(steps));
  }

  // Nobody comes in under the name under which files are stored, and no list of gateways has it.
  @Test
  void noListOfGatewaysHasTheNameUnderWhichFilesAreStored() throws Exception {
    String anne = account("anne", "syndic-a");
    assertThat(asks(anne, "/buildings", "{\"site\": \"saules-1\", \"zone\": \"Europe/Paris\"}"))
        .isEqualTo(200);
    String name = rig.text("select id from gateway where files_of is not null");
    rig.text("update gateway set organisation = null where files_of is not null returning id");
    rig.text(
        "insert into meter (building, name) select id, 'm' from building where site = 'saules-1'"
            + " returning id");
    rig.text(
        "insert into register (meter, name, quantity, step, resolution_mantissa,"
            + " resolution_exponent, source_unit) select id, 'r', 'q', 's', 1, 0, 's' from meter"
            + " returning id");
    rig.text("insert into underived select id, 'why' from register returning register");
    assertThat(rig.get("/gateways").body().toString()).doesNotContain(name);
    assertThat(rig.get("/gateways/" + name).status()).isEqualTo(404);
    assertThat(rig.get("/status").body().toString()).contains("saules-1").doesNotContain(name);
    assertThat(
            rig.post("/gateways/" + name + "/claims", "{\"organisation\": \"syndic-a\"}").status())
        .isEqualTo(409);
    try (Database database = Database.external(rig.database)) {
      assertThat(new GuestList(database.ingest(), InstantSource.system()).now().toString())
          .contains("gw-1")
          .doesNotContain(name);
      assertThat(Trouble.in(database.api(Reach.EVERYTHING)).unassigned()).isZero();
    }
  }
}
