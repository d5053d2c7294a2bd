package eu.releve.edge.commission;

import eu.releve.edge.commission.Entry.Said;
import eu.releve.edge.poll.Condition;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import java.util.Optional;

/**
 * One meter of the list that an installer goes through.
 *
 * @param subject the meter and its counter.
 * @param lot whose it is; nothing for the common parts.
 * @param condition how it answers now.
 * @param now what its counter read last.
 * @param entry what was typed last.
 * @param verdict what follows.
 * @param photo of its plate.
 */
public record Line(
    Subject subject,
    Optional<Lot> lot,
    Condition condition,
    Optional<Said> now,
    Optional<Entry> entry,
    Verdict verdict,
    Optional<Photos.Photo> photo) {
  /** The meter as the plan has it. */
  public Meter meter() {
    return subject.meter();
  }
}
