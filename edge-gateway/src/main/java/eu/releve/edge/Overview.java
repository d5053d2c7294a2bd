package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.Door;
import eu.releve.edge.console.Status;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Publisher;

/**
 * Gathers what the console shows.
 *
 * @param identity what does not change.
 * @param journal what it holds and what it had to give up.
 * @param runtime the lanes.
 * @param publisher what carries the journal.
 * @param door of the console.
 * @param clock for ages.
 * @param writes for the wear of the flash.
 */
record Overview(
    Status.Identity identity,
    Journal journal,
    GatewayRuntime runtime,
    Publisher publisher,
    Door door,
    BootClock clock,
    DiskWrites writes) {
  Status now() {
    return new Status(
        identity,
        clock.bootMillis(),
        runtime.view(),
        publisher.state(),
        journal.counts(),
        door.access(),
        writes.perDay(),
        runtime.radios(),
        clock.trust());
  }
}
