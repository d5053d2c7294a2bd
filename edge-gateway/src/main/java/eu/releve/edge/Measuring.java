package eu.releve.edge;

import eu.releve.edge.change.Heard;
import eu.releve.edge.change.UnfitPlanException;
import eu.releve.edge.change.World;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.Meters;
import eu.releve.edge.console.Status;
import eu.releve.edge.journal.Depth;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.serial.Captures;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.telegram.Shown;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lanes of the plan that is followed now; others take their place when another plan is.
 *
 * <p>A serial port has one user: the old lanes end, their windows closed, before the new ones
 * begin.
 */
final class Measuring implements Meters, World, AutoCloseable {
  private final Journal journal;
  private final BootClock clock;
  private final Notebook notebook;
  private final GatewaySettings settings;
  private volatile Now now;
  private boolean isClosed;

  /** Readings that ended with lanes while the journal refused, and are still to be told. */
  private long owed;

  /**
   * What is followed now.
   *
   * @param site what is installed.
   * @param runtime its lanes.
   * @param identity what the console says of it.
   */
  record Now(Site site, GatewayRuntime runtime, Status.Identity identity) {}

  private Measuring(
      Journal journal, BootClock clock, Notebook notebook, GatewaySettings settings, Site site)
      throws StartException, JournalException, IOException {
    this.journal = journal;
    this.clock = clock;
    this.notebook = notebook;
    this.settings = settings;
    this.now = lanes(site);
  }

  /**
   * Begins to poll by that plan.
   *
   * @throws StartException when journal and plan do not fit; nothing is left running.
   */
  static Measuring start(
      Journal journal, BootClock clock, Notebook notebook, GatewaySettings settings, Site site)
      throws StartException, JournalException, IOException {
    Measuring measuring = new Measuring(journal, clock, notebook, settings, site);
    measuring.now.runtime().start();
    return measuring;
  }

  /** Lanes that have not begun yet. */
  private Now lanes(Site site) throws StartException, JournalException, IOException {
    Captures captures =
        Captures.in(
            settings.data().resolve("capture"),
            settings.capture(),
            () -> Instant.ofEpochMilli(clock.wallMillis()));
    try {
      GatewayRuntime runtime =
          GatewayRuntime.of(
              site.plan(),
              journal,
              clock,
              GatewayRuntime.Options.USUAL.withWindow(settings.window()),
              new GatewayRuntime.Belongings(
                  notebook, site.keys(), captures, ServerKeys.in(settings.data()), site.board()));
      return new Now(site, runtime, site.identity(settings));
    } catch (JournalException refused) {
      captures.close();
      throw refused;
    } catch (IllegalArgumentException tooMuch) {
      // A batch has a size, and an epoch so many numbers.
      captures.close();
      throw StartException.wrong(
          settings.site()
              + ": wanted a plan that fits into a catalogue, found "
              + tooMuch.getMessage(),
          tooMuch);
    }
  }

  /** What is followed now; may be called from any thread. */
  Now now() {
    return now;
  }

  /** The buses as they are now; may be called from any thread. */
  List<LaneView> view() {
    return now.runtime().view();
  }

  @Override
  public List<Heard> meters() {
    Now current = now;
    Map<MeterId, RadioView.MeterRadio> radio = new HashMap<>();
    for (RadioView view : current.runtime().radios()) {
      view.meters().forEach(meter -> radio.put(meter.id(), meter));
    }
    List<Heard> all = new ArrayList<>();
    for (LaneView lane : current.runtime().view()) {
      boolean isRadio =
          current.site().plan().bus(lane.bus()).filter(Bus.Radio.class::isInstance).isPresent();
      for (MeterView meter : lane.meters()) {
        OptionalLong every =
            isRadio
                ? Optional.ofNullable(radio.get(meter.id()))
                    .map(heard -> heard.reception().intervalMillis())
                    .orElse(OptionalLong.empty())
                : period(current.site().plan(), meter.id());
        OptionalLong last =
            meter.values().stream().mapToLong(MeterView.LastValue::bootMillis).max();
        boolean isSpared = meter.isSpared() || meter.condition() == Condition.NOT_ALLOWED;
        all.add(new Heard(meter.id(), last, every, !isRadio, isSpared));
      }
    }
    return all;
  }

  private static OptionalLong period(SitePlan plan, MeterId meter) {
    return plan.meter(meter)
        .map(found -> OptionalLong.of(found.period().toMillis()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public void ask(MeterId meter) {
    boolean unused = readNow(meter);
  }

  @Override
  public SitePlan fitting(String plan) throws UnfitPlanException {
    return site(plan).plan();
  }

  private Site site(String plan) throws UnfitPlanException {
    try {
      return Site.of(settings, "plan", plan);
    } catch (StartException refused) {
      throw new UnfitPlanException(refused);
    }
  }

  private Site none() throws UnfitPlanException {
    try {
      return Site.none(settings);
    } catch (StartException refused) {
      throw new UnfitPlanException(refused);
    }
  }

  @Override
  public Sent sent() {
    Depth depth = journal.depth();
    return new Sent(journal.epoch(), depth.lastSeq(), depth.receiptedSeq());
  }

  @Override
  public synchronized void follow(String plan) throws UnfitPlanException {
    if (isClosed) {
      return;
    }
    Site site = plan.isEmpty() ? none() : site(plan);
    now.runtime().end();
    owed += now.runtime().takeUntold();
    try {
      Now next = lanes(site);
      next.runtime().begin();
      now = next;
      owed = next.runtime().tellLoss(owed) ? 0 : owed;
    } catch (StartException | JournalException | IOException | RuntimeException refused) {
      throw new UnfitPlanException(refused);
    }
  }

  @Override
  public boolean note(String code, String text) {
    return now.runtime().note(code, text);
  }

  @Override
  public Optional<Shown> telegram(MeterId meter, Locale locale) {
    return now.runtime().telegram(meter, locale);
  }

  @Override
  public boolean readNow(MeterId meter) {
    return now.runtime().readNow(meter);
  }

  @Override
  public ServerKeys servers() {
    return now.runtime().servers();
  }

  @Override
  public boolean setIndex(MeterId meter, BigDecimal index) {
    return now.runtime().setIndex(meter, index);
  }

  /** Lets the requests in flight end, closes all windows and the connections; the journal stays. */
  @Override
  public synchronized void close() {
    isClosed = true;
    now.runtime().close();
    owed += now.runtime().takeUntold();
    owed = now.runtime().tellLoss(owed) ? 0 : owed;
  }
}
