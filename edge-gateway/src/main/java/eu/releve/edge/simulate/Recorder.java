package eu.releve.edge.simulate;

import java.io.IOException;
import java.util.List;

/** Writes down what the meters answer. */
@FunctionalInterface
public interface Recorder extends AutoCloseable {
  /**
   * Keeps the values of one answer; called before the answer is sent, from several threads.
   *
   * @throws IOException when they cannot be kept: the answer is then not sent.
   */
  void answered(List<Answer> answers) throws IOException;

  /** Nothing to do where nothing is open. */
  @Override
  default void close() throws IOException {}

  /** Keeps nothing. */
  static Recorder none() {
    return answers -> {};
  }
}
