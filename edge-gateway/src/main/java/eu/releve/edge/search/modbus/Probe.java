package eu.releve.edge.search.modbus;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.IdentificationRequest;
import eu.releve.edge.link.RegisterRange;

/**
 * One request of a search, and all that it can ever send: functions 3, 4 and 43/14. Its text is the
 * same in every run, and read again by a resumed one.
 */
public sealed interface Probe {
  /** Whom it is for: 1 to 247, over TCP also 255. */
  int unit();

  /** How carefully its answer is listened to. */
  Care care();

  /** The same question, listened to otherwise. */
  Probe with(Care otherwise);

  /** Who else may be answering. */
  enum Care {
    /** One frame is enough, and who has not begun to answer soon is not waited for. */
    HASTY(" hasty"),
    /** One frame is enough. */
    BRIEF(""),
    /** Nobody else may begin to answer in the time that anybody has for it. */
    ALONE(" alone"),
    /** Nor in a second: what came too late to an earlier request must not be taken for this. */
    LONG(" long");

    private final String mark;

    Care(String mark) {
      this.mark = mark;
    }
  }

  /** Registers are read. */
  record Registers(int unit, RegisterRange range, Care care) implements Probe {
    public Registers {
      requireUnit(unit);
    }

    @Override
    public Probe with(Care otherwise) {
      return new Registers(unit, range, otherwise);
    }

    @Override
    public String toString() {
      return "read %d %d:%d x %d%s"
          .formatted(unit, range.function(), range.address(), range.words(), care.mark);
    }
  }

  /** Who are you? */
  record Identification(int unit, IdentificationRequest request, Care care) implements Probe {
    public Identification {
      requireUnit(unit);
    }

    @Override
    public Probe with(Care otherwise) {
      return new Identification(unit, request, otherwise);
    }

    @Override
    public String toString() {
      return "identify %d %s%s".formatted(unit, request, care.mark);
    }
  }

  private static void requireUnit(int unit) {
    require((1 <= unit && unit <= 247) || unit == 255, "unit %d is not in 1..247", unit);
  }
}
