package eu.releve.edge;

import eu.releve.edge.change.PlanStanding;
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
 * @param journal what it holds and what it had to give up.
 * @param measuring the lanes, and what they are called.
 * @param publisher what carries the journal.
 * @param door of the console.
 * @param clock for ages.
 * @param certificate how it stands with the gateway's own.
 * @param writes for the wear of the flash.
 * @param plan how it stands with the plan.
 */
record Overview(
    Journal journal,
    Measuring measuring,
    Publisher publisher,
    Door door,
    BootClock clock,
    Supplier<Standing> certificate,
    DiskWrites writes,
    Supplier<PlanStanding> plan) {
  Status now() {
    Measuring.Now measured = measuring.now();
    GatewayRuntime runtime = measured.runtime();
    ClockView dating = journal.dating();
    return new Status(
        measured.identity().of(journal.epoch()),
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
        certificate.get(),
        plan.get());
  }
}
