package eu.releve.edge.change;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.poll.Today;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.Differences;
import eu.releve.wire.PlanOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows orders to read by another plan: tries it, keeps it when the meters are read as before,
 * and goes back by itself when they are not.
 *
 * <p>The plan in force stays in its file until another has proven itself. What is tried is written
 * down before it is begun, so that a start finds it; each start gives it its whole time again, and
 * the fourth goes back. A thread of its own makes one {@link #step} after the other.
 */
public final class PlanCare implements AutoCloseable {
  /** How often a trial is begun, starts of the program counted. */
  static final int STARTS_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(PlanCare.class);
  private static final int COMMANDS_MAX = 8;
  private static final int REFUSALS_TOLD_MAX = 20;
  private static final long LOOK_MILLIS = 500;

  private static final long CLOSING_MILLIS_MAX = 30_000;
  private static final byte[] NOTHING = new byte[0];

  private final Orders orders;
  private final PlanFolder folder;
  private final BootClock clock;
  private final BlockingQueue<byte[]> commands = new ArrayBlockingQueue<>(COMMANDS_MAX);
  private final Set<Long> saidAgain = new HashSet<>();

  private PlanRecord record = PlanRecord.EMPTY;

  /** The plan that comes back; empty before the first. */
  private String good = "";

  private Optional<Tried> tried = Optional.empty();

  /** Since when the lanes are what they are. */
  private long lanesBeganBootMillis;

  /** Nothing of it is written down: after a start it comes again. */
  private Optional<Waiting> waiting = Optional.empty();

  /** Whether nothing could be begun, so that it is tried again. */
  private boolean isLost;

  private int refusalsTold;
  private Optional<Thread> thread = Optional.empty();
  private volatile PlanStanding standing = PlanStanding.NONE;
  private volatile boolean isClosed;

  /** Orders for a gateway; {@link #begin} comes before anything else. */
  public PlanCare(GatewayId gateway, PlanFolder folder, Anchor anchor, BootClock clock) {
    this.orders = new Orders(gateway, anchor);
    this.folder = folder;
    this.clock = clock;
  }

  // --- the start --------------------------------------------------------------------------------

  /**
   * Ends what a power cut left half done; where the disk takes no note of it, the next start does.
   *
   * @param inForce the plan in force, as it was just read; empty for none.
   * @return the plan to begin with instead, while it is on trial.
   */
  public Optional<String> begin(String inForce) {
    good = inForce;
    try {
      record = folder.record();
      if (record.trial().isPresent()) {
        goOn(record.trial().get());
      }
    } catch (IOException refused) {
      LOG.error("a plan on trial waits until the disk takes notes reason={}", refused.toString());
    }
    lanesBeganBootMillis = clock.bootMillis();
    stand();
    return tried.map(Tried::plan);
  }

  private void goOn(Trial trial) throws IOException {
    if (SitePlan.hash(good).equals(trial.origin().plan())) {
      keep(confirmed(trial.origin()));
    } else {
      resume(trial);
    }
  }

  private void resume(Trial trial) throws IOException {
    Optional<String> candidate =
        folder.candidate().filter(plan -> SitePlan.hash(plan).equals(trial.origin().plan()));
    if (!SitePlan.hash(good).equals(trial.parent())) {
      keep(returned(trial, Why.BY_HAND, folder.site().toString(), List.of()));
    } else if (trial.starts() >= STARTS_MAX) {
      keep(returned(trial, Why.DIED, "begun %d times".formatted(trial.starts()), List.of()));
    } else if (candidate.isEmpty()) {
      keep(returned(trial, Why.INVALID, "the plan on trial is damaged", List.of()));
    } else {
      keep(record.tries(trial.begun()));
      tried = Optional.of(new Tried(candidate.get(), trial.within(), clock.bootMillis()));
    }
  }

  /** The plan on trial could not be begun at the start: the one in force is. */
  public void failed(String reason) {
    tried = Optional.empty();
    try {
      if (record.trial().isPresent()) {
        keep(returned(record.trial().get(), Why.INVALID, reason, List.of()));
      }
    } catch (IOException refused) {
      LOG.error("that a plan cannot be begun is told later reason={}", refused.toString());
    }
    stand();
  }

  /** At work on those lanes, which follow what {@link #begin} said. */
  public void start(World world) {
    Thread own = Thread.ofPlatform().name("plan").daemon().unstarted(() -> run(world));
    thread = Optional.of(own);
    own.start();
  }

  private void run(World world) {
    try {
      while (!isClosed) {
        step(world);
        Optional<byte[]> next =
            Optional.ofNullable(commands.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        if (next.isPresent() && next.get().length > 0 && !isClosed) {
          consider(next.get(), world);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes a command from the collector; may be called by any thread, and does not wait. */
  public void take(byte[] command) {
    if (!commands.offer(command)) {
      LOG.warn("a command is not taken, {} wait: it comes again", COMMANDS_MAX);
    }
  }

  /** How it stands; does not wait. */
  public PlanStanding standing() {
    return standing;
  }

  // --- orders -----------------------------------------------------------------------------------

  /** Follows a command, or says why not. */
  void consider(byte[] command, World world) {
    PlanRecord before = record;
    try {
      switch (orders.read(command)) {
        case Orders.Read.Refused refused -> untrusted(refused, world);
        case Orders.Read.Genuine genuine -> genuine(genuine, command, world);
      }
    } catch (IOException | RuntimeException failed) {
      // It comes again with the next connection, as long as nothing was said of it.
      LOG.error("an order is not followed now", failed);
      record = tried.isPresent() ? record : before;
    }
    stand();
  }

  /** Nothing of it is written down but the event: whoever sends it may send much of it. */
  private void untrusted(Orders.Read.Refused refused, World world) {
    LOG.warn(
        "an order is refused version={} why={} said={}",
        refused.version(),
        refused.why().id(),
        refused.said());
    if (refusalsTold < REFUSALS_TOLD_MAX) {
      refusalsTold++;
      boolean unused =
          note(
              refused(refused.version(), refused.plan()).because(refused.why(), refused.said()),
              world);
    }
  }

  private void genuine(Orders.Read.Genuine genuine, byte[] command, World world)
      throws IOException {
    PlanOrder order = genuine.order();
    String authority = Fingerprint.of(genuine.authority()).hex();
    if (order.version() <= record.highestOf(authority)) {
      again(order, world);
      return;
    }
    PlanRecord before = record;
    record = record.met(authority, order.version());
    Optional<PlanReport> refusal = refusal(genuine, world);
    if (refusal.isPresent()) {
      LOG.warn("an order is refused version={} {}", order.version(), refusal.get().text());
      keep(record.tells(refusal.get()));
      say(world);
    } else if (order.plan().equals(SitePlan.hash(good))) {
      keep(confirmed(Origin.of(order)));
      say(world);
    } else if (!asBefore(order.within(), world).isKnown()) {
      record = before;
      Asking asking = new Asking(order.within(), lanesBeganBootMillis);
      waits(new Waiting(order.version(), order.within(), command, asking));
    } else {
      tryOut(order, genuine.plan(), world);
    }
  }

  private void waits(Waiting order) {
    if (waiting.isEmpty() || waiting.get().version() <= order.version()) {
      LOG.info("an order waits until it is known who is read version={}", order.version());
      waiting = Optional.of(order);
    }
  }

  private void reconsider(World world) {
    if (waiting.isEmpty()) {
      return;
    }
    Waiting order = waiting.get();
    AsBefore before = asBefore(order.within(), world);
    if (before.isKnown()) {
      waiting = Optional.empty();
      consider(order.command(), world);
    } else {
      order.asking().ask(before.unread(), before.nowBootMillis(), world);
    }
  }

  /** The collector has not had the answer yet, or it is a replay. */
  private void again(PlanOrder order, World world) {
    Optional<PlanReport> told =
        record
            .last()
            .filter(last -> last.version() == order.version() && last.plan().equals(order.plan()));
    if (saidAgain.add(order.version())) {
      boolean unused =
          note(
              told.orElseGet(
                  () -> refused(order.version(), order.plan()).because(Why.OLD_VERSION, "")),
              world);
    }
  }

  private Optional<PlanReport> refusal(Orders.Read.Genuine genuine, World world) {
    PlanOrder order = genuine.order();
    PlanReport no = refused(order.version(), order.plan());
    if (tried.isPresent()) {
      return Optional.of(no.because(Why.ON_TRIAL, ""));
    }
    String inForce = SitePlan.hash(good);
    Optional<OrganisationId> from =
        record.origin().filter(its -> its.plan().equals(inForce)).map(Origin::organisation);
    if (from.isPresent()
        && !from.equals(Optional.of(order.organisation()))
        && !from.equals(order.formerly())) {
      return Optional.of(no.because(Why.OTHER_ORGANISATION, from.get().value()));
    }
    try {
      SitePlan plan = world.fitting(genuine.plan());
      SitePlan present = present(world);
      if (!order.parent().equals(inForce)) {
        return Optional.of(
            no.because(Why.OTHER_PARENT, "")
                .differing(present.isNone() ? List.of() : Differences.of(present, plan)));
      }
      if (!present.isNone() && !plan.site().equals(present.site())) {
        return Optional.of(no.because(Why.OTHER_SITE, plan.site().value()));
      }
      folder.demandWritable();
      return Optional.empty();
    } catch (UnfitPlanException unfit) {
      return Optional.of(no.because(Why.INVALID, String.valueOf(unfit.getMessage())));
    } catch (IOException unwritable) {
      return Optional.of(no.because(Why.UNWRITABLE, unwritable.toString()));
    }
  }

  // --- a trial ----------------------------------------------------------------------------------

  private void tryOut(PlanOrder order, String plan, World world) throws IOException {
    Set<MeterId> wanted = wanted(order.within(), plan, world);
    waiting = Optional.empty();
    Origin origin = Origin.of(order);
    folder.keepCandidate(plan);
    Trial trial = new Trial(origin, order.parent(), order.within(), 1, wanted);
    keep(record.tries(trial).tells(report(Outcome.APPLIED, origin.version(), origin.plan())));
    LOG.info("another plan is tried version={} within={}", order.version(), order.within());
    try {
      world.follow(plan);
      lanesBeganBootMillis = clock.bootMillis();
      tried = Optional.of(new Tried(plan, order.within(), lanesBeganBootMillis));
      say(world);
    } catch (UnfitPlanException unfit) {
      goBack(trial, Why.INVALID, String.valueOf(unfit.getMessage()), List.of(), world);
    }
  }

  private AsBefore asBefore(Duration within, World world) {
    return new AsBefore(world.meters(), lanesBeganBootMillis, clock.bootMillis(), within);
  }

  private Set<MeterId> wanted(Duration within, String plan, World world) {
    try {
      SitePlan after = world.fitting(plan);
      return asBefore(within, world)
          .wanted(present(world), after, new Today(after.zone(), clock).get());
    } catch (UnfitPlanException unfit) {
      throw new IllegalStateException("it was fitting a moment ago", unfit);
    }
  }

  private SitePlan present(World world) throws UnfitPlanException {
    return good.isEmpty() ? SitePlan.NONE : world.fitting(good);
  }

  /** Tells what is not told yet, and judges what is tried. */
  void step(World world) {
    try {
      if (isLost) {
        isLost = !follows(good, world);
      }
      say(world);
      if (tried.isPresent() && record.trial().isPresent()) {
        judge(record.trial().get(), tried.get(), world);
      }
      reconsider(world);
    } catch (IOException | RuntimeException failed) {
      LOG.error("a plan on trial cannot be judged now", failed);
    }
    stand(world.meters());
  }

  private void judge(Trial trial, Tried now, World world) throws IOException {
    List<MeterId> missing = now.missing(trial, world.meters());
    boolean byMeters = trial.isProvenByMeters();
    boolean isProven = byMeters ? missing.isEmpty() : now.isHeard(world);
    if (isProven) {
      confirm(trial, now, world);
    } else if (now.leftMillis(trial, clock.bootMillis()) == 0) {
      goBack(trial, byMeters ? Why.NOT_READ : Why.NOT_HEARD, "", missing, world);
    } else {
      now.ask(missing, clock.bootMillis(), world);
    }
  }

  private void confirm(Trial trial, Tried now, World world) throws IOException {
    if (!SitePlan.hash(folder.inForce()).equals(trial.parent())) {
      goBack(trial, Why.BY_HAND, folder.site().toString(), List.of(), world);
      return;
    }
    try {
      folder.putInForce(now.plan());
    } catch (IOException refused) {
      if (!SitePlan.hash(folder.inForce()).equals(trial.origin().plan())) {
        goBack(trial, Why.UNWRITABLE, refused.toString(), List.of(), world);
        return;
      }
    }
    good = now.plan();
    tried = Optional.empty();
    keep(confirmed(trial.origin()));
    LOG.info("the plan is confirmed version={}", trial.origin().version());
    say(world);
  }

  private void goBack(Trial trial, Why why, String said, List<MeterId> missing, World world)
      throws IOException {
    LOG.warn(
        "the plan goes back version={} why={} said={} meters={}",
        trial.origin().version(),
        why.id(),
        said,
        missing);
    tried = Optional.empty();
    keep(returned(trial, why, said, missing));
    isLost = !follows(good, world);
    say(world);
  }

  private boolean follows(String plan, World world) {
    try {
      world.follow(plan);
      lanesBeganBootMillis = clock.bootMillis();
      return true;
    } catch (UnfitPlanException refused) {
      LOG.error("the plan in force cannot be begun, and is tried again", refused);
      return false;
    }
  }

  // --- what is kept and told --------------------------------------------------------------------

  private PlanRecord confirmed(Origin origin) {
    return record
        .confirmed(origin)
        .tells(
            PlanReport.of(
                Outcome.CONFIRMED,
                origin.version(),
                origin.plan(),
                origin.plan(),
                record.highest()));
  }

  private PlanRecord returned(Trial trial, Why why, String said, List<MeterId> missing) {
    return record
        .back()
        .tells(
            report(Outcome.RETURNED, trial.origin().version(), trial.origin().plan())
                .because(why, said)
                .without(missing.stream().map(MeterId::value).toList()));
  }

  private PlanReport refused(long version, String plan) {
    return report(Outcome.REFUSED, version, plan);
  }

  private PlanReport report(Outcome outcome, long version, String plan) {
    return PlanReport.of(outcome, version, plan, SitePlan.hash(good), record.highest());
  }

  private void keep(PlanRecord next) throws IOException {
    folder.keep(next);
    record = next;
  }

  /** Written down once more only when the journal has it: told twice is better than never. */
  private void say(World world) throws IOException {
    if (!record.isSaid() && record.last().isPresent() && note(record.last().get(), world)) {
      keep(record.said());
    }
  }

  private static boolean note(PlanReport report, World world) {
    return world.note(report.outcome().code(), report.text());
  }

  private void stand() {
    stand(List.of());
  }

  private void stand(List<Heard> meters) {
    String inForce = SitePlan.hash(good);
    long now = clock.bootMillis();
    Optional<PlanStanding.OnTrial> onTrial =
        record.trial().flatMap(trial -> tried.map(its -> its.standing(trial, meters, now)));
    standing =
        new PlanStanding(
            good.isEmpty() ? "" : inForce,
            record.origin().filter(origin -> origin.plan().equals(inForce)),
            onTrial,
            record.last(),
            good.isEmpty() ? Optional.of(folder.site()) : Optional.empty());
  }

  /** Lets a change under way end. */
  @Override
  public void close() {
    isClosed = true;
    boolean unused = commands.offer(NOTHING);
    try {
      if (thread.isPresent() && !thread.get().join(Duration.ofMillis(CLOSING_MILLIS_MAX))) {
        LOG.warn("a change of the plan does not end");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
