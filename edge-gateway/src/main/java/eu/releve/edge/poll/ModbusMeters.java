package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.plan.Cost;
import eu.releve.edge.plan.Piece;
import eu.releve.edge.plan.Planner;
import eu.releve.measure.Register;
import eu.releve.profile.Access;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The Modbus meters of a bus as a lane polls them, and what each takes of its time.
 *
 * @param installation whose meters they are.
 * @param link to the bus.
 * @param cost of a request there, by the pause that the meter needs.
 * @param manners how buses are used.
 */
record ModbusMeters(
    Installation installation,
    ModbusLink link,
    Function<Duration, Cost> cost,
    Installation.Manners manners) {
  /**
   * The meter with what it is asked.
   *
   * @param numbers of its registers, where the plan knows them.
   */
  PolledMeter polled(Meter meter, Map<Register, Integer> numbers) {
    return switch (meter.access()) {
      case Access.Modbus access -> installation.polled(meter, agenda(meter, access), numbers);
      case Access.SunSpec sunSpec -> sunSpec(meter);
      case Access.Mbus mbus -> throw stranger(meter);
      case Access.OpcUa nodes -> throw stranger(meter);
      case Access.Plc plc -> throw stranger(meter);
      case Access.Pulsed pulsed -> throw stranger(meter);
      case Access.Pushed pushed -> throw stranger(meter);
    };
  }

  /** What it takes, with what it is known to refuse. */
  BusBudget.Load load(Meter meter) {
    long nanos =
        switch (meter.access()) {
          case Access.Modbus access -> nanos(meter, access, Piece.of(access));
          // What a SunSpec device has to say is known after its first reading.
          case Access.SunSpec sunSpec ->
              memory(meter)
                  .recall()
                  .map(layout -> nanos(meter, layout.access(), layout.pieces()))
                  .orElse(0L);
          case Access.Mbus mbus -> throw stranger(meter);
          case Access.OpcUa nodes -> throw stranger(meter);
          case Access.Plc plc -> throw stranger(meter);
          case Access.Pulsed pulsed -> throw stranger(meter);
          case Access.Pushed pushed -> throw stranger(meter);
        };
    return new BusBudget.Load(meter.id(), nanos, meter.period().toMillis());
  }

  private long nanos(Meter meter, Access.Modbus access, List<Piece> pieces) {
    ModbusAgenda.Wants wants = wants(access, pieces);
    return wants
        .cost()
        .of(
            wants.plan(new MapMemory(manners.notebook(), meter.id(), access).recall()).stream()
                .map(Planner.Request::range)
                .toList());
  }

  private ModbusAgenda.Wants wants(Access.Modbus access, List<Piece> pieces) {
    return new ModbusAgenda.Wants(pieces, access.requests(), cost.apply(access.requests().pause()));
  }

  private Agenda agenda(Meter meter, Access.Modbus access) {
    return new ModbusAgenda(
        link,
        unit(meter, access.requests().pause()),
        wants(access, Piece.of(access)),
        new ModbusDecoder(access.registers(), Installation.transformers(meter)),
        manners.clock(),
        new MapMemory(manners.notebook(), meter.id(), access));
  }

  private static ModbusUnit unit(Meter meter, Duration pause) {
    if (meter.address() instanceof Address.Unit unit) {
      return new ModbusUnit(unit.number(), pause);
    }
    throw stranger(meter);
  }

  private PolledMeter sunSpec(Meter meter) {
    SunSpecMemory memory = memory(meter);
    SunSpecAgenda.Way way =
        new SunSpecAgenda.Way(
            link, unit(meter, Duration.ZERO), cost.apply(Duration.ZERO), manners.clock());
    return new PolledMeter(
        meter.id(),
        meter.period().toMillis(),
        new SunSpecAgenda(way, memory),
        memory.numbers(),
        memory.limits(),
        Optional.empty(),
        () -> installation.isInstalled(meter));
  }

  private SunSpecMemory memory(Meter meter) {
    return new SunSpecMemory(
        meter, Installation.transformers(meter), manners.notebook(), manners.discoveries());
  }

  private static IllegalStateException stranger(Meter meter) {
    return new IllegalStateException("meter " + meter.id() + " is not a Modbus meter");
  }
}
