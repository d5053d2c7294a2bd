package eu.releve.provisioning.survey;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In which line of its text each part of a plan is written. */
final class Lines {
  private final Map<String, Mapping> entries = new HashMap<>();
  private final Mapping plan;
  private final List<String> text;

  /**
   * Of that text, which a loader has taken.
   *
   * @throws IllegalArgumentException when it is no document.
   */
  Lines(String text) {
    this.text = text.lines().toList();
    try {
      plan = Document.load("plan", text);
      for (String list : List.of("buses", "lots", "points", "meters")) {
        for (Mapping entry : plan.optionalMappings(list)) {
          entries.putIfAbsent(list + " " + entry.text("id"), entry);
        }
      }
    } catch (DocumentException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  /** Of a key of the plan itself. */
  int of(String key) {
    return plan.line(key);
  }

  int of(BusId bus) {
    return line("buses " + bus, "id");
  }

  int of(LotId lot) {
    return line("lots " + lot, "id");
  }

  int of(PointId point) {
    return of(point, "id");
  }

  int of(PointId point, String key) {
    return line("points " + point, key);
  }

  int of(MeterId meter) {
    return of(meter, "id");
  }

  int of(MeterId meter, String key) {
    return line("meters " + meter, key);
  }

  /** What is written there. */
  String written(int line) {
    return line <= text.size() ? text.get(line - 1) : "";
  }

  private int line(String entry, String key) {
    Mapping found = entries.get(entry);
    return found == null ? 1 : found.line(key);
  }
}
