package eu.releve.edge.bench;

import eu.releve.edge.link.MbusMask;
import eu.releve.edge.link.MbusMaster;
import eu.releve.edge.search.BusAsker;
import eu.releve.edge.search.Finding;
import eu.releve.edge.search.SearchListener;
import eu.releve.edge.search.SecondarySearch;
import eu.releve.edge.search.SecondarySearch.Hearing;
import eu.releve.edge.search.SecondarySearch.Limits;
import eu.releve.edge.serial.Capture;
import eu.releve.edge.serial.Exchange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.RandomMeters;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineModel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Line seconds of a search by selection at 2400 baud: answers after 30 ms, telegrams of 120
 * characters, 330 bit times and 50 ms for silence, each hit read; the mean of ten draws.
 */
final class SearchBench {
  private static final LineSettings LINE = LineSettings.mbus(2_400);
  private static final Duration DELAY = Duration.ofMillis(30);
  private static final Limits ONE_LOOK = new Limits(1, 0);
  private static final int DRAWS = 10;

  private final Figures figures;
  private int missed;
  private int ghosts;

  SearchBench(Figures figures) {
    this.figures = figures;
  }

  void run() throws Exception {
    figures.note("mbus: searches with the seeds 1 to %d", DRAWS);
    measure("mbus.search60", seed -> RandomMeters.decimal(60, seed), ONE_LOOK);
    measure("mbus.search250", seed -> RandomMeters.decimal(250, seed), ONE_LOOK);
    measure("mbus.search250_adversarial", RandomMeters::adversarial, ONE_LOOK);
    figures.figure("mbus.missed", missed, "count");
    figures.figure("mbus.ghosts", ghosts, "count");
    // What the command does unless it is told otherwise: until a look finds nothing new.
    measure("mbus.search60_until_sure", seed -> RandomMeters.decimal(60, seed), Limits.USUAL);
    measure("mbus.search250_until_sure", seed -> RandomMeters.decimal(250, seed), Limits.USUAL);
  }

  private void measure(String name, LongFunction<List<GivenMeter>> meters, Limits limits)
      throws Exception {
    double sum = 0;
    double worst = 0;
    for (int seed = 1; seed <= DRAWS; seed++) {
      double seconds = search(meters.apply(seed), seed, limits);
      sum += seconds;
      worst = Math.max(worst, seconds);
    }
    figures.figure(name, sum / DRAWS, "s");
    figures.note("%s: %d draws, the worst %.0f s", name, DRAWS, worst);
  }

  private double search(List<GivenMeter> meters, long seed, Limits limits) throws Exception {
    LineModel model = new LineModel(Disturbance.NONE, seed);
    Set<String> there = new TreeSet<>();
    for (GivenMeter meter : meters) {
      model.attach(meter.on(LINE, DELAY));
      there.add(MbusMask.of(meter.frames().getFirst()).orElseThrow().toString());
    }
    Exchange exchange = new Exchange(model.master(LINE), Exchange.Echo.PERHAPS, Capture.NONE);
    BusAsker asker = new BusAsker(new MbusMaster(exchange, Duration.ZERO));
    Set<String> found = new HashSet<>();
    for (Finding finding :
        new SecondarySearch(asker, SearchListener.NONE, limits, Hearing.CHECKED).run()) {
      String identity =
          finding instanceof Finding.Meter meter
              ? meter.identity().map(MbusMask::toString).orElse(meter.place())
              : finding.toString();
      ghosts += there.contains(identity) && found.add(identity) ? 0 : 1;
    }
    missed += (int) there.stream().filter(one -> !found.contains(one)).count();
    return model.elapsed().toNanos() / 1e9;
  }
}
