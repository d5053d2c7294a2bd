package eu.releve.edge.console;

import eu.releve.document.Json;
import eu.releve.edge.change.PlanStanding;
import eu.releve.edge.identity.Standing;
import eu.releve.edge.journal.ClockView;
import eu.releve.edge.journal.Counts;
import eu.releve.edge.journal.Depth;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.OpcUaView;
import eu.releve.edge.poll.PulseView;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.publish.PublisherState;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.wire.ClockTrust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The whole gateway at one moment.
 *
 * @param identity who and where it is.
 * @param nowBootMillis when, by the boot clock.
 * @param buses in the order of the plan.
 * @param publisher how sending goes.
 * @param kept what the journal has done since the start.
 * @param access how the console is guarded.
 * @param diskBytesPerDay what this process writes to the disk, at the rate since its start; empty
 *     where the kernel does not tell, or it is too early to say.
 * @param radios how radio meters are heard, one for each radio bus.
 * @param servers what is counted of OPC-UA servers, one for each.
 * @param pulses how pulses are counted, one for each bus of contacts.
 * @param clock whether readings can be dated now.
 * @param jump where the wall clock went that is not believed, while it lasts.
 * @param card how long the disk lasts; empty where something of that is not known.
 * @param certificate how it stands with the gateway's own.
 * @param plan how it stands with the site plan.
 */
public record Status(
    Identity identity,
    long nowBootMillis,
    List<LaneView> buses,
    PublisherState publisher,
    Counts kept,
    Access access,
    OptionalLong diskBytesPerDay,
    List<RadioView> radios,
    List<OpcUaView> servers,
    List<PulseView> pulses,
    ClockTrust clock,
    Optional<ClockView.Jump> jump,
    Optional<CardLife> card,
    Standing certificate,
    PlanStanding plan) {
  public Status {
    buses = List.copyOf(buses);
    radios = List.copyOf(radios);
    servers = List.copyOf(servers);
    pulses = List.copyOf(pulses);
  }

  /** Without a radio bus, at a known time. */
  public Status(
      Identity identity,
      long nowBootMillis,
      List<LaneView> buses,
      PublisherState publisher,
      Counts kept,
      Access access,
      OptionalLong diskBytesPerDay) {
    this(
        identity,
        nowBootMillis,
        buses,
        publisher,
        kept,
        access,
        diskBytesPerDay,
        List.of(),
        List.of(),
        List.of(),
        ClockTrust.SYNCHRONISED,
        Optional.empty(),
        Optional.empty(),
        new Standing.NotNeeded(),
        PlanStanding.NONE);
  }

  /** How a meter is heard; nothing for one on a wire. */
  Optional<RadioView.MeterRadio> radio(MeterId meter) {
    return radios.stream()
        .flatMap(radio -> radio.meters().stream())
        .filter(one -> one.id().equals(meter))
        .findFirst();
  }

  /** What is counted of a meter; nothing for one that gives no pulses. */
  Optional<PulseView.MeterPulses> pulses(MeterId meter) {
    return pulses.stream()
        .flatMap(bus -> bus.meters().stream())
        .filter(one -> one.id().equals(meter))
        .findFirst();
  }

  /** Whether a bus is one of contacts: nothing is asked there, and nobody speaks. */
  boolean isContacts(LaneView bus) {
    return pulses.stream().anyMatch(one -> one.bus().equals(bus.bus()));
  }

  /** Whether a bus is a receiver of radio meters: nothing is asked there, and there is no cable. */
  boolean isRadio(LaneView bus) {
    return radios.stream().anyMatch(radio -> radio.bus().equals(bus.bus()));
  }

  /** Whether a bus is a customer's port: its meter speaks by itself, and nobody set a speed. */
  boolean isCustomerPort(LaneView bus) {
    return bus.endpoint().startsWith("p1 ") || bus.endpoint().startsWith("tic ");
  }

  /** What no receipt covers yet. */
  Depth journal() {
    return publisher.depth();
  }

  /**
   * Who and where it is.
   *
   * @param gateway its name.
   * @param epoch of its journal; 0 while the disk refuses that.
   * @param window how long lanes gather readings.
   * @param names of meters' points, by meter.
   * @param units in which meters state their registers.
   */
  public record Identity(
      String gateway,
      String site,
      long epoch,
      Duration window,
      Map<String, String> names,
      Map<Register, Unit> units) {
    public Identity {
      names = Map.copyOf(names);
      units = Map.copyOf(units);
    }

    /** The same when its journal has that epoch. */
    public Identity of(long epochNow) {
      return new Identity(gateway, site, epochNow, window, names, units);
    }

    /** The unit in which a meter states a register, as far as the plan says. */
    Optional<Unit> unitOf(MeterId meter, RegisterName register) {
      return Optional.ofNullable(units.get(new Register(meter, register)));
    }

    /** What people call a meter: its point, or its identifier where the point has no name. */
    String nameOf(MeterId meter) {
      String name = names.getOrDefault(meter.value(), "");
      return name.isEmpty() ? meter.value() : name;
    }
  }

  /** Readings made since the start. */
  long readings() {
    return buses.stream().mapToLong(bus -> bus.counts().readings()).sum();
  }

  /** Readings given up since the start: neither memory nor disk had room for them any more. */
  long lost() {
    return kept.droppedReadings()
        + kept.thinnedReadings()
        + buses.stream().mapToLong(bus -> bus.counts().lost()).sum();
  }

  /** Readings that the disk does not take. */
  long refusedByDisk() {
    return buses.stream().mapToLong(LaneView::waitingReadings).sum();
  }

  /**
   * Whether more waits to be sent than what is always on its way: a batch or two of each bus and
   * those whose receipts are coming.
   */
  boolean isCatchingUp() {
    return journal().batches() > 10 + 4L * buses.size();
  }

  /** Readings that a power cut would cost now. */
  long atRisk() {
    return buses.stream().mapToLong(bus -> bus.windowReadings() + bus.waitingReadings()).sum();
  }

  String json() {
    Json json = new Json();
    json.put("gateway", identity.gateway())
        .put("site", identity.site())
        .put("epoch", Long.toUnsignedString(identity.epoch()))
        .put("windowSeconds", identity.window().toSeconds())
        .put("bootMillis", nowBootMillis)
        .put("depth", journal().batches())
        .put("depthReadings", journal().readings())
        .put("depthBytes", journal().bytes())
        .put("lastSeq", journal().lastSeq())
        .put("lastReceiptSeq", journal().receiptedSeq())
        .put("appended", kept.appended())
        .put("freed", kept.freed())
        .put("thinned", kept.thinned())
        .put("thinnedReadings", kept.thinnedReadings())
        .put("dropped", kept.dropped())
        .put("droppedReadings", kept.droppedReadings())
        .put("damaged", kept.damaged())
        .put("roomFailures", kept.roomFailures())
        .put("readings", readings())
        .put("atRisk", atRisk())
        .put("lost", lost())
        .put("wrongLogIns", access.wrong())
        .put("refusedLogIns", access.refused())
        .put("publisher", publisher.connection().getClass().getSimpleName())
        .put("certificate", List.of(certificate), CertificateSection::json)
        .put("plan", List.of(plan), PlanSection::json)
        .put("disk", card.stream().toList(), Status::card)
        .put("faults", Faults.of(this), Status::fault)
        .put("buses", buses, Status::bus)
        .put("radios", radios, RadioSection::json)
        .put("servers", servers, Status::server)
        .put("pulses", pulses, PulseSection::json);
    return json.toString();
  }

  private static void fault(Json json, Fault fault) {
    json.put("kind", fault.kind().key())
        .put("subject", fault.subject())
        .put("sinceBootMillis", fault.sinceBootMillis())
        .put("detail", fault.detail());
  }

  /** An estimate, with what it assumes. */
  private static void card(Json json, CardLife card) {
    json.put("capacityBytes", card.capacityBytes())
        .put("bytesPerDay", card.bytesPerDay())
        .put("everything", card.isWhole())
        .put("assumedCycles", card.cycles())
        .put("assumedAmplification", card.amplification())
        .put("yearsFromNew", card.years())
        .put("confirmed", false);
  }

  private static void server(Json json, OpcUaView server) {
    json.put("bus", server.bus().value())
        .put("connections", server.link().connections())
        .put("subscriptionsBegun", server.link().begun())
        .put("subscriptionsContinued", server.link().continued())
        .put("told", server.link().told())
        .put("overflows", server.link().overflows())
        .put("lostMessages", server.link().lostMessages())
        .put("shortQueues", server.link().shortQueues())
        .put("badStatuses", server.counts().badStatuses())
        .put("uncertain", server.counts().uncertain())
        .put("undated", server.counts().undated())
        .put("otherUnits", server.counts().otherUnits())
        .put("unwatched", server.counts().unwatched());
  }

  private static void bus(Json json, LaneView bus) {
    json.put("bus", bus.bus().value())
        .put("endpoint", bus.endpoint())
        .put("connected", bus.connected())
        .put("reachable", bus.reachable())
        .put("sinceBootMillis", bus.sinceBootMillis())
        .put("detail", bus.detail())
        .put("asked", bus.counts().asked())
        .put("answered", bus.counts().answered())
        .put("silent", bus.counts().silent())
        .put("refused", bus.counts().refused())
        .put("nonsense", bus.counts().nonsense())
        .put(
            "defects",
            List.copyOf(bus.counts().defects().entrySet()),
            (each, kind) ->
                each.put("defect", kind.getKey().name()).put("count", kind.getValue().longValue()))
        .put("collided", bus.counts().collided())
        .put("cut", bus.counts().cut())
        .put("readings", bus.counts().readings())
        .put("lost", bus.counts().lost())
        .put(
            "meters",
            bus.meters(),
            (each, meter) ->
                each.put("meter", meter.id().value())
                    .put("condition", meter.condition().name())
                    .put("sinceBootMillis", meter.sinceBootMillis())
                    .put("detail", meter.detail())
                    .put("spared", meter.isSpared())
                    .put(
                        "budget",
                        meter.budget().stream().toList(),
                        (one, budget) ->
                            one.put("left", budget.left()).put("perDay", budget.perDay()))
                    .put(
                        "values",
                        meter.values(),
                        (one, value) ->
                            one.put("register", value.register().toString())
                                .put("value", Long.toString(value.value()))
                                .put("unit", value.register().quantity().step().symbol())
                                .put("quality", value.quality())
                                .put("bootMillis", value.bootMillis())));
  }
}
