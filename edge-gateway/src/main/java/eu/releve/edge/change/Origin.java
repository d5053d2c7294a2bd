package eu.releve.edge.change;

import eu.releve.measure.OrganisationId;
import eu.releve.wire.PlanOrder;

/**
 * Where a plan came from that was not made on this gateway.
 *
 * @param version the order's.
 * @param organisation that ordered it.
 * @param author for people.
 * @param plan its hash.
 */
public record Origin(long version, OrganisationId organisation, String author, String plan) {
  static Origin of(PlanOrder order) {
    return new Origin(order.version(), order.organisation(), order.author(), order.plan());
  }
}
