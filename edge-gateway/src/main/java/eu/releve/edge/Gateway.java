package eu.releve.edge;

import eu.releve.document.DocumentException;
import eu.releve.edge.board.FrontPanel;
import eu.releve.edge.change.PlanCare;
import eu.releve.edge.change.PlanFolder;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.console.Console;
import eu.releve.edge.console.Door;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.journal.Limits;
import eu.releve.edge.journal.Whose;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.state.StateFile;
import eu.releve.provisioning.enrol.Identity;
import eu.releve.provisioning.enrol.IdentityFiles;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.GatewaySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway: meter, link, decode, reading, journal, publish. */
public final class Gateway {
  static final int STOPPED = 0;
  static final int WRONG_USE = 2;
  static final int MISSING = 3;

  private static final Duration DRAIN = Duration.ofSeconds(15);
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Journal journal;
  private final StateFile state;
  private final Measuring measuring;
  private final PlanCare plans;
  private final Publisher publisher;
  private final Certificate certificate;
  private final CommissionWatch commissioning;
  private final Console console;
  private final Optional<FrontPanel> panel;

  private Gateway(
      Journal journal,
      StateFile state,
      Measuring measuring,
      PlanCare plans,
      Publisher publisher,
      Certificate certificate,
      CommissionWatch commissioning,
      Console console,
      Optional<FrontPanel> panel) {
    this.journal = journal;
    this.state = state;
    this.measuring = measuring;
    this.plans = plans;
    this.publisher = publisher;
    this.certificate = certificate;
    this.commissioning = commissioning;
    this.console = console;
    this.panel = panel;
  }

  /** Runs a gateway until it is told to stop; see {@code --example} for its settings. */
  public static void main(String[] arguments) throws InterruptedException {
    Shutdown shutdown = Shutdown.listening();
    shutdown.exit(run(List.of(arguments), shutdown));
  }

  private static int run(List<String> arguments, Shutdown shutdown) throws InterruptedException {
    Optional<String> asked = printed(arguments, System.getenv());
    if (asked.isPresent()) {
      System.out.print(asked.get());
      return STOPPED;
    }
    if (arguments.size() != 2 || !arguments.getFirst().equals("--config")) {
      System.err.print(usage(System.getenv()));
      return WRONG_USE;
    }
    try {
      Gateway gateway =
          start(settings(Path.of(arguments.get(1)), System.getenv()), shutdown::order);
      System.out.println("ready gateway console=" + gateway.console());
      shutdown.await();
      gateway.stop();
      return STOPPED;
    } catch (StartException refused) {
      System.err.println(refused.getMessage());
      return refused.exitCode();
    }
  }

  /** What somebody wants to read instead of having it run. */
  static Optional<String> printed(List<String> arguments, Map<String, String> environment) {
    if (arguments.equals(List.of("--example"))) {
      return Optional.of(GatewaySettings.example());
    }
    return arguments.equals(List.of("--help")) ? Optional.of(usage(environment)) : Optional.empty();
  }

  private static String usage(Map<String, String> environment) {
    return Messages.load(Gateway.class, CommandLanguage.of(environment)).text("usage") + "\n";
  }

  /**
   * Reads the settings.
   *
   * @param environment whose {@code RELEVE_...} variables count more than the file.
   * @throws StartException when the file is missing or wrong.
   */
  public static GatewaySettings settings(Path file, Map<String, String> environment)
      throws StartException {
    if (!Files.isReadable(file)) {
      throw StartException.missing(
          file + ": wanted a settings file, found none", new IOException(file.toString()));
    }
    try {
      return GatewaySettings.load(file, environment);
    } catch (DocumentException wrong) {
      throw StartException.wrong(wrong);
    }
  }

  /**
   * Starts a gateway: it polls first, everything else comes while the first answers are on the way.
   *
   * @throws StartException naming what is wrong or missing; nothing is left running.
   */
  public static Gateway start(GatewaySettings settings) throws StartException {
    return start(settings, () -> LOG.warn("nothing here can start the gateway again"));
  }

  /**
   * The same.
   *
   * @param restart ends it in peace, after which somebody starts it again; called by the button.
   */
  static Gateway start(GatewaySettings settings, Runnable restart) throws StartException {
    Site site = Site.of(settings);
    if (site.plan().isNone()) {
      LOG.warn(
          "no meters yet: no site plan file={}: put one there and start again, or push one:"
              + " ./releve fleet push {} PLAN",
          settings.site(),
          settings.gateway());
    }
    Certificate.check(settings);
    try {
      BootClock clock = LinuxBootClock.open(settings.clock() == GatewaySettings.Clock.TRUSTED);
      Path folder = settings.data().resolve("journal");
      Optional<Path> aside = Whose.settle(folder, settings.gateway());
      Gateway gateway =
          over(
              Journal.openPatiently(folder, clock, Limits.upTo(settings.journalMib())),
              clock,
              site,
              settings,
              restart);
      aside.ifPresent(other -> gateway.tell("journal-put-aside", other.toString()));
      return gateway;
    } catch (JournalException refused) {
      throw StartException.missing(settings.data() + ": " + refused.getMessage(), refused);
    } catch (IOException unavailable) {
      throw StartException.missing(unavailable.toString(), unavailable);
    }
  }

  private static Gateway over(
      Journal journal, BootClock clock, Site site, GatewaySettings settings, Runnable restart)
      throws StartException, JournalException, IOException {
    StateFile state = state(journal, settings);
    PlanCare plans =
        new PlanCare(
            settings.gateway(),
            PlanFolder.in(settings.data(), settings.site()),
            () -> IdentityFiles.in(settings.data()).read().map(Identity::authority),
            clock);
    Measuring measuring = measuring(journal, clock, site, state, plans, settings);
    Publisher publisher =
        Publisher.start(
            Certificate.uplink(settings),
            settings.gateway(),
            journal,
            clock,
            Pace.USUAL,
            new SplittableRandom(),
            plans::take);
    Certificate certificate = Certificate.start(settings, clock, measuring, publisher);
    CommissionWatch commissioning = CommissionWatch.start(settings, measuring, state, clock);
    try {
      Door door = door(settings, clock);
      Overview overview =
          new Overview(
              journal,
              measuring,
              publisher,
              door,
              clock,
              certificate::standing,
              DiskWrites.fromNow(clock, settings.data(), settings.flash()),
              plans::standing);
      Console console =
          Console.open(
              settings.console(),
              door,
              overview::now,
              measuring,
              Optional.of(commissioning.reports()));
      Panel panel = new Panel(measuring, publisher, certificate, restart);
      plans.start(measuring);
      return new Gateway(
          journal,
          state,
          measuring,
          plans,
          publisher,
          certificate,
          commissioning,
          console,
          panel.start(site.board(), clock));
    } catch (IOException taken) {
      commissioning.close();
      measuring.close();
      certificate.close();
      publisher.close();
      state.close();
      journal.close();
      throw new IOException("console " + settings.console() + ": " + taken.getMessage(), taken);
    }
  }

  /** The lanes of the plan on trial, where one is and it can be begun; else of the one in force. */
  private static Measuring measuring(
      Journal journal,
      BootClock clock,
      Site site,
      StateFile state,
      PlanCare plans,
      GatewaySettings settings)
      throws StartException, JournalException, IOException {
    try {
      Optional<String> tried = plans.begin(site.plan().text());
      if (tried.isPresent()) {
        try {
          Site other = Site.of(settings, "plan", tried.get());
          return Measuring.start(journal, clock, state, settings, other);
        } catch (StartException unfit) {
          plans.failed(String.valueOf(unfit.getMessage()));
        }
      }
      return Measuring.start(journal, clock, state, settings, site);
    } catch (StartException | JournalException | IOException refused) {
      state.close();
      journal.close();
      throw refused;
    }
  }

  /** On loopback nobody is asked; elsewhere the password is made at the first start. */
  private static Door door(GatewaySettings settings, BootClock clock) throws IOException {
    if (settings.console().isLoopback()) {
      return Door.open(clock);
    }
    Door door = Door.guarded(settings.data().resolve("console"), clock);
    door.firstPassword().ifPresent(file -> LOG.info("console's first password file={}", file));
    return door;
  }

  private static StateFile state(Journal journal, GatewaySettings settings)
      throws JournalException, IOException {
    try {
      return StateFile.open(settings.data().resolve("state.db"));
    } catch (IOException refused) {
      journal.close();
      throw refused;
    }
  }

  /** Where its console is. */
  public URI console() {
    return console.address();
  }

  private void tell(String code, String text) {
    boolean unused = measuring.note(code, text);
  }

  /** Ends the lanes, hands over what the journal holds if the collector takes it, and closes. */
  public void stop() throws InterruptedException {
    stop(DRAIN);
  }

  void stop(Duration drain) throws InterruptedException {
    panel.ifPresent(FrontPanel::close);
    certificate.close();
    commissioning.close();
    plans.close();
    measuring.close();
    boolean drained = publisher.stop(drain);
    console.close();
    state.close();
    LOG.info("stopped drained={} left_batches={}", drained, journal.depth().batches());
    try {
      journal.close();
    } catch (JournalException failure) {
      LOG.warn("journal did not close well reason={}", failure.getMessage());
    }
  }
}
