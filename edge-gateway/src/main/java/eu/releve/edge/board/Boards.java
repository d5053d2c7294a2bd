package eu.releve.edge.board;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.edge.board.Board.Input;
import eu.releve.edge.board.Board.Light;
import eu.releve.profile.PulseContact.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds and reads the descriptions of boards. */
public final class Boards {
  /** Those that come with the program. */
  public static final List<String> KNOWN = List.of("pi-4", "pi-5", "generic");

  private static final int LINE_MAX = 1_023;
  private static final Map<String, Wiring> WIRINGS =
      Map.of(
          "to-ground", Wiring.TO_GROUND,
          "to-supply", Wiring.TO_SUPPLY,
          "driven-low", Wiring.DRIVEN_LOW,
          "driven-high", Wiring.DRIVEN_HIGH);

  private Boards() {}

  /**
   * The board of that name, or the one that a file describes.
   *
   * @throws DocumentException when there is none, or its description is wrong.
   * @throws IOException when the program's own cannot be read.
   */
  public static Board of(String nameOrFile) throws DocumentException, IOException {
    if (!KNOWN.contains(nameOrFile)) {
      return read(Document.load(Path.of(nameOrFile)));
    }
    String file = nameOrFile + ".yaml";
    try (InputStream in = Boards.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(file + " is not in this package");
      }
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * The board that a text describes.
   *
   * @throws DocumentException naming line, key, wanted and found.
   */
  public static Board parse(String file, String text) throws DocumentException {
    return read(Document.load(file, text));
  }

  private static Board read(Mapping board) throws DocumentException {
    String name = board.text("board");
    String chip = board.optionalText("chip").orElse("");
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (Mapping entry : board.optionalMappings("inputs")) {
      String input = entry.text("name");
      int line = entry.integer("line", 0, LINE_MAX);
      Wiring wiring = entry.oneOf("contact", WIRINGS);
      entry.end();
      if (inputs.put(input, new Input(line, wiring)) != null) {
        throw entry.refuse("name", "each input once", "'" + input + "' again");
      }
    }
    Map<Light, Integer> lights = new EnumMap<>(Light.class);
    Optional<Mapping> lit = board.optionalMapping("lights");
    if (lit.isPresent()) {
      light(lit.get(), "running", Light.RUNNING, lights);
      light(lit.get(), "network", Light.NETWORK, lights);
      light(lit.get(), "meters", Light.METERS, lights);
      lit.get().end();
    }
    Optional<Integer> button = board.optionalInteger("button", 0, LINE_MAX);
    Optional<Integer> relay = board.optionalInteger("relay", 0, LINE_MAX);
    board.end();
    return board.make("board", () -> new Board(name, chip, inputs, lights, button, relay));
  }

  private static void light(Mapping entry, String key, Light light, Map<Light, Integer> into)
      throws DocumentException {
    entry.optionalInteger(key, 0, LINE_MAX).ifPresent(line -> into.put(light, line));
  }
}
