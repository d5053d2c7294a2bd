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
  /** A collector that works confirms within seconds; what is sent is repeated after 30 s. */
  private static final long MUTE_MILLIS = 120_000;

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
    if (status.lost() > 0) {
      faults.add(
          new Fault(Kind.READINGS_LOST, "", status.nowBootMillis(), "", status.lost(), "", ""));
    }
    status
        .publisher()
        .fork()
        .ifPresent(fork -> add(Kind.FORKED, fork.bootMillis(), "", fork.reason()));
    switch (status.publisher().connection()) {
      case Connection.Disconnected away ->
          add(
              Kind.COLLECTOR_AWAY,
              away.sinceBootMillis(),
              Reasons.keyOf(away.trouble()),
              away.reason());
      case Connection.Connected connected ->
          status
              .publisher()
              .unansweredSinceBootMillis()
              .ifPresent(
                  since -> {
                    if (status.nowBootMillis() - since >= MUTE_MILLIS) {
                      add(Kind.COLLECTOR_MUTE, since, "", "");
                    }
                  });
      case Connection.Stopped stopped -> {}
    }
  }

  private void add(Kind kind, long sinceBootMillis, String reason, String detail) {
    long waiting = status.journal().readings();
    faults.add(new Fault(kind, "", sinceBootMillis, "", waiting, reason, detail));
  }

  private void bus(LaneView bus) {
    String name = bus.bus().value();
    if (bus.waitingReadings() > 0) {
      faults.add(
          new Fault(
              Kind.DISK_REFUSES, name, status.nowBootMillis(), "", bus.waitingReadings(), "", ""));
    }
    if (!bus.reachable()) {
      Kind kind = isPort(bus) ? Kind.PORT_UNREACHABLE : Kind.BUS_UNREACHABLE;
      add(kind, name, bus.sinceBootMillis(), bus.endpoint(), bus.detail());
    } else if (isSilent(bus)) {
      long since = bus.meters().stream().mapToLong(MeterView::sinceBootMillis).max().orElse(0);
      add(Kind.BUS_SILENT, name, since, bus.endpoint(), "");
    } else {
      bus.meters().forEach(meter -> meter(meter, bus));
    }
  }

  private static boolean isPort(LaneView bus) {
    return bus.endpoint().contains("/dev/");
  }

  /** One meter alone tells nothing of its bus. */
  private static boolean isSilent(LaneView bus) {
    return bus.meters().size() > 1
        && bus.meters().stream().allMatch(meter -> meter.condition() == Condition.SILENT);
  }

  private static boolean doesAnotherAnswer(LaneView bus) {
    return bus.meters().stream().anyMatch(meter -> meter.condition() == Condition.ANSWERS);
  }

  private void meter(MeterView meter, LaneView bus) {
    String name = status.identity().nameOf(meter.id());
    long since = meter.sinceBootMillis();
    switch (meter.condition()) {
      case SILENT -> {
        Kind kind = doesAnotherAnswer(bus) ? Kind.METER_SILENT : Kind.METER_SILENT_ALONE;
        add(kind, name, since, meter.id().value(), meter.detail());
      }
      case NONSENSE -> add(Kind.METER_NONSENSE, name, since, meter.id().value(), meter.detail());
      case COLLIDES -> add(Kind.METER_COLLIDES, name, since, meter.id().value(), meter.detail());
      case REFUSES -> add(Kind.METER_REFUSES, name, since, meter.id().value(), meter.detail());
      case NEW, ANSWERS, BUS_DOWN -> {}
    }
  }

  private void add(Kind kind, String subject, long since, String place, String detail) {
    faults.add(new Fault(kind, subject, since, place, 0, "", detail));
  }
}
