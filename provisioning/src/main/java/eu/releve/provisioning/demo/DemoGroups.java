package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The demo's purchase groups: one of twelve households that is told, one of the others, too few to
 * be told.
 */
final class DemoGroups {
  private static final int LARGE = 12;

  private DemoGroups() {}

  /** Makes them, once the collector knows the building's lots. */
  static void make(CollectorClient client, DemoBuilding.History history)
      throws IOException, InterruptedException {
    int building = client.items("/api/v1/buildings").getFirst().get("id").asInt();
    List<String> lots = List.copyOf(lots(client, building));
    int large = group(client, "electricite-2027", "Achat groupé d'électricité 2027");
    int small = group(client, "nouveaux-venus", "Nouveaux venus");
    for (int i = 0; i < lots.size(); i++) {
      int group = i < LARGE ? large : small;
      String lot = lots.get(i);
      String path = "/api/v1/groups/" + group + "/consents";
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
