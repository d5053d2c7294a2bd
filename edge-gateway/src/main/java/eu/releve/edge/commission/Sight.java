package eu.releve.edge.commission;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.commission.Commissioning.World;
import eu.releve.edge.commission.Entry.Said;
import eu.releve.edge.commission.Entry.When;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.Installation;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.MeterView.LastValue;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.ClockTrust;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The installed meters at one moment, with what each read last.
 *
 * @param plan what is installed.
 * @param meters those that are still there, in the order of the plan.
 * @param views what lanes know of them.
 * @param clock for instants.
 */
record Sight(SitePlan plan, List<Meter> meters, Map<MeterId, MeterView> views, BootClock clock) {
  private static final int DOUBTS =
      Quality.DEVICE_ERROR.bits()
          | Quality.OUT_OF_RANGE.bits()
          | Quality.SUBSTITUTED.bits()
          | Quality.SATURATED.bits();

  static Sight of(World world) {
    Optional<LocalDate> today = world.today().get();
    Map<MeterId, MeterView> views = new HashMap<>();
    world
        .lanes()
        .get()
        .forEach(lane -> lane.meters().forEach(meter -> views.put(meter.id(), meter)));
    SitePlan plan = world.plan();
    return new Sight(
        plan,
        plan.meters().stream()
            .filter(
                meter ->
                    meter.to().isEmpty()
                        || today.map(day -> day.isBefore(meter.to().get())).orElse(false))
            .toList(),
        views,
        world.clock());
  }

  static When when(BootClock clock, long bootMillis) {
    return new When(
        Instant.ofEpochMilli(clock.wallMillis() - clock.bootMillis() + bootMillis),
        clock.trust() == ClockTrust.SYNCHRONISED);
  }

  Optional<Meter> meter(MeterId id) {
    return meters.stream().filter(one -> one.id().equals(id)).findFirst();
  }

  Condition condition(MeterId meter) {
    MeterView view = views.get(meter);
    return view == null ? Condition.NEW : view.condition();
  }

  List<LastValue> values(MeterId meter) {
    MeterView view = views.get(meter);
    return view == null ? List.of() : view.values();
  }

  /** The last reading that nothing is said against. */
  Optional<LastValue> reading(MeterId meter, RegisterName register) {
    return values(meter).stream()
        .filter(value -> value.register().equals(register))
        .filter(value -> (value.quality() & DOUBTS) == 0)
        .findFirst();
  }

  /** The words of its last answer that hold the register, if it came after that. */
  Optional<RawWords> words(Meter meter, RegisterName name, long sinceBootMillis) {
    return Optional.ofNullable(views.get(meter.id()))
        .flatMap(
            view ->
                modbus(meter, name)
                    .flatMap(
                        register ->
                            view.heard(register)
                                .filter(heard -> heard.bootMillis() > sinceBootMillis)
                                .map(heard -> RawWords.of(register, heard.block()))));
  }

  private static Optional<ModbusRegister> modbus(Meter meter, RegisterName name) {
    return meter.access().registers().stream()
        .filter(register -> register.name().equals(name))
        .flatMap(register -> register instanceof ModbusRegister one ? Stream.of(one) : Stream.of())
        .findFirst();
  }

  /** What the words around a display say when they are read otherwise. */
  static List<Rereading> rereadings(Entry entry, Subject subject) {
    Optional<ModbusRegister> register = modbus(subject.meter(), entry.register());
    Entry.Words words = entry.words();
    return register.isPresent() && words.before().isPresent() && words.after().isPresent()
        ? Rereading.of(
            register.get(),
            Installation.transformers(subject.meter()),
            words.before().get(),
            words.after().get(),
            subject.resolution())
        : List.of();
  }

  Said said(LastValue value) {
    return new Said(value.value(), when(clock, value.bootMillis()));
  }

  Subject subject(Meter meter) {
    return Subject.of(plan, meter, values(meter.id()));
  }

  /** With that counter; one that the meter has no more is as good as none. */
  Subject subject(Meter meter, Optional<RegisterName> register) {
    try {
      return Subject.of(plan, meter, values(meter.id()), register);
    } catch (IllegalArgumentException gone) {
      return subject(meter);
    }
  }

  /** How the plan has that counter of the meter read. */
  Footing footing(Meter meter, RegisterName counter) {
    return Footing.of(plan, meter, counter);
  }

  /** What all meters read that count the same. */
  Map<MeterId, Long> like(Quantity quantity) {
    Map<MeterId, Long> others = new HashMap<>();
    for (Meter meter : meters) {
      Subject subject = subject(meter);
      if (subject.quantity().equals(Optional.of(quantity))) {
        subject
            .register()
            .flatMap(name -> reading(meter.id(), name))
            .ifPresent(value -> others.put(meter.id(), value.value()));
      }
    }
    return others;
  }

  List<SumGroup> groups() {
    return SumGroup.of(plan, meters.stream().map(this::subject).toList());
  }

  /** All meters in those sums. */
  static List<MeterId> members(List<SumGroup> groups) {
    List<MeterId> members = new ArrayList<>();
    for (SumGroup group : groups) {
      group.mains().forEach(part -> members.add(part.meter()));
      group.subs().forEach(part -> members.add(part.meter()));
    }
    return members.stream().distinct().toList();
  }

  /** What those of them read that have been read. */
  Snapshot snapshot(List<SumGroup> groups) {
    Map<MeterId, Snapshot.Count> counts = new HashMap<>();
    for (MeterId member : members(groups)) {
      Optional<Subject> subject = meter(member).map(this::subject);
      subject
          .flatMap(Subject::register)
          .flatMap(name -> reading(member, name))
          .ifPresent(value -> counts.put(member, count(subject.orElseThrow(), value)));
    }
    return new Snapshot(counts);
  }

  private Snapshot.Count count(Subject subject, LastValue value) {
    return new Snapshot.Count(
        value.value(),
        opposite(subject).orElse(0L),
        said(value).at().instant().toEpochMilli(),
        Optional.of(footing(subject.meter(), value.register())));
  }

  /** What flowed the other way, where a counter says so. */
  Optional<Long> opposite(Subject subject) {
    return subject
        .opposite()
        .flatMap(name -> reading(subject.meter().id(), name))
        .map(LastValue::value);
  }
}
