package eu.releve.edge.simulate;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.poll.Installation;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.OpcUaRegister;
import eu.releve.profile.PlcRegister;
import eu.releve.profile.PulseRegister;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a gateway's journal with what it would have read before it was switched on: the counter of
 * each meter, once an hour; two of a meter behind which electricity is made.
 *
 * <p>From the journal on it is delivered like everything else. Each value is what the meter would
 * have shown, and is in the record as an answer at the instant of its reading, so that what is
 * stored can be held against it.
 */
final class Past {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long MILLIS_BETWEEN_METERS = 2_000;

  /** How long a counter is watched to see whether it runs. */
  private static final Duration WATCHED = Duration.ofDays(7);

  /** Of these the first that a meter has; an electricity meter has none of them. */
  private static final List<Quantity> COUNTERS =
      List.of(Quantity.WATER_VOLUME, Quantity.GAS_VOLUME, Quantity.HEAT_ENERGY);

  private final SitePlan plan;
  private final Building truth;
  private final Recorder recorder;
  private final Instant until;
  private final List<Counted> counters = new ArrayList<>();
  private long readings;

  private Past(SitePlan plan, Building truth, Recorder recorder, Instant until) {
    this.plan = plan;
    this.truth = truth;
    this.recorder = recorder;
    this.until = until;
  }

  /**
   * What is to be filled.
   *
   * @param journal the folder of the gateway's journal.
   * @param from the first local day.
   */
  record Wanted(Path journal, LocalDate from) {}

  /**
   * A meter's counter.
   *
   * @param number in the journal.
   */
  private record Counted(Meter meter, RegisterSource source, int number) {}

  /**
   * Fills the journal, unless there is one already.
   *
   * @param recorder is told each reading before the journal is.
   * @param until no reading is later.
   * @return how many readings were written.
   */
  static long write(Wanted wanted, SitePlan plan, Building truth, Recorder recorder, Instant until)
      throws IOException {
    if (Journal.isIn(wanted.journal())) {
      return 0;
    }
    Instant begin = wanted.from().atStartOfDay(plan.zone()).toInstant();
    ManualClock clock = new ManualClock(begin.toEpochMilli(), ClockTrust.SYNCHRONISED);
    try (Journal journal = Journal.open(wanted.journal(), clock)) {
      Past past = new Past(plan, truth, recorder, until);
      past.declare(journal, begin);
      for (LocalDate day = wanted.from();
          !day.isAfter(LocalDate.ofInstant(until, plan.zone()));
          day = day.plusDays(1)) {
        truth.count(day);
        past.write(day, begin, journal, clock);
      }
      return past.readings;
    } catch (JournalException refused) {
      throw new IOException(wanted.journal() + ": " + refused.getMessage(), refused);
    }
  }

  private void declare(Journal journal, Instant begin) throws JournalException {
    Map<Register, Integer> numbers =
        journal.declare(
            plan.site(), new Installation(plan, Optional.empty()).registers(), plan.text());
    for (Meter meter : plan.meters()) {
      for (RegisterSource source : counters(meter, begin)) {
        Integer number = numbers.get(new Register(meter.id(), source.name()));
        if (number != null) {
          counters.add(new Counted(meter, source, number));
        }
      }
    }
  }

  private List<RegisterSource> counters(Meter meter, Instant begin) {
    for (Quantity quantity : COUNTERS) {
      Optional<RegisterSource> found = register(meter, quantity);
      if (found.isPresent()) {
        return List.of(found.get());
      }
    }
    List<RegisterSource> electricity = new ArrayList<>();
    register(meter, Quantity.ACTIVE_ENERGY_IMPORT).ifPresent(electricity::add);
    register(meter, Quantity.ACTIVE_ENERGY_EXPORT)
        .filter(source -> runs(meter, source, begin))
        .ifPresent(electricity::add);
    return electricity;
  }

  private static Optional<RegisterSource> register(Meter meter, Quantity quantity) {
    return meter.access().registers().stream()
        .<RegisterSource>map(source -> source)
        .filter(source -> source.name().equals(RegisterName.of(quantity)))
        .findFirst();
  }

  private boolean runs(Meter meter, RegisterSource source, Instant begin) {
    BigDecimal first = truth.valueAt(meter.id(), source.name(), begin);
    return truth.valueAt(meter.id(), source.name(), begin.plus(WATCHED)).compareTo(first) > 0;
  }

  private void write(LocalDate day, Instant begin, Journal journal, ManualClock clock)
      throws IOException, JournalException {
    List<Readings.Row> rows = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    Instant end = day.plusDays(1).atStartOfDay(plan.zone()).toInstant();
    for (Instant hour = day.atStartOfDay(plan.zone()).toInstant();
        hour.isBefore(end);
        hour = hour.plusMillis(HOUR_MILLIS)) {
      for (int i = 0; i < counters.size(); i++) {
        Instant instant = hour.plusMillis(i * MILLIS_BETWEEN_METERS);
        Optional<Long> value = shown(counters.get(i), instant);
        if (value.isPresent() && !instant.isAfter(until)) {
          long bootMillis = instant.toEpochMilli() - begin.toEpochMilli();
          rows.add(new Readings.Row(counters.get(i).number(), bootMillis, value.get(), 0));
          answers.add(answer(counters.get(i), value.get(), instant));
        }
      }
    }
    recorder.answered(answers);
    clock.advance(Math.min(end.toEpochMilli(), until.toEpochMilli()) - clock.wallMillis());
    for (int from = 0; from < rows.size(); from += Readings.ROWS_ALWAYS_FIT) {
      int to = Math.min(rows.size(), from + Readings.ROWS_ALWAYS_FIT);
      journal.append(new Readings(rows.subList(from, to)));
    }
    readings += rows.size();
  }

  private static Answer answer(Counted counter, long value, Instant instant) {
    return new Answer(counter.meter().id(), counter.source().name(), value, instant);
  }

  /** What the meter's answer would have stated. */
  private Optional<Long> shown(Counted counter, Instant instant) {
    Meter meter = counter.meter();
    BigDecimal exact = truth.valueAt(meter.id(), counter.source().name(), instant);
    return switch (counter.source()) {
      case ModbusRegister modbus ->
          ModbusNumber.written(
              modbus, Ratios.of(meter), ModbusNumber.bytes(modbus, Ratios.of(meter), exact));
      case MbusRegister mbus -> {
        MbusCode code = MbusCode.of(mbus, Ratios.of(meter));
        yield MbusNumber.written(code, MbusNumber.bytes(mbus.name(), code, exact));
      }
      case OpcUaRegister node -> OpcUaNumber.of(node, exact).steps();
      case PlcRegister nobodyPlays -> Optional.empty();
      case PulseRegister nobodyCounted -> Optional.empty();
    };
  }
}
