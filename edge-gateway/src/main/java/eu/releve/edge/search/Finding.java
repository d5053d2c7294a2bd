package eu.releve.edge.search;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.MbusMask;
import java.util.List;
import java.util.Optional;

/** Something that a search has found. */
public sealed interface Finding {
  /** Where it answers: {@code primary 5} or {@code secondary 12345678FFFFFFFF}. */
  String place();

  /**
   * A meter that was read.
   *
   * @param place by what it was asked.
   * @param identity what its telegram says that it is selected by; nothing where it does not.
   * @param frames its telegrams, at least one; not to be changed.
   * @param whole whether all its telegrams came; one of which a part is missing is there, but not
   *     confirmed by a full reading.
   */
  record Meter(String place, Optional<MbusMask> identity, List<byte[]> frames, boolean whole)
      implements Finding {
    public Meter {
      frames = List.copyOf(frames);
      require(!frames.isEmpty(), "a meter that was not read");
    }

    /** Its own primary address, as its telegram says. */
    public int address() {
      return frames.getFirst()[5] & 0xFF;
    }
  }

  /** Several meters that cannot be told apart there. */
  record Several(String place) implements Finding {}

  /** A meter that acknowledges and sends no data. */
  record Mute(String place) implements Finding {}
}
