package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The demo's purchase group, of every household of the building: with few of them beside it, its
 * curve would be withheld.
 */
final class DemoGroups {
  private DemoGroups() {}

  /** Makes it, once the collector knows the building's lots. */
  static void make(CollectorClient client, DemoBuilding.History history)
      throws IOException, InterruptedException {
    int building = client.items("/api/v1/buildings").getFirst().get("id").asInt();
    int group = group(client, "electricite-2027", "Achat groupé d'électricité 2027");
    String path = "/api/v1/groups/" + group + "/consents";
    for (String lot : lots(client, building)) {
      try {
        client.post(path, consent(building, lot, history.from()));
      } catch (IOException told) {
        // Enough have agreed already, and a month was told: this one comes in from now on.
        client.post(path, consent(building, lot, LocalDate.now(DemoPlan.ZONE).plusDays(1)));
      }
    }
  }

  private static Map<String, Object> consent(int building, String lot, LocalDate from) {
    return Map.of(
        "building",
        building,
        "lot",
        lot,
        "givenBy",
        "occupant de " + lot,
        "from",
        from.toString(),
        "to",
        from.plusYears(3).toString());
  }

  private static Set<String> lots(CollectorClient client, int building)
      throws IOException, InterruptedException {
    Set<String> lots = new TreeSet<>();
    for (JsonNode register : client.items("/api/v1/buildings/" + building + "/registers")) {
      if (!register.get("lot").isNull()) {
        lots.add(register.get("lot").asText());
      }
    }
    return lots;
  }

  private static int group(CollectorClient client, String name, String title)
      throws IOException, InterruptedException {
    Map<String, Object> body =
        Map.of("name", name, "title", title, "organisation", DemoBuilding.ORGANISATION);
    return client.post("/api/v1/groups", body).get("id").asInt();
  }
}
