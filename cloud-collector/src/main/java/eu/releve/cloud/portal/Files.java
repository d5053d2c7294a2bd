package eu.releve.cloud.portal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * The scripts and styles of the pages, compressed once. A file's address holds its digest, so a
 * browser may keep it for ever.
 */
final class Files {
  private static final List<String> NAMES =
      List.of("portal.css", "portal.js", "htmx.min.js", "echarts.common.min.js", "icon.svg");
  private static final int DIGEST_DIGITS = 12;

  private final Map<String, File> byPath = new HashMap<>();
  private final Map<String, String> pathByName = new HashMap<>();

  private record File(String type, Buffer compressed) {}

  private Files() {}

  static Files load() {
    Files files = new Files();
    for (String name : NAMES) {
      byte[] bytes = read(name);
      String path = "/files/%s/%s".formatted(digest(bytes), name);
      files.byPath.put(path, new File(type(name), Buffer.buffer(compressed(bytes))));
      files.pathByName.put(name, path);
    }
    return files;
  }

  /** Where a browser finds that file. */
  String path(String name) {
    return Objects.requireNonNull(pathByName.get(name), name);
  }

  /** Answers when the path names a file; else the next handler does. */
  void handle(RoutingContext context) {
    File file = byPath.get(context.request().path());
    if (file == null) {
      context.next();
      return;
    }
    HttpServerResponse response = context.response();
    response.putHeader("Content-Type", file.type());
    response.putHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.putHeader("Content-Encoding", "gzip");
    response.end(file.compressed());
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> "text/css; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static byte[] read(String name) {
    try (InputStream file =
        Objects.requireNonNull(Files.class.getResourceAsStream("files/" + name), name)) {
      return file.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(name, broken);
    }
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
