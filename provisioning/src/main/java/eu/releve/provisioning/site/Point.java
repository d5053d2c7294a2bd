package eu.releve.provisioning.site;

import eu.releve.measure.LotId;
import eu.releve.measure.PointId;
import java.util.Optional;

/**
 * A place where something is measured and for whom; it outlives the device.
 *
 * @param id its name in the plan.
 * @param name for people.
 * @param lot whose consumption it is; nothing for the common parts.
 * @param parent the point that measures this one too.
 * @param bought whether what is measured here and below comes from outside, such as heat from a
 *     network, or is made in the building; nothing where the plan does not say.
 */
public record Point(
    PointId id,
    String name,
    Optional<LotId> lot,
    Optional<PointId> parent,
    Optional<Boolean> bought) {
  /** A point of which the plan does not say whether its energy is bought. */
  public Point(PointId id, String name, Optional<LotId> lot, Optional<PointId> parent) {
    this(id, name, lot, parent, Optional.empty());
  }
}
