package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.edge.link.Reply;
import eu.releve.measure.Quality;
import java.util.List;
import java.util.Optional;

/** One request to one meter, and what its answer means. */
public interface Question {
  /** Asks over the link and waits for what comes of it. */
  Reply ask();

  /** Whether asking again costs nothing but time: not so for a meter with a battery. */
  default boolean mayBeRepeated() {
    return false;
  }

  /** What an answer's bytes say. */
  Meaning decode(byte[] answer);

  /** What an answer says. */
  sealed interface Meaning {
    /**
     * The registers that the answer holds.
     *
     * @param registers each with its value, or why there is none.
     * @param quality what the meter itself says against all of them.
     * @param words from which they were read, where they were read from words.
     */
    record Registers(List<Decoded> registers, Quality quality, Optional<RegisterBlock> words)
        implements Meaning {
      /** Read from something else than words. */
      public Registers(List<Decoded> registers, Quality quality) {
        this(registers, quality, Optional.empty());
      }
    }

    /**
     * It is framed well and says nothing that can be understood.
     *
     * @param reason what is wrong with it.
     */
    record Unreadable(String reason) implements Meaning {}
  }
}
