package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.corpus.Corpora;
import eu.releve.corpus.CorpusTelegram;
import eu.releve.decode.mbus.Tables;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.WirelessFrame.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every radio telegram that others have published opens, or its obstacle is named here. */
class WirelessCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** By the beginning of the telegram: what is in the way, and why that is right. */
  private static final Map<String, Obstacle> JUDGED =
      Map.ofEntries(
          // The length byte says 78 bytes; 64 encrypted ones end at the 79th.
          Map.entry("4D4424346855471650077AA5", Obstacle.CUT),
          // It decrypts, but its MAC is another: its source does not check MACs.
          Map.entry("3B4493154433221101378C20", Obstacle.MAC_WRONG),
          // No key is published.
          Map.entry("2A442D2C998734761B168D2091D37CAC21E1", Obstacle.KEY_MISSING),
          Map.entry("23442D2C454571631B168D206A31", Obstacle.KEY_MISSING),
          Map.entry("2E4493157856341233037A2A0020", Obstacle.KEY_MISSING),
          Map.entry("5E442D2C1371938240047ADD", Obstacle.KEY_MISSING),
          Map.entry("5E442D2C1371938240047ADE", Obstacle.KEY_MISSING),
          Map.entry("6644242328001081640E", Obstacle.KEY_MISSING),
          // DES, withdrawn from the norm in 2018.
          Map.entry("1E468B050100000004077A01", Obstacle.MODE_UNSUPPORTED),
          // No full frame is published.
          Map.entry("7644C514552850220207732", Obstacle.FORMAT_UNKNOWN),
          Map.entry("4F442D2C012815781C048D20", Obstacle.FORMAT_UNKNOWN),
          Map.entry("2F44372C834208543C168D20", Obstacle.FORMAT_UNKNOWN));

  @Test
  void theTelegramsOfJmbusOpen() throws JsonProcessingException {
    Wireless wireless = new Wireless(new BoundedFormats());
    List<String> wrong = new ArrayList<>();
    int opened = 0;
    for (String line : Corpora.lines("mbus/jmbus_frames.jsonl")) {
      JsonNode row = JSON.readTree(line);
      if (!row.get("medium").asText().equals("wireless")) {
        continue;
      }
      // Its telegrams carry the byte of signal strength that a receiver adds.
      byte[] bytes = HexFormat.of().parseHex(row.get("hex").asText());
      String hex = hex(Arrays.copyOf(bytes, (bytes[0] & 0xFF) + 1));
      JsonNode expected = row.get("expected");
      Opening opening = open(wireless, hex, key(row));
      objection(hex, opening).ifPresent(wrong::add);
      opened += opening instanceof Opened ? 1 : 0;
      int records = expected.path("n_records").asInt(expected.path("n_records_after_full").asInt());
      if (records > 0) {
        assertThat(records(opening)).as(hex).isEqualTo(records);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(opened).isEqualTo(10);
  }

  @Test
  void theTelegramsOfWmbusmetersOpen() throws JsonProcessingException {
    List<String> wrong = new ArrayList<>();
    int opened = 0;
    for (String line : Corpora.lines("mbus/wmbusmeters_drivers.jsonl")) {
      JsonNode row = JSON.readTree(line);
      Wireless wireless = new Wireless(new BoundedFormats());
      for (JsonNode telegram : row.get("telegrams")) {
        String hex = telegram.asText();
        boolean wired = hex.startsWith("68") && hex.startsWith("68", 6);
        if (!wired && hex.length() % 2 == 0) {
          Opening opening = open(wireless, hex, key(row));
          objection(hex, opening).ifPresent(wrong::add);
          opened += opening instanceof Opened ? 1 : 0;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(opened).isGreaterThanOrEqualTo(202);
  }

  @Test
  void otherVectorsOpenAndHaveTheirRecords() throws JsonProcessingException {
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    Map<String, Map<Integer, String>> judged = new HashMap<>();
    for (String[] row : Tables.rows("/mbus/vectors-judged.txt", 4)) {
      judged.computeIfAbsent(row[0], name -> new HashMap<>()).put(Integer.parseInt(row[1]), row[2]);
    }
    List<CorpusTelegram> telegrams =
        CorpusTelegram.all().stream()
            .filter(telegram -> telegram.source().equals("wireless_vectors"))
            .toList();
    int at = 0;
    for (String line : Corpora.lines("mbus/wireless_vectors.jsonl")) {
      JsonNode row = JSON.readTree(line);
      String name = telegrams.get(at++).name();
      String hex = row.get("hex").asText();
      Opening opening = open(new Wireless(new BoundedFormats()), hex, Optional.empty());
      objection(hex, opening).ifPresent(wrong::add);
      JsonNode expected = row.get("expected");
      if (opening instanceof Opened opened && !expected.path("data_records").isEmpty()) {
        VectorExpectation wanted =
            new VectorExpectation(expected, judged.getOrDefault(name, Map.of()));
        wanted.objections(opened).forEach(objection -> wrong.add(hex + ": " + objection));
        compared += wanted.records();
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isEqualTo(36);
  }

  @Test
  void whatIsSealedNeverOpensWithAnotherKey() throws JsonProcessingException {
    int sealed = 0;
    for (String line : Corpora.lines("mbus/wmbusmeters_drivers.jsonl")) {
      JsonNode row = JSON.readTree(line);
      for (JsonNode telegram : row.get("telegrams")) {
        String hex = telegram.asText();
        Wireless wireless = new Wireless(new BoundedFormats());
        if (hex.length() % 2 == 0
            && key(row).isPresent()
            && open(wireless, hex, key(row)) instanceof Opened opened
            && opened.protection() != Protection.NONE) {
          sealed++;
          for (String other : List.of("00".repeat(15) + "01", "F".repeat(32))) {
            assertThat(open(wireless, hex, Optional.of(Key.parse(other))))
                .isInstanceOfSatisfying(
                    Opening.Refused.class,
                    refused -> assertThat(refused.why()).isEqualTo(Obstacle.KEY_WRONG));
          }
        }
      }
    }
    assertThat(sealed).isGreaterThanOrEqualTo(8);
  }

  private static Optional<String> objection(String hex, Opening opening) {
    Optional<Obstacle> judged =
        JUDGED.entrySet().stream()
            .filter(entry -> hex.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    Optional<Obstacle> found =
        opening instanceof Opening.Refused refused ? Optional.of(refused.why()) : Optional.empty();
    return judged.equals(found) ? Optional.empty() : Optional.of(hex + ": " + opening);
  }

  private static int records(Opening opening) {
    return opening instanceof Opened opened && opened.answer() instanceof Telegram telegram
        ? telegram.records().size()
        : -1;
  }

  private static Opening open(Wireless wireless, String hex, Optional<Key> key) {
    WirelessFrame.Parsed parsed = WirelessFrame.guess(HexFormat.of().parseHex(hex));
    assertThat(parsed).as(hex).isInstanceOf(Whole.class);
    return wireless.open(((Whole) parsed).frame(), key);
  }

  private static Optional<Key> key(JsonNode row) {
    String key = row.path("key").asText("");
    return key.length() == 32 ? Optional.of(Key.parse(key)) : Optional.empty();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
