package eu.releve.provisioning.keys;

import eu.releve.provisioning.keys.KeyImportException.Why;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Reads keys as makers deliver them: tables of text (CSV), XML, Kamstrup's KEM files, each plain or
 * alone in a zip file. Which it is, the bytes say.
 */
public final class KeyImport {
  /** The largest file, and the most that a zip file may become. */
  public static final int BYTES_MAX = 8 * 1024 * 1024;

  private static final int ENTRIES_MAX = 100;

  private KeyImport() {}

  /**
   * The keys in a file.
   *
   * @param password of an encrypted one.
   * @throws KeyImportException saying what is in the way.
   */
  public static Delivered read(byte[] file, Optional<String> password) throws KeyImportException {
    if (file.length > BYTES_MAX) {
      throw tooLarge();
    }
    byte[] bytes = isZip(file) ? unzipped(file) : file;
    return isXml(bytes) ? document(bytes, password) : KeyTable.read(text(bytes));
  }

  private static Delivered document(byte[] bytes, Optional<String> password)
      throws KeyImportException {
    try {
      Element root = KeyDocument.root(bytes);
      return KeyDocument.read(KeyCipher.isSealed(root) ? KeyCipher.open(root, password) : root);
    } catch (SAXException wrong) {
      throw new KeyImportException(Why.XML, String.valueOf(wrong.getMessage()));
    }
  }

  private static boolean isZip(byte[] file) {
    return file.length > 4 && file[0] == 'P' && file[1] == 'K' && file[2] == 3 && file[3] == 4;
  }

  /** UTF-16 has zeros between its letters. */
  private static boolean isXml(byte[] bytes) {
    for (byte letter : bytes) {
      boolean skipped = letter <= ' ' || letter == (byte) 0xEF || letter == (byte) 0xBB;
      skipped |= letter == (byte) 0xBF || letter == (byte) 0xFE || letter == (byte) 0xFF;
      if (!skipped) {
        return letter == '<';
      }
    }
    return false;
  }

  private static byte[] unzipped(byte[] file) throws KeyImportException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      ZipEntry entry = zip.getNextEntry();
      for (int i = 0; entry != null && i < ENTRIES_MAX; i++) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        // Each is inflated, whether it is wanted or not, and none beyond the limit.
        byte[] bytes = zip.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
          throw tooLarge();
        }
        if (!entry.isDirectory() && name.matches(".*\\.(kem2?|xml|csv|txt)")) {
          return bytes;
        }
        entry = zip.getNextEntry();
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw new KeyImportException(Why.EMPTY_ARCHIVE, String.valueOf(damaged.getMessage()));
    }
    throw new KeyImportException(Why.EMPTY_ARCHIVE, "no .kem, .xml, .csv or .txt in it");
  }

  private static KeyImportException tooLarge() {
    return new KeyImportException(Why.TOO_LARGE, "more than " + BYTES_MAX + " bytes");
  }

  /** UTF-8, or what older spreadsheets write. */
  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException older) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
