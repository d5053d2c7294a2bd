package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.cloud.api.OpenApiDocument;
import eu.releve.cloud.command.ImportCommand;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
