package eu.releve.edge;

import eu.releve.edge.board.Board;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.Meters;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.plan.BusBudget;
import eu.releve.edge.poll.BusLane;
import eu.releve.edge.poll.CustomerPort;
import eu.releve.edge.poll.Discoveries;
import eu.releve.edge.poll.Installation;
import eu.releve.edge.poll.KeptFormats;
import eu.releve.edge.poll.Lane;
import eu.releve.edge.poll.LaneThread;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.Line;
import eu.releve.edge.poll.OpcUaLane;
import eu.releve.edge.poll.OpcUaLine;
import eu.releve.edge.poll.OpcUaView;
import eu.releve.edge.poll.PortLane;
import eu.releve.edge.poll.PulseLane;
import eu.releve.edge.poll.PulseLine;
import eu.releve.edge.poll.PulseView;
import eu.releve.edge.poll.RadioLane;
import eu.releve.edge.poll.RadioLine;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.poll.Today;
import eu.releve.edge.serial.Captures;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.telegram.Looking;
import eu.releve.edge.telegram.Shown;
import eu.releve.edge.telegram.TelegramMemory;
import eu.releve.edge.telegram.TelegramWords;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of a site plan over a journal: what measures.
 *
 * <p>It runs by itself after {@link #start}; without it, whoever holds the clock drives it with
 * {@link #nextDueBootMillis} and {@link #cycle}, as fast as meters answer. Never both.
 */
public final class GatewayRuntime implements Meters, AutoCloseable {
  private static final long LANE_END_MILLIS_MAX = 8_000;
  private static final Logger LOG = LoggerFactory.getLogger(GatewayRuntime.class);

  private final Journal journal;
  private final BootClock clock;
  private final List<AutoCloseable> links = new ArrayList<>();
  private final List<BusLane> lanes = new ArrayList<>();
  private final List<RadioLane> radioLanes = new ArrayList<>();
  private final List<OpcUaLane> opcUaLanes = new ArrayList<>();
  private final List<PulseLane> pulseLanes = new ArrayList<>();
  private final TelegramMemory telegrams;
  private final Belongings belongings;
  private final List<LaneThread> threads = new ArrayList<>();
  private long untold;
  private boolean ended;

  private GatewayRuntime(
      Journal journal, BootClock clock, Belongings belongings, TelegramMemory telegrams) {
    this.belongings = belongings;
    this.telegrams = telegrams;
    this.journal = journal;
    this.clock = clock;
  }

  private void add(Line line, Lane.Habits habits) {
    links.add(line.link());
    lanes.add(new Lane(line, habits, journal::append, clock));
  }

  private void add(RadioLine line, Lane.Habits habits) {
    links.add(line.link());
    RadioLane lane = new RadioLane(line, habits, journal::append, clock);
    lanes.add(lane);
    radioLanes.add(lane);
  }

  private void add(OpcUaLine line, Lane.Habits habits) {
    links.add(line.link());
    OpcUaLane lane = new OpcUaLane(line, habits, journal::append, clock);
    lanes.add(lane);
    opcUaLanes.add(lane);
  }

  private void add(PulseLine line, Lane.Habits habits) {
    links.add(line.source());
    PulseLane lane = new PulseLane(line, habits, journal::append, clock);
    lanes.add(lane);
    pulseLanes.add(lane);
  }

  private void add(CustomerPort line, Lane.Habits habits) {
    links.add(line.link());
    lanes.add(new PortLane(line, habits, journal::append, clock));
  }

  /**
   * How a gateway measures.
   *
   * @param window how long a lane gathers readings into one batch: 0 to 900 s.
   * @param timeout how long a meter may take to answer.
   * @param spread how the meters' moments lie in their periods.
   */
  public record Options(Duration window, Duration timeout, Spread spread) {
    /** A window of 60 s, 3 s for an answer, meters spread. */
    public static final Options USUAL =
        new Options(Duration.ofMinutes(1), Duration.ofSeconds(3), Spread.BY_METER);

    /** The same with another window. */
    public Options withWindow(Duration other) {
      return new Options(other, timeout, spread);
    }
  }

  /**
   * Declares the registers of the plan and makes the lanes; nothing is asked yet.
   *
   * @throws JournalException when the registers cannot be declared.
   */
  public static GatewayRuntime of(SitePlan plan, Journal journal, BootClock clock, Options options)
      throws JournalException {
    return of(plan, journal, clock, options, new Belongings(Notebook.inMemory(), Keys.NONE));
  }

  /**
   * What a gateway has besides its plan.
   *
   * @param notebook that outlives it.
   * @param keys of meters that encrypt.
   * @param captures of its buses; closed with the runtime.
   * @param servers which OPC-UA servers are trusted.
   * @param board what its inputs are called.
   */
  public record Belongings(
      Notebook notebook, Keys keys, Captures captures, ServerKeys servers, Board board) {
    /** On no board. */
    public Belongings(Notebook notebook, Keys keys, Captures captures, ServerKeys servers) {
      this(notebook, keys, captures, servers, Board.NONE);
    }

    /** For OPC-UA servers over open connections only. */
    public Belongings(Notebook notebook, Keys keys, Captures captures, Board board) {
      this(notebook, keys, captures, ServerKeys.none(), board);
    }

    /** On no board, and for OPC-UA servers over open connections only. */
    public Belongings(Notebook notebook, Keys keys, Captures captures) {
      this(notebook, keys, captures, ServerKeys.none(), Board.NONE);
    }

    /** Without captures, on no board, and for OPC-UA servers over open connections only. */
    public Belongings(Notebook notebook, Keys keys) {
      this(notebook, keys, Captures.NONE, ServerKeys.none(), Board.NONE);
    }
  }

  /**
   * The same with a notebook and keys.
   *
   * @throws JournalException when the registers cannot be declared.
   */
  public static GatewayRuntime of(
      SitePlan plan, Journal journal, BootClock clock, Options options, Belongings belongings)
      throws JournalException {
    Installation installation = new Installation(plan, new Today(plan.zone(), clock));
    List<Declared> planned = installation.registers();
    Discoveries discoveries =
        new Discoveries(
            plan.meters(),
            belongings.notebook(),
            besides ->
                journal.declare(
                    plan.site(),
                    Stream.concat(planned.stream(), besides.stream()).toList(),
                    plan.text()));
    // Without a plan there is no building yet of which a catalogue could tell.
    Map<Register, Integer> numbers = plan.isNone() ? Map.of() : discoveries.declare();
    TelegramMemory telegrams = new TelegramMemory();
    Installation.Manners manners =
        new Installation.Manners(
            options.timeout(),
            clock,
            belongings.notebook(),
            belongings.keys(),
            telegrams,
            discoveries,
            belongings.captures());
    Lane.Habits habits = new Lane.Habits(options.window(), options.spread());
    GatewayRuntime runtime = new GatewayRuntime(journal, clock, belongings, telegrams);
    installation.lines(numbers, manners).forEach(line -> runtime.add(line, habits));
    installation.radioLines(numbers, manners).forEach(line -> runtime.add(line, habits));
    installation
        .opcUaLines(numbers, manners, belongings.servers())
        .forEach(line -> runtime.add(line, habits));
    installation
        .pulseLines(numbers, manners, belongings.board())
        .forEach(line -> runtime.add(line, habits));
    installation.customerPorts(manners).forEach(line -> runtime.add(line, habits));
    return runtime;
  }

  private static void warn(BusLane lane) {
    LaneView view = lane.view();
    view.budget()
        .filter(budget -> !budget.isKept())
        .ifPresent(
            budget ->
                LOG.warn(
                    "bus is too slow for the periods of its meters bus={} needed={}% available={}%",
                    view.bus(), budget.neededPercent(), BusBudget.AVAILABLE_PERCENT));
  }

  /** Begins to poll, one thread for each bus. */
  public void start() {
    boolean unused = note("gateway-started", lanes.size() + " buses");
    begin();
  }

  /** The same of lanes that follow others in one program: the gateway has not started. */
  void begin() {
    lanes.forEach(GatewayRuntime::warn);
    for (BusLane lane : lanes) {
      LaneThread thread = new LaneThread(lane, clock);
      threads.add(thread);
      thread.start();
    }
  }

  /** When {@link #cycle} has something to do next, in milliseconds of the boot clock; not past. */
  public long nextDueBootMillis() {
    return lanes.stream().mapToLong(BusLane::nextDueBootMillis).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Lets every lane that is due do its work, one after the other, on this thread.
   *
   * @param nowBootMillis the boot clock's time.
   */
  public void cycle(long nowBootMillis) {
    for (BusLane lane : lanes) {
      if (lane.nextDueBootMillis() <= nowBootMillis) {
        lane.cycle(nowBootMillis);
      }
    }
  }

  /** The buses as they are now; may be called from any thread. */
  public List<LaneView> view() {
    return lanes.stream().map(BusLane::view).toList();
  }

  /** How radio meters are heard; may be called from any thread. */
  public List<RadioView> radios() {
    return radioLanes.stream().map(RadioLane::radio).toList();
  }

  /** What is counted of OPC-UA servers besides; may be called from any thread. */
  public List<OpcUaView> serverViews() {
    return opcUaLanes.stream().map(OpcUaLane::server).toList();
  }

  @Override
  public ServerKeys servers() {
    return belongings.servers();
  }

  /** How pulses are counted; may be called from any thread. */
  public List<PulseView> pulses() {
    return pulseLanes.stream().map(PulseLane::pulses).toList();
  }

  @Override
  public boolean setIndex(MeterId meter, BigDecimal index) {
    return pulseLanes.stream().anyMatch(lane -> lane.setIndex(meter, index));
  }

  @Override
  public boolean readNow(MeterId meter) {
    return lanes.stream().anyMatch(lane -> lane.readNow(meter));
  }

  @Override
  public Optional<Shown> telegram(MeterId meter, Locale locale) {
    TelegramWords words = TelegramWords.in(locale);
    Looking looking =
        new Looking(who -> belongings.keys().of(who), new KeptFormats(belongings.notebook()));
    return telegrams
        .of(meter)
        .map(
            kept ->
                new Shown(
                    kept.bootMillis(),
                    looking.kept(kept.bytes()).stream().map(words::table).toList()));
  }

  /** Lets the requests in flight end, closes all windows and the connections; the journal stays. */
  @Override
  public void close() {
    boolean isLast = !ended && !threads.isEmpty();
    end();
    if (isLast) {
      boolean unused = note("gateway-stopped", "on request");
    }
  }

  /** The same of lanes that others follow in one program: the gateway does not stop. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    threads.forEach(LaneThread::stop);
    if (threads.isEmpty()) {
      lanes.forEach(BusLane::finish);
    }
    List<LaneThread> slow = threads.stream().filter(thread -> !ends(thread)).toList();
    // A request may last longer than anyone waits: without its link it ends now, its window closed.
    links.forEach(GatewayRuntime::close);
    for (LaneThread thread : slow) {
      if (!ends(thread)) {
        LOG.warn("lane does not end, its window is left waited_ms={}", 2 * LANE_END_MILLIS_MAX);
      }
    }
    belongings.captures().close();
    long gone = lanes.stream().mapToLong(BusLane::untold).sum();
    untold = tellLoss(gone) ? 0 : gone;
  }

  /** Readings that waited in memory when it ended, and no fact says that they are gone; once. */
  long takeUntold() {
    long taken = untold;
    untold = 0;
    return taken;
  }

  /**
   * Keeps that readings are gone that no batch ever had.
   *
   * @param readings none are none to tell.
   * @return false when the journal does not take it.
   */
  boolean tellLoss(long readings) {
    if (readings == 0) {
      return true;
    }
    String reason = "the journal refused until reading ended";
    try {
      journal.append(new Facts(List.of(new Facts.Loss(0, 0, readings, reason))));
      return true;
    } catch (JournalException refused) {
      LOG.error(
          "readings are gone, and the journal does not take that either readings={}", readings);
      return false;
    }
  }

  private static void close(AutoCloseable link) {
    try {
      link.close();
    } catch (Exception refused) {
      LOG.warn("link does not close reason={}", String.valueOf(refused.getMessage()));
    }
  }

  private static boolean ends(LaneThread thread) {
    try {
      return thread.join(LANE_END_MILLIS_MAX);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Keeps something that happened to the gateway itself.
   *
   * @return false when the journal does not take it.
   */
  boolean note(String code, String text) {
    Body body = new Facts(List.of(new Facts.Event(clock.bootMillis(), code, text)));
    try {
      journal.append(body);
      return true;
    } catch (JournalException refused) {
      LOG.error("event is not kept code={} reason={}", code, refused.getMessage());
      return false;
    }
  }
}
