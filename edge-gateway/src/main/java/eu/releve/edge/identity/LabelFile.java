package eu.releve.edge.identity;

import eu.releve.provisioning.enrol.EnrolmentLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code enrol.label} in the data folder: one line, the label, laid there by whoever prepares a
 * box. It is a secret until it is used, and removed then.
 */
final class LabelFile {
  static final String NAME = "enrol.label";

  private static final int BYTES_MAX = 1 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(LabelFile.class);

  private final Path file;

  LabelFile(Path data) {
    this.file = data.resolve(NAME);
  }

  /** What lies there. */
  sealed interface Found {
    /** No file. */
    record Nothing() implements Found {}

    /**
     * A label.
     *
     * @param label with its code.
     */
    record Label(EnrolmentLabel label) implements Found {}

    /**
     * Something else.
     *
     * @param why without what it is.
     */
    record Wrong(String why) implements Found {}
  }

  Found read() throws IOException {
    if (!Files.exists(file)) {
      return new Found.Nothing();
    }
    if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
      return new Found.Wrong(file + ": wanted one line, a label, found another");
    }
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return new Found.Label(EnrolmentLabel.parse(text));
    } catch (IllegalArgumentException wrong) {
      return new Found.Wrong(file + ": " + wrong.getMessage());
    }
  }

  /** Nothing more can be had with it. */
  void delete() throws IOException {
    if (Files.deleteIfExists(file)) {
      LOG.info("label is removed file={}", file);
    }
  }
}
