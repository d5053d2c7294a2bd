package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/** Finds the number of a building that somebody names. */
final class BuildingName {
  private static final int PAGES_MAX = 1_000;

  private BuildingName() {}

  /** The building's number; a number is taken as it is. */
  static int key(CollectorAccess access, String name) throws Refused {
    OptionalInt found = find(access, name);
    if (found.isEmpty()) {
      throw new Refused(
          Refused.WRONG_USE, "BUILDING: wanted one that is there, found '" + name + "'");
    }
    return found.getAsInt();
  }

  /** The same, nothing when there is none of that name. */
  static OptionalInt find(CollectorAccess access, String name) throws Refused {
    if (name.matches("[1-9][0-9]{0,8}")) {
      return OptionalInt.of(Integer.parseInt(name));
    }
    OptionalInt found = OptionalInt.empty();
    String cursor = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      JsonNode buildings = access.get("/buildings" + cursor);
      for (JsonNode each : buildings.path("items")) {
        if (each.path("site").asText().equals(name)) {
          if (found.isPresent()) {
            throw new Refused(
                Refused.WRONG_USE,
                "BUILDING: wanted a number, as there are several '%s', found a name"
                    .formatted(name));
          }
          found = OptionalInt.of(each.path("id").asInt());
        }
      }
      if (buildings.path("next").isNull()) {
        break;
      }
      cursor = "?cursor=" + buildings.path("next").asText();
    }
    return found;
  }
}
