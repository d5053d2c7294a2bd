package eu.releve.edge.commission;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.document.Mapping;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Photos of plates: the gateway keeps the SHA-256 and a thumbnail, whoever took the photo keeps it.
 */
public final class Photos {
  /** The largest photo that is taken. */
  public static final int BYTES_MAX = 12 << 20;

  /** The longer side of a thumbnail, in pixels. */
  public static final int SIDE_MAX = 240;

  private static final long PIXELS_MAX = 200_000_000;
  private static final int PIECE = 1 << 16;
  private static final float QUALITY = 0.6f;
  private static final String NOTE = "commission-photo";
  private static final Logger LOG = LoggerFactory.getLogger(Photos.class);

  private final Path folder;
  private final Notebook notebook;

  /**
   * Those of a gateway.
   *
   * @param folder where thumbnails are; made with the first.
   */
  public Photos(Path folder, Notebook notebook) {
    this.folder = folder;
    this.notebook = notebook;
  }

  /**
   * What is known of a photo.
   *
   * @param sha256 of its file, in hexadecimal digits.
   * @param bytes its length.
   * @param thumbnail whether there is one: only of a JPEG.
   */
  public record Photo(String sha256, long bytes, boolean thumbnail) {}

  /** The last one of a meter. */
  public Optional<Photo> of(MeterId meter) {
    Optional<String> note = notebook.find(NOTE, meter.value());
    if (note.isEmpty()) {
      return Optional.empty();
    }
    try {
      Mapping kept = Document.load(NOTE, note.get());
      return Optional.of(
          new Photo(
              kept.text("sha256"),
              kept.value("bytes", "a length", Long::parseLong),
              kept.flag("thumbnail")));
    } catch (DocumentException damaged) {
      LOG.warn("photo is forgotten meter={} reason={}", meter, damaged.getMessage());
      return Optional.empty();
    }
  }

  /** Its thumbnail, a JPEG of some kilobytes. */
  public Optional<byte[]> thumbnail(MeterId meter) throws IOException {
    Path file = folder.resolve(meter.value() + ".jpg");
    return of(meter).map(Photo::thumbnail).orElse(false) && Files.isReadable(file)
        ? Optional.of(Files.readAllBytes(file))
        : Optional.empty();
  }

  /**
   * Takes a photo.
   *
   * @throws IllegalArgumentException when it is empty or larger than 12 MiB.
   * @throws IOException when it cannot be read to its end or written.
   */
  public synchronized Photo keep(MeterId meter, InputStream photo) throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve(meter.value() + ".new");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long bytes = 0;
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(draft), digest)) {
        byte[] piece = new byte[PIECE];
        for (int read = photo.read(piece); read >= 0; read = photo.read(piece)) {
          bytes += read;
          if (bytes > BYTES_MAX) {
            throw new IllegalArgumentException("photo: wanted at most 12 MiB, found more");
          }
          out.write(piece, 0, read);
        }
      }
      if (bytes == 0) {
        throw new IllegalArgumentException("photo: wanted a file, found nothing");
      }
      String print = HexFormat.of().formatHex(digest.digest());
      Photo kept = new Photo(print, bytes, shrink(draft, folder.resolve(meter.value() + ".jpg")));
      boolean unused =
          notebook.writeNow(
              NOTE,
              meter.value(),
              new Json()
                  .put("sha256", kept.sha256())
                  .put("bytes", kept.bytes())
                  .put("thumbnail", kept.thumbnail())
                  .toString());
      return kept;
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** False of what is no JPEG, or one that cannot be understood. */
  private static boolean shrink(Path photo, Path to) throws IOException {
    Files.deleteIfExists(to);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      return false;
    }
    ImageReader reader = readers.next();
    try (FileImageInputStream in = new FileImageInputStream(photo.toFile())) {
      reader.setInput(in, true, true);
      int side = Math.max(reader.getWidth(0), reader.getHeight(0));
      if ((long) reader.getWidth(0) * reader.getHeight(0) > PIXELS_MAX) {
        return false;
      }
      ImageReadParam param = reader.getDefaultReadParam();
      // The decoder leaves rows and columns out: a photo of 50 million pixels never is in memory.
      int leap = Math.max(1, side / (2 * SIDE_MAX));
      param.setSourceSubsampling(leap, leap, 0, 0);
      write(fitted(reader.read(0, param)), to);
      return true;
    } catch (IOException | RuntimeException | LinkageError unreadable) {
      LOG.info("photo has no thumbnail reason={}", String.valueOf(unreadable.getMessage()));
      return false;
    } finally {
      reader.dispose();
    }
  }

  /**
   * Each pixel is the mean of those that it stands for; without Java's graphics, which need fonts.
   */
  private static BufferedImage fitted(BufferedImage image) {
    int side = Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, image.getWidth() * Math.min(SIDE_MAX, side) / side);
    int height = Math.max(1, image.getHeight() * Math.min(SIDE_MAX, side) / side);
    BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        fitted.setRGB(x, y, mean(image, x, y, width, height));
      }
    }
    return fitted;
  }

  private static int mean(BufferedImage image, int x, int y, int width, int height) {
    int right = Math.max(x * image.getWidth() / width + 1, (x + 1) * image.getWidth() / width);
    int bottom = Math.max(y * image.getHeight() / height + 1, (y + 1) * image.getHeight() / height);
    int red = 0;
    int green = 0;
    int blue = 0;
    int count = 0;
    for (int i = x * image.getWidth() / width; i < right; i++) {
      for (int j = y * image.getHeight() / height; j < bottom; j++) {
        int pixel = image.getRGB(i, j);
        red += pixel >> 16 & 0xFF;
        green += pixel >> 8 & 0xFF;
        blue += pixel & 0xFF;
        count++;
      }
    }
    return (red / count) << 16 | (green / count) << 8 | blue / count;
  }

  private static void write(BufferedImage image, Path to) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    Path fresh = to.resolveSibling(to.getFileName() + ".new");
    Files.write(fresh, bytes.toByteArray());
    Files.move(fresh, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
