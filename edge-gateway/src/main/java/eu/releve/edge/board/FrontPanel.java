package eu.releve.edge.board;

import com.pi4j.io.gpio.digital.DigitalOutput;
import eu.releve.edge.board.Board.Light;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.EdgeSource;
import eu.releve.edge.pulse.EdgeSources;
import eu.releve.edge.pulse.InputLine;
import eu.releve.profile.PulseContact.Wiring;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lights, button and relay: set, and listened to, ten times a second. The button's edges wait in
 * the kernel meanwhile, with their times, as those of pulses do.
 */
public final class FrontPanel implements AutoCloseable {
  private static final long ROUND_MILLIS = 100;
  private static final long LAST_ROUND_MILLIS_MAX = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(FrontPanel.class);

  private final BootClock clock;
  private final Supplier<Health> health;
  private final Wishes wishes;
  private final Optional<Pins> pins;
  private final Map<Light, DigitalOutput> lights = new EnumMap<>(Light.class);
  private final Optional<DigitalOutput> relay;
  private final Optional<EdgeSource> button;
  private final Press press = new Press();
  private final EdgeSource.Sink pressing = new Pressing();
  private final CountDownLatch closed = new CountDownLatch(1);
  private String buttonFault = "";
  private volatile Optional<Thread> driver = Optional.empty();

  /** What a person wants who presses the button, and what is told of the panel itself. */
  public interface Wishes {
    /** The window in which the gateway may be enrolled. */
    void enrol();

    /** An end in peace, after which the service manager starts it again. */
    void safeRestart();

    /**
     * A part of the panel cannot be used now; the rest goes on.
     *
     * @param why for people: what was wanted and what was found.
     */
    void unusable(String why);
  }

  /**
   * What a panel hangs at.
   *
   * @param pins its outputs; nothing for a board that has none.
   * @param button the edges of its one line; nothing for a board without a button.
   */
  record Wires(Optional<Pins> pins, Optional<EdgeSource> button) {
    /** Those of this machine. */
    static Wires ofMachine(Board board) throws BoardException {
      return new Wires(
          board.hasOutputs() ? Optional.of(Pins.ofMachine(board)) : Optional.empty(),
          board.button().map(line -> EdgeSources.ofMachine(List.of(buttonLine(board, line)))));
    }

    private static InputLine buttonLine(Board board, int line) {
      return new InputLine(board.chip(), line, Wiring.TO_GROUND);
    }
  }

  private FrontPanel(
      Board board, Wires wires, BootClock clock, Supplier<Health> health, Wishes wishes)
      throws BoardException {
    this.clock = clock;
    this.health = health;
    this.wishes = wishes;
    this.pins = wires.pins();
    this.button = wires.button();
    Optional<DigitalOutput> closing = Optional.empty();
    if (pins.isPresent()) {
      for (Map.Entry<Light, Integer> light : board.lights().entrySet()) {
        String id = "light-" + light.getKey().name().toLowerCase(Locale.ROOT);
        lights.put(light.getKey(), pins.get().output(board, id, light.getValue()));
      }
      if (board.relay().isPresent()) {
        closing = Optional.of(pins.get().output(board, "relay", board.relay().get()));
      }
    }
    this.relay = closing;
  }

  /**
   * The panel of this machine, at work. Where lights and relay cannot be had, that is told, and its
   * button works all the same.
   *
   * @param health asked ten times a second.
   */
  public static FrontPanel start(
      Board board, BootClock clock, Supplier<Health> health, Wishes wishes) {
    FrontPanel panel = ofMachine(board, clock, health, wishes);
    panel.driver = Optional.of(Thread.ofPlatform().name("front-panel").daemon().start(panel::run));
    return panel;
  }

  private static FrontPanel ofMachine(
      Board board, BootClock clock, Supplier<Health> health, Wishes wishes) {
    try {
      return over(board, Wires.ofMachine(board), clock, health, wishes);
    } catch (BoardException refused) {
      wishes.unusable(String.valueOf(refused.getMessage()));
      return ofMachine(board.withoutOutputs(), clock, health, wishes);
    }
  }

  /** One that is driven by {@link #look}. */
  static FrontPanel over(
      Board board, Wires wires, BootClock clock, Supplier<Health> health, Wishes wishes)
      throws BoardException {
    try {
      return new FrontPanel(board, wires, clock, health, wishes);
    } catch (BoardException refused) {
      wires.pins().ifPresent(Pins::close);
      throw refused;
    }
  }

  private void run() {
    try {
      do {
        round();
      } while (!closed.await(ROUND_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      // By the thread that reads from it: a descriptor that is closed may be another file's soon.
      button.ifPresent(EdgeSource::close);
    }
  }

  private void round() {
    try {
      look();
    } catch (RuntimeException broken) {
      LOG.warn("front panel failed, goes on reason={}", broken.getMessage());
    }
  }

  /** Sets lights and relay, and does what the button asks for. */
  void look() {
    Health is = health.get();
    Set<Light> lit = is.lit(clock.bootMillis());
    lights.forEach((light, output) -> output.setState(lit.contains(light)));
    relay.ifPresent(output -> output.setState(is.metersAnswer()));
    button.ifPresent(this::listen);
  }

  private void listen(EdgeSource source) {
    // Before the edges are taken: whoever let go meanwhile has not held it until later.
    long nanos = source.nowNanos();
    source.drain(pressing);
    String fault = source.fault(0);
    if (!fault.equals(buttonFault)) {
      buttonFault = fault;
      if (fault.isEmpty()) {
        LOG.info("button is back");
      } else {
        wishes.unusable("button: " + fault);
      }
    }
    press.until(nanos).ifPresent(this::obey);
  }

  /** Takes what comes of the button. */
  private final class Pressing implements EdgeSource.Sink {
    @Override
    public void opened(int input) {
      press.begin();
    }

    @Override
    public void edge(int input, Edge edge) {
      press.take(edge).ifPresent(FrontPanel.this::obey);
    }
  }

  private void obey(Press.Wish wish) {
    LOG.info("button was pressed wish={}", wish);
    switch (wish) {
      case ENROL -> wishes.enrol();
      case SAFE_RESTART -> wishes.safeRestart();
    }
  }

  /** The lights in their order, then the relay. */
  List<DigitalOutput> outputs() {
    return Stream.concat(lights.values().stream(), relay.stream()).toList();
  }

  /** Lights and relay go off, after the round that is under way: nobody watches any more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (driver.isPresent() && driver.get() != Thread.currentThread()) {
        driver.get().join(LAST_ROUND_MILLIS_MAX);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    lights.values().forEach(DigitalOutput::low);
    relay.ifPresent(DigitalOutput::low);
    pins.ifPresent(Pins::close);
  }
}
