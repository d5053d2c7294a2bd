package eu.releve.provisioning.draft;

import java.util.List;

/** What came of making a plan: all of it, or nothing and why. */
public sealed interface Drafting {
  /**
   * A plan that its loader takes.
   *
   * @param notices what somebody should compare with the plates.
   */
  record Drafted(Draft draft, List<Notice> notices) implements Drafting {
    public Drafted {
      notices = List.copyOf(notices);
    }
  }

  /** No plan: one bad row is enough. */
  record Refused(List<RowProblem> problems) implements Drafting {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /**
   * What was taken, but may not be what was meant.
   *
   * @param row of the list, or line of the scan.
   */
  record Notice(int row, What what, List<String> words) {
    public Notice {
      words = List.copyOf(words);
    }

    /** What it is; its words are in the commands' messages under {@code notice.WHAT}. */
    public enum What {
      /** A serial number that the spreadsheet has as a number. */
      SERIAL_NUMBER,
      /** The serial number was taken for the secondary address. */
      SECONDARY_FROM_SERIAL,
      /** Of several families the first was taken. */
      PROFILE_SEVERAL,
      /** A device that no family fits: it is left out. */
      LEFT_OUT,
      /** A meter that was found and that no row of the list has. */
      NOT_LISTED,
      /** A place where several answer, or somebody without data. */
      CONFUSED
    }
  }
}
