package eu.releve.edge.poll;

import eu.releve.decode.wmbus.BoundedFormats;
import eu.releve.decode.wmbus.FormatMemory;
import eu.releve.edge.state.Notebook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Formats of compact frames across restarts: a meter may send its full frame once in many
 * telegrams. The last 256 that were learned are kept.
 */
public final class KeptFormats implements FormatMemory {
  private static final String KIND = "compact-format";
  private static final String INDEX = "index";
  private static final HexFormat HEX = HexFormat.of();

  private final FormatMemory formats = new BoundedFormats();
  private final Notebook notebook;

  /** Those of the notebook, and those known beforehand. */
  public KeptFormats(Notebook notebook) {
    this.notebook = notebook;
  }

  @Override
  public Optional<byte[]> heads(int signature) {
    return formats
        .heads(signature)
        .or(() -> notebook.find(KIND, name(signature)).map(HEX::parseHex));
  }

  @Override
  public void learn(int signature, byte[] heads) {
    boolean known = heads(signature).map(earlier -> Arrays.equals(earlier, heads)).orElse(false);
    formats.learn(signature, heads);
    if (!known) {
      keep(name(signature), heads);
    }
  }

  private void keep(String name, byte[] heads) {
    List<String> names =
        new ArrayList<>(Arrays.asList(notebook.find(KIND, INDEX).orElse("").split(" ", -1)));
    names.removeIf(earlier -> earlier.isEmpty() || earlier.equals(name));
    while (names.size() >= BoundedFormats.FORMATS_MAX) {
      notebook.write(KIND, names.removeFirst(), "");
    }
    names.add(name);
    notebook.write(KIND, name, HEX.formatHex(heads));
    notebook.write(KIND, INDEX, String.join(" ", names));
  }

  private static String name(int signature) {
    return "%04x".formatted(signature);
  }
}
