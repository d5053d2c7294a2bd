package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.corpus.Corpora;
import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.profile.Profiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Totals, target values, flows, powers and temperatures of meters of 124 families. */
class WmbusmetersCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double WANTED = 0.95;

  /** The others are of smoke detectors, doors, voltages: they only have to open. */
  private static final int TESTS_WITH_VALUES = 212;

  @Test
  void nearlyEveryTelegramGivesItsValuesAndTheOthersAreListedWithAReason()
      throws JsonProcessingException {
    Map<String, String> unread = unread();
    Map<String, String> wrong = new TreeMap<>();
    Map<String, Integer> seen = new HashMap<>();
    Profiles profiles = Profiles.bundled();
    Wireless wireless = new Wireless(new BoundedFormats());
    Map<String, Set<String>> judged = judged();
    int tests = 0;
    int withValues = 0;
    int missed = 0;
    long values = 0;
    for (String line : Corpora.lines("mbus/wmbusmeters_drivers.jsonl")) {
      JsonNode row = JSON.readTree(line);
      String source = row.get("source").asText().replaceAll(".*/|\\.xmq", "");
      String name = source + " " + seen.merge(source, 1, Integer::sum);
      Set<String> other = judged.getOrDefault(name, judged.getOrDefault(source, Set.of()));
      String objection = WmbusmetersExpectation.objection(row, wireless, profiles, other);
      long compared = WmbusmetersExpectation.values(row, other);
      tests++;
      withValues += compared > 0 ? 1 : 0;
      if (!objection.isEmpty()) {
        wrong.put(name, objection);
        missed += compared > 0 ? 1 : 0;
      } else {
        values += compared;
      }
    }
    System.out.println(
        "wmbusmeters: of %d tests with values %d hold (%d values compared); of all %d, %d open"
            .formatted(withValues, withValues - missed, values, tests, tests - wrong.size()));
    List<String> unlisted = new ArrayList<>();
    wrong.forEach(
        (name, why) -> {
          if (!unread.containsKey(name)) {
            unlisted.add(name + ": " + why);
          }
        });
    assertThat(unlisted).as("not read and not listed").isEmpty();
    assertThat(unread.keySet()).as("listed but read").isSubsetOf(wrong.keySet());
    assertThat(withValues).isGreaterThanOrEqualTo(TESTS_WITH_VALUES);
    assertThat(withValues - missed).isGreaterThanOrEqualTo((int) Math.ceil(WANTED * withValues));
  }

  private static Map<String, Set<String>> judged() {
    Map<String, Set<String>> judged = new HashMap<>();
    for (String[] row : Tables.rows("/mbus/wmbusmeters-judged.txt", 3)) {
      judged.computeIfAbsent(row[0], driver -> new HashSet<>()).add(row[1]);
    }
    return judged;
  }

  private static Map<String, String> unread() {
    Map<String, String> unread = new HashMap<>();
    for (String[] row : Tables.rows("/mbus/wmbusmeters-unread.txt", 2)) {
      unread.put(row[0], row[1]);
    }
    return unread;
  }
}
