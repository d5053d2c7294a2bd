package eu.releve.decode.mbus;

import eu.releve.measure.Phase;
import java.util.List;
import java.util.Optional;

/**
 * What the qualifiers of a record say that a register's name can say too.
 *
 * @param way in which the value is counted.
 * @param phase the conductor.
 */
record Direction(Way way, Phase phase) {
  private static final Optional<Direction> NONE = Optional.of(new Direction(Way.TOTAL, Phase.ALL));

  /** In which direction a value is counted. */
  enum Way {
    /** Not told: the total. */
    TOTAL,
    /** Forward only; what does not flow backwards need not tell. */
    POSITIVE,
    NEGATIVE,
    BOTH
  }

  /** Nothing where a qualifier says something else. */
  static Optional<Direction> of(List<Qualifier> qualifiers) {
    Optional<Direction> seen = NONE;
    for (Qualifier qualifier : qualifiers) {
      seen = seen.flatMap(before -> before.and(qualifier));
    }
    return seen;
  }

  private Optional<Direction> and(Qualifier qualifier) {
    return switch (qualifier) {
      case STANDARD_CONFORM, UNCORRECTED, AT_BASE_CONDITIONS, FROM_METER, UNSIGNED, OF_WATER ->
          Optional.of(this);
      case POSITIVE -> Optional.of(new Direction(Way.POSITIVE, phase));
      case NEGATIVE -> Optional.of(new Direction(Way.NEGATIVE, phase));
      case ABSOLUTE -> Optional.of(new Direction(Way.BOTH, phase));
      case PHASE_L1 -> at(Phase.L1);
      case PHASE_L2 -> at(Phase.L2);
      case PHASE_L3 -> at(Phase.L3);
      case NEUTRAL -> at(Phase.N);
      case PHASES_L1_L2 -> at(Phase.L1_L2);
      case PHASES_L2_L3 -> at(Phase.L2_L3);
      case PHASES_L3_L1 -> at(Phase.L3_L1);
      default -> Optional.empty();
    };
  }

  private Optional<Direction> at(Phase conductor) {
    return Optional.of(new Direction(way, conductor));
  }
}
