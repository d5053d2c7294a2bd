package eu.releve.edge.console;

import eu.releve.edge.console.Fault.Kind;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.publish.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong now, each thing once: a dead bus is one fault, not thirty silent meters. */
final class Faults {
  private final Status status;
  private final List<Fault> faults = new ArrayList<>();

  private Faults(Status status) {
    this.status = status;
  }

  /** All of them, the most far-reaching first. */
  static List<Fault> of(Status status) {
    Faults all = new Faults(status);
    all.delivery();
    status.buses().forEach(all::bus);
    all.faults.sort(Comparator.comparing(Fault::kind));
    return List.copyOf(all.faults);
  }

  private void delivery() {
    long waiting = status.journal().readings();
    status
        .publisher()
        .fork()
        .ifPresent(
            fork ->
                faults.add(
                    new Fault(Kind.FORKED, "", fork.bootMillis(), "", waiting, fork.reason())));
    switch (status.publisher().connection()) {
      case Connection.Disconnected away ->
          faults.add(
              new Fault(
                  Kind.COLLECTOR_AWAY, "", away.sinceBootMillis(), "", waiting, away.reason()));
      case Connection.Connected connected -> {}
      case Connection.Stopped stopped -> {}
    }
  }

  private void bus(LaneView bus) {
    String name = bus.bus().value();
    if (bus.waitingReadings() > 0) {
      faults.add(
          new Fault(
              Kind.DISK_REFUSES, name, status.nowBootMillis(), "", bus.waitingReadings(), ""));
    }
    if (!bus.reachable()) {
      add(Kind.BUS_UNREACHABLE, name, bus.sinceBootMillis(), bus.endpoint(), bus.detail());
    } else if (isSilent(bus)) {
      long since = bus.meters().stream().mapToLong(MeterView::sinceBootMillis).max().orElse(0);
      add(Kind.BUS_SILENT, name, since, bus.endpoint(), "");
    } else {
      bus.meters().forEach(this::meter);
    }
  }

  /** One meter alone tells nothing of its bus. */
  private static boolean isSilent(LaneView bus) {
    return bus.meters().size() > 1
        && bus.meters().stream().allMatch(meter -> meter.condition() == Condition.SILENT);
  }

  private void meter(MeterView meter) {
    String name = status.identity().nameOf(meter.id());
    long since = meter.sinceBootMillis();
    switch (meter.condition()) {
      case SILENT -> add(Kind.METER_SILENT, name, since, meter.id().value(), meter.detail());
      case NONSENSE -> add(Kind.METER_NONSENSE, name, since, meter.id().value(), meter.detail());
      case COLLIDES -> add(Kind.METER_COLLIDES, name, since, meter.id().value(), meter.detail());
      case REFUSES -> add(Kind.METER_REFUSES, name, since, meter.id().value(), meter.detail());
      case NEW, ANSWERS, BUS_DOWN -> {}
    }
  }

  private void add(Kind kind, String subject, long since, String place, String detail) {
    faults.add(new Fault(kind, subject, since, place, 0, detail));
  }
}
