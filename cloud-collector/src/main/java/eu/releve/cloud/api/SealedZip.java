package eu.releve.cloud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of lines in a ZIP, each with its SHA-256 in a manifest that is sealed. */
final class SealedZip implements AutoCloseable {
  static final Charset TEXT = StandardCharsets.UTF_8;
  static final String MANIFEST = "manifest.json";
  static final String SEAL = "manifest.sig";
  static final String AUTHORITY = "authority.pem";

  private final ZipOutputStream out;
  private final JsonArray files = new JsonArray();

  SealedZip(Path file) throws IOException {
    OutputStream bytes = Files.newOutputStream(file);
    this.out = new ZipOutputStream(bytes, TEXT);
  }

  /** Writes the lines of one file. */
  interface Content<E extends Exception> {
    void write(Lines lines) throws E, IOException;
  }

  /** Lines of a file, their fields between commas. */
  final class Lines {
    private final MessageDigest digest;
    private long count;

    private Lines(MessageDigest digest) {
      this.digest = digest;
    }

    void line(List<String> fields) throws IOException {
      String text = fields.stream().map(SealedZip::field).collect(Collectors.joining(",")) + "\r\n";
      byte[] bytes = text.getBytes(TEXT);
      digest.update(bytes);
      out.write(bytes);
      count++;
    }
  }

  /** Quoted where it has to be; what a spreadsheet would take for a formula begins with a quote. */
  private static String field(String text) {
    String safe = !text.isEmpty() && "=+@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  <E extends Exception> void file(String name, List<String> header, Content<E> content)
      throws E, IOException {
    Lines lines = new Lines(sha256());
    out.putNextEntry(new ZipEntry(name));
    lines.line(header);
    content.write(lines);
    out.closeEntry();
    files.add(
        new JsonObject()
            .put("name", name)
            .put("lines", lines.count - 1)
            .put("sha256", HexFormat.of().formatHex(lines.digest.digest())));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  JsonArray files() {
    return files;
  }

  void seal(byte[] manifest, byte[] seal, byte[] chain) throws IOException {
    entry(MANIFEST, manifest);
    entry(SEAL, seal);
    entry(AUTHORITY, chain);
  }

  private void entry(String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
