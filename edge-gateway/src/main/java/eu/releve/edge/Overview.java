package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.Door;
import eu.releve.edge.console.Status;
import eu.releve.edge.identity.Standing;
import eu.releve.edge.journal.ClockView;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Publisher;
import eu.releve.wire.ClockTrust;
import java.util.function.Supplier;

/**
 * Gathers what the console shows.
 *
 * @param identity what does not change.
 * @param journal what it holds and what it had to give up.
 * @param runtime the lanes.
 * @param publisher what carries the journal.
 * @param door of the console.
 * @param clock for ages.
 * @param certificate how it stands with the gateway's own.
 * @param writes for the wear of the flash.
 */
record Overview(
    Status.Identity identity,
    Journal journal,
    GatewayRuntime runtime,
    Publisher publisher,
    Door door,
    BootClock clock,
    Supplier<Standing> certificate,
    DiskWrites writes) {
  Status now() {
    ClockView dating = journal.dating();
    return new Status(
        identity.of(journal.epoch()),
        clock.bootMillis(),
        runtime.view(),
        publisher.state(),
        journal.counts(),
        door.access(),
        writes.perDay(),
        runtime.radios(),
        runtime.serverViews(),
        runtime.pulses(),
        dating.isKnown() ? ClockTrust.SYNCHRONISED : clock.trust(),
        dating.jump(),
        writes.life(),
        certificate.get());
  }
}
