package eu.releve.edge.bench;

import eu.releve.edge.link.ModbusMaster;
import eu.releve.edge.search.modbus.Finding;
import eu.releve.edge.search.modbus.LineAsker;
import eu.releve.edge.search.modbus.ModbusSearch;
import eu.releve.edge.search.modbus.ModbusSearch.Medium;
import eu.releve.edge.search.modbus.ModbusSearch.Wanted;
import eu.releve.edge.search.modbus.Recogniser;
import eu.releve.edge.search.modbus.SearchListener;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.GivenModbusDevice;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code ModbusScanBench}: line seconds of a scan of a Modbus with ten Eastron SDM630 that answer
 * after 10 to 60 ms; the mean of ten draws. It lives among the tests because its meters do.
 *
 * <p>Exit codes: 0 measured, 1 could not measure.
 */
public final class ModbusScanBench {
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int METERS = 10;
  private static final int ELSEWHERE = 2;

  /** In haste, which finds meters that answer so soon. */
  private static final int LOOKS = 2;

  /** What the command does unless it is told otherwise: the third in peace. */
  private static final int USUAL_LOOKS = 3;

  private static final int DRAWS = 10;
  private static final List<LineSettings> SETTINGS =
      Stream.of(9_600, 19_200, 38_400, 2_400)
          .flatMap(
              baud ->
                  Stream.of(Parity.NONE, Parity.EVEN)
                      .map(parity -> new LineSettings(baud, parity, 1)))
          .toList();

  private final Figures figures;
  private final Recogniser recogniser = new Recogniser(Profiles.bundled().all());
  private int missed;
  private int ghosts;

  private ModbusScanBench(Figures figures) {
    this.figures = figures;
  }

  /** The command. */
  public static void main(String[] arguments) {
    Figures figures = new Figures(System.out, System.err);
    try {
      new ModbusScanBench(figures).run();
    } catch (Exception failed) {
      figures.note("rtu: a scan could not be measured: %s", failed);
      System.exit(1);
    }
  }

  private void run() throws Exception {
    figures.note(
        "rtu: scans with the seeds 1 to %d, %d meters, %d looks, ended by no number of meters",
        DRAWS, METERS, LOOKS);
    figures.note("rtu: settings %s", SETTINGS);
    measure("rtu.scan_line_seconds", SETTINGS, ELSEWHERE, LOOKS);
    measure("rtu.scan_one_setting_line_seconds", SETTINGS.subList(0, 1), 0, LOOKS);
    measure("rtu.scan_line_seconds_until_sure", SETTINGS, ELSEWHERE, USUAL_LOOKS);
    measure("rtu.scan_one_setting_line_seconds_until_sure", SETTINGS.subList(0, 1), 0, USUAL_LOOKS);
    figures.figure("rtu.scan_missed", missed, "count");
    figures.figure("rtu.scan_ghosts", ghosts, "count");
  }

  private void measure(String name, List<LineSettings> settings, int elsewhere, int looks)
      throws Exception {
    double sum = 0;
    double worst = 0;
    for (int seed = 1; seed <= DRAWS; seed++) {
      double seconds = scan(settings, elsewhere, looks, seed);
      sum += seconds;
      worst = Math.max(worst, seconds);
    }
    figures.figure(name, sum / DRAWS, "s");
    figures.note("%s: %d draws, the worst %.0f s", name, DRAWS, worst);
  }

  /** All settings one after the other, whatever the earlier ones found. */
  private double scan(List<LineSettings> settings, int elsewhere, int looks, long seed)
      throws Exception {
    LineModel model = new LineModel(Disturbance.NONE.onOnePair(), seed);
    SplittableRandom random = new SplittableRandom(seed);
    Profile profile = Profiles.bundled().find(new ProfileId("eastron-sdm630")).orElseThrow();
    LineSettings other = settings.get(elsewhere == 0 ? 0 : random.nextInt(1, settings.size()));
    Set<Integer> there = new TreeSet<>();
    while (there.size() < METERS) {
      int unit = random.nextInt(1, 248);
      int i = there.size();
      if (!there.add(unit)) {
        continue;
      }
      SplittableRandom own = random.split();
      model.attach(
          GivenModbusDevice.of(profile, own)
              .on(
                  unit,
                  i < elsewhere ? other : settings.getFirst(),
                  () -> Duration.ofMillis(own.nextInt(10, 61))));
    }
    int found = 0;
    for (LineSettings set : settings) {
      for (Finding finding : search(model, set, looks)) {
        if (finding instanceof Finding.Meter && there.remove(finding.unit())) {
          found++;
        } else {
          ghosts++;
        }
      }
    }
    missed += METERS - found;
    return model.elapsed().toNanos() / 1e9;
  }

  private List<Finding> search(LineModel model, LineSettings settings, int looks)
      throws IOException, InterruptedException {
    try (SerialLine line = model.master(settings)) {
      Exchange exchange = new Exchange(line, Exchange.Echo.PERHAPS, Capture.NONE);
      LineAsker asker =
          new LineAsker(new ModbusMaster(exchange, PATIENCE, new LineClock(model)), PATIENCE);
      Wanted wanted = new Wanted(Medium.LINE, Wanted.ALL, looks, 0, Map.of());
      return new ModbusSearch(asker, recogniser, SearchListener.NONE, wanted).run();
    }
  }
}
