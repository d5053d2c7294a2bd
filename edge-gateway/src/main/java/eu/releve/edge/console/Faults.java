package eu.releve.edge.console;

import eu.releve.decode.wmbus.Obstacle;
import eu.releve.edge.console.Fault.Kind;
import eu.releve.edge.journal.ClockView;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.publish.Connection;
import eu.releve.wire.ClockTrust;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is wrong now, each thing once: a dead bus is one fault, not thirty silent meters. */
final class Faults {
  /** A collector that works confirms within seconds; what is sent is repeated after 30 s. */
  private static final long MUTE_MILLIS = 120_000;

  /** Chrony tells about once an hour that it is synchronised; see {@code clock.TimeService}. */
  private static final long UNDATED_MILLIS = 2 * 3_600_000;

  private final Status status;
  private final List<Fault> faults = new ArrayList<>();

  private Faults(Status status) {
    this.status = status;
  }

  /** All of them, the most far-reaching first. */
  static List<Fault> of(Status status) {
    Faults all = new Faults(status);
    all.delivery();
    all.clock();
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

  private void clock() {
    if (status.clock() != ClockTrust.SYNCHRONISED && status.nowBootMillis() >= UNDATED_MILLIS) {
      add(Kind.CLOCK_UNKNOWN, 0, "", "");
    }
    if (status.jump().isPresent()) {
      ClockView.Jump jump = status.jump().get();
      String ahead = Long.toString(jump.aheadMillis() / 1_000);
      Kind kind = jump.isZone() ? Kind.CLOCK_ZONE : Kind.CLOCK_JUMPED;
      faults.add(new Fault(kind, ahead, jump.sinceBootMillis(), "", 0, "", ""));
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
      add(unreachable(bus), name, bus.sinceBootMillis(), bus.endpoint(), bus.detail());
    } else if (isSilent(bus)) {
      long since = bus.meters().stream().mapToLong(MeterView::sinceBootMillis).max().orElse(0);
      add(silence(bus), name, since, bus.endpoint(), "");
    } else {
      bus.meters().forEach(meter -> meter(meter, bus));
    }
  }

  private Kind silence(LaneView bus) {
    if (status.isRadio(bus)) {
      return Kind.RECEIVER_SILENT;
    }
    return status.isCustomerPort(bus) ? Kind.PORT_SILENT : Kind.BUS_SILENT;
  }

  private Kind unreachable(LaneView bus) {
    if (status.isRadio(bus)) {
      return Kind.RECEIVER_UNREACHABLE;
    }
    if (status.isContacts(bus)) {
      return Kind.LINES_UNREACHABLE;
    }
    return isPort(bus) ? Kind.PORT_UNREACHABLE : Kind.BUS_UNREACHABLE;
  }

  private static boolean isPort(LaneView bus) {
    return bus.endpoint().contains("/dev/");
  }

  /** One meter alone tells nothing of its bus, but all of a port at which there is no other. */
  private boolean isSilent(LaneView bus) {
    return bus.meters().size() > (status.isCustomerPort(bus) ? 0 : 1)
        && bus.meters().stream().allMatch(meter -> meter.condition() == Condition.SILENT);
  }

  private static boolean doesAnotherAnswer(LaneView bus) {
    return bus.meters().stream().anyMatch(meter -> meter.condition() == Condition.ANSWERS);
  }

  private void meter(MeterView meter, LaneView bus) {
    String name = status.identity().nameOf(meter.id());
    long since = meter.sinceBootMillis();
    switch (meter.condition()) {
      case SILENT -> add(silent(bus), name, since, meter.id().value(), meter.detail());
      case NONSENSE -> add(nonsense(meter, bus), name, since, meter.id().value(), meter.detail());
      case COLLIDES -> add(Kind.METER_COLLIDES, name, since, meter.id().value(), meter.detail());
      case REFUSES -> add(refuses(meter), name, since, meter.id().value(), meter.detail());
      case NOT_ALLOWED ->
          add(Kind.METER_NOT_ALLOWED, name, since, meter.id().value(), meter.detail());
      case BUS_DOWN -> {
        // One line of several: the bus itself is not said to be at fault.
        if (status.isContacts(bus)) {
          add(Kind.LINE_UNREACHABLE, name, since, meter.id().value(), meter.detail());
        }
      }
      case NEW, ANSWERS -> {}
    }
  }

  private Kind silent(LaneView bus) {
    if (status.isRadio(bus)) {
      return doesAnotherAnswer(bus) ? Kind.METER_UNHEARD : Kind.METER_UNHEARD_ALONE;
    }
    return doesAnotherAnswer(bus) ? Kind.METER_SILENT : Kind.METER_SILENT_ALONE;
  }

  /** M-Bus meters say in their own words what is wrong; see {@code Refusal}. */
  private static Kind refuses(MeterView meter) {
    return meter.detail().startsWith("METER_") ? Kind.METER_REPORTS : Kind.METER_REFUSES;
  }

  /** A telegram that only lacks its key is not unintelligible, and no address is wrong. */
  private Kind nonsense(MeterView meter, LaneView bus) {
    return switch (obstacle(meter).orElse(Obstacle.STRUCTURE)) {
      case KEY_MISSING, KEY_WRONG, MAC_WRONG -> Kind.METER_LOCKED;
      case UNPROTECTED -> Kind.METER_UNPROTECTED;
      case CUT,
          SURPLUS,
          LENGTH,
          CHECKSUM,
          COMMAND,
          NO_DATA,
          MAC_MISSING,
          MAC_UNSUPPORTED,
          MODE_UNSUPPORTED,
          STRUCTURE,
          FORMAT_UNKNOWN,
          FORMAT_CHECKSUM,
          FRAGMENT_LOST,
          FRAGMENTS_TOO_LONG ->
          garbled(bus);
    };
  }

  private Kind garbled(LaneView bus) {
    if (status.isRadio(bus)) {
      return Kind.METER_GARBLED;
    }
    if (status.isContacts(bus)) {
      return Kind.PULSE_STORM;
    }
    return status.isCustomerPort(bus) ? Kind.PORT_GARBLED : Kind.METER_NONSENSE;
  }

  /** The obstacle that a detail begins with, as {@code Opening.Refused} writes it. */
  private static Optional<Obstacle> obstacle(MeterView meter) {
    return Arrays.stream(Obstacle.values())
        .filter(obstacle -> meter.detail().startsWith(obstacle.name() + ": "))
        .findFirst();
  }

  private void add(Kind kind, String subject, long since, String place, String detail) {
    faults.add(new Fault(kind, subject, since, place, 0, "", detail));
  }
}
