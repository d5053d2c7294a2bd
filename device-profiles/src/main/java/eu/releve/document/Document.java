package eu.releve.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads strict YAML: one mapping, UTF-8, at most 1 MiB and 32 levels, no anchors, aliases or tags,
 * no key twice.
 */
public final class Document {
  /** Plans of the largest condominiums stay below a tenth of it. */
  public static final int BYTES_MAX = 1 << 20;

  /** The key named when the whole document is refused. */
  static final String WHOLE = "(document)";

  private Document() {}

  /**
   * The mapping that the file holds.
   *
   * @throws DocumentException when the file cannot be read, or is not such a document.
   */
  public static Mapping load(Path file) throws DocumentException {
    return load(file.toString(), text(file));
  }

  /**
   * The mapping that the text holds.
   *
   * @param fileName what messages call it.
   * @throws DocumentException when the text is not such a document.
   */
  public static Mapping load(String fileName, String text) throws DocumentException {
    if (text.length() > BYTES_MAX) {
      throw tooLong(fileName, text.length() + " characters");
    }
    return new DocumentParser(fileName, withoutMark(text)).parse();
  }

  /**
   * The file's text, as it is written.
   *
   * @throws DocumentException when the file cannot be read, is too long or is not UTF-8.
   */
  public static String text(Path file) throws DocumentException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    } catch (IOException cannot) {
      throw refuse(file.toString(), "a readable file", cannot.getClass().getSimpleName());
    }
    if (bytes.length > BYTES_MAX) {
      throw tooLong(file.toString(), "more");
    }
    return decoded(file.toString(), bytes);
  }

  private static String decoded(String fileName, byte[] bytes) throws DocumentException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw refuse(fileName, "UTF-8 text", "other bytes");
    }
  }

  /** Editors on Windows begin a file with a byte order mark; YAML allows it. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static DocumentException tooLong(String fileName, String found) {
    return refuse(fileName, "at most " + BYTES_MAX + " bytes", found);
  }

  private static DocumentException refuse(String fileName, String wanted, String found) {
    return new DocumentException(new Place(fileName, 1), WHOLE, wanted, found);
  }
}
