package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Ten SDM630 on a line of 9,600 baud, one of them dead: a real line's time, nothing is scripted.
 */
class DeadMeterTest {
  private static final LineSettings LINE = new LineSettings(9_600, Parity.NONE, 1);
  private static final RegisterName ENERGY = RegisterName.parse("active-energy-import");
  private static final int METERS = 10;
  private static final int DEAD = 4;
  private static final long PERIOD = 10_000;
  private static final long LENGTH = 600_000;

  private final LineModel model = new LineModel(Disturbance.NONE.onOnePair(), 1);
  private final LineClock clock = new LineClock(model);
  private final Map<Register, Integer> numbers = new HashMap<>();
  private final Map<Integer, List<Long>> instants = new HashMap<>();

  @Test
  void theNineOthersKeepTheirPeriod() throws Exception {
    for (int unit = 1; unit <= METERS; unit++) {
      if (unit != DEAD) {
        model.attach(
            new ModbusStation(
                unit,
                LINE,
                () -> Duration.ofMillis(20),
                Access.Modbus.WORDS_MAX,
                (function, address, count) -> Optional.of(new byte[2 * count])));
      }
    }
    Lane lane = lane();
    try (SerialLine idle = model.master(LINE)) {
      while (clock.bootMillis() < LENGTH) {
        long wait = lane.nextDueBootMillis() - clock.bootMillis();
        if (wait > 0) {
          idle.pause(Duration.ofMillis(wait));
        }
        lane.cycle(clock.bootMillis());
      }
    }
    for (int unit = 1; unit <= METERS; unit++) {
      List<Long> read =
          instants.getOrDefault(
              numbers.get(new Register(new MeterId("m" + unit), ENERGY)), List.of());
      if (unit == DEAD) {
        assertThat(read).isEmpty();
      } else {
        // Once at the start, then once in each period, late by what another's request takes.
        assertThat(read).as("meter %d", unit).hasSizeGreaterThanOrEqualTo((int) (LENGTH / PERIOD));
        for (int i = 2; i < read.size(); i++) {
          assertThat(read.get(i) - read.get(i - 1))
              .as("meter %d, reading %d", unit, i)
              .isBetween(PERIOD - 3_000, PERIOD + 3_000);
        }
      }
    }
  }

  private Lane lane() throws Exception {
    SitePlan plan = SitePlans.load("dead.yaml", planText(), Profiles.bundled());
    Installation installation = new Installation(plan, Optional.empty());
    installation.registers().forEach(each -> numbers.put(each.register(), numbers.size() + 1));
    Line line =
        installation.over(
            (Bus.ModbusRtu) plan.buses().getFirst(),
            model.opener(LINE),
            numbers,
            new Installation.Manners(Duration.ofSeconds(3), clock, Notebook.inMemory()));
    Shelf shelf =
        body -> {
          if (body instanceof Readings readings) {
            for (Readings.Row row : readings.rows()) {
              instants
                  .computeIfAbsent(row.register(), number -> new ArrayList<>())
                  .add(row.bootMillis());
            }
          }
        };
    return new Lane(line, new Lane.Habits(Duration.ZERO, Spread.BY_METER), shelf, clock);
  }

  private static String planText() {
    StringBuilder text =
        new StringBuilder(
            """
            site: dead
            zone: Europe/Brussels
            buses: [ { id: cellar, modbus-rtu: /dev/model, baud: 9600 } ]
            points: [ { id: all, name: "all" } ]
            meters:
            """);
    for (int unit = 1; unit <= METERS; unit++) {
      text.append(
          String.format(
              Locale.ROOT,
              "  - { id: m%d, point: all, bus: cellar, unit: %d, profile: eastron-sdm630,"
                  + " from: 2025-01-01, period: %ds }%n",
              unit,
              unit,
              PERIOD / 1_000));
    }
    return text.toString();
  }
}
