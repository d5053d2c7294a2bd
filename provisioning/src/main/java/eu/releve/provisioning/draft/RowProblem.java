package eu.releve.provisioning.draft;

import java.util.List;
import java.util.Locale;

/**
 * What is wrong with a row of a list, or with a finding of a scan.
 *
 * @param row as the spreadsheet numbers it, from 1; of a scan its line.
 * @param column as its header calls it; empty where it is the row as a whole.
 * @param what is wrong; its words are in the commands' messages under {@code row.WHAT}.
 * @param words what fills their placeholders.
 */
public record RowProblem(int row, String column, What what, List<String> words) {
  /** What can be wrong. */
  public enum What {
    /** No bus, and there are several. */
    BUS_MISSING,
    /** A bus that was not named. */
    BUS_UNKNOWN,
    /** A bus whose meters want more than a list says. */
    BUS_BY_HAND,
    /** Nothing by which the meter is called. */
    ADDRESS_MISSING,
    /** An address that is none on this bus. */
    ADDRESS_WRONG,
    /** A number in a cell of a spreadsheet that has too few digits: its zeros are lost. */
    ZEROS_LOST,
    /** Neither profile nor maker and model. */
    PROFILE_MISSING,
    /** A profile, or a maker and model, that nobody knows. */
    PROFILE_UNKNOWN,
    /** Several families that it may be. */
    PROFILE_SEVERAL,
    /** A family that does not speak what is spoken on the bus. */
    PROFILE_OTHER_BUS,
    /** A medium that is none. */
    MEDIUM_UNKNOWN,
    /** A medium that its family does not count. */
    MEDIUM_OTHER,
    /** A ratio that is none. */
    RATIO_WRONG,
    /** A period that is none, or not from 1 s to 1 day. */
    PERIOD_WRONG,
    /** A date that is none. */
    DATE_WRONG,
    /** A year of marking that is none. */
    YEAR_WRONG,
    /** A text that is too long. */
    TEXT_LONG,
    /** A scan was made at other settings than those of the bus. */
    SETTINGS_OTHER,
    /** A finding that is none. */
    SCAN_UNREADABLE,
    /** A number that no scan has found, in a row without an address. */
    NOT_FOUND,
    /** The number was found at another address than the row's. */
    FOUND_ELSEWHERE,
    /** At the row's address a scan has read another number. */
    FOUND_OTHER,
    /** A point or number above this one that no row has. */
    PARENT_UNKNOWN,
    /** What the plan's loader refuses. */
    REFUSED;

    /** As messages call it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public RowProblem {
    words = List.copyOf(words);
  }
}
