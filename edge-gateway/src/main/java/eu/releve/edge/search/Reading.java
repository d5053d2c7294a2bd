package eu.releve.edge.search;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Telegram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads whoever is at an address, all telegrams. */
final class Reading {
  private static final int TELEGRAMS_MAX = 16;

  private final Asker asker;

  Reading(Asker asker) {
    this.asker = asker;
  }

  /** What came of it. */
  sealed interface Outcome {
    /**
     * One meter.
     *
     * @param whole whether the last telegram is the last that it has.
     */
    record Read(List<byte[]> frames, boolean whole) implements Outcome {}

    /** Several, or noise. */
    record Garbled() implements Outcome {}

    /** Nobody. */
    record Silence() implements Outcome {}
  }

  /**
   * Reads once; a telegram that follows and does not come is asked for a second time.
   *
   * @param address 0 to 250, or 253.
   */
  Outcome read(int address) throws IOException, InterruptedException {
    List<byte[]> frames = new ArrayList<>();
    boolean bit = true;
    boolean repeated = false;
    boolean more = true;
    while (more && frames.size() < TELEGRAMS_MAX) {
      switch (asker.ask(new Probe.Read(address, bit))) {
        case Answer.Said said -> {
          frames.add(said.frame());
          bit = !bit;
          repeated = false;
          more = MbusAnswer.of(said.frame()) instanceof Telegram telegram && telegram.moreFollow();
        }
        case Answer.Silence silence when frames.isEmpty() -> {
          return new Outcome.Silence();
        }
        case Answer other when frames.isEmpty() -> {
          return new Outcome.Garbled();
        }
        case Answer other -> {
          if (repeated) {
            return new Outcome.Read(frames, false);
          }
          repeated = true;
        }
      }
    }
    return new Outcome.Read(frames, true);
  }
}
