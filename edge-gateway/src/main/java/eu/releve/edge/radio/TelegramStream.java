package eu.releve.edge.radio;

import java.util.List;

/** Cuts what a receiver sends into telegrams, and finds its way again after garbage. */
public interface TelegramStream {
  /**
   * Takes bytes as they come.
   *
   * @param bytes of which the first {@code count} are taken.
   * @return the telegrams that are complete now; mostly none.
   */
  List<Received> feed(byte[] bytes, int count);

  /**
   * Is told that nothing came for a while, so that what garbage seemed to begin does not hold back
   * the telegrams behind it until others come.
   *
   * @return the telegrams that are found now.
   */
  List<Received> paused();

  /** How many bytes belonged to no telegram and to no message of the receiver. */
  long discarded();
}
