package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** How far the demo's history has come: delivered, then computed. */
final class HistoryProgress {
  private static final double COVERED = 0.99;

  private final DemoBuilding building;
  private final DemoBuilding.History history;
  private final long months;
  private boolean isGrouped;
  private boolean isDone;

  /**
   * @param months how many whole ones the history has.
   */
  HistoryProgress(DemoBuilding building, DemoBuilding.History history, long months) {
    this.building = building;
    this.history = history;
    this.months = months;
  }

  /**
   * What there is to say of it now; nothing once everything has been said.
   *
   * @param gateway how the gateway describes itself.
   */
  String line(Map<?, ?> gateway) throws InterruptedException {
    if (isDone) {
      return "";
    }
    long waiting = gateway.get("depthReadings") instanceof Number number ? number.longValue() : 0;
    long all = building.historyReadings();
    if (waiting > all / 100) {
      return ", history %d %% of %,d readings stored"
          .formatted(100 - 100 * Math.min(waiting, all) / all, all);
    }
    try (CollectorClient client = building.client()) {
      if (!isGrouped) {
        DemoGroups.make(client, history);
        isGrouped = true;
      }
      long computed = computed(client);
      isDone = computed >= months;
      return isDone
          ? ", history complete: %d months computed".formatted(computed)
          : ", history stored, %d of %d months computed".formatted(computed, months);
    } catch (IOException away) {
      return ", history: " + away.getMessage();
    }
  }

  private static long computed(CollectorClient client) throws IOException, InterruptedException {
    int building = client.items("/api/v1/buildings").getFirst().get("id").asInt();
    long computed = 0;
    for (JsonNode month : client.items("/api/v1/buildings/" + building + "/carbon")) {
      JsonNode lines = month.get("lines");
      boolean covered = !lines.isEmpty();
      for (JsonNode line : lines) {
        covered &= line.get("coverage").asDouble() >= COVERED;
      }
      computed += covered ? 1 : 0;
    }
    return computed;
  }
}
