package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.corpus.Corpora;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The records and wired frames of jmbus' own tests. */
class JmbusCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** By the data of a record: its date as we say it. */
  private static final Map<String, String> JUDGED =
      Tables.rows("/mbus/jmbus-judged.txt", 3).stream()
          .collect(Collectors.toMap(row -> row[0], row -> row[1]));

  /** Its units and what ours are of them. */
  private static final Map<String, Map<String, String>> UNITS =
      Map.ofEntries(
          Map.entry("JOULE", Map.of("J", "1", "GJ", "1e9")),
          Map.entry("WATT_HOUR", Map.of("Wh", "1", "MWh", "1e6")),
          Map.entry("WATT", Map.of("W", "1", "MW", "1e6")),
          Map.entry("CUBIC_METRE", Map.of("m3", "1")),
          Map.entry("CUBIC_METRE_PER_HOUR", Map.of("m3/h", "1")),
          Map.entry("CUBIC_FEET", Map.of("ft3", "1")),
          Map.entry("US_GALLON", Map.of("US gal", "1")),
          Map.entry("HOUR", Map.of("h", "1")),
          Map.entry("MONTH", Map.of("month", "1")),
          Map.entry("DEGREE_CELSIUS", Map.of("degC", "1")),
          Map.entry("DEGREE", Map.of("deg", "1")),
          Map.entry("BAR", Map.of("bar", "1")),
          Map.entry("VOLT", Map.of("V", "1")),
          Map.entry("AMPERE", Map.of("A", "1")));

  private static final Map<String, String> WORDS =
      Map.of(
          "NEUTRAL_CONDUCTOR", "NEUTRAL",
          "PHASE_L1_L2", "PHASES_L1_L2",
          "PHASE_L2_L3", "PHASES_L2_L3",
          "NEGATIVE_ACCUMULATION", "NEGATIVE",
          "POSITIVE_ACCUMULATION", "POSITIVE",
          "BASE_CONDITION", "AT_BASE_CONDITIONS",
          "UNCORRECTED_UNIT", "UNCORRECTED");

  @Test
  void everyRecordHasItsValueUnitAndQualifiers() throws JsonProcessingException {
    int compared = 0;
    for (String line : Corpora.lines("mbus/jmbus_records.jsonl")) {
      JsonNode row = JSON.readTree(line);
      byte[] bytes = HexFormat.of().parseHex(row.get("hex").asText());
      JsonNode expected = row.get("expected");
      if (row.get("kind").asText().equals("bcd-lsb-first")) {
        assertThat(Numbers.decimal(bytes, true)).as(line).hasValue(expected.get("value").asLong());
      } else {
        Telegram telegram = (Telegram) MbusDecoder.application(0x78, bytes, Optional.empty());
        assertThat(telegram.records()).as(line).hasSize(1);
        compare(telegram.records().getFirst(), expected, line);
      }
      compared++;
    }
    assertThat(compared).isEqualTo(46);
  }

  private static void compare(DataRecord record, JsonNode expected, String line) {
    String judged = JUDGED.get(HEX.formatHex(record.data()));
    if (judged != null) {
      assertThat(record.value())
          .isEqualTo(new MbusValue.Moment(LocalDateTime.parse(judged), false));
      return;
    }
    BigDecimal value = ((MbusValue.Exact) record.value()).value();
    BigDecimal wanted = new BigDecimal(expected.get("value").asText());
    if (!expected.has("exp10")) {
      assertThat(value.divide(record.meaning().factor())).as(line).isEqualByComparingTo(wanted);
      return;
    }
    Map<String, String> multiples = UNITS.getOrDefault(expected.get("unit").asText(), Map.of());
    assertThat(multiples).as(line).containsKey(record.meaning().symbol());
    BigDecimal multiple = new BigDecimal(multiples.getOrDefault(record.meaning().symbol(), "0"));
    assertThat(value.multiply(multiple))
        .as(line)
        .isEqualByComparingTo(wanted.scaleByPowerOfTen(expected.get("exp10").asInt()));
    assertThat(record.qualifiers().stream().map(Qualifier::name))
        .as(line)
        .containsExactlyElementsOf(words(expected.get("extensions")));
  }

  private static List<String> words(JsonNode extensions) {
    List<String> words = new ArrayList<>();
    for (JsonNode extension : extensions) {
      words.add(WORDS.getOrDefault(extension.asText(), extension.asText()));
    }
    return words;
  }

  @Test
  void everyWiredFrameIsReadOrRefusedByItsChecksum() throws JsonProcessingException {
    int read = 0;
    int refused = 0;
    for (String line : Corpora.lines("mbus/jmbus_frames.jsonl")) {
      JsonNode row = JSON.readTree(line);
      if (!row.get("medium").asText().equals("wired")) {
        continue;
      }
      byte[] frame = HexFormat.of().parseHex(row.get("hex").asText().toUpperCase(Locale.ROOT));
      JsonNode expected = row.get("expected");
      if (!row.path("checksum_ok").asBoolean(true)) {
        // One of them has lost bytes too, and ends where no stop byte is.
        assertThat(MbusAnswer.of(frame).refusal().orElseThrow())
            .as(line)
            .isIn(Refusal.CHECKSUM, Refusal.STOP);
        refused++;
        continue;
      }
      assertThat(MbusAnswer.of(frame)).as(line).isInstanceOf(Telegram.class);
      Telegram telegram = (Telegram) MbusAnswer.of(frame);
      if (expected.has("data_record_count")) {
        assertThat(telegram.records()).as(line).hasSize(expected.get("data_record_count").asInt());
      }
      if (expected.has("address_field")) {
        assertThat((int) frame[5]).as(line).isEqualTo(expected.get("address_field").asInt());
      }
      read++;
    }
    assertThat(read).isEqualTo(14);
    assertThat(refused).isEqualTo(3);
  }
}
