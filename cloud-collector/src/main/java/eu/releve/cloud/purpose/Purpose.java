package eu.releve.cloud.purpose;

import eu.releve.cloud.account.Principal.Role;
import java.util.Locale;

/**
 * A use of dwellings' data: the rows of the table {@code purpose}, which tells their legal basis
 * and how long each is kept. A use that is not here does not exist.
 */
public enum Purpose {
  /** Charges and consumption information, owed by law: whole months. */
  CHARGES(Viewer.ORGANISATION, Fineness.MONTH, true, 1),
  /** A sum over so many households tells nothing of one of them. */
  SUM(Viewer.ORGANISATION, Fineness.QUARTER_HOUR, false, 11),
  /** The curve of a purchase group, of households that agreed. */
  PURCHASE_GROUP(Viewer.ORGANISATION, Fineness.QUARTER_HOUR, true, 11),
  /** Leaks and meters at fault are looked for; nobody but the occupant sees in what. */
  DETECTION(Viewer.OCCUPANT, Fineness.QUARTER_HOUR, false, 1),
  /** Support, and the proof that what was read is what is stored. */
  VERIFICATION(Viewer.OPERATOR, Fineness.READING, false, 1);

  private final Viewer viewer;
  private final Fineness finest;
  private final boolean onlyOver;
  private final int householdsMin;

  Purpose(Viewer viewer, Fineness finest, boolean onlyOver, int householdsMin) {
    this.viewer = viewer;
    this.finest = finest;
    this.onlyOver = onlyOver;
    this.householdsMin = householdsMin;
  }

  /** Who sees what a use makes of the data. */
  public enum Viewer {
    /** The people of the organisation that manages the building. */
    ORGANISATION,
    /** Who runs the collector. */
    OPERATOR,
    /** Who lives there. */
    OCCUPANT;

    /** As the register writes it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean is(Role role) {
      return this == (role == Role.OPERATOR ? OPERATOR : ORGANISATION);
    }
  }

  /** As the register writes it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Who sees it. */
  public Viewer viewer() {
    return viewer;
  }

  /** How finely. */
  public Fineness finest() {
    return finest;
  }

  /** Whether only periods that are over are told: a running one told each day is told by days. */
  public boolean onlyOver() {
    return onlyOver;
  }

  /** Over how many households a sum must be. */
  public int householdsMin() {
    return householdsMin;
  }
}
