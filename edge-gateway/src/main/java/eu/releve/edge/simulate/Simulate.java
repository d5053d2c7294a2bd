package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays a site plan until it is told to stop. */
public final class Simulate {
  private static final int WRONG_USE = 2;
  private static final int MISSING = 3;
  private static final int CLOSING_SECONDS_MAX = 5;

  /** More than a simulator ever runs. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private Simulate() {}

  /**
   * Exits with 0 when it was stopped, 2 for wrong options or a wrong plan, 3 without its plan or
   * ports.
   */
  public static void main(String... arguments) throws InterruptedException {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (arguments.equals(List.of("--help"))) {
      out.println(usage());
      return 0;
    }
    try {
      Options options = Options.of(arguments);
      if (!Files.isReadable(options.site())) {
        throw new IOException(options.site() + ": wanted a site plan, found none");
      }
      SitePlan plan = SitePlans.load(options.site(), profiles(options));
      play(options, plan, InstantSource.system(), out);
      return 0;
    } catch (IllegalArgumentException wrong) {
      err.println("simulate: " + wrong.getMessage());
      err.println(usage());
      return WRONG_USE;
    } catch (DocumentException wrong) {
      err.println(wrong.getMessage());
      return WRONG_USE;
    } catch (IOException missing) {
      err.println("simulate: " + missing.getMessage());
      return MISSING;
    }
  }

  private static String usage() {
    return Messages.load(Simulate.class, CommandLanguage.of(System.getenv())).text("usage");
  }

  private static Profiles profiles(Options options) throws DocumentException, IOException {
    return options.profiles().isPresent()
        ? Profiles.bundled().with(options.profiles().get())
        : Profiles.bundled();
  }

  private static void play(Options options, SitePlan plan, InstantSource clock, PrintStream out)
      throws IOException, InterruptedException {
    Instant begin = clock.instant();
    Building building =
        Building.of(
            plan,
            options.seed(),
            options.leaks().orElseGet(() -> Building.oneLeak(plan, options.seed())));
    FasterTruth truth = new FasterTruth(building, options.since().orElse(begin), options.speed());
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch closed = closeOnTermination(stop);
    try (Recorder recorder = recorder(options)) {
      String past = past(options, plan, building, recorder, begin);
      building.countUpTo(truth.within(begin));
      try (SimulatedSite site =
              SimulatedSite.start(plan, truth, clock, recorder, extras(options, plan));
          Control control = Control.start(options.control(), site, truth, clock, stop::countDown)) {
        out.println("ready simulator control=" + control.address() + past);
        stop.await(options.lifetime().orElse(FOR_EVER).toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      closed.countDown();
    }
  }

  private static SimulatedSite.Extras extras(Options options, SitePlan plan) throws IOException {
    Keys keys = Keys.NONE;
    if (options.keys().isPresent()) {
      KeyFile file = new KeyFile(options.keys().get());
      keys = file.read();
      if (keys.size() == 0) {
        throw new IOException(file.path() + ": wanted keys of meters, found none");
      }
    }
    Map<BusId, Recording> recordings = new HashMap<>();
    for (Map.Entry<BusId, Path> entry : options.replay().entrySet()) {
      require(
          plan.bus(entry.getKey()).isPresent(),
          "--replay: '%s' is no bus of the plan",
          entry.getKey());
      recordings.put(entry.getKey(), Recording.load(entry.getValue()));
    }
    return new SimulatedSite.Extras(given(options, plan), keys, recordings, options.speakEvery());
  }

  private static Map<BusId, List<GivenMeter>> given(Options options, SitePlan plan)
      throws IOException {
    Map<BusId, List<GivenMeter>> given = new HashMap<>();
    for (Map.Entry<BusId, Path> entry : options.telegrams().entrySet()) {
      require(
          plan.bus(entry.getKey()).map(Bus::protocol).orElse(null) == Bus.Protocol.MBUS,
          "--telegrams: '%s' is no M-Bus of the plan",
          entry.getKey());
      given.put(entry.getKey(), GivenMeter.load(entry.getValue()));
    }
    return given;
  }

  /** Fills the journal if one is named, and says so in the ready line. */
  private static String past(
      Options options, SitePlan plan, Building building, Recorder recorder, Instant begin)
      throws IOException {
    if (options.past().isEmpty()) {
      return "";
    }
    Past.Wanted wanted = options.past().get();
    building.countUpTo(wanted.from().atStartOfDay(plan.zone()).toInstant());
    return " past=" + Past.write(wanted, plan, building, recorder, begin);
  }

  private static Recorder recorder(Options options) throws IOException {
    return options.record().isPresent() ? AnswerFile.in(options.record().get()) : Recorder.none();
  }

  /** On a signal the sockets and the record are closed, and the exit code is 0. */
  private static CountDownLatch closeOnTermination(CountDownLatch stop) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              boolean signalled = stop.getCount() > 0 && closed.getCount() > 0;
              stop.countDown();
              try {
                if (closed.await(CLOSING_SECONDS_MAX, TimeUnit.SECONDS) && signalled) {
                  Runtime.getRuntime().halt(0);
                }
              } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return closed;
  }
}
