package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real collector refuses, it refuses in the words of whoever asked. */
class RefusalLanguageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private EntryRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new EntryRig(folder, "90d");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aRefusalIsToldInTheLanguageOfTheRequestAndCalledTheSame() throws Exception {
    rig.claim("gw-1", "syndic-a");
    String plan = PushRig.plan(1, 1, 2);
    Map<String, String> push = Map.of("file", "plan.yaml", "plan", plan);
    Map<String, String> wrong =
        Map.of(
            "file", "plan.yaml", "plan", plan.replace("period: 1s", "period: 1s, serial: \"7\""));
    String twice = refused("/gateways/gw-1/plan", wrong, "fr-BE,fr;q=0.9", "Errors in the plan");
    assertThat(twice).startsWith("plan.yaml:").contains("numéro de série");
    assertThat(refused("/gateways/gw-1/plan", wrong, "en", "Errors in the plan"))
        .startsWith("plan.yaml:")
        .contains("serial number");
    assertThat(rig.decide("gw-1", "retirements").status()).isEqualTo(200);
    assertThat(refused("/gateways/gw-1/plan", push, "fr", "Retired")).contains("gw-1 est retirée");
    assertThat(refused("/gateways/gw-1/plan", push, "en", "Retired")).contains("gw-1 is retired");
    assertThat(refused("/gateways/gw-1/plan", push, "", "Retired")).contains("gw-1 is retired");
    Map<String, String> claim = Map.of("organisation", "syndic-a");
    assertThat(refused("/gateways/gw-1/claims", claim, "fr", "Retired"))
        .isEqualTo("gw-1 a été retirée\u00A0; prendre un autre nom");
    assertThat(refused("/gateways/gw-1/claims", claim, "de", "Retired"))
        .as("French is first")
        .contains("retirée");
    Map<String, String> pair =
        Map.of("code", "4F7K-9QXA-2MND-7R3C", "organisation", "syndic-a", "building", "b-1");
    JsonNode told = answer("/boxes", pair, "fr");
    assertThat(told.path("detail").asText()).startsWith("code");
  }

  private String refused(String path, Map<String, String> body, String language, String title)
      throws Exception {
    JsonNode answer = answer(path, body, language);
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(409);
    assertThat(answer.path("title").asText()).isEqualTo(title);
    return answer.path("detail").asText();
  }

  private JsonNode answer(String path, Map<String, String> body, String language) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rig.api(path))
            .header("Authorization", "Bearer " + rig.token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    if (!language.isEmpty()) {
      request.header("Accept-Language", language);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }
  }
}
