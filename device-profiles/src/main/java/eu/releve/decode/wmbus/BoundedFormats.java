package eu.releve.decode.wmbus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The formats used last, at most 256 of at most 250 bytes, and those known beforehand until they
 * are crowded out.
 */
public final class BoundedFormats implements FormatMemory {
  /** How many formats are kept; a meter family has one to three. */
  public static final int FORMATS_MAX = 256;

  private final Map<Integer, byte[]> formats = new LinkedHashMap<>();

  /** A memory of what is known beforehand. */
  public BoundedFormats() {
    KnownFormats.ALL.forEach(heads -> formats.put(Crc16.of(heads), heads));
  }

  @Override
  public Optional<byte[]> heads(int signature) {
    Optional<byte[]> heads = Optional.ofNullable(formats.remove(signature));
    heads.ifPresent(used -> formats.put(signature, used));
    return heads.map(byte[]::clone);
  }

  @Override
  public void learn(int signature, byte[] heads) {
    formats.remove(signature);
    if (formats.size() == FORMATS_MAX) {
      formats.remove(formats.keySet().iterator().next());
    }
    formats.put(signature, heads.clone());
  }
}
