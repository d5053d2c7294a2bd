package eu.releve.edge.poll;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What a meter is asked each time it is polled. */
@FunctionalInterface
public interface Agenda {
  /** Begins another round. */
  Round begin();

  /** Always the same questions, one after the other. */
  static Agenda of(List<Question> questions) {
    List<Question> all = List.copyOf(questions);
    return () -> {
      Iterator<Question> left = all.iterator();
      return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    };
  }

  /** One poll of a meter: may find out on the way what else is to be asked. */
  @FunctionalInterface
  interface Round {
    /** What to ask now; nothing when all is asked. */
    Optional<Question> next();

    /**
     * That question was answered.
     *
     * @param answer its bytes; not to be changed.
     */
    default void answered(byte[] answer) {}

    /**
     * That question was refused.
     *
     * @return whether this may turn out to be no fault of a meter that answers other questions.
     */
    default boolean refused(int exceptionCode) {
      return false;
    }

    /**
     * The round is over.
     *
     * @return what it taught that people should know; mostly nothing.
     */
    default Optional<String> end() {
      return Optional.empty();
    }
  }
}
