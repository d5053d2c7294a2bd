package eu.releve.edge.telegram;

import eu.releve.measure.MeterId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last answer of each meter of the plan as it came, for the technician; nothing older. */
public final class TelegramMemory {
  /** A longer answer is kept up to here: some whole telegrams of 261 bytes. */
  private static final int BYTES_MAX = 4_096;

  private final Map<MeterId, Kept> last = new ConcurrentHashMap<>();

  /**
   * An answer.
   *
   * @param bytes wired frames one after the other, or one radio telegram; not to be changed.
   * @param bootMillis when it came.
   */
  public record Kept(byte[] bytes, long bootMillis) {}

  /** Keeps an answer in place of the one before. */
  public void heard(MeterId meter, byte[] bytes, long bootMillis) {
    last.put(meter, new Kept(Arrays.copyOf(bytes, Math.min(bytes.length, BYTES_MAX)), bootMillis));
  }

  /** What the meter said last; nothing since the start. */
  public Optional<Kept> of(MeterId meter) {
    return Optional.ofNullable(last.get(meter));
  }
}
