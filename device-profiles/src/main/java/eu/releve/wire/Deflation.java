package eu.releve.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw DEFLATE (RFC 1951), bounded while it inflates: a small batch cannot become a large body. */
final class Deflation {
  private static final int INFLATED_BYTES_MAX = 1 << 20;

  private Deflation() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 16);
      byte[] chunk = new byte[4096];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  static byte[] inflate(byte[] bytes, int offset, int length) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes, offset, length);
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(length * 4, 1 << 16));
      byte[] chunk = new byte[4096];
      while (!inflater.finished()) {
        int inflated = inflater.inflate(chunk);
        if (inflated == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new IOException("wanted a whole deflated stream, found it cut");
        }
        out.write(chunk, 0, inflated);
        if (out.size() > INFLATED_BYTES_MAX) {
          throw new IOException("wanted at most " + INFLATED_BYTES_MAX + " inflated bytes");
        }
      }
      if (inflater.getRemaining() > 0) {
        throw new IOException(
            "wanted nothing after the deflated stream, found %d bytes"
                .formatted(inflater.getRemaining()));
      }
      return out.toByteArray();
    } catch (DataFormatException broken) {
      throw new IOException("not a deflated stream: " + broken.getMessage(), broken);
    } finally {
      inflater.end();
    }
  }
}
