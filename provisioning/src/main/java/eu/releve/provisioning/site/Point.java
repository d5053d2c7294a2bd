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
 */
public record Point(PointId id, String name, Optional<LotId> lot, Optional<PointId> parent) {}
