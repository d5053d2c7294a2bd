package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusDecoder;
import eu.releve.decode.mbus.MeterIdentity;
import java.util.Optional;

/** What came of opening a telegram. */
public sealed interface Opening {
  /**
   * Plain data of the application layer.
   *
   * @param information the CI field; that of the full frame where a compact one came.
   * @param data after the CI field: the header as sent, then the plain bytes.
   * @param meter whose data they are: as the long header says, else the link layer; nothing for a
   *     wired telegram without long header.
   * @param protection what was taken off, and checked.
   * @param counter of messages, where the authentication layer has one, 0 to 4,294,967,295.
   */
  record Opened(
      int information,
      byte[] data,
      Optional<MeterIdentity> meter,
      Protection protection,
      Optional<Long> counter)
      implements Opening {
    public Opened {
      data = data.clone();
    }

    @Override
    public byte[] data() {
      return data.clone();
    }

    /** What they say. */
    public MbusAnswer answer() {
      return MbusDecoder.application(information, data, meter);
    }
  }

  /** A fragment of a message, kept until the others come. */
  record Waiting() implements Opening {}

  /**
   * Nothing is used of it.
   *
   * @param why the name of what is in the way.
   * @param detail for people; never holds a key.
   */
  record Refused(Obstacle why, String detail) implements Opening {
    /** Name and detail. */
    public String reason() {
      return why + ": " + detail;
    }
  }
}
