package eu.releve.edge.search;

import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.Telegram;
import eu.releve.edge.link.MbusFraming;
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
   * <p>Selected meters that may be amid their telegrams are greeted afterwards, so that the next
   * selection finds them at their first: some forget the frame count bit by that alone.
   *
   * @param address 0 to 250, or 253.
   */
  Outcome read(int address) throws IOException, InterruptedException {
    Outcome outcome = telegrams(address);
    if (address == MbusFraming.SELECTED && isAmid(outcome)) {
      Answer unused = asker.ask(Probe.Greet.SELECTED);
    }
    return outcome;
  }

  /** Whether somebody may have said some of his telegrams and not all. */
  private static boolean isAmid(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Read read -> !read.whole() || read.frames().size() > 1;
      case Outcome.Garbled several -> true;
      case Outcome.Silence nobody -> false;
    };
  }

  private Outcome telegrams(int address) throws IOException, InterruptedException {
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
    return new Outcome.Read(frames, !more);
  }
}
