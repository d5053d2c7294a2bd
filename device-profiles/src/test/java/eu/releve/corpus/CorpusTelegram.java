package eu.releve.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import eu.releve.decode.wmbus.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A telegram that others have published.
 *
 * @param source the corpus it is in.
 * @param bytes of the wired frame, or of the radio telegram from its length byte on.
 * @param wired whether it has the frame of a wire.
 * @param key of the meter, where it is published.
 */
public record CorpusTelegram(String source, byte[] bytes, boolean wired, Optional<Key> key) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();

  /** The telegrams of all corpora of M-Bus, in their order. */
  public static List<CorpusTelegram> all() {
    List<CorpusTelegram> all = new ArrayList<>();
    for (JsonNode row : rows("libmbus")) {
      all.add(of("libmbus", row.get("hex").asText(), row));
    }
    for (JsonNode row : rows("wmbusmeters_drivers")) {
      row.get("telegrams")
          .forEach(telegram -> all.add(of("wmbusmeters_drivers", telegram.asText(), row)));
    }
    for (String source : List.of("jmbus_frames", "wireless_vectors")) {
      for (JsonNode row : rows(source)) {
        all.add(of(source, row.get("hex").asText(), row));
      }
    }
    return all;
  }

  /** Twelve digits that name the telegram without repeating it. */
  public String name() {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<JsonNode> rows(String corpus) {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Corpora.lines("mbus/" + corpus + ".jsonl")) {
      try {
        rows.add(JSON.readTree(line));
      } catch (JsonProcessingException broken) {
        throw new IllegalStateException(line, broken);
      }
    }
    return rows;
  }

  /** One telegram has half a byte too much; those of jmbus have a receiver's signal strength. */
  private static CorpusTelegram of(String source, String digits, JsonNode row) {
    byte[] bytes = HEX.parseHex(digits.substring(0, digits.length() / 2 * 2));
    boolean wired = bytes[0] == 0x68 && bytes[3] == 0x68;
    boolean strength = !wired && source.equals("jmbus_frames");
    String key = row.path("key").asText("");
    return new CorpusTelegram(
        source,
        strength ? Arrays.copyOf(bytes, (bytes[0] & 0xFF) + 1) : bytes,
        wired,
        key.length() == 32 ? Optional.of(Key.parse(key)) : Optional.empty());
  }
}
