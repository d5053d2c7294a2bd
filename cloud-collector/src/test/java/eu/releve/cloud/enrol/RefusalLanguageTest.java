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
    assertThat(refused("/boxes", pair("4F7K-9QXA-2MND-7R33", "syndic-a"), "fr", "Unknown code"))
        .isEqualTo("code\u00A0: d’aucun boîtier qui attend, ou d’une autre organisation");
  }

  @Test
  void whatAnInstallerMistypesIsToldInFrenchToo() throws Exception {
    assertThat(wrong(400, "/boxes", pair("4F7K-9QXA-2MND-7R3C", "syndic-a"), "fr"))
        .startsWith("code\u00A0: attendu")
        .contains("faute de frappe");
    assertThat(wrong(400, "/boxes", pair("4F7K-9QXA", "syndic-a"), "fr"))
        .isEqualTo("code\u00A0: attendu 16 signes, trouvé 8");
    assertThat(wrong(400, "/boxes", pair("https://x#4F7K", "syndic-a"), "fr"))
        .contains("l’étiquette entière");
    assertThat(wrong(404, "/boxes", pair("4F7K-9QXA-2MND-7R33", "nobody"), "fr"))
        .isEqualTo("il n’y a pas d’organisation «\u00A0nobody\u00A0», ou pas pour vous");
    Map<String, String> reason = Map.of("reason", "stolen");
    assertThat(wrong(404, "/gateways/gw-9/revocations", reason, "fr"))
        .isEqualTo("il n’y a pas de telle passerelle, ou pas pour vous");
    assertThat(wrong(404, "/gateways/gw-9/revocations", reason, "en"))
        .isEqualTo("there is no such gateway, or not for you");
    assertThat(wrong(400, "/gateways/gw-9/revocations", Map.of(), "fr"))
        .isEqualTo("reason\u00A0: attendu un texte de 1 à 500 caractères, trouvé rien");
    assertThat(wrong(400, "/gateways/gw-9/claims", Map.of("organisation", "A B"), "fr"))
        .isEqualTo("organisation\u00A0: attendu un identifiant, trouvé «\u00A0A B\u00A0»");
  }

  private static Map<String, String> pair(String code, String organisation) {
    return Map.of("code", code, "organisation", organisation, "building", "b-1");
  }

  private String wrong(int status, String path, Map<String, String> body, String language)
      throws Exception {
    JsonNode answer = answer(path, body, language);
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(status);
    return answer.path("detail").asText();
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
