package eu.releve.edge.simulate;

import java.io.IOException;

/** What an M-Bus meter has to say, whoever plays it. */
interface MbusVoice {
  /** Its primary address. */
  int address();

  /** Eight bytes as they are sent: identification, manufacturer, version, medium. */
  byte[] identity();

  /** Whether it hears and answers at all. */
  boolean isThere();

  /** How many telegrams make one reading of it. */
  int telegrams();

  /**
   * One of its telegrams, as it is now.
   *
   * @param index 0 for the first; below {@link #telegrams()}.
   * @return the whole frame.
   */
  Said say(int index) throws InterruptedException;

  /**
   * It is told which of its data to send from now on, by an application reset.
   *
   * @param which the sub-code; empty for a plain reset.
   */
  default void choose(byte[] which) {}

  /** A frame, and what happens when it is sent: it may be sent again. */
  interface Said {
    /** The frame as it goes on the wire. */
    byte[] send() throws IOException;
  }
}
