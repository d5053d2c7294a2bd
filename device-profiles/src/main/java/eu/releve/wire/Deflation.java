package eu.releve.wire;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw deflate (RFC 1951) with a bound on what comes out. */
final class Deflation {
  private static final int CHUNK_BYTES = 8_192;

  private Deflation() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Stops at the bound: what a few bytes can inflate to is never allocated. */
  static byte[] inflate(byte[] deflated, int bytesMax) throws MalformedBatchException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK_BYTES];
      while (!inflater.finished()) {
        int bytes = inflater.inflate(chunk);
        if (bytes == 0 && !inflater.finished()) {
          throw malformed("a whole deflate stream", "the end after " + deflated.length + " bytes");
        }
        if (out.size() + bytes > bytesMax) {
          throw malformed("at most " + bytesMax + " bytes inflated", "more");
        }
        out.write(chunk, 0, bytes);
      }
      if (inflater.getRemaining() > 0) {
        throw malformed("the end of the stream", inflater.getRemaining() + " bytes after it");
      }
      return out.toByteArray();
    } catch (DataFormatException broken) {
      throw new MalformedBatchException("deflated body: " + broken.getMessage(), broken);
    } finally {
      inflater.end();
    }
  }

  private static MalformedBatchException malformed(String wanted, String got) {
    return new MalformedBatchException("deflated body: wanted %s, got %s".formatted(wanted, got));
  }
}
