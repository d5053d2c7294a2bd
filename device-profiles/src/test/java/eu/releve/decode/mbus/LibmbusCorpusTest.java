package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.corpus.Corpora;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every record of every telegram is what another decoder has read out of it. */
class LibmbusCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** What we say instead, by frame and record, where we judge the expectation wrong. */
  private static final Map<String, Map<Integer, String>> JUDGED = judged();

  @Test
  void everyRecordOfEveryFrameIsAsExpected() throws JsonProcessingException {
    int compared = 0;
    List<String> wrong = new ArrayList<>();
    for (String line : Corpora.lines("mbus/libmbus.jsonl")) {
      JsonNode row = JSON.readTree(line);
      String name = row.get("name").asText();
      MbusAnswer answer = MbusAnswer.of(HexFormat.of().parseHex(row.get("hex").asText()));
      if (answer instanceof Telegram telegram) {
        LibmbusExpectation expected = new LibmbusExpectation(row.get("expected_norm"));
        expected.objections(telegram, JUDGED.getOrDefault(name, Map.of())).stream()
            .map(objection -> name + ": " + objection)
            .forEach(wrong::add);
        compared += expected.records();
      } else {
        wrong.add(name + ": " + answer);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(500);
  }

  private static Map<String, Map<Integer, String>> judged() {
    Map<String, Map<Integer, String>> judged = new HashMap<>();
    for (String[] row : Tables.rows("/mbus/libmbus-judged.txt", 4)) {
      judged
          .computeIfAbsent(row[0], frame -> new HashMap<>())
          .put(Integer.parseInt(row[1]), row[2]);
    }
    return judged;
  }

  @Test
  void whatIsMalformedIsRefusedByName() throws JsonProcessingException {
    List<String> names = new ArrayList<>();
    for (String line : Corpora.lines("mbus/libmbus_malformed.jsonl")) {
      JsonNode row = JSON.readTree(line);
      MbusAnswer answer = MbusAnswer.of(HexFormat.of().parseHex(row.get("hex").asText()));
      assertThat(answer.refusal()).as(line).isPresent();
      names.add(row.get("name").asText() + " " + answer.refusal().orElseThrow());
    }
    assertThat(names)
        .contains(
            "premature_end_of_var_vif1 RECORD_CUT",
            "too_many_difes METER_TOO_MANY_DATA_EXTENSIONS",
            "too_many_readouts METER_TOO_MANY_READOUTS",
            "too_short_header HEADER_CUT",
            "manual_frame5 COMMAND",
            "svm_f22_telegram2 ONLY_MANUFACTURER_DATA");
  }
}
