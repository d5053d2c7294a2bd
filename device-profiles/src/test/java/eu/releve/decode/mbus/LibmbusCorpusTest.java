package eu.releve.decode.mbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.corpus.Corpora;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What another decoder has read out of real telegrams. */
class LibmbusCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** The corpus is normalised to SI; our units with their multiple of it. */
  private static final Map<String, String> SI =
      Map.ofEntries(
          Map.entry("Wh", "1 Wh"),
          Map.entry("MWh", "1e6 Wh"),
          Map.entry("J", "1 J"),
          Map.entry("GJ", "1e9 J"),
          Map.entry("m3", "1 m^3"),
          Map.entry("kg", "1 kg"),
          Map.entry("s", "1 s"),
          Map.entry("min", "60 s"),
          Map.entry("h", "3600 s"),
          Map.entry("d", "86400 s"),
          Map.entry("W", "1 W"),
          Map.entry("J/h", "1 J/h"),
          Map.entry("MW", "1e6 W"),
          Map.entry("m3/h", "1 m^3/h"),
          Map.entry("kg/h", "1 kg/h"),
          Map.entry("degC", "1 C"),
          Map.entry("K", "1 K"),
          Map.entry("bar", "1 bar"),
          Map.entry("V", "1 V"),
          Map.entry("A", "1 A"));

  @Test
  void noValueDisagreesWithTheCorpus() throws JsonProcessingException {
    int compared = 0;
    List<String> wrong = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String line : Corpora.lines("mbus/libmbus.jsonl")) {
      JsonNode row = JSON.readTree(line);
      String name = row.get("name").asText();
      MbusAnswer answer = MbusAnswer.of(HexFormat.of().parseHex(row.get("hex").asText()));
      switch (answer) {
        case Telegram telegram ->
            compared += compare(name, telegram, row.get("expected_norm"), wrong);
        case MbusAnswer.Refused why -> refused.add(name + ": " + why.reason());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused)
        .as("fixed data structure only")
        .hasSize(2)
        .allMatch(why -> why.endsWith("73"));
    assertThat(compared).isGreaterThan(400);
  }

  @Test
  void nothingMalformedGivesATelegram() throws JsonProcessingException {
    for (String line : Corpora.lines("mbus/libmbus_malformed.jsonl")) {
      JsonNode row = JSON.readTree(line);
      MbusAnswer answer = MbusAnswer.of(HexFormat.of().parseHex(row.get("hex").asText()));
      if (row.get("class").asText().equals("error-frames")) {
        assertThat(answer).as(row.get("name").asText()).isInstanceOf(MbusAnswer.Refused.class);
      }
    }
  }

  @Test
  void noBrokenOrCutFrameIsRead() throws JsonProcessingException {
    for (String line : Corpora.lines("mbus/libmbus.jsonl")) {
      byte[] frame = HexFormat.of().parseHex(JSON.readTree(line).get("hex").asText());
      for (int cut = 0; cut < frame.length; cut++) {
        assertThat(MbusFrame.parse(Arrays.copyOf(frame, cut))).isInstanceOf(MbusFrame.Broken.class);
      }
      for (int at = 4; at < frame.length; at++) {
        byte[] flipped = frame.clone();
        flipped[at] ^= 0x10;
        assertThat(MbusFrame.parse(flipped)).isInstanceOf(MbusFrame.Broken.class);
      }
    }
  }

  /** The link layer's checks are passed again, so that the records themselves break off. */
  @Test
  void noCutOfTheDataThrows() throws JsonProcessingException {
    for (String line : Corpora.lines("mbus/libmbus.jsonl")) {
      byte[] frame = HexFormat.of().parseHex(JSON.readTree(line).get("hex").asText());
      byte[] data = Arrays.copyOfRange(frame, 7, frame.length - 2);
      for (int cut = 0; cut < data.length; cut++) {
        MbusAnswer answer =
            MbusAnswer.of(new MbusFrame.LongFrame(8, 0, frame[6] & 0xFF, Arrays.copyOf(data, cut)));
        assertThat(answer).isNotNull();
      }
    }
  }

  private static int compare(
      String name, Telegram telegram, JsonNode expected, List<String> wrong) {
    int compared = 0;
    for (int i = 0; i < telegram.records().size(); i++) {
      DataRecord record = telegram.records().get(i);
      JsonNode wanted = expected.get("records").path(i);
      String text = wanted.path("Value").asText();
      String place = name + " record " + i + " " + record + " wanted " + wanted;
      switch (record.value()) {
        case MbusValue.Exact number -> {
          if (!numberAgrees(number.value(), record.meaning().symbol(), wanted)) {
            wrong.add(place);
          }
          compared++;
        }
        case MbusValue.Moment moment -> {
          if (!text.equals(moment.at() + (moment.at().getSecond() == 0 ? ":00Z" : "Z"))) {
            wrong.add(place);
          }
          compared++;
        }
        case MbusValue.Day day -> {
          if (!text.equals(day.day().toString())) {
            wrong.add(place);
          }
          compared++;
        }
        default -> {}
      }
    }
    return compared;
  }

  private static boolean numberAgrees(BigDecimal value, String symbol, JsonNode wanted) {
    String[] si = SI.getOrDefault(symbol, "1 ").split(" ", 2);
    String unit = wanted.path("Unit").asText("").replace("\u00C2\u00B0", "").replace("null", "");
    if (!symbol.isEmpty() && !symbol.equals("1") && !unit.equals(si[1])) {
      return false;
    }
    BigDecimal found = value.multiply(new BigDecimal(si[0]));
    BigDecimal difference = found.subtract(new BigDecimal(wanted.path("Value").asText())).abs();
    BigDecimal size = found.abs().max(BigDecimal.ONE);
    return difference.compareTo(size.multiply(new BigDecimal("1e-6"))) <= 0;
  }
}
