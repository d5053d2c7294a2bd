package eu.releve.edge.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * {@code MbusBench}: the figures of M-Bus. It lives among the tests because its second decoder
 * does.
 *
 * <p>Exit codes: 0 measured, 1 could not measure.
 */
public final class MbusBench {
  private MbusBench() {}

  /** The command. */
  public static void main(String[] arguments) {
    Figures figures = new Figures(System.out, System.err);
    try {
      new DecodeRatio(telegrams()).run(figures);
      new SearchBench(figures).run();
    } catch (Exception failed) {
      figures.note("mbus: could not be measured: %s", failed);
      System.exit(1);
    }
  }

  /** Every frame of the corpus of wired meters. */
  private static List<byte[]> telegrams() throws Exception {
    Path corpora =
        Path.of(
            Optional.ofNullable(System.getProperty("RELEVE_CORPORA"))
                .or(() -> Optional.ofNullable(System.getenv("RELEVE_CORPORA")))
                .orElse("../../shared/corpora"));
    JsonMapper json = new JsonMapper();
    List<byte[]> telegrams = new ArrayList<>();
    for (String line : Files.readAllLines(corpora.resolve("mbus/libmbus.jsonl"))) {
      if (!line.isBlank()) {
        telegrams.add(HexFormat.of().parseHex(json.readTree(line).get("hex").asText()));
      }
    }
    return telegrams;
  }
}
