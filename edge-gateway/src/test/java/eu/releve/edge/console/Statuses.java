package eu.releve.edge.console;

import eu.releve.edge.change.PlanStanding;
import eu.releve.edge.identity.Standing;
import eu.releve.edge.journal.ClockView;
import eu.releve.edge.journal.Counts;
import eu.releve.edge.journal.Depth;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.PulseView;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.poll.RadioView.MeterRadio;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.PublisherState;
import eu.releve.edge.publish.PublisherState.LastReceipt;
import eu.releve.edge.publish.Traffic;
import eu.releve.edge.radio.Reception;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.wire.ClockTrust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A gateway at one moment, ten minutes after its start, put together for what a test is about. */
final class Statuses {
  static final long NOW = 10 * 60_000;
  static final RegisterName HEAT = RegisterName.of(Quantity.HEAT_ENERGY);

  private static final Traffic TRAFFIC = new Traffic(9, 1_234, 0, 9, 0, 6, 0, 1, 0);
  private static final Tally.Counts QUIET =
      new Tally.Counts(0, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private Duration window = Duration.ofMinutes(1);
  private int windowReadings;
  private long waitingReadings;
  private long dropped;
  private Depth depth = new Depth(0, 0, 0, 9, 9);
  private Connection connection =
      new Connection.Connected(60_000, "mqtts://collector.example:8883");
  private OptionalLong unansweredSince = OptionalLong.empty();
  private String endpoint = "mbus tcp://10.0.0.7:10001";
  private String unreachable = "";
  private List<MeterView> meters = List.of(meter("h1", Condition.ANSWERS, ""));
  private Access access = Access.LOCAL;
  private boolean radio;
  private List<PulseView> pulses = List.of();
  private Optional<BusBudget> budget = Optional.empty();
  private ClockTrust clock = ClockTrust.SYNCHRONISED;
  private Optional<ClockView.Jump> jump = Optional.empty();
  private Optional<CardLife> card = Optional.empty();
  private Standing certificate = new Standing.NotNeeded();
  private PlanStanding plan = PlanStanding.NONE;
  private long now = NOW;

  static MeterView meter(String id, Condition condition, String detail) {
    return new MeterView(
        new MeterId(id),
        condition,
        60_000,
        detail,
        List.of(new MeterView.LastValue(HEAT, 4_442_400_000L, 0, NOW - 5_000)));
  }

  Statuses window(long seconds, int readings) {
    window = Duration.ofSeconds(seconds);
    windowReadings = readings;
    return this;
  }

  Statuses refusedByDisk(long readings) {
    waitingReadings = readings;
    return this;
  }

  Statuses dropped(long readings) {
    dropped = readings;
    return this;
  }

  Statuses backlog(long batches, long readings) {
    depth = new Depth(batches, readings, 20 * readings, 9 + batches, 9);
    return this;
  }

  Statuses connection(Connection now) {
    connection = now;
    return this;
  }

  Statuses unansweredSince(long bootMillis) {
    unansweredSince = OptionalLong.of(bootMillis);
    return this;
  }

  Statuses unreachable(String at, String detail) {
    endpoint = at;
    unreachable = detail;
    return this;
  }

  Statuses meters(MeterView... all) {
    meters = List.of(all);
    return this;
  }

  /** The bus is a receiver that listens to these meters. */
  Statuses radio(MeterView... all) {
    endpoint = "wmbus im871a /dev/ttyUSB1";
    radio = true;
    return meters(all);
  }

  /** The bus is one of contacts. */
  Statuses pulses(PulseView counted) {
    endpoint = "gpio /dev/gpiochip0";
    pulses = List.of(counted);
    return this;
  }

  Statuses access(Access now) {
    access = now;
    return this;
  }

  /** The bus is a line of which that budget is known. */
  Statuses budget(BusBudget known) {
    budget = Optional.of(known);
    return this;
  }

  /** The wall clock went ahead by so much ten minutes ago, and is not believed. */
  Statuses jumped(Duration ahead) {
    jump = Optional.of(new ClockView.Jump(now - 600_000, ahead.toMillis()));
    return this;
  }

  /** So much is known of the card. */
  Statuses card(CardLife life) {
    card = Optional.of(life);
    return this;
  }

  /** Nothing has set the clock since the machine started that long ago. */
  Statuses undatedFor(Duration uptime) {
    clock = ClockTrust.UNKNOWN;
    now = uptime.toMillis();
    return this;
  }

  Status now() {
    LaneView bus =
        new LaneView(
            new BusId("boiler"),
            endpoint,
            unreachable.isEmpty(),
            unreachable.isEmpty(),
            0,
            unreachable,
            windowReadings,
            waitingReadings,
            QUIET,
            meters,
            budget);
    return new Status(
        new Status.Identity(
            "gw-1",
            "tilleuls-12",
            7,
            window,
            Map.of("h1", "Chauffage"),
            Map.of(new Register(new MeterId("h1"), HEAT), Unit.KWH)),
        now,
        List.of(bus),
        new PublisherState(
            connection,
            Optional.of(new LastReceipt(9, NOW - 12_000)),
            Optional.empty(),
            unansweredSince,
            depth,
            TRAFFIC),
        new Counts(0, 0, 0, 0, 0, dropped, 0, 0),
        access,
        OptionalLong.of(12_300_000),
        radio ? List.of(heard()) : List.of(),
        List.of(),
        pulses,
        clock,
        jump,
        card,
        certificate,
        plan);
  }

  Statuses plan(PlanStanding now) {
    plan = now;
    return this;
  }

  Statuses certificate(Standing now) {
    certificate = now;
    return this;
  }

  private RadioView heard() {
    Reception.View often =
        new Reception.View(
            OptionalLong.of(NOW - 5_000),
            OptionalInt.of(-71),
            OptionalLong.of(10_000),
            OptionalInt.of(98));
    return new RadioView(
        new BusId("boiler"),
        meters.stream().map(one -> new MeterRadio(one.id(), often, KeyMatch.State.RIGHT)).toList(),
        List.of(),
        new RadioView.Counts(0, 0, 0, 0));
  }
}
